"""How much each indicator moves a score away from that of the mean area: parts that add up exactly.

A weighted mean is s = φ⁻¹(Σ w φ(x)), so s − s₀ = L Σ w (φ(x) − φ(x₀)) with L = (s − s₀)/(φ(s) − φ(s₀)), and
each φ(x) − φ(x₀) is (x − x₀)/L of the part: going down the tree, every indicator has its share, in points of
the score, whatever the means. For the arithmetic mean L = 1; for the geometric one L is the logarithmic mean
of s and s₀ (LMDI: Ang, Energy Policy 33, 2005); for the harmonic one, −s s₀.

x₀ are the values of the mean area: the mean of each indicator over the scored areas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fabrique.kernels.index.aggregate import combine, leaves, phi
from fabrique.kernels.index.definition import Mean
from fabrique.kernels.index.frame import Frame
from fabrique.kernels.index.tree import Node

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Contributions:
    """``centre`` (d), ``mean_value``: of the mean area. ``by_indicator`` (n, d), 0 for one that is not known;
    ``unknown`` (n): what missing indicators change by giving their weight to the others. NaN for an area
    without score."""

    centre: Floats
    mean_value: float
    by_indicator: Floats
    unknown: Floats


def contributions(
    frame: Frame, points: Floats, groups: Mapping[str, Floats], centre: Floats | None = None
) -> Contributions:
    """Split the top value of each area: points (d, n) ready for the means, groups' values (n).

    ``centre`` (d): the mean area, when it is that of another year.
    """
    tree, means = frame.tree, frame.means
    there = np.isfinite(points)
    mean_area = _mean_area(points, there) if centre is None else centre
    reference = combine(tree, leaves(tree, mean_area[:, None], means), tree.weights[None, :])
    at = {node.code: float(reference[node.code][0, 0]) for node in tree.nodes}
    count = points.shape[1]
    found, unknown = np.zeros((count, tree.leaves)), np.zeros(count)
    factor = {len(tree.nodes) - 1: np.ones(count)}
    for rank in range(len(tree.nodes) - 1, -1, -1):
        node, mean = tree.nodes[rank], means[rank]
        here = factor[rank] * _slope(mean, groups[node.code], at[node.code])
        parts = [points[one] for one in node.leaves] + [groups[tree.nodes[one].code] for one in node.nodes]
        centres = [mean_area[one] for one in node.leaves] + [at[tree.nodes[one].code] for one in node.nodes]
        centres = [1.0 if np.isnan(one) else one for one in centres]  # known nowhere: no share either
        shares = _shares(node, parts, tree.weights)
        middles = phi(mean, np.array([*centres, at[node.code]]))
        rest = np.full(count, -middles[-1])
        for number, (values, share) in enumerate(zip(parts, shares, strict=True)):
            known = np.isfinite(values)
            moved = share * (phi(mean, np.where(known, values, 1.0)) - middles[number])
            rest += share * middles[number]
            if number < len(node.leaves):
                found[:, node.leaves[number]] = np.where(known, here * moved, 0.0)
            else:
                steep = 1.0 / _slope(mean, values, centres[number])
                factor[node.nodes[number - len(node.leaves)]] = np.where(known, here * share * steep, 0.0)
        unknown += np.where(np.isfinite(here), here * rest, 0.0)
    scored = np.isfinite(groups[tree.top.code])
    found[~scored] = np.nan
    unknown[~scored] = np.nan
    return Contributions(mean_area, at[tree.top.code], found, unknown)


def _mean_area(points: Floats, there: npt.NDArray[np.bool_]) -> Floats:
    counted = there.sum(axis=1)
    total = np.where(there, points, 0.0).sum(axis=1)
    return np.where(counted > 0, total / np.maximum(counted, 1), np.nan)


def _shares(node: Node, parts: list[Floats], weights: Floats) -> list[Floats]:
    own = weights[list(node.edges)]
    known = np.stack([np.isfinite(one) for one in parts])
    total = own @ known
    return [
        np.where(has, weight / np.where(total > 0, total, 1.0), 0.0)
        for weight, has in zip(own, known, strict=True)
    ]


def _slope(mean: Mean, values: Floats, centre: float) -> Floats:
    """(x − x₀)/(φ(x) − φ(x₀)), and its limit where they are equal; 1 where there is no value."""
    if mean is Mean.ARITHMETIC:
        return np.ones(len(values))
    x = np.where(np.isfinite(values), values, centre)
    if mean is Mean.HARMONIC:
        return np.asarray(-x * centre)
    ratio = np.log(x / centre)
    near = np.abs(ratio) < 1e-6
    return np.where(near, np.sqrt(x * centre), (x - centre) / np.where(near, 1.0, ratio))
