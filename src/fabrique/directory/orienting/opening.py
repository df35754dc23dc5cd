"""The next time that a place receives somebody, and whether it suits when the person wants to come."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from fabrique.directory.guide.opening import MIDNIGHT, Day, Span, day_of, spans_at
from fabrique.directory.guide.record import PlaceRecord
from fabrique.directory.orienting.answers import Moment
from fabrique.kernels.hours.calendar import Calendar
from fabrique.kernels.matching import Met

DAYS = 14  # looked ahead
WEEK = 7
LEAST_MINUTES = 30  # left before closing: less is too short to go there
EVENING = 18 * 60


@dataclass(frozen=True, slots=True)
class Next:
    """When a place opens next. ``on`` is None when it is not known to open within ``DAYS`` days.

    ``known``: whether its hours are known at all. ``doubtful``: a day before ``on`` is to be confirmed.
    ``hours`` from now: 0 if open. ``off_hours``: a day when it is open in the evening, or a Saturday.
    """

    known: bool
    on: date | None = None
    span: Span | None = None
    hours: float | None = None
    open: bool = False
    doubtful: date | None = None
    off_hours: tuple[date, Span] | None = None


def next_of(place: PlaceRecord, at: datetime, calendar: Calendar) -> Next:
    """The next opening of a place from an aware instant."""
    if not place.hours and not place.stops and not any(one.hours for one in place.closures):
        return Next(known=False)
    local = timezone.localtime(at)
    minute = local.hour * 60 + local.minute
    days = [day_of(place, local.date() + timedelta(days=step), calendar) for step in range(DAYS)]
    off_hours = _off_hours(days)
    doubtful = next((day.on for day in days if day.uncertain), None)
    current = spans_at(place, at, calendar)
    if current and current.end - minute >= LEAST_MINUTES:
        return Next(True, local.date(), current, 0.0, True, None, off_hours)
    for step, day in enumerate(days):
        for span in day.spans:
            if step or span.start > minute:
                hours = (step * MIDNIGHT + span.start - minute) / 60
                before = doubtful if doubtful and doubtful < day.on else None
                return Next(True, day.on, span, hours, doubtful=before, off_hours=off_hours)
    return Next(known=True, hours=None if doubtful else math.inf, doubtful=doubtful, off_hours=off_hours)


def _off_hours(days: list[Day]) -> tuple[date, Span] | None:
    """The first day when somebody who works can come."""
    for day in days:
        for span in day.spans:
            if day.on.weekday() == 5 or (day.on.weekday() < 5 and span.end >= EVENING + LEAST_MINUTES):
                return day.on, span
    return None


def suits(found: Next, moment: Moment, today: date) -> Met:
    """Whether the place can be gone to at that moment."""
    if moment is Moment.ANY:
        return Met.YES
    last = today if moment is Moment.TODAY else today + timedelta(days=WEEK - 1)
    if not found.known:
        return Met.UNKNOWN
    if found.on is not None and found.on <= last:
        return Met.YES
    return Met.UNKNOWN if found.doubtful is not None and found.doubtful <= last else Met.NO
