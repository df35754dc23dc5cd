"""Dates of update in every form met in files. A date that is impossible, or the epoch, is no date at all."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from fabrique.directory.cleaning.model import Cleaned
from fabrique.directory.cleaning.text import fold, text_of

_PARIS = ZoneInfo("Europe/Paris")
_OLDEST = date(1995, 1, 1)
_EXCEL_ORIGIN = date(1899, 12, 30)
_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            ("janvier", "janv", "jan", "january"),
            ("fevrier", "fevr", "fev", "feb", "february"),
            ("mars", "mar", "march"),
            ("avril", "avr", "apr", "april"),
            ("mai", "may"),
            ("juin", "jun", "june"),
            ("juillet", "juil", "jul", "july"),
            ("aout", "aou", "aug", "august"),
            ("septembre", "sept", "sep", "september"),
            ("octobre", "oct", "october"),
            ("novembre", "nov", "november"),
            ("decembre", "dec", "december"),
        ],
        start=1,
    )
    for name in names
}
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_FRENCH = re.compile(r"(?<!\d)(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?!\d)")
_WORDS = re.compile(r"(?<!\d)(\d{1,2})(?:er)? ([a-z]{3,9}) (\d{4})(?!\d)")
_MONTH_ONLY = re.compile(r"(?:^|\s)([a-z]{3,9}) (\d{4})$")
_COMPACT = re.compile(r"(19\d\d|20\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])")
_MONTH = "date-first-of-month"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_ZONED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)$")


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _zoned(text: str) -> date | None:
    """The Paris day of an instant that says its zone."""
    if not _ZONED.fullmatch(text):
        return None
    try:
        return (
            datetime.fromisoformat(text.replace("Z", "+00:00").replace(" +", "+")).astimezone(_PARIS).date()
        )
    except ValueError:
        return None


def _from_number(text: str) -> tuple[date | None, str]:
    """Unix seconds or milliseconds, or a spreadsheet's count of days."""
    if match := _COMPACT.fullmatch(text):
        return _make(int(match[1]), int(match[2]), int(match[3])), "date-compact"
    number = float(text)
    if 6e8 <= number < 1e10:
        return datetime.fromtimestamp(number, UTC).astimezone(_PARIS).date(), "date-from-seconds"
    if 6e11 <= number < 1e13:
        return datetime.fromtimestamp(number / 1000, UTC).astimezone(_PARIS).date(), "date-from-milliseconds"
    if 34_000 <= number < 80_000:
        return _EXCEL_ORIGIN + timedelta(days=int(number)), "date-from-spreadsheet"
    return None, ""


def _from_words(text: str) -> tuple[date | None, str]:
    folded = fold(text)
    if (match := _WORDS.search(folded)) and match[2] in _MONTHS:
        return _make(int(match[3]), _MONTHS[match[2]], int(match[1])), "date-from-words"
    if (match := _MONTH_ONLY.search(folded)) and match[1] in _MONTHS:
        return _make(int(match[2]), _MONTHS[match[1]], 1), _MONTH
    return None, ""


def _read(text: str) -> tuple[date | None, str]:
    if zoned := _zoned(text):
        return zoned, "date-from-instant"
    if match := _ISO.search(text):
        return _make(int(match[1]), int(match[2]), int(match[3])), "date-from-iso"
    if match := _FRENCH.search(text):
        day, month = int(match[1]), int(match[2])
        if month > 12 >= day:
            day, month = month, day
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
        return _make(year, month, day), "date-from-french"
    if _NUMBER.fullmatch(text):
        return _from_number(text)
    return _from_words(text)


@lru_cache(maxsize=8192)
def _clean(text: str, today: date) -> Cleaned[date | None]:
    found, rule = _read(text)
    if found is None:
        absurd = bool(_ISO.search(text) or _FRENCH.search(text) or _NUMBER.fullmatch(text))
        return Cleaned(None, ("date-removed",), ("date-absurd" if absurd else "date-unread",), text)
    if found < _OLDEST:
        return Cleaned(None, ("date-removed",), ("date-absurd",), text)
    if found > today + timedelta(days=1):
        return Cleaned(None, ("date-removed",), ("date-future",), text)
    if rule == _MONTH:
        return Cleaned(found, (), ("date-month-only",))
    return Cleaned(found, () if text == found.isoformat() else (rule,))


def clean_date(value: Any, today: date) -> Cleaned[date | None]:
    """The day of an update, or None with a flag. `today` (Paris) bounds the future, 1995 the past.

    Of a month alone it is the first day, flagged `date-month-only`: nobody is made fresher than they say.
    """
    if isinstance(value, datetime):
        value = value.date()
    text = value.isoformat() if isinstance(value, date) else text_of(value)[:200].strip()
    return _clean(text, today) if text else Cleaned(None)
