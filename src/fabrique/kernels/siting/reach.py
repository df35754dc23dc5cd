"""Which sites are near which people, and people whom the same sites reach taken together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from fabrique.kernels.siting.model import Demand, Floats, Ints


def within(points: Floats, sites: Floats, radius: float) -> csr_matrix:
    """Who is within ``radius`` of what: m × n, 1 for each pair, on the coordinates given (any dimension)."""
    from scipy.spatial import cKDTree  # here: most commands and pages would wait for it in vain

    found = cKDTree(points).query_ball_point(sites, radius, return_sorted=True)
    starts = np.concatenate([[0], np.cumsum([len(one) for one in found])])
    columns = np.concatenate([np.asarray(one, np.int64) for one in found]) if starts[-1] else np.zeros(0, int)
    return csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(sites), len(points)))


@dataclass(frozen=True)
class Classes:
    """People reached by exactly the same sites are one class: a plan covers all of them or none.

    ``sites``: m × k (1 where a site reaches a class); ``people`` (k); ``priority`` (k): how many of them live
    in priority neighbourhoods; ``areas``: areas × k, how many of them in each area. ``of`` (n): the class of
    each demand point, -1 when no site reaches it.
    """

    sites: csr_matrix
    people: Floats
    priority: Floats
    areas: csr_matrix
    of: Ints


def classes(near: csr_matrix, demand: Demand) -> Classes:
    """Group demand points by the set of sites near them (m × n).

    Sets are compared by the sum of two random 64-bit numbers of each site: that two sets of a million agree
    by chance has a probability below 10⁻²⁰.
    """
    sites, points = near.shape
    pairs = near.tocoo()
    chance = np.random.default_rng(20_240)
    prints = np.zeros((points, 2), np.uint64)
    for side in range(2):
        marks = chance.integers(1, 2**64, sites, dtype=np.uint64)
        np.add.at(prints[:, side], pairs.col, marks[pairs.row])
    reached = np.flatnonzero(np.bincount(pairs.col, minlength=points) > 0)
    of = np.full(points, -1)
    if not len(reached):
        empty = np.zeros(0)
        return Classes(csr_matrix((sites, 0)), empty, empty, csr_matrix((_areas(demand), 0)), of)
    _, first, class_of = np.unique(prints[reached], axis=0, return_index=True, return_inverse=True)
    of[reached] = class_of.ravel()
    count, people = len(first), demand.people[reached]
    named = reached[demand.area[reached] >= 0]
    areas = csr_matrix((demand.people[named], (demand.area[named], of[named])), shape=(_areas(demand), count))
    return Classes(
        near.tocsc()[:, reached[first]].tocsr(),
        _summed(of[reached], people, count),
        _summed(of[reached], people * demand.priority[reached], count),
        areas,
        of,
    )


def _summed(group: Ints, people: Floats, count: int) -> Floats:
    return np.bincount(group, weights=people, minlength=count).astype(np.float64, copy=False)


def _areas(demand: Demand) -> int:
    return int(demand.area.max(initial=-1)) + 1
