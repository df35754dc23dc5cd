"""Walking along a network: who is how far from what, and who is cut off.

A point joins the network at its nearest node, in a straight line; a path is the shortest (Dijkstra 1959,
« A note on two problems in connexion with graphs », Numerische Mathematik 1), found from each site as far as
the reach and no further.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from fabrique.kernels.access.pairs import CostTable

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_HELD = 4_000_000  # distances held at a time, whatever the size of the network


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes (k, 2) in metres; segments between them (s, 2 ranks), both ways, of ``length`` (s, metres)."""

    nodes: Floats
    segments: Ints
    length: Floats


@dataclass(frozen=True, slots=True)
class Walks:
    """``table``: costs along the network. ``cut_off`` (n): people too far from the network, or on a part of
    it where there is no site at all, whatever the reach. ``astray`` (m): sites too far from the network."""

    table: CostTable
    cut_off: Bools
    astray: Bools


def walks(
    network: Network, people: Floats, sites: Floats, *, reach: float, join: float = 500.0, scale: float = 1.0
) -> Walks:
    """Costs (``scale`` × metres) up to ``reach`` between people (n, 2) and sites (m, 2), in metres.

    ``join``: how far in metres a point may be from its node. Raises ``ValueError`` for an empty network.
    """
    if not len(network.segments):
        raise ValueError("the network has no segment")
    from scipy.sparse.csgraph import (
        connected_components,
        dijkstra,
    )  # here: most commands and pages would wait for it in vain
    from scipy.spatial import cKDTree

    graph = _graph(network)
    tree = cKDTree(network.nodes)
    (to_people, node), (to_sites, door) = tree.query(people), tree.query(sites)
    joined, opened = to_people <= join, to_sites <= join
    part = connected_components(graph, directed=False)[1]
    cut_off = ~(joined & np.isin(part[node], part[door[opened]]))
    # People by node: those of the nodes that a path has reached are a few runs of this order.
    order = np.argsort(node, kind="stable")
    order = order[joined[order]]
    begins = np.searchsorted(node[order], np.arange(len(network.nodes) + 1))
    found: list[tuple[Ints, Ints, Floats]] = []
    ranks = np.flatnonzero(opened)
    pack = max(1, _HELD // len(network.nodes))
    for start in range(0, len(ranks), pack):
        some = ranks[start : start + pack]
        paths = dijkstra(graph, directed=False, indices=door[some], limit=reach / scale)
        for site, path in zip(some, paths, strict=True):
            reached = np.flatnonzero(np.isfinite(path) & (begins[1:] > begins[:-1]))
            count = begins[reached + 1] - begins[reached]
            shift = np.repeat(begins[reached] - np.cumsum(count) + count, count)
            who = order[np.arange(count.sum()) + shift]
            cost = scale * (path[node[who]] + to_people[who] + to_sites[site])
            near = cost <= reach
            found.append((who[near], np.full(int(near.sum()), site), cost[near]))
    origin, site, cost = (np.concatenate(part) if found else np.zeros(0) for part in _columns(found))
    table = CostTable(len(people), len(sites), origin.astype(np.int64), site.astype(np.int64), cost)
    return Walks(table, cut_off, ~opened)


def _columns(found: list[tuple[Ints, Ints, Floats]]) -> list[list[npt.NDArray[np.generic]]]:
    return [[each[column] for each in found] for column in range(3)]


def _graph(network: Network) -> csr_array:
    """Of parallel segments the shortest is kept; a loop leads nowhere."""
    low, high = network.segments.min(axis=1), network.segments.max(axis=1)
    order = np.lexsort((network.length, high, low))
    order = order[low[order] != high[order]]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
    kept = order[first]
    # Two nodes at one place are a millimetre apart: a sparse graph takes 0 for no segment.
    length = np.maximum(network.length[kept], 1e-3)
    size = len(network.nodes)
    return csr_array((length, (low[kept], high[kept])), shape=(size, size))
