"""The formulas as they are written, on all pairs at once: slow and plain, to compare with."""

from __future__ import annotations

import numpy as np

from fabrique.kernels.access import Method


def weights(people, sites, decay, scale=1.0):
    """(n, m) of a decay; a pair is within a bound when dx² + dy² ≤ (bound ÷ scale)²."""
    apart = people[:, None, :] - sites[None, :, :]
    square = apart[..., 0] ** 2 + apart[..., 1] ** 2
    if hasattr(decay, "bounds"):
        table = np.zeros(square.shape)
        for bound, weight in reversed(list(zip(decay.bounds, decay.weights, strict=True))):
            table[square <= (bound / scale) ** 2] = weight
        return table
    return np.where(square <= (decay.reach / scale) ** 2, decay.weigh(scale * np.sqrt(square)), 0.0)


def over(left, right):
    return np.divide(left, right, out=np.zeros(np.broadcast_shapes(left.shape, right.shape)), where=right > 0)


def access(table, population, capacity, method):
    """(n) from weights (n, m)."""
    if method is Method.SUM:
        return table @ capacity
    chance = np.ones(table.shape)
    if method is Method.CHOSEN:
        chance = over(table, table[:, capacity > 0].sum(axis=1)[:, None])
    offered = over(capacity, population @ (chance * table))
    if method is Method.SUBOPTIMAL:
        return table**2 @ offered
    return (chance * table) @ offered
