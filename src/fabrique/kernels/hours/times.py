"""Clock times as people type them: 9h, 9 h 30, 9:30, 9.30, 14:, 12h3019h, midi."""

import re

from fabrique.kernels.hours.model import Token

_HOUR = re.compile(r"(\d{1,4})\s*(?:heures?|hrs?|h)(?:(?![a-z])|(?=[ae]\s*\d))")
_GLUED = re.compile(r"\d+")
_SPACED = re.compile(r"\s+([0-5][05])(?!\d|\s*[h:])")
_TRAILING_H = re.compile(r"\s?h(?:eures?)?(?!\s*\d|[a-z])")
_COLON = re.compile(r"(\d{1,3})\s?:\s?(\d{2})(?::00)?(?!\d)(?:\s?h(?![a-z\d]))?")
_BARE_COLON = re.compile(r"(\d{1,2}):(?!\s*\d|//)")
_DOT = re.compile(r"(\d{1,2})\.([0-5]\d)(?![.\d])(?:\s?h(?![a-z\d]))?")
_WORDS = re.compile(r"\b(midi|minuit)\b(?:\s+(?:et\s+)?(demie?|quart|trente))?")
_HALF = re.compile(r"\s+et\s+(demie?|quart)\b")
_SAID = re.compile(r"\s+(?:et\s+)?(quinze|trente|quarante[- ]cinq)\b")
_EXTRA = {"demi": 30, "demie": 30, "trente": 30, "quart": 15, "quinze": 15, "quarante": 45}


def _token(hour: int, minute: int, start: int, end: int) -> Token:
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return Token("badtime", None, start, end)
    return Token("time", hour * 60 + minute, start, end)


def _after_hour(text: str, hour: int, start: int, at: int) -> Token:
    """What follows the « h »: minutes, another hour glued to it, or nothing."""
    glued = _GLUED.match(text, at)
    if not glued:
        half = _HALF.match(text, at) or _SAID.match(text, at)
        if half:
            return _token(hour, _EXTRA[half[1][:8]], start, half.end())
        spaced = _SPACED.match(text, at)
        if spaced:
            return _token(hour, int(spaced[1]), start, spaced.end())
        return _token(hour, 0, start, at)
    digits, end = glued[0], glued.end()
    hour_follows = re.match(r"\s*h", text[end:])
    if digits == "0":
        return _token(hour, 0, start, end)
    if len(digits) == 2 and (not hour_follows or int(digits) > 24 or digits == "00"):
        tail = _TRAILING_H.match(text, end)
        return _token(hour, int(digits), start, tail.end() if tail else end)
    if len(digits) in (1, 2) and hour_follows:  # 9h12h, 9h8h: two hours
        return _token(hour, 0, start, at)
    if len(digits) in (3, 4) and hour_follows and int(digits[:2]) < 60 and int(digits[2:]) <= 24:
        return _token(hour, int(digits[:2]), start, at + 2)  # 12h3019h
    return Token("badtime", None, start, end)


def read_time(text: str, at: int) -> Token | None:
    """The clock time that begins at this place of a folded text, or None."""
    found = _WORDS.match(text, at)
    if found:
        hour = 12 if found[1] == "midi" else 24
        return _token(hour, _EXTRA.get(found[2] or "", 0), at, found.end())
    if not text[at].isdigit():
        return None
    found = _HOUR.match(text, at)
    if found:
        digits = found[1]
        if len(digits) > 2:
            return Token("badtime", None, at, found.end())
        return _after_hour(text, int(digits), at, found.end())
    found = _COLON.match(text, at)
    if found:
        return _token(int(found[1]), int(found[2]), at, found.end())
    found = _DOT.match(text, at)
    if found and (at == 0 or text[at - 1] != "."):
        return _token(int(found[1]), int(found[2]), at, found.end())
    found = _BARE_COLON.match(text, at)
    return _token(int(found[1]), 0, at, found.end()) if found else None
