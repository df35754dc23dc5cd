"""A few statistics that several parts of the library share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fabrique.kernels.index.ranks import mid_ranks, sorted_places, top_count

Floats = npt.NDArray[np.float64]


def pearson(left: Floats, right: Floats) -> float:
    """The linear correlation over the areas (n) where both are known; NaN below 3 areas or without
    variation."""
    both = np.isfinite(left) & np.isfinite(right)
    if both.sum() < 3:
        return float("nan")
    x, y = left[both] - left[both].mean(), right[both] - right[both].mean()
    size = float(np.sqrt((x @ x) * (y @ y)))
    tiny = 1e-24 * len(x) * max(float(np.square(left[both]).max() * np.square(right[both]).max()), 1e-300)
    return float(x @ y) / size if size * size > tiny * len(x) else float("nan")


def spearman(left: Floats, right: Floats) -> float:
    """The rank correlation over the areas where both are known."""
    both = np.isfinite(left) & np.isfinite(right)
    if both.sum() < 3:
        return float("nan")
    return pearson(mid_ranks(left[both]), mid_ranks(right[both]))


def overlap(left: Floats, right: Floats, share: float) -> float:
    """The share of the ``share`` highest of one list that are among those of the other, over the areas known
    in both; a run of equals that the limit cuts counts for the part of it that is inside."""
    both = np.isfinite(left) & np.isfinite(right)
    if not both.any():
        return float("nan")
    count = top_count(int(both.sum()), share)
    inside = [membership(one[both], count) for one in (left, right)]
    return float(np.minimum(*inside).sum() / count)


def membership(scores: Floats, count: int) -> Floats:
    """1 for the ``count`` highest scores (n), 0 for the others, a fraction for equals that the limit cuts."""
    order, starts = sorted_places(scores)
    lengths = np.diff(starts, append=len(scores))
    found = np.empty(len(scores))
    found[order] = np.repeat(np.clip(count - starts, 0, lengths) / lengths, lengths)
    return found
