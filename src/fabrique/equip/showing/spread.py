"""Durations as a distribution: an average hides those who wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

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
    """``deciles``: nine durations in days, of which the fifth is the median; ``classes``: (French, how
    many).
    """

    count: int
    deciles: tuple[float, ...]
    classes: tuple[tuple[str, int], ...]

    @property
    def median(self) -> float:
        """Half take less."""
        return self.deciles[4]

    @property
    def ninth(self) -> float:
        """Nine in ten take less."""
        return self.deciles[8]


def spread_of(days: Sequence[float]) -> Spread | None:
    """The distribution of durations in days (linear between ranks); None of nothing."""
    if not len(days):
        return None
    values = np.asarray(days, dtype=float)
    deciles = np.percentile(values, range(10, 100, 10))
    counts = np.bincount(np.digitize(values, EDGES), minlength=len(NAMES))
    return Spread(
        len(values),
        tuple(round(float(each), 1) for each in deciles),
        tuple((name, int(number)) for name, number in zip(NAMES, counts, strict=True)),
    )
