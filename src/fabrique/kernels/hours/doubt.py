"""The last look at hours as read: a wrong promise is worse than none.

The reader follows the text from left to right and may take a word for another. Each check here asks one
question of the whole: what the source sets apart, cuts out, dates or says by turns must not come out open. A
reading that fails one of them is given up, and the source's own words are kept instead.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fabrique.kernels.hours import vocabulary as v
from fabrique.kernels.hours.apart import Apart, all_days_apart, positive_holidays, set_apart
from fabrique.kernels.hours.calendar import Calendar
from fabrique.kernels.hours.clean import fold
from fabrique.kernels.hours.model import MIDNIGHT, NOON, Range, Rule, Token, days_of
from fabrique.kernels.hours.osm import format_rules
from fabrique.kernels.hours.schedule import Schedule
from fabrique.kernels.hours.selectors import weekdays

# A pause, or a closure that begins with a clock time: what it names is cut out, never opened.
_PAUSE = re.compile(
    r"\b(?:pause|interruption|coupure|ferm(?:e(?:es?|s)?|etures?)|sauf|hormis)\b"
    r"(?:\s+(?:au public|le midi|du midi|dejeuner|du dejeuner|meridienne|pour [a-z' ]{1,25}?))?"
    r"\s*[:(]?\s*(?:(?:a|de|entre|des|vers|le)\s+)?(?=\d|midi\b)"
    rf"|\bferm(?:e(?:es?|s)?|etures?)\s+(?:les?\s+)?{v.FULL_DAY}\s+(?:a|des|vers|a\s+partir\s+de)\s+(?=\d|midi\b)"
)
_CLOSED_MORNING = re.compile(rf"\b{v.FULL_DAY}\s*:?\s*ferme[a-z]*\s*/\s*(?=\d)")
_ONLY = re.compile(r"\b(?:uniquement|seulement|que)\b")
_DATED = re.compile(v.DATED)
_BY_TURNS = re.compile(
    rf"\b(?:une?|1)\s+(?:(?P<day>{v.FULL_DAY})\s+)?(?:[a-z-]+\s+){{0,2}}(?:sur|/)\s+(?:deux|trois|quatre|[234])\b"
    r"|\bsemaines?\s+[a-d]\b(?!')|\balterna(?:nce|tivement)\b"
    rf"|\b{v.ORDINAL}(?:{v.AND}{v.ORDINAL})*\s+semaines?\b"
)
_EXCLUDED = re.compile(
    rf"(?:feries|vacances(?:\s+scolaires)?|{v.FULL_DAY})\s+(?:exclue?s?|excepte?e?s?|non\s+(?:compris|inclus))(?!\s+l)"
)
_OPEN_ENDED = re.compile(r"\d\s*\+(?!\s*\d)")
_YEAR = tuple(date(2026, 1, 5) + timedelta(days=n) for n in range(365))
_CALENDAR = Calendar("A")


@dataclass
class Case:
    """A text and what was made of it. `folded` and `tokens` are the reader's; `words` are those kept."""

    folded: str
    tokens: Sequence[Token]
    rules: Sequence[Rule]
    unread: str
    backwards: bool  # times come first and days end the text

    def __post_init__(self) -> None:
        sure = next((i for i, rule in enumerate(self.rules) if rule.separator == "||"), len(self.rules))
        self.openings = [r for r in self.rules[:sure] if r.state == "open" and (r.times or r.always)]
        self.unknown = fold(" ; ".join(r.comment for r in self.rules if r.state == "unknown"))
        self.words = fold(" ; ".join(r.comment for r in self.rules)) + " ; " + fold(self.unread)

    def times_after(self, at: int) -> set[int]:
        return {int(str(t.value)) for t in self.tokens if t.kind == "time" and t.start >= at}

    def ranges(self, day: int) -> list[Range]:
        """What opens on that day of an ordinary week."""
        rules = (r for r in self.openings if not r.holidays and (not r.days or day in weekdays(r.days)))
        return [span for rule in rules for span in (rule.times or ((0, MIDNIGHT),))]

    def kept(self, token: Token) -> bool:
        """Whether the words of the token are among those that stay words."""
        return self.folded[token.start : token.end].strip(" ,.:;") in self.words


