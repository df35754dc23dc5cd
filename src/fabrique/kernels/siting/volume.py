"""The relaxation of maximal coverage on a large territory, by prices: the volume algorithm (Barahona & Anbil
2000, doi:10.1007/s101070050002).

The rule that a class is covered by an open site has a price λ_k from 0 to its people a_k. Then
Σ (a_k − λ_k) plus the p greatest r_j = Σ_{k near j} λ_k bounds every plan, whatever the prices. The mean of
the sites picked on the way tends to the values of the relaxation. A step costs two sparse products: on a
large territory that is several times faster than an interior point, for a bound about as good.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from fabrique.kernels.siting.model import Bools, Effort, Floats, Ints
from fabrique.kernels.siting.programme import Programme, Relaxed, relax
from fabrique.kernels.siting.reach import Classes
from fabrique.kernels.siting.rules import SiteRows
from fabrique.kernels.siting.swaps import filled

LARGE = 40_000
"""Pairs of a site and a class from which prices are faster than an interior point."""
STEPS = 2_000
_TINY = 1e-9  # smaller numbers are none: the slowest of all would be those that a processor cannot normalise


def relaxation(
    found: Classes, rows: SiteRows, programme: Programme, *, shares: bool, effort: Effort
) -> Relaxed:
    """The relaxation in the way that suits its size and rules; ``shares``: there are rules on people."""
    count = _count(rows)
    if shares or count is None or found.sites.nnz < LARGE:
        return relax(programme, effort)
    start = filled(found.sites, found.people, rows, [int(one) for one in np.flatnonzero(rows.least > 0)])
    reached = np.asarray(found.sites[start].sum(axis=0)).ravel() > 0
    return priced(found.sites, found.people, rows, count, float(found.people[reached].sum()), effort)


def _count(rows: SiteRows) -> int | None:
    """How many sites are open, when that is the only rule on sites; None otherwise."""
    if len(rows.matrix) != 1 or (rows.matrix != 1).any() or not np.isfinite(rows.upper).all():
        return None
    return int(rows.upper[0])


def priced(
    reach: csr_matrix, people: Floats, rows: SiteRows, count: int, known: float, effort: Effort | None = None
) -> Relaxed:
    """Search for prices; ``known``: people covered by some plan, a little more of which the steps aim at.
    They end once no time is left.

    ``values`` and ``reduced`` are those of the sites only.
    """
    back = reach.T.tocsr()
    picker = _Picker(rows, count)
    centre = price = people / 2
    best = Relaxed(np.zeros(0), np.inf, np.zeros(0))
    mean, covered = np.zeros(reach.shape[0]), np.zeros(len(people))
    stride, waited = 0.5, 0
    for step in range(STEPS):
        if step and effort and effort.over:
            break
        worth = reach @ price
        picked = picker.pick(worth)
        bound = float((people - price).sum() + worth[picked].sum())
        part = 1.0 if step == 0 else 0.1 if step <= 200 else 0.05
        mean, covered = (1 - part) * mean, (1 - part) * covered + part * (price < people)
        mean[picked] += part
        if bound < best.bound * (1 - 1e-6) or step == 0:
            best, centre = Relaxed(mean, bound, picker.reduced(worth, picked)), price
            stride, waited = min(1.1 * stride, 1.5), 0
        elif (waited := waited + 1) >= 20:
            stride, waited = 0.66 * stride, 0
        slope = covered - back @ mean
        slope[((centre <= 0) & (slope < 0)) | ((centre >= people) & (slope > 0))] = 0.0
        size = float(np.square(slope).sum())  # not a product of BLAS, whose threads wait for each other
        if size < _TINY or best.bound <= known * (1 + 1e-9):
            break
        price = np.clip(centre + stride * (best.bound - 1.01 * known) / size * slope, 0.0, people)
        for numbers in (price, mean, covered):
            numbers[numbers < _TINY] = 0.0
    return Relaxed(mean, best.bound, best.reduced)


class _Picker:
    """The sites of greatest worth among those that may be, beside those that are kept."""

    def __init__(self, rows: SiteRows, count: int) -> None:
        self._kept = np.flatnonzero(rows.least > 0)
        self._free = np.flatnonzero((rows.most > 0) & (rows.least < 1))
        self._places = min(count - len(self._kept), len(self._free))

    def pick(self, worth: Floats) -> Ints:
        order = np.argsort(-worth[self._free], kind="stable")
        return np.concatenate([self._kept, self._free[order[: self._places]]])

    def reduced(self, worth: Floats, picked: Ints) -> Floats:
        """By how much the bound falls when a site changes sides: > 0 for one picked, < 0 for another."""
        reduced = np.zeros(len(worth))
        if not 0 < self._places < len(self._free):
            return reduced
        inside: Bools = np.zeros(len(worth), bool)
        inside[picked] = True
        ours = self._free[inside[self._free]]
        others = self._free[~inside[self._free]]
        reduced[ours] = worth[ours] - worth[others].max()
        reduced[others] = worth[others] - worth[ours].min()
        return reduced
