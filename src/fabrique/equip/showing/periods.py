"""When a table of persons is published: by periods that have nobody in common, each once.

Two tables of the same persons, a month apart, are subtracted: what was hidden in the first comes out by what
is shown in the second. Here a person is in one period only and a period that is over never changes, so that
one table says nothing of another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

ENOUGH = 55  # persons, five groups of eleven: of fewer, a table would hide nearly all
LONGEST = 12  # months after which eleven persons are enough
FEWEST = 11


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months: from a first day to the day before another first day."""

    since: date
    until: date


def closed(months: Mapping[date, int], before: date) -> list[Period]:
    """The periods that are over, in order. ``months``: persons by the first day of the month.

    ``before``: the first day of the month that is not over. A period ends with the month in which it has
    enough persons; what follows the last one waits. It depends on nothing that comes later.
    """
    found = list[Period]()
    known = [month for month in months if month < before]
    month = since = min(known, default=before)
    held = 0
    while month < before:
        held += months.get(month, 0)
        month = following(month)
        enough = ENOUGH if _months(since, month) < LONGEST else FEWEST
        if held >= enough:
            found.append(Period(since, month))
            since, held = month, 0
    return found


def following(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _months(since: date, until: date) -> int:
    return (until.year - since.year) * 12 + until.month - since.month
