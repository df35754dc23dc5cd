"""Ranks of many draws, exact, and their quantiles for each area.

A rank is the mean of the places that equals share (mid-rank); 1 is the most fragile. Scores closer than
2⁻³¹ of their range are equals: below that, they differ by rounding only.
"""

from __future__ import annotations

import sys

import numpy as np
import numpy.typing as npt

from fabrique.kernels.index.errors import Refusal

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Stored = npt.NDArray[np.uint16]
_LEVELS = 0x7FEF_FFFE  # a larger upper half would read as a double that is no number
_ROUNDING = 1e-12
_HIGH = 1 if sys.byteorder == "little" else 0
MOST_BYTES = 320_000_000
BLOCK = 2048


def top_count(areas: int, share: float) -> int:
    """How many areas « the most fragile » are: the share rounded up, one at least."""
    return max(1, int(np.ceil(areas * share - 1e-9)))


def mid_ranks(scores: Floats) -> Floats:
    """(n) scores to (n) mid-ranks, the largest score first."""
    order, starts = sorted_places(scores)
    lengths = np.diff(starts, append=len(scores))
    found = np.empty(len(scores))
    found[order] = np.repeat(starts + (lengths + 1) / 2, lengths)
    return found


def sorted_places(scores: Floats) -> tuple[Places, Places]:
    """(n) finite scores to the places (n) of areas in decreasing order, and where each run of equals starts.

    Score and place are the two halves of one number. Sorting those, read as doubles (they sort as the
    integers do, and faster), takes a third of the time of an indirect sort.
    """
    count = len(scores)
    most = scores.max()
    reach = most - scores.min()
    if not np.isfinite(reach):
        raise Refusal("Un tirage laisse une zone sans aucune valeur : revoyez les « alternatives ».")
    if reach <= _ROUNDING * max(abs(most), 1e-280):
        return np.arange(count), np.zeros(1, dtype=np.int64)
    steps = _LEVELS / reach
    keys = np.empty(count, dtype=np.float64)
    halves = keys.view(np.int32).reshape(count, 2)
    level, place = halves[:, _HIGH], halves[:, 1 - _HIGH]
    distance = (most + 0.5 / steps) - scores
    distance *= steps
    level[:] = distance  # cut to an integer: rounded, thanks to the half
    place[:] = np.arange(count)
    keys.sort()
    new = np.empty(count, dtype=np.bool_)
    new[0] = True
    np.not_equal(level[1:], level[:-1], out=new[1:])
    return place.astype(np.int64), np.flatnonzero(new)


class Store:
    """Ranks of ``draws`` draws over ``count`` areas, two bytes each; a row is a draw. ``top``: how many areas
    the list of the most fragile holds.

    Ranks are kept in steps of ``step`` half-places: exact up to 32,767 areas, within 1/65,535 of the list
    above. Raises ``Refusal`` when they would not fit in memory.
    """

    def __init__(self, draws: int, count: int, top: int = 1) -> None:
        if draws * count * 2 > MOST_BYTES:
            most = max(1, MOST_BYTES // (2 * count))
            raise Refusal(
                f"{draws} tirages sur {count} zones demandent trop de mémoire : au plus {most} tirages."
            )
        self.count, self.top = count, min(top, count)
        self.step = -(-2 * count // 65_535)
        self.table: Stored = np.empty((draws, count), dtype=np.uint16)
        self._alone = (np.arange(2, 2 * count + 2, 2) // self.step).astype(np.uint16)
        self._limit: Stored = np.full(draws, self._alone[self.top - 1])
        self._cut = np.zeros(draws, dtype=np.bool_)

    def put(self, draw: int, scores: Floats) -> None:
        """Rank the scores of one draw."""
        order, starts = sorted_places(scores)
        stored = self._alone
        if len(starts) < self.count:
            lengths = np.diff(starts, append=self.count)
            runs = ((2 * starts + lengths + 1) // self.step).astype(np.uint16)
            last = int(np.searchsorted(starts, self.top)) - 1  # the run of the last area within
            self._limit[draw], self._cut[draw] = runs[last], starts[last] + lengths[last] > self.top
            stored = np.repeat(runs, lengths)
        self.table[draw][order] = stored

    def ranks(self, rows: Stored) -> Floats:
        """Stored numbers as ranks."""
        return rows.astype(np.float64) * (self.step / 2)

    def interval(self, share: float) -> tuple[Floats, Floats, Floats]:
        """For each area (n), the bounds that leave out (1 − share)/2 of the draws on each side, and the
        median: order statistics, rounded outwards."""
        draws = len(self.table)
        outside = (1 - share) / 2 * (draws - 1)
        low, high = int(np.floor(outside + 1e-9)), int(np.ceil(draws - 1 - outside - 1e-9))
        found = np.empty((3, self.count), dtype=np.uint16)
        for start in range(0, self.count, BLOCK):
            block = np.ascontiguousarray(self.table[:, start : start + BLOCK].T)
            block.sort(axis=1)
            found[:, start : start + BLOCK] = block[:, [low, high, draws // 2]].T
        bounds = self.ranks(found)
        return bounds[0], bounds[1], bounds[2]

    def within(self) -> tuple[Floats, Floats]:
        """For each area (n), the mean over draws of its part in the list of the ``top`` most fragile, and the
        share of the draws that agree: all inside, or all outside.

        The part is 1 inside and 0 outside; equals that the limit cuts share the places that are left, and
        such a draw agrees with neither side.
        """
        part, inside, astride = np.zeros((3, self.count))
        for row, limit, cut in zip(self.table, self._limit, self._cut, strict=True):
            within = row <= limit
            inside += within
            beyond = int(np.count_nonzero(within)) - self.top
            if beyond > 0:  # equals; without ``cut``, neighbours that were kept as one rank
                at = np.flatnonzero(row == limit)
                part[at] -= beyond / len(at)
                if cut:
                    astride[at] += 1
        draws = len(self.table)
        outside = draws - inside
        return (inside + part) / draws, np.maximum(inside - astride, outside) / draws
