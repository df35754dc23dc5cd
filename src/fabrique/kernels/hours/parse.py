"""Opening hours as people write them → OSM opening_hours."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from opening_hours import validate

from fabrique.kernels.hours.clean import MAX_LENGTH, clean, comment, fold
from fabrique.kernels.hours.doubt import Case, doubt
from fabrique.kernels.hours.lexer import tokens
from fabrique.kernels.hours.model import ALL_DAYS, DAYS, MIDNIGHT, Clause, Parsed, Rule
from fabrique.kernels.hours.osm import OsmError, format_rules, parse_osm
from fabrique.kernels.hours.ranges import united, valid_range
from fabrique.kernels.hours.reader import Reader
from fabrique.kernels.hours.writer import longest_day, plan, write

_EMPTY = frozenset({"", "true", "false", "none", "null", "nan", "x", "nc", "n/c", "na", "n/a"})
_FRENCH_DAY = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_HALF = {"am": " matin", "pm": " après-midi", None: ""}
_DOUBT = "doubt: "
_SENTENCE = re.compile(r"[a-z]{4,}|\+")  # a cell that says more than times
# An export writes « 00:00 - 00:00 » in a half-day that it leaves empty.
_PLACEHOLDER = re.compile(r"\b0?0[:h]00\s*-\s*0?0[:h]00\b")
# « Mo 00:00-00:00 » is what an export writes of a day that it does not know: not a day open at 3 h.
_EMPTY_SPAN = re.compile(r"\b0?(\d{1,2}:\d\d)\s*-\s*0?\1(?!\d)")
_ABOUT_HOURS = re.compile(
    r"rdv|rendez|ferm|ouver|ouvert|\d\s?[h:]|vacance|matin|apres[ -]midi|permanence|itineran"
)


def _result(
    rules: tuple[Rule, ...], text: str, unread: Iterable[str], flags: set[str], fired: set[str]
) -> Parsed:
    """The last guard: the string is accepted by opening-hours-py, or the text is kept as words."""
    osm = format_rules(rules) if rules else ""
    if not any(rule.times or rule.always for rule in rules):
        flags = flags | {"hours-unread"}
    if longest_day(rules) > 16 * 60 and "always" not in fired:
        flags = flags | {"hours-long-day"}
    kept = tuple(dict.fromkeys(words for words in unread if words))
    if osm and not valid(osm):
        return as_words(text, flags | {"hours-unread"}, fired)
    return Parsed(osm, " ; ".join(kept), tuple(sorted(flags)), tuple(sorted(fired)))


def valid(osm: str) -> bool:
    """Whether opening-hours-py accepts the string and so does the evaluator."""
    try:
        parse_osm(osm)
    except OsmError:
        return False
    return bool(validate(osm))


def as_words(text: str, flags: Iterable[str] = (), fired: Iterable[str] = ()) -> Parsed:
    """Hours that nothing but their own words can say."""
    words = comment(clean(text)[0], 400)
    osm = f'unknown "{words}"' if words else ""
    return Parsed(
        osm, text.strip(), tuple(sorted({*flags, "hours-unread"})), tuple(sorted({*fired, "words"}))
    )


def _trusted(rules: tuple[Rule, ...]) -> bool:
    """Whether an OSM string can stand as it is: no rule opens without a day or without a time."""
    for rule in rules:
        if rule.always and rule.state == "open":
            continue
        if rule.state == "" or (rule.state == "open" and not rule.times):
            return False
        if rule.state == "open" and not (rule.days or rule.holidays or rule.wide):
            return False
        if rule.state == "open" and not _all_night(rule.times) and any(_impossible(*x) for x in rule.times):
            return False
    return True


def _all_night(times: Sequence[tuple[int, int]]) -> bool:
    """Whether a day is open from midnight and until midnight, with breaks: « 24h/24 sauf 1h-2h »."""
    return len(times) > 1 and min(times)[0] == 0 and max(times)[1] == MIDNIGHT


def _impossible(start: int, end: int) -> bool:
    return valid_range(start % MIDNIGHT, end if end <= MIDNIGHT else end - MIDNIGHT) is None


def _mended(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Bare comments and days without times become « unknown »: no parser may take them for open."""
    return tuple(_mended_rule(rule) for rule in rules)


