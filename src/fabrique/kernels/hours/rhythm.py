"""The cycle of a van as opening hours: the same hours every week, or one week in two.

Weeks are those of ISO 8601. A year of 53 weeks ends and begins with odd weeks: the parity turns there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from fabrique.kernels.hours.model import Range, Rule
from fabrique.kernels.hours.osm import format_rules

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PARITY = ("week 02-52/2", "week 01-53/2")
_SOON = timedelta(weeks=52)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stay in a cycle: ``week`` from 1, ``day`` 0 for Monday, ``span`` in minutes since midnight."""

    week: int
    day: int
    span: Range


def cycle_hours(passages: Iterable[Passage], weeks: int, first_monday: date) -> str | None:
    """An OSM string that opens at these stays, whose first week begins on ``first_monday``.

    None when the cycle cannot be said so: more than two weeks, and not the same each week. Raises ValueError
    for a week out of the cycle, or a first day that is not a Monday.
    """
    held = set(passages)
    if first_monday.weekday():
        raise ValueError(f"{first_monday} is not a Monday")
    if any(not 1 <= one.week <= weeks for one in held):
        raise ValueError(f"a week out of 1 to {weeks}")
    if not held:
        return ""
    by_day: dict[int, dict[Range, set[int]]] = {}
    for one in held:
        by_day.setdefault(one.day, {}).setdefault(one.span, set()).add(one.week)
    rules: list[Rule] = []
    for day in sorted(by_day):
        spans = by_day[day]
        if all(len(found) == weeks for found in spans.values()):
            rules.append(Rule(days=DAYS[day], times=tuple(sorted(spans))))
        elif weeks == 2:
            rules += _one_in_two(day, spans, first_monday)
        else:
            return None
    return format_rules(tuple(rules))


def _one_in_two(day: int, spans: dict[Range, set[int]], first_monday: date) -> Iterator[Rule]:
    first = first_monday.isocalendar().week % 2
    for dates, turned in _segments(first_monday):
        for week in (1, 2):
            times = tuple(sorted(span for span, found in spans.items() if week in found))
            if times:
                wide = _PARITY[(first + week - 1 + turned) % 2]
                yield Rule(wide=f"{dates} {wide}".strip(), days=DAYS[day], times=times)


def _segments(start: date) -> list[tuple[str, int]]:
    """(dates as OSM writes them, whether parity has turned): one without dates when it does not turn soon."""
    year = _long_year(start.isocalendar().year)
    turn = _last_sunday(year)
    if turn - start >= _SOON:
        return [("", 0)]
    after = turn + timedelta(days=1)
    end = _last_sunday(_long_year(year + 1))
    return [(_dates(start, turn), 0), (_dates(after, end), 1)]


def _long_year(since: int) -> int:
    """The first ISO year of 53 weeks, this one or later."""
    return next(year for year in range(since, since + 9) if date(year, 12, 28).isocalendar().week == 53)


def _last_sunday(year: int) -> date:
    """Of an ISO year."""
    return date.fromisocalendar(year, date(year, 12, 28).isocalendar().week, 7)


def _dates(first: date, last: date) -> str:
    def said(day: date) -> str:
        return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02d}"

    return f"{said(first)}-{said(last)}"