def _opens_what_is_set_apart(case: Case) -> bool:
    named = set_apart(case.tokens, case.folded)
    wanted = positive_holidays(case.tokens, named)
    return any(
        apart.twice or _day_stays(case, apart) or _holiday_stays(case, apart, wanted) for apart in named
    )


def _day_stays(case: Case, apart: Apart) -> bool:
    for days, half in apart.days:
        for day in days:
            if any(r.state == "off" and r.days and day in weekdays(r.days) for r in case.rules):
                continue
            # « sauf le mercredi : 9h-12h. Mercredi : 14h-17h » : the day has hours of its own further on.
            own = case.times_after(apart.again[day]) if day in apart.again else set()
            for start, end in case.ranges(day):
                if {start, end} <= own:
                    continue
                if not half or (start < NOON if half == "am" else start >= NOON - 30 or end > NOON + 120):
                    return True
    return False


def _holiday_stays(case: Case, apart: Apart, wanted: frozenset[str]) -> bool:
    for code in apart.holidays - wanted:
        if any(code in rule.holidays for rule in case.openings):
            return True
        if case.openings and not any(r.state == "off" and code in r.holidays for r in case.rules):
            return True
    return False


def _closes_a_day_that_is_not(case: Case) -> bool:
    """A day closed all year is one that the source sets apart."""
    closed = {
        day
        for rule in case.rules
        if rule.state == "off" and rule.days and not (rule.wide or rule.holidays or rule.times)
        for day in (weekdays(rule.days) if "[" not in rule.days else ())
    }
    return bool(closed) and not closed <= all_days_apart(case.tokens, case.folded)


def _loses_or_invents_a_time(case: Case) -> bool:
    written = {minute % MIDNIGHT for rule in case.rules for span in rule.times for minute in span}
    said = {int(str(t.value)) % MIDNIGHT for t in case.tokens if t.kind == "time"}
    if any(t.kind in ("half", "allday") for t in case.tokens):
        said |= {0, NOON}
    if written - said:
        return True
    return any(
        not case.kept(t)
        for t in case.tokens
        if t.kind == "badtime" or (t.kind == "time" and int(str(t.value)) % MIDNIGHT not in written)
    )


def _loses_a_scope(case: Case) -> bool:
    """A month, a holiday or a week of the month is in a selector or in words."""
    for token in case.tokens:
        if token.kind == "months":
            said = any(str(token.value) in rule.wide for rule in case.rules)
        elif token.kind == "holiday":
            said = any(str(token.value)[-2:] in rule.holidays for rule in case.rules)
        elif token.kind == "nth":
            said = any("[" in rule.days for rule in case.rules)
        elif token.kind == "parity":
            said = any("week" in rule.wide for rule in case.rules)
        else:
            continue
        if not said and not case.kept(token):
            return True
    return False


def _opens_a_pause(case: Case) -> bool:
    spans = [span for rule in case.openings for span in rule.times]
    for found in _PAUSE.finditer(case.folded):
        at = next((i for i, t in enumerate(case.tokens) if t.start == found.end()), None)
        if at is None or case.tokens[at].kind != "time":
            continue
        start, end = int(str(case.tokens[at].value)), None
        following = [t for t in case.tokens[at + 1 : at + 5] if t.kind != "filler"][:2]
        if [t.kind for t in following] in (["to", "time"], ["and", "time"]):
            end = int(str(following[1].value))
        if end is None and start not in {last for _, last in spans}:
            return bool(spans)
        if end is not None and any(max(low, start) < min(high, end) for low, high in spans):
            return True
    return False


def _opens_the_other_half(case: Case) -> bool:
    """« …, mercredi matin uniquement » : the afternoon of that day is closed, even after « sauf »."""
    for index, token in enumerate(case.tokens):
        if token.kind != "half":
            continue
        around = case.folded[max(0, token.start - 16) : token.start] + case.folded[token.end : token.end + 12]
        days = [t for t in case.tokens[max(0, index - 5) : index] if t.kind in ("day", "days", "time")]
        if not _ONLY.search(around):
            continue
        for day in days_of(days[-1]) if days and days[-1].kind != "time" else range(7):
            spans = case.ranges(day)
            if any(end > NOON + 120 if token.value == "am" else start < NOON - 30 for start, end in spans):
                return True
    return False