def _mended_rule(rule: Rule) -> Rule:
    if rule.state == "":
        rule = replace(rule, state="open" if rule.times and (rule.days or rule.holidays) else "unknown")
        if not (rule.times or rule.days or rule.holidays or rule.wide):
            # A remark on the whole week stands beside its hours; after « ; » it would take their place.
            rule = replace(rule, separator="||")
    if rule.state == "open" and not rule.times and not rule.always:
        words = rule.comment or format_rules((replace(rule, separator=";"),))
        rule = replace(rule, state="unknown", comment=comment(words))
    return rule


def _from_osm(text: str, whole: str) -> Parsed | None:
    if _EMPTY_SPAN.search(text):
        return None
    try:
        rules = _mended(parse_osm(text))
    except OsmError:
        return None
    if not _trusted(rules):
        return None
    osm = format_rules(rules)
    flags = set() if re.sub(r"\s", "", osm) == re.sub(r"\s", "", whole) else {"hours-repaired"}
    if any(united(rule.times) != rule.times for rule in rules):
        flags.add("hours-overlap")  # kept to the letter: every reader of such a string adds its ranges up
    unread = [rule.comment for rule in rules if rule.state == "unknown"]
    fired = {"osm"} | ({"always"} if any(rule.always for rule in rules) else set())
    return _result(rules, whole, unread, flags, fired)


def parse(text: str, *, days: Iterable[int] = ()) -> Parsed:
    """Read hours in free French, or an OSM string with or without small mistakes. Never raises.

    `days` (0 Monday … 6 Sunday) are the days that another column of the source gives; they serve only
    where the text names none. Without them, times that name no day come out as
    `09:00-12:00 unknown "…"`: said, never opened.
    """
    cleaned, repaired = clean(text)
    folded = fold(cleaned)
    if folded.strip(" .-/_") in _EMPTY or not re.search(r"\w", cleaned):
        return Parsed("", text.strip(), ("hours-unread",) if text.strip() else (), ())
    if len(text) > MAX_LENGTH:
        return as_words(text)
    # A sound string is kept to the letter, without the cleaning that free text needs.
    raw = text.strip()
    osm = (_from_osm(raw, raw) if raw.isprintable() else None) or _from_osm(cleaned, cleaned)
    if osm is not None:
        return osm
    reader = Reader(cleaned, folded, tokens(cleaned, folded)).read()
    flags = reader.flags | ({"hours-repaired"} if repaired else set())
    clauses = reader.clauses
    if (
        len(clauses) == 1
        and clauses[0].ranges == [(0, 1440)]
        and clauses[0].days == ALL_DAYS
        and not reader.orphans
    ):
        always = Rule(always=True, comment=comment(", ".join(clauses[0].notes)))
        return _result((always,), text, (), flags, {"always"})
    if re.fullmatch(r"ferme(?:e|s|es)?(?: au public)?[ .!]*", folded):
        return Parsed("off", "", (), ("closed",))
    made = plan(clauses, frozenset(days))
    unread = [*made.unread, *reader.orphans]
    if reader.orphans:
        made.flags.add("hours-partial")
        made.fallbacks.append(
            Rule(separator="||", state="unknown", comment=comment(" ; ".join(reader.orphans), 400))
        )
    rules = write(made)
    if any(rule.times or rule.always for rule in rules):
        found = _result(rules, text, unread, flags | made.flags, made.rules)
    else:
        found = _all_words(cleaned, rules, flags | made.flags, made.rules)
    return _unless_doubtful(found, reader, text, "cannot_be_said" if made.doubtful or reader.doubtful else "")


def _unless_doubtful(found: Parsed, reader: Reader, text: str, reason: str) -> Parsed:
    """The reading, or the words of the source where the reading cannot be trusted."""
    case = Case(reader.folded, reader.tokens, parse_osm(found.osm), found.unread, reader.reversed)
    reason = reason or doubt(case)
    if not reason:
        return found
    return as_words(text, set(found.flags) & {"hours-repaired"}, {*found.rules, f"{_DOUBT}{reason}"})


