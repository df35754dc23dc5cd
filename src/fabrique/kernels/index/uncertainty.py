"""How far the rank of an area depends on choices that could as well be defended (Saisana, Saltelli and
Tarantola, J. R. Stat. Soc. A 168, 2005): many draws among them, and what the ranks do."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from fabrique.kernels.index.aggregate import leaves, top_values
from fabrique.kernels.index.choices import Draws, Options, draw, final_weights, options
from fabrique.kernels.index.compute import assess
from fabrique.kernels.index.data import Data
from fabrique.kernels.index.definition import Mean
from fabrique.kernels.index.frame import Frame
from fabrique.kernels.index.patterns import patterns
from fabrique.kernels.index.ranks import Store, top_count
from fabrique.kernels.index.tree import without

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
BLOCK, WORKERS = 4, 2
MOST_PATTERNS = 64
INTERVAL, SURE, LIKELY = 0.90, 0.95, 0.80


class Standing(StrEnum):
    """How sure it is that an area is among the most fragile, or that it is not: in 95 % of draws or more, in
    80 %, in fewer. A draw where it is among equals that the limit cuts says neither. ``UNKNOWN``: there is no
    rank."""

    ROBUST = "robust"
    PROBABLE = "probable"
    CONTESTED = "contested"
    UNKNOWN = ""


@dataclass(frozen=True)
class Uncertainty:
    """For each of n areas, NaN without rank: the bounds of its rank in 90 % of draws, the median rank, the
    share of draws where it is among the ``top_count`` most fragile (equals that the limit cuts count for the
    part of them that is inside: ``p_top`` sums to ``top_count``), its ``standing`` towards that list."""

    draws: int
    seed: int
    top_count: int
    rank_low: Floats
    rank_high: Floats
    rank_median: Floats
    p_top: Floats
    standing: tuple[Standing, ...]
    open_factors: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        """Areas by standing; and of those, the ones that are among the most fragile: ``robust_top`` in 95 %
        of draws or more, of which ``always_top`` in all of them; ``probable_top`` in 80 % or more."""
        standing = np.array(self.standing)
        inside = self.p_top > 0.5
        return {
            **{str(one): self.standing.count(one) for one in Standing if one is not Standing.UNKNOWN},
            "robust_top": int((inside & (standing == Standing.ROBUST)).sum()),
            "always_top": int((self.p_top == 1).sum()),
            "probable_top": int((inside & (standing == Standing.PROBABLE)).sum()),
        }

    @property
    def median_places(self) -> int:
        """Half the areas that have a rank, or more, have a rank interval of at least so many places; 0
        without any."""
        ranked = np.isfinite(self.rank_low)
        return int(np.median((self.rank_high - self.rank_low)[ranked])) if ranked.any() else 0

    @property
    def median_width(self) -> float:
        """The median width of the rank interval, as a share of the areas that have a rank; NaN without
        any."""
        ranked = np.isfinite(self.rank_low)
        if not ranked.any():
            return float("nan")
        return float(np.median((self.rank_high - self.rank_low)[ranked]) / ranked.sum())


def assess_uncertainty(
    frame: Frame, data: Data, *, draws: int, seed: int, workers: int = WORKERS
) -> Uncertainty:
    """Draw and rank ``draws`` times. The same seed gives the same figures, whatever the number of workers."""
    choices = options(frame.definition, gaps=has_gaps(frame, data))
    chosen = draw(frame, choices, draws, np.random.default_rng(seed))
    scored, store = simulate(frame, data, choices, chosen, workers=workers)
    count = int(scored.sum())
    top = top_count(count, frame.definition.top_share)
    found = np.full((5, len(scored)), np.nan)
    if store is not None and (store.table != store.table[0, 0]).any():
        found[:3, scored] = store.interval(INTERVAL)
        found[3:, scored] = store.within()
    low, high, median, p_top, agreed = found
    return Uncertainty(draws, seed, top, low, high, median, p_top, standings(agreed), choices.open_factors)


def has_gaps(frame: Frame, data: Data) -> bool:
    """Whether a value is unknown."""
    return any(not np.isfinite(data.values[code]).all() for code in frame.definition.codes)


def standings(agreed: Floats) -> tuple[Standing, ...]:
    """The standing of each area from the share of draws that agree on which side it is."""
    return tuple(
        Standing.UNKNOWN
        if np.isnan(one)
        else Standing.ROBUST
        if one >= SURE
        else Standing.PROBABLE
        if one >= LIKELY
        else Standing.CONTESTED
        for one in agreed
    )


def simulate(
    frame: Frame, data: Data, choices: Options, draws: Draws, *, workers: int = WORKERS
) -> tuple[Bools, Store | None]:
    """Rank the scored areas (m of n, the mask) under every draw; None when fewer than two are scored."""
    own = frame.ready(frame.points(data), frame.means)
    scored, _imputed, _reasons = assess(frame, data, own)
    count = int(scored.sum())
    if count < 2:
        return scored, None
    store = Store(len(draws), count, top_count(count, frame.definition.top_share))
    weights = final_weights(frame, choices, draws)

    with ThreadPoolExecutor(max(1, workers)) as pool:
        for numbers, scorer in _alike(frame, data, choices, draws, scored):
            blocks = [numbers[start : start + BLOCK] for start in range(0, len(numbers), BLOCK)]
            tasks = [pool.submit(_rank, store, scorer, block, weights) for block in blocks]
            for task in tasks:
                task.result()
    return scored, store


def _rank(store: Store, scorer: Scorer, numbers: Ints, weights: Floats) -> None:
    for number, row in zip(numbers, scorer.scores(weights[numbers]), strict=True):
        store.put(int(number), row)


def _alike(
    frame: Frame, data: Data, choices: Options, draws: Draws, scored: Bools
) -> Iterator[tuple[Ints, Scorer]]:
    """The draws that share all but weights, and what scores them; one table of points in memory at a time."""
    for first, how in enumerate(choices.normalisations):
        for second, fill in enumerate(choices.missing):
            same = (draws.normalisation == first) & (draws.missing == second)
            if not same.any():
                continue
            points = frame.points(data, how, fill)[:, scored]
            for third, mean in enumerate(choices.means):
                numbers = np.flatnonzero(same & (draws.mean == third))
                if len(numbers):
                    means = (mean,) * len(frame.tree.nodes) if mean else frame.means
                    yield numbers, Scorer(frame, frame.ready(points, means, how), means)


class Scorer:
    """Points (d, m) and means, made ready for many weights.

    Areas that lack the same indicators go together: leaving those out of the weights is all that they ask.
    Beyond ``MOST_PATTERNS`` ways to be incomplete, the sums are done area by area instead.
    """

    def __init__(self, frame: Frame, points: Floats, means: tuple[Mean, ...]) -> None:
        self.tree, self.count = frame.tree, points.shape[1]
        known = np.isfinite(points)
        kinds, number = patterns((~known).astype(np.uint8))
        if len(kinds) > MOST_PATTERNS:
            kinds = np.zeros((2, len(points)), dtype=np.uint8)
            number = np.atleast_1d(known.all(axis=0)).astype(np.int64)
        self.parts = [(np.flatnonzero(number == rank), one[None, :] > 0) for rank, one in enumerate(kinds)]
        self.ready = [
            leaves(frame.tree, np.where(lacks.T, 1.0, points[:, places]), means)
            for places, lacks in self.parts
        ]

    def scores(self, weights: Floats) -> Floats:
        """The value of the index for weights (b, e): (b, m)."""
        values = [
            top_values(self.tree, ready, without(self.tree, weights, lacks) if lacks.any() else weights)
            for (_places, lacks), ready in zip(self.parts, self.ready, strict=True)
        ]
        if len(values) == 1:
            return values[0]
        found = np.empty((len(weights), self.count))
        for (places, _lacks), one in zip(self.parts, values, strict=True):
            found[:, places] = one
        return found
