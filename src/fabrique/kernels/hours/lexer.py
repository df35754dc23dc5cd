"""Tokens of French opening hours, in the order of the text."""

import re
from collections.abc import Iterator

from fabrique.kernels.hours import vocabulary as v
from fabrique.kernels.hours.model import Token
from fabrique.kernels.hours.patterns import AFTER_TIMES, BEFORE_TIMES, Maker
from fabrique.kernels.hours.times import read_time

Compiled = list[tuple[re.Pattern[str], Maker]]
_MASK = re.compile(v.NOT_HOURS)
_BEFORE: Compiled = [(re.compile(pattern), maker) for pattern, maker in BEFORE_TIMES]
_AFTER: Compiled = [(re.compile(pattern), maker) for pattern, maker in AFTER_TIMES]
# Most places of a text begin nothing: one pattern says so faster than each in turn.
_ANY_BEFORE, _ANY_AFTER = (
    re.compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", pattern) for pattern, _ in table))
    for table in (BEFORE_TIMES, AFTER_TIMES)
)
_DAYS = [re.compile(rf"(?:{pattern})(?![a-z'])\.?") for pattern in v.DAY_PATTERNS]
_DAY_INITIALS = frozenset("lmtwjefvsd")  # of every spelling of DAY_PATTERNS
_MARKS = frozenset(",;|()[]{}&\n")  # no address, day or time begins with one of them
_LETTERS = re.compile(r"[LD](?:[\s,/-]+[LMJVSD]\b){2}")  # « L M J V » : nobody knows which day is « M »
_WORD = re.compile(r"[a-z]+(?:'(?![a-z]))?|\d+|'|\S")


def tokens(text: str, folded: str) -> list[Token]:
    """Tokens of a cleaned text; `folded` is its twin from `clean.fold`."""
    found: list[Token] = []
    at = 0
    while at < len(folded):
        if folded[at] == " ":
            at += 1
            continue
        token = _next(text, folded, at)
        found.extend(_opened(token, folded))
        at = max(token.end, at + 1)
    return found


def _next(text: str, folded: str, at: int) -> Token:
    if folded[at] in _MARKS:
        return _first(_AFTER, folded, at) or _word(text, folded, at)
    masked = _MASK.match(folded, at)
    if masked and masked.end() > at:
        return Token("word", None, at, masked.end())
    return (
        _day(text, folded, at)
        or (_ANY_BEFORE.match(folded, at) and _first(_BEFORE, folded, at))
        or read_time(folded, at)
        or (_ANY_AFTER.match(folded, at) and _first(_AFTER, folded, at))
        or _word(text, folded, at)
    )


def _first(table: Compiled, folded: str, at: int) -> Token | None:
    for pattern, maker in table:
        found = pattern.match(folded, at)
        if found and found.end() > at:
            kind, value = maker(found)
            return Token(kind, value, at, found.end())
    return None


def _word(text: str, folded: str, at: int) -> Token:
    found = _WORD.match(folded, at)
    end = found.end() if found else at + 1
    said = folded[at:end].strip("'")
    if len(said) == 1 and _LETTERS.match(text, at):
        return Token("word", None, at, end)
    return Token("filler" if not said or said in v.FILLERS else "word", None, at, end)


def _day(text: str, folded: str, at: int) -> Token | None:
    if at and folded[at - 1].isalnum() and folded[at].isalpha() and folded[at - 1].isalpha():
        return None
    for number, pattern in enumerate(_DAYS) if folded[at] in _DAY_INITIALS else ():
        found = pattern.match(folded, at)
        if found:
            # « sa », « mo » are words of French unless written as OSM codes, or the whole text is OSM.
            code = found[0].rstrip(".") in v.OSM_CODES
            if code and text[at].islower() and not _osm_like(folded):
                return None
            # The dot of « lun. » is of the day; that of « mercredi. Fermé en août » ends a sentence.
            whole = found[0].endswith(("i.", "s.", "e."))
            return Token("day", number, at, found.end() - whole)
    return None


def _osm_like(folded: str) -> bool:
    words = re.findall(r"[a-z]+", folded)
    return bool(words) and all(word in v.OSM_CODES or word in {"off", "ph", "sh", "h"} for word in words)


def _opened(token: Token, folded: str) -> Iterator[Token]:
    """« un lundi sur deux » holds a rhythm and a day: both are given, with one place in the text."""
    if token.kind != "everyday":
        yield token
        return
    yield Token("every", None, token.start, token.end)
    for at in range(token.start, token.end):
        day = _day(folded, folded, at)
        if day:
            yield Token("day", day.value, token.start, token.end)
            return