def _all_words(text: str, rules: tuple[Rule, ...], flags: set[str], fired: set[str]) -> Parsed:
    """No time was read: the closures that are sure, then the whole text, on its days if they are plain."""
    sure = [rule for rule in rules if rule.state == "off"]
    said = [rule for rule in rules if rule.state != "off"]
    words = Rule(separator="||", state="unknown", comment=comment(text, 400))
    if len(said) == 1 and said[0].days and not sure:
        words = replace(said[0], comment=words.comment)
    first = words if not sure else replace(sure[0], separator=";")
    rest = [*sure[1:], words] if sure else []
    if sure and not said:
        rest = sure[1:]
    elif not words.comment:
        return as_words(text, flags, fired)
    return _result(
        (replace(first, separator=";"), *rest),
        text,
        [text] if said or not sure else [],
        flags,
        fired | {"words"},
    )


@lru_cache(maxsize=16_384)
def _read_cell(text: str) -> tuple[str, tuple[Clause, ...], str, frozenset[str]]:
    """What a cell says whatever its day: cleaned text, clauses, words that fit nowhere, flags.

    The same cells come thousands of times in a file; nobody may change the clauses, which are shared.
    """
    cleaned, repaired = clean(text)
    folded = fold(cleaned)
    if folded.strip(" .-/_") in _EMPTY:
        return cleaned, (), "", frozenset()
    kept = _PLACEHOLDER.sub(lambda found: " " * len(found[0]), folded)
    if _SENTENCE.search(kept):
        alone = parse(_PLACEHOLDER.sub(" ", cleaned), days=(0,))
        if any(rule.startswith(_DOUBT) for rule in alone.rules):
            return cleaned, (), cleaned, frozenset({"hours-partial"})
    reader = Reader(cleaned, kept, tokens(cleaned, kept)).read()
    flags = reader.flags | ({"hours-repaired"} if repaired else set())
    return cleaned, tuple(reader.clauses), " ; ".join(reader.orphans), frozenset(flags)


def _cell(text: str, day: int, half: str | None) -> tuple[list[Clause], set[str]]:
    """Clauses of one cell of a week, all on its day."""
    cleaned, found, orphans, flags = _read_cell(text)
    only, label = frozenset({day}), f"{_FRENCH_DAY[day]}{_HALF.get(half, '')}"
    clauses = []
    for clause in found:
        if clause.days and clause.days != only:
            return [Clause(days=only, notes=[cleaned], words=f"{label} : {cleaned}")], {"hours-partial"}
        if clause.closed and half and not clause.has_scope:
            continue
        days = only if not clause.holiday or clause.ranges else clause.days
        clauses.append(replace(clause, days=days, words=f"{label} : {clause.words}"))
    if orphans:
        clauses.append(Clause(days=only, notes=[orphans], words=f"{label} : {orphans}"))
    return clauses, set(flags)


def parse_week(days: Mapping[tuple[str, str | None], str], note: str = "") -> Parsed:
    """Read hours given one column per day or half-day.

    Keys are (OSM day, None | "am" | "pm"), such as ("Mo", "am"). `note` is the source's remark on the whole
    week: it stays as words where nothing else is said. Never raises; an unknown key is a KeyError.
    """
    clauses: list[Clause] = []
    flags: set[str] = set()
    for (code, half), text in days.items():
        if code not in DAYS:
            raise KeyError(code)
        found, raised = _cell(text or "", DAYS.index(code), half)
        clauses.extend(found)
        flags |= raised
    made = plan(clauses, frozenset(), unite=True)
    remark = clean(note)[0]
    if remark and re.search(r"\w", remark):
        made.unread.append(remark)
        if _ABOUT_HOURS.search(fold(remark)):
            made.fallbacks.append(Rule(separator="||", state="unknown", comment=comment(remark, 400)))
    whole = " ; ".join(value for value in (*days.values(), note) if value and value.strip())
    rules = write(made)
    if not rules:
        return Parsed("", " ; ".join(made.unread), ("hours-unread",) if made.unread else (), ())
    return _result(rules, whole, made.unread, flags | made.flags, made.rules | {"week-columns"})
