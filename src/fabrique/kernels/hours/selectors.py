"""Which dates an OSM rule speaks of."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from fabrique.kernels.hours.calendar import Calendar
from fabrique.kernels.hours.model import DAYS, MONTHS, Rule

Test = Callable[[date, Calendar], bool]
_DATE = re.compile(r"(?:(\d{4})\s*)?(?:([A-Z][a-z]{2})(?:\s+(\d{1,2}))?)?$")


def _point(text: str) -> tuple[int | None, int | None, int | None]:
    found = _DATE.match(text.strip())
    if not found:
        raise ValueError(text)
    year, month, day = found.groups()
    return (
        int(year) if year else None,
        MONTHS.index(month) + 1 if month else None,
        int(day) if day else None,
    )


def _span(text: str) -> Callable[[date], bool]:
    """Test of « Aug », « Sep-Jun », « Aug 01-15 », « 2024 Jul 15-2024 Jul 19 », « 2024 »."""
    first_text, _, last_text = text.partition("-")
    year, month, day = _point(first_text)
    last_year: int | None
    last_month: int | None
    last_day: int | None
    if re.fullmatch(r"\s*\d{1,2}\s*", last_text) and day:
        last_year, last_month, last_day = year, month, int(last_text)
    elif last_text:
        last_year, last_month, last_day = _point(last_text)
        last_year = last_year or year
    else:
        last_year, last_month, last_day = year, month, day
    low = (month or 1, day or 1)
    high = (last_month or 12, last_day or 31)
    if year is None:
        if low <= high:
            return lambda when: low <= (when.month, when.day) <= high
        return lambda when: (when.month, when.day) >= low or (when.month, when.day) <= high
    start, end = (year, *low), (last_year or year, *high)
    return lambda when: start <= (when.year, when.month, when.day) <= end


def _weeks(text: str) -> Callable[[date], bool]:
    wanted: set[int] = set()
    for part in text.split(","):
        found = re.fullmatch(r"\s*(\d+)(?:-(\d+)(?:/(\d+))?)?\s*", part)
        if found:
            first = int(found[1])
            wanted.update(range(first, int(found[2] or first) + 1, int(found[3] or 1)))
    return lambda when: when.isocalendar().week in wanted


def _wide(text: str) -> list[Callable[[date], bool]]:
    dates, _, weeks = text.partition("week ")
    tests: list[Callable[[date], bool]] = []
    if dates.strip():
        spans = [_span(part) for part in dates.strip().split(",")]
        tests.append(lambda when: any(span(when) for span in spans))
    if weeks:
        tests.append(_weeks(weeks))
    return tests


@lru_cache(maxsize=2048)
def weekdays(text: str) -> dict[int, tuple[int, ...]]:
    """« Mo-We,Sa[1,3] » → {0: (), 1: (), 2: (), 5: (1, 3)}; () means every one of them."""
    found: dict[int, tuple[int, ...]] = {}
    for part in re.findall(r"[A-Z][a-z](?:\[[^\]]*\]|-[A-Z][a-z])?", text):
        first = DAYS.index(part[:2])
        if "[" in part:
            found[first] = found.get(first, ()) + tuple(int(n) for n in re.findall(r"-?\d", part[2:]))
        elif "-" in part:
            last = DAYS.index(part[3:])
            span = range(first, last + 1) if first <= last else (*range(first, 7), *range(last + 1))
            found.update(dict.fromkeys(span, ()))
        else:
            found[first] = ()
    return found


def _day_test(days: dict[int, tuple[int, ...]]) -> Callable[[date], bool]:
    def test(when: date) -> bool:
        places = days.get(when.weekday())
        if places is None:
            return False
        if not places:
            return True
        from_end = -((monthrange(when.year, when.month)[1] - when.day) // 7 + 1)
        return (when.day - 1) // 7 + 1 in places or from_end in places

    return test


def matcher(rule: Rule) -> Test:
    """The test of a rule: does it speak of this date, with this calendar? Raises ValueError if unreadable."""
    wide = _wide(rule.wide)
    on_day = _day_test(weekdays(rule.days)) if rule.days else None
    bank, school = "PH" in rule.holidays, "SH" in rule.holidays

    def test(when: date, calendar: Calendar) -> bool:
        if not all(check(when) for check in wide):
            return False
        if not rule.holidays:
            return on_day is None or on_day(when)
        holiday = (bank and bool(calendar.bank_holiday(when))) or (
            school and bool(calendar.school_holiday(when))
        )
        if on_day is None:
            return holiday
        return (holiday and on_day(when)) if rule.holiday_and else (holiday or on_day(when))

    return test
