"""Whether the index meets what it is meant to find: an outcome that was measured apart (a survey, requests
for help), more of it being worse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fabrique.kernels.index.errors import Refusal
from fabrique.kernels.index.ranks import mid_ranks, top_count
from fabrique.kernels.index.stats import membership, spearman

Floats = npt.NDArray[np.float64]
Z = 1.959964
LEAST = 10


@dataclass(frozen=True, slots=True)
class Validation:
    """``areas``: with a score and an outcome. ``spearman`` and ``auc`` with 95 % intervals. ``auc``: the
    chance that an area among the worst outcomes has a higher score than one that is not. ``overlap``: the
    share of the worst outcomes that are among the most fragile."""

    areas: int
    spearman: float
    spearman_interval: tuple[float, float]
    auc: float
    auc_interval: tuple[float, float]
    overlap: float


def validate(score: Floats, outcome: Floats, top_share: float) -> Validation:
    """Compare scores (n) with an outcome (n). Raises ``Refusal`` below 10 areas or for a constant outcome.

    Interval of Spearman's: Fisher's z with the variance of Bonett and Wright (Psychometrika 65, 2000). AUC
    and its interval: Hanley and McNeil (Radiology 143, 1982).
    """
    both = np.isfinite(score) & np.isfinite(outcome)
    count = int(both.sum())
    if count < LEAST:
        raise Refusal(f"{count} zones ont un score et un résultat observé : il en faut au moins {LEAST}.")
    x, y = score[both], outcome[both]
    if y.min() == y.max() or x.min() == x.max():
        raise Refusal("Le score ou le résultat observé est partout le même : rien à comparer.")
    rho = spearman(x, y)
    top = top_count(count, top_share)
    worst = y >= np.partition(y, count - top)[count - top]
    if worst.all():
        raise Refusal("Le résultat observé ne distingue pas de zones plus touchées que les autres.")
    auc, error = area_under_curve(x, worst)
    inside = float((membership(x, top) * membership(y, top)).sum() / top)
    low, high = max(0.0, auc - Z * error), min(1.0, auc + Z * error)
    return Validation(count, rho, _spearman_interval(rho, count), auc, (low, high), inside)


def _spearman_interval(rho: float, count: int) -> tuple[float, float]:
    if abs(rho) >= 1:
        return rho, rho
    error = np.sqrt((1 + rho**2 / 2) / (count - 3))
    middle = np.arctanh(rho)
    return float(np.tanh(middle - Z * error)), float(np.tanh(middle + Z * error))


def area_under_curve(score: Floats, positive: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """The AUC of a score for telling ``positive`` areas, equals counting half, and its standard error."""
    yes, no = int(positive.sum()), int((~positive).sum())
    ascending = len(score) + 1 - mid_ranks(score)
    auc = float((ascending[positive].sum() - yes * (yes + 1) / 2) / (yes * no))
    first, second = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    variance = auc * (1 - auc) + (yes - 1) * (first - auc**2) + (no - 1) * (second - auc**2)
    return auc, float(np.sqrt(max(0.0, variance) / (yes * no)))
