"""Summing parts up into wholes, for many draws of weights at once.

Each weighted mean is φ⁻¹(Σ w φ(x) / Σ w), φ being x, log x or 1/x. When an area lacks a part, the sums run
over the parts that it has: its weight goes to its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fabrique.kernels.index.definition import Mean
from fabrique.kernels.index.tree import Tree, leaf_weights

Floats = npt.NDArray[np.float64]


_PRODUCT = 200_000


def product(weights: Floats, table: Floats) -> Floats:
    """(b, d) times (d, n), some columns at a time: products that small are not split between threads, which
    would cost more than it gives and could change the last digit with the number of cores."""
    found = np.empty((len(weights), table.shape[1]))
    step = max(64, _PRODUCT // max(1, weights.size))
    for start in range(0, table.shape[1], step):
        np.matmul(weights, table[:, start : start + step], out=found[:, start : start + step])
    return found


def phi(mean: Mean, values: Floats) -> Floats:
    """φ of a mean; values are positive where it is not the arithmetic one."""
    if mean is Mean.ARITHMETIC:
        return values
    return np.log(values) if mean is Mean.GEOMETRIC else 1.0 / values


def phi_inverse(mean: Mean, values: Floats) -> Floats:
    """φ⁻¹ of a mean."""
    if mean is Mean.ARITHMETIC:
        return values
    return np.exp(values) if mean is Mean.GEOMETRIC else 1.0 / values


@dataclass(frozen=True, slots=True)
class Leaves:
    """Indicators made ready to be summed: φ of the points (d, n) by the mean of the group that holds each, 0
    where not known; ``known`` (d, n) as 0 and 1, or None when all is."""

    means: tuple[Mean, ...]
    transformed: Floats
    known: Floats | None


def leaves(tree: Tree, points: Floats, means: Sequence[Mean]) -> Leaves:
    """Leaves of points (d, n), NaN where not known, for one mean per group."""
    known = np.isfinite(points)
    filled = np.where(known, points, 1.0)
    found = np.empty_like(filled)
    for node, mean in zip(tree.nodes, means, strict=True):
        for one in node.leaves:
            found[one] = phi(mean, filled[one])
    found[~known] = 0.0
    return Leaves(tuple(means), found, None if known.all() else known.astype(np.float64))


def combine(tree: Tree, ready: Leaves, weights: Floats) -> dict[str, Floats]:
    """The value of every group for weights (b, e): tables (b, n), NaN where nothing under the group
    counts."""
    values: list[Floats] = []
    counts: list[Floats | None] = []  # 1 where a group has a value; None when it has one everywhere
    for node, mean in zip(tree.nodes, ready.means, strict=True):
        held, edges = list(node.leaves), list(node.leaf_edges)
        total = product(weights[:, edges], ready.transformed[held])
        if ready.known is None:
            weight = weights[:, edges].sum(axis=1, keepdims=True)
        else:
            weight = product(weights[:, edges], ready.known[held])
        for one, edge in zip(node.nodes, node.node_edges, strict=True):
            share, has = weights[:, edge, None], counts[one]
            moved = phi(mean, values[one])
            if has is None:
                total += share * moved
                weight = weight + share
            else:
                total += share * np.where(has > 0, moved, 0.0)
                weight = weight + share * has
        empty = weight <= 0
        counts.append(np.where(empty, 0.0, 1.0) if empty.any() else None)
        values.append(phi_inverse(mean, total / np.where(empty, np.nan, weight)))
    return {node.code: value for node, value in zip(tree.nodes, values, strict=True)}


def top_values(tree: Tree, ready: Leaves, weights: Floats) -> Floats:
    """The value of the index (b, n). When every group has the same mean and all is known, it is one weighted
    sum over the indicators."""
    if ready.known is None and len(set(ready.means)) == 1:
        mean = ready.means[0]
        return phi_inverse(mean, product(leaf_weights(tree, weights), ready.transformed))
    return combine(tree, ready, weights)[tree.top.code]
