"""When a table of persons is published: by periods that have nobody in common, each once.

Two tables of the same persons, a month apart, are subtracted: what was hidden in the first comes out by what
is shown in the second. Here a person is in one period only and a period that is over never changes, so that
one table says nothing of another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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


def told_by_period(
    counts: Mapping[tuple[date, str], int], places: Sequence[str], *, since: date, before: date
) -> list[tuple[Period, dict[str, int | None]]]:
    """For each period that is over, the persons of each place, None where the number must stay hidden.

    ``counts``: persons by first day of the month and place; months before ``since`` (an earlier period) are
    left out. No total is told; but that a period is over tells that it has at least ``ENOUGH`` persons. So,
    where those shown are fewer, the smallest of them is hidden too: what is hidden may then be as great as
    one likes.
    """
    months = Counter[date]()
    for (month, _place), number in counts.items():
        if month >= since:
            months[month] += number
    found = list[tuple[Period, dict[str, int | None]]]()
    for period in closed(months, before):
        held = Counter[str]()
        for (month, place), number in counts.items():
            if period.since <= month < period.until:
                held[place] += number
        found.append((period, _told({one: held[one] for one in places})))
    return found


def _told(held: Mapping[str, int]) -> dict[str, int | None]:
    """The counts that may be known: none under ``FEWEST``, and none that would bound those from below."""
    shown = sorted((one for one in held if held[one] >= FEWEST), key=lambda one: (-held[one], one))
    if shown and len(shown) < len(held) and sum(held[one] for one in shown) < ENOUGH:
        shown.pop()
    return {one: held[one] if one in shown else None for one in held}


def following(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _months(since: date, until: date) -> int:
    return (until.year - since.year) * 12 + until.month - since.month
