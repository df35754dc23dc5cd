"""OSM opening_hours strings ↔ rules: the part of the grammar that weekly French hours need.

Grammar: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification (sun events, easter and
open-ended times are left out: such strings raise OsmError).
"""

import re
from functools import lru_cache

from fabrique.kernels.hours.model import MIDNIGHT, Range, Rule

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DATE = rf"(?:\d{{4}}\s+)?{_MONTH}(?:\s+\d{{1,2}}(?![\d:]))?"
_DATES = rf"(?:{_DATE}(?:\s*-\s*(?:{_DATE}|\d{{1,2}}(?![\d:])))?|\d{{4}}(?:\s*-\s*\d{{4}})?(?![\d:]))"
_WEEKS = r"\d{1,2}(?:\s*-\s*\d{1,2}(?:\s*/\s*\d{1,2})?)?(?![\d:])"
_DAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)(?![a-z])"
_DAYS = rf"{_DAY}(?:\[-?\d(?:\s*,\s*-?\d)*\]|\s*-\s*{_DAY})?"
_CLOCK = r"\d{1,2}:\d{2}"
_SPAN = rf"{_CLOCK}\s*-\s*{_CLOCK}"
_I = re.IGNORECASE
_WIDE = re.compile(rf"{_DATES}(?:\s*,\s*{_DATES})*", _I)
_WEEK = re.compile(rf"week\s*{_WEEKS}(?:\s*,\s*{_WEEKS})*", _I)
_HOLIDAYS = re.compile(r"(?:PH|SH)\b(?:\s*,\s*(?:PH|SH)\b)*", _I)
_WEEKDAYS = re.compile(rf"{_DAYS}(?:\s*,\s*{_DAYS})*", _I)
_TIMES = re.compile(rf"{_SPAN}(?:\s*,\s*{_SPAN})*")
_STATE = re.compile(r"(open|off|closed|unknown)\b", _I)
_COMMENT = re.compile(r'"([^"]+)"')
_SEPARATOR = re.compile(r"\s*(;|\|\||,)\s*")
_BLANK = re.compile(r"[ \t]*")


class OsmError(ValueError):
    """The string is not in the part of the OSM grammar that is read here."""


class _Cursor:
    def __init__(self, text: str) -> None:
        self.text, self.at = text.strip(), 0

    def take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if not found or not found[0]:
            return ""
        self.at = found.end()
        blank = _BLANK.match(self.text, self.at)
        self.at = blank.end() if blank else self.at
        return found[0]

    @property
    def done(self) -> bool:
        return self.at >= len(self.text)


@lru_cache(maxsize=8192)
def parse_osm(text: str) -> tuple[Rule, ...]:
    """Rules of an OSM string. Raises OsmError for what is not read here."""
    cursor, rules, separator = _Cursor(text), [], ";"
    if cursor.done:
        raise OsmError("empty")
    while True:
        rules.append(_rule(cursor, separator))
        while not cursor.done:
            found = cursor.take(_SEPARATOR).strip()
            if not found:
                raise OsmError(f"« {text[cursor.at :]} »")
            separator = found
            if not re.match(r"\s*;", cursor.text[cursor.at :]):
                break
        if cursor.done:
            return tuple(rules)


def _rule(cursor: _Cursor, separator: str) -> Rule:
    start = cursor.at
    if cursor.take(re.compile(r"24/7")):
        state, note = _tail(cursor)
        return Rule(separator=separator, state=state, comment=note, always=True)
    wide = " ".join(part for part in (cursor.take(_WIDE), cursor.take(_WEEK)) if part)
    if wide:
        cursor.take(re.compile(r":(?=\s)"))
    holidays, days, both = _days(cursor)
    times = cursor.take(_TIMES)
    state, note = _tail(cursor)
    if cursor.at == start:
        raise OsmError(f"« {cursor.text[start:]} »")
    return Rule(
        separator=separator,
        wide=_wide_text(wide),
        holidays=tuple(dict.fromkeys(re.findall(r"PH|SH", holidays.upper()))),
        days=_case(re.sub(r"\s", "", days)),
        holiday_and=both,
        times=tuple(_span(part) for part in re.findall(_SPAN, times)),
        state=state,
        comment=note,
    )


def _days(cursor: _Cursor) -> tuple[str, str, bool]:
    """Holidays, days, and whether both must hold (« SH Mo ») or either (« SH,Mo »)."""
    holidays = cursor.take(_HOLIDAYS)
    comma = re.compile(r",\s*(?=[A-Za-z])")
    if holidays:
        either = cursor.take(comma)
        days = cursor.take(_WEEKDAYS)
        if either and not days:
            raise OsmError("a comma before nothing")
        return holidays, days, bool(days) and not either
    days = cursor.take(_WEEKDAYS)
    mark = cursor.at
    if days and cursor.take(comma):
        holidays = cursor.take(_HOLIDAYS)
        if not holidays:
            cursor.at = mark
    return holidays, days, False


def _tail(cursor: _Cursor) -> tuple[str, str]:
    state = cursor.take(_STATE).lower()
    note = cursor.take(_COMMENT)[1:-1]
    # A bare comment says « it depends »: opening-hours-py would read it as open, so the state is written.
    return {"closed": "off", "": "open"}.get(state, state) if state or not note else "", note


def _case(days: str) -> str:
    return re.sub(r"[A-Za-z]{2}", lambda found: found[0].capitalize(), days)


def _wide_text(wide: str) -> str:
    wide = re.sub(r"\s*([-,/])\s*", r"\1", " ".join(wide.split()))
    wide = re.sub(
        r"[A-Za-z]{3,}",
        lambda found: found[0].lower() if found[0].lower() == "week" else _case3(found[0]),
        wide,
    )
    return re.sub(r"week(?=\d)", "week ", wide)


def _case3(month: str) -> str:
    return month.capitalize()


def _span(text: str) -> Range:
    start, end = (int(part[:-3]) * 60 + int(part[-2:]) for part in re.findall(_CLOCK, text))
    if (
        start > MIDNIGHT
        or end > 2 * MIDNIGHT
        or any(int(part[-2:]) > 59 for part in re.findall(_CLOCK, text))
    ):
        raise OsmError(f"impossible time « {text} »")
    return start, end if end > start else end + MIDNIGHT


def clock(minutes: int) -> str:
    """570 → « 09:30 »; 1440 stays « 24:00 », 1500 is « 01:00 » of the next day."""
    minutes = minutes - MIDNIGHT if minutes > MIDNIGHT else minutes
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def format_times(times: tuple[Range, ...]) -> str:
    return ",".join(f"{clock(start)}-{clock(end)}" for start, end in times)


def format_rules(rules: tuple[Rule, ...]) -> str:
    """The OSM string of the rules: `parse_osm` gives them back."""
    parts: list[str] = []
    for index, rule in enumerate(rules):
        if index:
            parts.append({";": "; ", ",": ", ", "||": " || "}[rule.separator])
        holidays = ",".join(rule.holidays)
        selector = (
            f"{holidays} {rule.days}" if rule.holiday_and else ",".join(p for p in (rule.days, holidays) if p)
        )
        state = "" if rule.state == "open" and not rule.comment else rule.state
        words = ("24/7" if rule.always else "", rule.wide, selector, format_times(rule.times), state)
        said = " ".join(word for word in words if word)
        parts.append(f'{said} "{rule.comment}"'.strip() if rule.comment else said)
    return "".join(parts)
