"""Sums within circles without going through pairs: what makes step weights quick.

Points are sorted by rows of one height, and by abscissa within a row. A circle cuts a row in an interval that
is certainly inside, whose sum is the difference of two running sums, and two margins that are looked at point
by point. A circle that holds N points thus costs about its perimeter, the square root of N; and what spreads
from the centre to the points inside costs the same, by differences that a running sum undoes at the end.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from fabrique.kernels.access.exact import exact_parts

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_PER_SQUARE = 16.0  # points in a square as wide as a row is high: where rows and margins cost the same
_MOST_ROWS = 1 << 16
_SMALL = 1e-3  # metres: points so near each other are one row
_ENTRIES, _PAIRS = 1 << 17, 1 << 17  # rows and pairs held at a time: memory does not grow with pairs


@dataclass(frozen=True, slots=True)
class _Cut:
    """Circles cut in rows, one entry for each: the circle ``of``, points ``[low, high)`` that may be inside,
    ``[inner_low, inner_high)`` that are."""

    of: Ints
    low: Ints
    inner_low: Ints
    inner_high: Ints
    high: Ints


class Rings:
    """Points (N, metres) and centres (Q) on a plane. A point is within r when dx² + dy² ≤ r².

    Memory grows with N + Q. Coordinates are finite.
    """

    def __init__(self, points: Floats, centres: Floats) -> None:
        x, y = points[:, 0], points[:, 1]
        self._size, self._count = len(points), len(centres)
        self._x0, self._y0 = (float(part.min()) if len(part) else 0.0 for part in (x, y))
        self._width = float(np.ptp(x)) if len(points) else 0.0
        self._height = _row_height(x, y)
        row = ((y - self._y0) / self._height).astype(np.int64)
        self._gap = max(self._width * 1e-3, self._height)
        self._stride = self._width + self._gap
        key = row * self._stride + (x - self._x0)
        self._order = np.argsort(key, kind="stable")
        self._key, self._x, self._y = key[self._order], x[self._order], y[self._order]
        self._rows = int(row.max(initial=0)) + 1
        self._lowest, self._highest = np.full(self._rows, np.inf), np.full(self._rows, -np.inf)
        np.minimum.at(self._lowest, row, y)
        np.maximum.at(self._highest, row, y)
        strip = np.floor((centres[:, 1] - self._y0) / self._height)
        self._asked = np.lexsort((centres[:, 0], strip))  # circles that follow each other are neighbours
        self._cx, self._cy = centres[self._asked, 0], centres[self._asked, 1]
        largest = max(float(np.abs(part).max(initial=0.0)) for part in (x, y, centres, self._key))
        self._slack = 16 * np.finfo(np.float64).eps * largest

    def gather(self, values: Floats, radii: Sequence[float]) -> Floats:
        """(V, Q, K) sums of the points' values (V, N) beyond radius k − 1 and within radius k of each centre.

        ``radii`` (K, metres) increase.
        """
        parts = [(row, part) for row, line in enumerate(values) for part in exact_parts(line[self._order])]
        running = [np.concatenate([[0.0], np.cumsum(part)]) for _, part in parts]
        discs = np.zeros((len(parts), self._count, len(radii)))
        for k, radius in enumerate(radii):
            for start, stop in self._blocks(radius):
                cut, found = self._cut(start, stop, radius), discs[:, start:stop, k]
                for number, sums in enumerate(running):
                    inner = sums[cut.inner_high] - sums[cut.inner_low]
                    found[number] += np.bincount(cut.of, inner, stop - start)
                for of, at in self._inside(cut, start, radius):
                    for number, (_, part) in enumerate(parts):
                        found[number] += np.bincount(of, part[at], stop - start)
        out = np.zeros((len(values), self._count, len(radii)))
        for (row, _), part in zip(parts, np.diff(discs, axis=2, prepend=0.0), strict=True):
            out[row, self._asked] += part
        return out

    def scatter(self, values: Floats, radii: Sequence[float]) -> Floats:
        """(V, N) for each point, the sum over circles of ``values`` (V, Q, K), where k is the first of the
        increasing ``radii`` that the point is within."""
        parts = [(row, part) for row, table in enumerate(values) for part in exact_parts(table[self._asked])]
        discs = [-np.diff(part, axis=1, append=0.0) for _, part in parts]
        steps, alone = (np.zeros((len(parts), self._size + 1)) for _ in range(2))
        for k, radius in enumerate(radii):
            used = [number for number, disc in enumerate(discs) if disc[:, k].any()]
            for start, stop in self._blocks(radius) if used else ():
                cut = self._cut(start, stop, radius)
                whole = cut.inner_low < cut.inner_high
                begins, ends, of = cut.inner_low[whole], cut.inner_high[whole], cut.of[whole]
                for number in used:
                    each = discs[number][start:stop, k][of]
                    _add(steps[number], begins, each)
                    _add(steps[number], ends, -each)
                for of, at in self._inside(cut, start, radius):
                    for number in used:
                        _add(alone[number], at, discs[number][start:stop, k][of])
        out = np.zeros((len(values), self._size))
        for (row, _), step, one in zip(parts, steps, alone, strict=True):
            out[row, self._order] += np.cumsum(step[:-1]) + one[:-1]
        return out

    def _blocks(self, radius: float) -> Iterator[tuple[int, int]]:
        rows = min(2 * radius / self._height + 2, self._rows)
        size = max(1, int(_ENTRIES / rows))
        for start in range(0, self._count, size):
            yield start, min(start + size, self._count)

    def _cut(self, start: int, stop: int, radius: float) -> _Cut:
        cy = self._cy[start:stop]
        low, high = (
            ((cy + way * (radius + self._slack) - self._y0) / self._height).clip(-1, self._rows)
            for way in (-1, 1)
        )
        first = np.maximum(np.floor(low), 0).astype(np.int64)
        count = np.maximum(np.minimum(np.floor(high), self._rows - 1).astype(np.int64) - first + 1, 0)
        # Row by row of the circles, neighbours side by side: they look at the same part of memory.
        step, of = np.nonzero(np.arange(count.max(initial=0))[:, None] < count)
        row = first[of] + step
        cx, cy = self._cx[start:stop][of], cy[of]
        nearest = np.maximum(np.maximum(self._lowest[row] - cy, cy - self._highest[row]), 0.0)
        touched = nearest * nearest <= radius * radius
        of, row, cx, cy, nearest = of[touched], row[touched], cx[touched], cy[touched], nearest[touched]
        farthest = np.maximum(cy - self._lowest[row], self._highest[row] - cy)
        # Wider and narrower than the true circle by more than rounding can err: margins decide.
        square = radius * radius
        outer = np.sqrt(square * (1 + 1e-14) - nearest * nearest) + self._slack
        inner = np.sqrt(np.maximum(square * (1 - 1e-14) - farthest * farthest, 0.0)) - self._slack
        from_left = cx - self._x0
        base = row * self._stride
        outside = (
            self._search(base, from_left - outer, "left"),
            self._search(base, from_left + outer, "right"),
        )
        whole = inner > 0
        inner_low, inner_high = outside[0].copy(), outside[0].copy()
        base, from_left, inner = base[whole], from_left[whole], inner[whole]
        inner_low[whole] = self._search(base, from_left - inner, "left")
        inner_high[whole] = self._search(base, from_left + inner, "right")
        return _Cut(of, outside[0], inner_low, inner_high, outside[1])

    def _search(self, base: Floats, at: Floats, side: Literal["left", "right"]) -> Ints:
        edge = self._gap / 4  # stay between the row and its neighbours
        sought = base + at.clip(-edge, self._width + edge)
        found: Ints = np.searchsorted(self._key, sought, side=side)
        return found

    def _inside(self, cut: _Cut, first: int, radius: float) -> Iterator[tuple[Ints, Ints]]:
        """Circles and points of the margins that are within the radius, by packs."""
        of = np.concatenate([cut.of, cut.of])
        low = np.concatenate([cut.low, cut.inner_high])
        count = np.concatenate([cut.inner_low, cut.high]) - low
        some = count > 0
        of, low, count = of[some], low[some], count[some]
        square, cx, cy = radius * radius, self._cx[first + of], self._cy[first + of]
        cuts = [0, *_packs(count), len(count)]
        for begin, end in pairwise(cuts):
            pack = slice(begin, end)
            long = count[pack]
            shift = low[pack] - np.cumsum(long) + long
            at = np.arange(long.sum()) + np.repeat(shift, long)
            apart, up = self._x[at], self._y[at]
            apart -= np.repeat(cx[pack], long)
            up -= np.repeat(cy[pack], long)
            apart *= apart
            up *= up
            apart += up
            kept = apart <= square
            yield np.repeat(of[pack], long)[kept], at[kept]


def _row_height(x: Floats, y: Floats) -> float:
    """Rows fit for where points are dense, since most circles are there; a few strays do not count."""
    span = max(float(np.ptp(x)), float(np.ptp(y))) if len(x) else 0.0
    if span < _SMALL:
        return 1.0
    (left, low), (right, high) = np.percentile([x, y], [1, 99], axis=1)
    side = max(right - left, high - low, span / _MOST_ROWS) / 64
    across, up = (((at - least) / side).clip(0, 64).astype(np.int64) for at, least in ((x, left), (y, low)))
    counts = np.bincount(across * 65 + up).astype(np.float64)
    density = float((counts**2).sum()) / len(x) / side**2
    return max(math.sqrt(_PER_SQUARE / density), span / _MOST_ROWS)


def _packs(count: Ints) -> Ints:
    """Where to cut so that the runs of a pack have about as many numbers as may be held."""
    return np.flatnonzero(np.diff(np.cumsum(count) // _PAIRS)) + 1


def _add(into: Floats, at: Ints, values: Floats) -> None:
    """Add values at places, several at one place added up; quick because places are near each other."""
    if not len(at):
        return
    low, high = int(at.min()), int(at.max()) + 1
    into[low:high] += np.bincount(at - low, values, high - low)
