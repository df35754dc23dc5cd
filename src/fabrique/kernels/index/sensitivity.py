"""Which choice moves the ranks: Sobol indices of first and total order, over all areas at once.

The output of a run is the whole vector of ranks f; the variance of a vector is the sum of those of its
entries (generalised indices: Lamboni, Monod and Makowski, Reliab. Eng. Syst. Saf. 96, 2011). With two
independent samples A and B of N runs, and AB_j being A with factor j taken from B, N(d + 2) runs give
(Jansen, Comput. Phys. Commun. 117, 1999; Saltelli et al., ibid. 181, 2010):

    V   = ½ mean ‖f(A) − f(B)‖²
    S_j = 1 − ½ mean ‖f(B) − f(AB_j)‖² / V
    T_j = ½ mean ‖f(A) − f(AB_j)‖² / V

The weights are one factor: they are drawn together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fabrique.kernels.index.choices import draw, joined, options
from fabrique.kernels.index.data import Data
from fabrique.kernels.index.frame import Frame
from fabrique.kernels.index.uncertainty import WORKERS, has_gaps, simulate

Floats = npt.NDArray[np.float64]
BOOTSTRAPS = 1000


@dataclass(frozen=True, slots=True)
class Effect:
    """One choice: the share of the variance of ranks that it explains alone (``first``) and with all that it
    interacts with (``total``), each with a 90 % bootstrap interval."""

    factor: str
    first: float
    first_interval: tuple[float, float]
    total: float
    total_interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """``effects``, the largest total first; empty when no choice is open or nothing moves. ``runs`` in
    all."""

    effects: tuple[Effect, ...]
    runs: int


def sensitivity(frame: Frame, data: Data, *, sample: int, seed: int, workers: int = WORKERS) -> Sensitivity:
    """The effect of each open choice on the ranks, from ``sample`` × (open choices + 2) runs."""
    choices = options(frame.definition, gaps=has_gaps(frame, data))
    factors = choices.open_factors
    if not factors:
        return Sensitivity((), 0)
    random = np.random.default_rng(seed)
    first, second = (draw(frame, choices, sample, random) for _ in range(2))
    runs = joined([first, second, *(first.swapped(second, factor) for factor in factors)])
    _scored, store = simulate(frame, data, choices, runs, workers=workers)
    if store is None:
        return Sensitivity((), 0)
    effects = sobol(factors, sample, lambda run: store.ranks(store.table[run]), random)
    return Sensitivity(effects, len(runs))


def sobol(
    factors: tuple[str, ...], sample: int, output: Callable[[int], Floats], random: np.random.Generator
) -> tuple[Effect, ...]:
    """Indices from ``output(run)``, a vector: runs 0 … N−1 are A, N … 2N−1 are B, then AB_j factor by
    factor."""
    whole = np.empty(sample)
    alone, any_way = np.empty((2, len(factors), sample))
    for run in range(sample):
        base, other = output(run), output(sample + run)
        whole[run] = _half_square(base - other)
        for number in range(len(factors)):
            mixed = output((2 + number) * sample + run)
            alone[number, run] = _half_square(other - mixed)
            any_way[number, run] = _half_square(base - mixed)
    if whole.sum() <= 0:
        return ()
    again = random.integers(0, sample, (BOOTSTRAPS, sample))
    variances = np.maximum(whole[again].mean(axis=1), 1e-300)
    found = []
    for number, factor in enumerate(factors):
        many_first = 1 - alone[number][again].mean(axis=1) / variances
        many_total = any_way[number][again].mean(axis=1) / variances
        found.append(
            Effect(
                factor,
                float(1 - alone[number].mean() / whole.mean()),
                _interval(many_first),
                float(any_way[number].mean() / whole.mean()),
                _interval(many_total),
            )
        )
    return tuple(sorted(found, key=lambda one: -one.total))


def _half_square(difference: Floats) -> float:
    return float(difference @ difference) / 2


def _interval(values: Floats) -> tuple[float, float]:
    low, high = np.quantile(values, [0.05, 0.95])
    return float(low), float(high)
