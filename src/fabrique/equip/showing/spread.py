"""Durations as a distribution: an average hides those who wait, and so does a count of those served."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fabrique.kernels.waiting import incidence

FEWEST = 11  # of fewer things, a decile is the duration of one of them
# In days: the ends of the classes of a histogram; the last is open.
EDGES = (7, 14, 30, 60, 90, 180, 365)
NAMES = (
    "moins d’une semaine",
    "1 à 2 semaines",
    "2 à 4 semaines",
    "1 à 2 mois",
    "2 à 3 mois",
    "3 à 6 mois",
    "6 mois à 1 an",
    "plus d’un an",
)


@dataclass(frozen=True, slots=True)
class Spread:
    """What is known of a wait: ``done`` are over, ``waiting`` still run, ``other`` ended in another way.

    ``deciles``: nine durations in days, of which the fifth is the median, of all three together; None: not
    reached when the longest wait had lasted ``seen`` days. Empty for fewer than eleven things. ``classes``:
    (French, how many of those that are done).
    """

    done: int
    waiting: int
    other: int
    seen: float
    deciles: tuple[float | None, ...]
    classes: tuple[tuple[str, int], ...]

    @property
    def count(self) -> int:
        """Whatever became of them."""
        return self.done + self.waiting + self.other

    @property
    def median(self) -> float | None:
        """Half take so long at most."""
        return self.deciles[4] if self.deciles else None

    @property
    def ninth(self) -> float | None:
        """Nine in ten take so long at most."""
        return self.deciles[8] if self.deciles else None


def spread_of(
    done: Sequence[float], waiting: Sequence[float] = (), other: Sequence[float] = ()
) -> Spread | None:
    """The distribution of durations in days; None of nothing."""
    count = len(done) + len(waiting) + len(other)
    if not count:
        return None
    curve = incidence(done, waiting, other)
    ranks = range(1, 10) if count >= FEWEST else ()
    numbers = np.bincount(np.digitize(np.asarray(done, dtype=float), EDGES), minlength=len(NAMES))
    return Spread(
        done=len(done),
        waiting=len(waiting),
        other=len(other),
        seen=curve.seen,
        deciles=tuple(curve.within(rank / 10) for rank in ranks),
        classes=tuple((name, int(number)) for name, number in zip(NAMES, numbers, strict=True)),
    )


def more_than(days: float) -> int:
    """The least whole number of days that is more than this: « en moins de » is then true."""
    return math.floor(days) + 1
