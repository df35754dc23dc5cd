"""Two definitions on the same data, or one definition on two years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fabrique.kernels.index.compute import Result, compute
from fabrique.kernels.index.data import Data
from fabrique.kernels.index.definition import Definition
from fabrique.kernels.index.errors import Refusal
from fabrique.kernels.index.frame import Frame
from fabrique.kernels.index.stats import overlap, spearman

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Comparison:
    """Two indices of the same n areas. ``shift`` (n): rank in the second less rank in the first, NaN where
    one is lacking; ``compared``: areas with both. ``overlap``: of the most fragile, by the first's
    ``top_share``."""

    spearman: float
    overlap: float
    median_shift: float
    shift: Floats
    compared: int


def compare(first: Result, second: Result) -> Comparison:
    """Compare two results. Raises ``Refusal`` when they are not of the same areas."""
    if first.areas != second.areas:
        raise Refusal("Les deux indices ne portent pas sur les mêmes zones.")
    shift = second.rank - first.rank
    both = np.isfinite(shift)
    return Comparison(
        spearman(first.score, second.score),
        overlap(first.score, second.score, first.definition.top_share),
        float(np.median(np.abs(shift[both]))) if both.any() else float("nan"),
        shift,
        int(both.sum()),
    )


@dataclass(frozen=True)
class Trend:
    """``areas`` of both years (m), ``base`` and ``later`` scores, ``change`` = later − base, and what each
    indicator adds to it (m, d); ``unknown`` (m): what indicators known in one year only add. NaN where a year
    has no score."""

    areas: tuple[str, ...]
    base: Floats
    later: Floats
    change: Floats
    by_indicator: Floats
    unknown: Floats


def trend(definition: Definition, base: Data, later: Data, *, frozen: bool = True) -> Trend:
    """One definition on two years. ``frozen``: bounds, means and quantiles are those of the base year.

    Raises ``Refusal`` for a relative definition that is not frozen: its scores would change because others'
    did, or would not change though all grew worse.
    """
    if definition.relative and not frozen:
        raise Refusal(
            "Cette définition mesure chaque zone par rapport aux autres de la même année : ses scores ne se "
            "comparent pas dans le temps. Figez les bornes de l’année de base, ou donnez des « goalposts »."
        )
    if definition.output.rescale is not None:
        raise Refusal(
            "« rescale » étire chaque année entre son plus petit et son plus grand score : retirez-le (ou "
            "mettez "
            "« multiply » et « add ») pour comparer deux années."
        )
    frame = Frame(definition, base)
    before = compute(definition, base, frame)
    after = compute(definition, later, frame, before.centre)
    place = {area: rank for rank, area in enumerate(later.areas)}
    shared = tuple(area for area in base.areas if area in place)
    if not shared:
        raise Refusal("Aucune zone n’est dans les deux années : les codes ont-ils changé ?")
    rank = {area: number for number, area in enumerate(base.areas)}
    old, new = [rank[area] for area in shared], [place[area] for area in shared]
    return Trend(
        shared,
        before.score[old],
        after.score[new],
        after.score[new] - before.score[old],
        after.contributions[new] - before.contributions[old],
        after.unknown[new] - before.unknown[old],
    )
