"""What sites give and people ask: capacity from opening hours and staff, demand from an indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from fabrique.kernels.hours.model import Range
from fabrique.kernels.hours.schedule import Schedule

Floats = npt.NDArray[np.float64]
_WEEK = 7


def weekly_hours(
    opening: Schedule, since: date, weeks: int = 52, dated: Mapping[date, Sequence[Range]] | None = None
) -> float:
    """Hours certainly open in a week, on average over the weeks from a date: holidays and closures count.

    A night's opening counts on the day when it begins; what is not certain counts as closed. ``dated``: what
    is open besides on some days, in minutes since midnight; what the rule opens already counts once.
    """
    if weeks < 1:
        raise ValueError("at least one week")
    days = [since + timedelta(days=step) for step in range(_WEEK * weeks)]
    more = dated or {}
    return sum(_minutes([*opening.day(day).open, *more.get(day, ())]) for day in days) / 60 / weeks


def _minutes(spans: Sequence[Range]) -> int:
    """How long they last together, those that overlap counted once."""
    found, last = 0, 0
    for start, end in sorted(spans):
        found += max(end - max(start, last), 0)
        last = max(last, end)
    return found


def capacity_of(hours: Floats, staff: Floats) -> Floats:
    """Hours of help in a week: hours open × people who help at the same time."""
    return hours * staff


def demand_of(population: Floats, rate: Floats) -> Floats:
    """People concerned: population × rate in [0, 1]. Raises ``ValueError`` for another rate."""
    if len(rate) and not (rate.min() >= 0 and rate.max() <= 1):
        raise ValueError("a rate is between 0 and 1")
    return population * rate