def _loses_an_afternoon(case: Case) -> bool:
    """« mardi : fermé / 14h-17h » : the hours after the slash are open on that day."""
    starts = {start for rule in case.openings for start, _ in rule.times}
    ends = {found.end() for found in _CLOSED_MORNING.finditer(case.folded)}
    return any(t.kind == "time" and t.start in ends and int(str(t.value)) not in starts for t in case.tokens)


def _opens_before_or_after_its_date(case: Case) -> bool:
    """« à partir du 15 septembre » : without a year nobody knows which side of it is open."""
    dated = (t for t in case.tokens if t.kind == "every" and _DATED.match(case.folded, t.start))
    return bool(case.openings) and any(dated)


def _opens_only_on_bank_holidays(case: Case) -> bool:
    """Hours of certain days on bank holidays alone are a misreading; so is « jours fériés exclus »."""
    return any(rule.holiday_and and "PH" in rule.holidays for rule in case.openings) or (
        bool(case.openings) and bool(_EXCLUDED.search(case.folded))
    )


def _opens_at_the_dates_of_something_else(case: Case) -> bool:
    """« 9h-12h, stage du 3 au 10 mars » : the dates are of the words before them, not of the hours."""
    for index, token in enumerate(case.tokens):
        if token.kind != "months" or not any(t.kind == "time" for t in case.tokens[:index]):
            continue
        before = next((t for t in reversed(case.tokens[:index]) if t.kind != "filler"), token)
        following = next((t for t in case.tokens[index + 1 :] if t.kind != "filler"), None)
        leads = following is not None and following.kind in ("colon", "time", "day", "days")
        if before.kind == "word" and not leads and any(str(token.value) in r.wide for r in case.openings):
            return True
    return False


def _opens_every_week(case: Case) -> bool:
    for found in _BY_TURNS.finditer(case.folded) if case.openings else ():
        if found[0] not in case.unknown or "alterna" in found[0]:
            return True
        day = next((n for n, p in enumerate(v.DAY_PATTERNS) if re.match(p, found["day"] or "-")), None)
        if day is not None and case.ranges(day):
            return True
    return False


def _leaves_a_day_without_its_hours(case: Case) -> bool:
    """« 9h-12h du lundi au vendredi, 14h-17h lundi et jeudi » : hours come first, each has its days."""
    left = [r for r in case.rules if r.state == "unknown" and r.days and not r.times]
    hours = re.compile(r"\d|rdv|rendez|deman")
    return case.backwards and bool(case.openings) and any(not hours.search(fold(r.comment)) for r in left)


def _is_open_ended(case: Case) -> bool:
    return bool(case.openings) and any(
        found[0] not in case.words for found in _OPEN_ENDED.finditer(case.folded)
    )


def _never_opens(case: Case) -> bool:
    if not any(t.kind == "time" for t in case.tokens):
        return False
    closed = [rule for rule in case.rules if rule.state == "off"]
    if not case.openings:
        return any(len(weekdays(rule.days)) > 2 and not rule.wide for rule in closed)
    if any(re.search(r"\b20\d\d", rule.wide) for rule in case.openings):
        return False
    if not closed and not all(rule.wide for rule in case.openings):
        return False
    schedule = Schedule(format_rules(tuple(case.rules)), _CALENDAR)
    return not any(schedule.day(day).open for day in _YEAR)


_CHECKS: tuple[Callable[[Case], bool], ...] = (
    _loses_or_invents_a_time,
    _loses_a_scope,
    _opens_what_is_set_apart,
    _closes_a_day_that_is_not,
    _opens_a_pause,
    _opens_the_other_half,
    _loses_an_afternoon,
    _opens_before_or_after_its_date,
    _opens_only_on_bank_holidays,
    _opens_at_the_dates_of_something_else,
    _opens_every_week,
    _leaves_a_day_without_its_hours,
    _is_open_ended,
    _never_opens,
)


def doubt(case: Case) -> str:
    """The name of the first check that the reading fails, or ""."""
    return next((check.__name__.strip("_") for check in _CHECKS if check(case)), "")
