"""What sites give and people ask: capacity from opening hours and staff, demand from an indicator."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from fabrique.kernels.hours.schedule import Schedule

Floats = npt.NDArray[np.float64]
_WEEK = 7


def weekly_hours(opening: Schedule, since: date, weeks: int = 52) -> float:
    """Hours certainly open in a week, on average over the weeks from a date: holidays and closures count.

    A night's opening counts on the day when it begins; what is not certain counts as closed.
    """
    if weeks < 1:
        raise ValueError("at least one week")
    days = (opening.day(since + timedelta(days=step)) for step in range(_WEEK * weeks))
    return sum(end - start for day in days for start, end in day.open) / 60 / weeks


def capacity_of(hours: Floats, staff: Floats) -> Floats:
    """Hours of help in a week: hours open × people who help at the same time."""
    return hours * staff


def demand_of(population: Floats, rate: Floats) -> Floats:
    """People concerned: population × rate in [0, 1]. Raises ``ValueError`` for another rate."""
    if len(rate) and not (rate.min() >= 0 and rate.max() <= 1):
        raise ValueError("a rate is between 0 and 1")
    return population * rate
