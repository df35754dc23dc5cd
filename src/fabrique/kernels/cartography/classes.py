"""Class breaks for a map, and the sentence that explains them.

A break always lies between two values that are there, and is then written as the roundest number between
them: rounding never moves an area from one class to another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from fabrique.kernels.cartography import words

Floats = npt.NDArray[np.float64]
MOST = 5  # an eye does not tell more shades apart
UNKNOWN = -1


class Method(StrEnum):
    """``QUANTILES``: as many areas in each class. ``EQUAL``: steps of one length. ``NATURAL``: the breaks
    that leave the least variance within classes (Fisher 1958, Jenks 1977)."""

    QUANTILES = "quantiles"
    EQUAL = "equal"
    NATURAL = "natural"


@dataclass(frozen=True, slots=True)
class Classes:
    """``bounds`` (k + 1), rising: class j holds bounds[j] <= value < bounds[j + 1], the last one its end too.
    ``ranks`` (n): the class of each area, UNKNOWN without value. ``counts`` (k). ``said``: one sentence.
    """

    method: Method
    bounds: Floats
    ranks: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    said: str

    def __len__(self) -> int:
        return len(self.counts)

    def labels(self, unit: str = "") -> tuple[str, ...]:
        """The words of each class: « moins de 12 % », « de 12 à moins de 18 % », « 18 % et plus »."""
        tail = words.unit(unit)
        written = words.numbers(self.bounds)
        if len(self) == 0:
            return ()
        if len(self) == 1:
            only = self.bounds[0] == self.bounds[1]
            return (f"{written[0]}{tail}" if only else f"de {written[0]} à {written[1]}{tail}",)
        middle = [f"de {low} à moins de {high}{tail}" for low, high in pairwise(written[1:-1])]
        return (f"moins de {written[1]}{tail}", *middle, f"{written[-2]}{tail} et plus")


def classify(
    values: npt.ArrayLike,
    method: Method = Method.QUANTILES,
    number: int = MOST,
    *,
    area: tuple[str, str] = ("commune", "communes"),
) -> Classes:
    """Classes of the finite values among ``values`` (n); at most ``number``, fewer when values repeat.

    ``area``: the noun of the areas, singular and plural. Raises ValueError unless 1 <= number <= 5.
    """
    if not 1 <= number <= MOST:
        raise ValueError(f"{number} classes: from 1 to {MOST}")
    data = np.asarray(values, dtype=np.float64)
    known = np.isfinite(data)
    ranks = np.full(len(data), UNKNOWN, dtype=np.int64)
    if not known.any():
        said = "Aucune valeur n’est connue : il n’y a pas de classe."  # nouns of both genders come here
        return Classes(method, np.empty(0), ranks, np.empty(0, dtype=np.int64), said)
    found, count = np.unique(data[known], return_counts=True)
    cut = _BREAKS[method](found, count, min(number, len(found)))
    bounds = np.array([found[0], *cut, found[-1]])
    ranks[known] = np.searchsorted(cut, data[known], side="right")
    counts = np.bincount(ranks[known], minlength=len(cut) + 1)
    return Classes(method, bounds, ranks, counts, words.explained(method, bounds, counts, number, area))


def quantiles(found: Floats, count: npt.NDArray[np.int64], number: int) -> Floats:
    """Breaks that share areas as evenly as equal values allow: areas of one value stay together."""
    below = np.cumsum(count)
    cuts: list[int] = []
    for step in range(1, number):
        target = below[-1] * step / number
        at = int(np.argmin(np.abs(below[:-1] - target)))
        if not cuts or at > cuts[-1]:
            cuts.append(at)
    return np.array([roundest(found[at], found[at + 1]) for at in cuts])


def equal(found: Floats, _count: npt.NDArray[np.int64], number: int) -> Floats:
    """Breaks at the multiples of a readable step (1, 2, 2.5 or 5 times a power of ten), the shortest that
    gives no more than ``number`` classes. A class may be empty."""
    if number == 1 or len(found) == 1:
        return np.empty(0)
    width = (found[-1] - found[0]) / number
    power = 10.0 ** np.floor(np.log10(width))
    for factor in (1, 2, 2.5, 5, 10, 20):
        step = factor * power
        first, last = np.floor(found[0] / step) + 1, np.ceil(found[-1] / step)
        # The last class has its end in it: a break on the largest value would make a class of that value.
        multiples = np.arange(first, last)
        if len(multiples) < number and len(multiples):
            break
    digits = max(0, 2 - int(np.floor(np.log10(power))))
    breaks: Floats = np.round(multiples * step, digits)
    return breaks


def natural(found: Floats, count: npt.NDArray[np.int64], number: int) -> Floats:
    """The exact optimum (Fisher 1958, by dynamic programming), in n log n by Wang and Song (2011)'s remark
    that the best last break never goes back when a value is added. Of two optima, the one that breaks lower.
    """
    weights = np.concatenate([[0.0], np.cumsum(count)])
    centred = found - np.average(found, weights=count)  # small numbers lose less in the difference of squares
    sums = np.concatenate([[0.0], np.cumsum(count * centred)])
    squares = np.concatenate([[0.0], np.cumsum(count * centred**2)])

    def spread(starts: npt.NDArray[np.int64], end: int) -> Floats:
        """Sum of squares within each run of values from ``starts`` to ``end`` (excluded)."""
        size = weights[end] - weights[starts]
        around: Floats = squares[end] - squares[starts] - (sums[end] - sums[starts]) ** 2 / size
        around[around < 0] = 0.0  # what rounding leaves of nothing
        return around

    total = len(found)
    cost = np.array([0.0, *(spread(np.array([0]), end)[0] for end in range(1, total + 1))])
    choices = []
    for classes in range(2, number + 1):
        best, choice = np.full(total + 1, np.inf), np.zeros(total + 1, dtype=np.int64)
        todo = [(classes, total, classes - 1, total - 1)]
        while todo:
            low, high, least, most = todo.pop()
            if low > high:
                continue
            end = (low + high) // 2
            starts = np.arange(least, min(most, end - 1) + 1)
            tried = cost[starts] + spread(starts, end)
            pick = int(np.argmin(tried))
            best[end], choice[end] = tried[pick], starts[pick]
            todo += [(low, end - 1, least, int(starts[pick])), (end + 1, high, int(starts[pick]), most)]
        cost = best
        choices.append(choice)
    cuts, end = [], total
    for choice in reversed(choices):
        end = int(choice[end])
        cuts.append(end)
    return np.array([roundest(found[at - 1], found[at]) for at in reversed(cuts)])


def roundest(low: float, high: float) -> float:
    """The number with the fewest digits in ]low, high]: where several, the nearest to the middle."""
    if low < 0 <= high:
        return 0.0
    power = int(np.floor(np.log10(max(abs(low), abs(high)))))
    for digits in range(-power, 17 - power):
        for factor in (5, 2, 1):
            # Multiples are counted in whole numbers, then divided: 0.1 is not 3 × 0.0333…
            scale = 10.0**digits / factor
            first, last = np.floor(low * scale) + 1, np.floor(high * scale)
            if first <= last:
                nearest = min(max(np.round((low + high) / 2 * scale), first), last)
                written = float(np.round(nearest / scale, max(0, digits + 1)))
                if low < written <= high:
                    return written
    return float(high)


_BREAKS = {Method.QUANTILES: quantiles, Method.EQUAL: equal, Method.NATURAL: natural}


def shades(number: int) -> Sequence[int]:
    """Which of the five shades, from 1, ``number`` classes take: far apart when they are few."""
    return {0: (), 1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5)}.get(number, range(1, number + 1))
