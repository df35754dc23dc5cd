"""Who is how far from what: on a plane, or from a table of costs. Both weigh and add up both ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from fabrique.kernels.access.decay import Decay, Steps
from fabrique.kernels.access.rings import Rings
from fabrique.kernels.access.tiles import Tiles

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Pairs(Protocol):
    """Costs between n people and m sites. ``values`` have one row for each decay (V)."""

    people: int
    sites: int

    def to_sites(self, decays: Sequence[Decay], values: Floats) -> Floats:
        """(V, m): Σ over people of weight × values (V, n); one row of values serves all decays."""
        ...

    def to_people(self, decays: Sequence[Decay], values: Floats) -> Floats:
        """(V, n): Σ over sites of weight × values (V, m)."""
        ...

    def nearest(self, open_sites: Bools) -> tuple[Floats, Ints]:
        """Least cost (n) to a site that is open, and which (n); inf and −1 where there is none."""
        ...


class StraightLine:
    """People (n, 2) and sites (m, 2) at finite coordinates in metres of one plane.

    The cost of a pair is its distance × ``scale``: a detour factor, or minutes per metre. A pair belongs to a
    step or a catchment when dx² + dy² ≤ (bound ÷ scale)², borders included. Memory grows with n + m.
    """

    def __init__(self, people: Floats, sites: Floats, *, scale: float = 1.0) -> None:
        if not scale > 0:
            raise ValueError("the scale is positive")
        if not (np.isfinite(people).all() and np.isfinite(sites).all()):
            raise ValueError("coordinates are finite")
        self._at, self._to, self._scale = people, sites, scale
        self.people, self.sites = len(people), len(sites)
        self._rings: Rings | None = None

    def to_sites(self, decays: Sequence[Decay], values: Floats) -> Floats:
        return self._by_kind(decays, values, self._steps_to_sites, Tiles.to_sites, self.sites)

    def to_people(self, decays: Sequence[Decay], values: Floats) -> Floats:
        return self._by_kind(decays, values, self._steps_to_people, Tiles.to_people, self.people)

    def nearest(self, open_sites: Bools) -> tuple[Floats, Ints]:
        among = np.flatnonzero(open_sites)
        if not len(among):
            return np.full(self.people, np.inf), np.full(self.people, -1)
        from scipy.spatial import cKDTree  # here: most commands and pages would wait for it in vain

        apart, which = cKDTree(self._to[among]).query(self._at)
        return self._scale * apart, among[which]

    def around(self, sites: Ints, reach: float) -> Ints:
        """People (ascending) within reach of one of the sites at least."""
        found = np.zeros(self.people, dtype=np.bool_)
        square = (reach / self._scale) ** 2
        for x, y in self._to[sites]:
            found |= (self._at[:, 0] - x) ** 2 + (self._at[:, 1] - y) ** 2 <= square
        return np.flatnonzero(found)

    def part(self, people: Ints | None, sites: Ints | None) -> StraightLine:
        """The same between some people and some sites (None: all)."""
        at = self._at if people is None else self._at[people]
        return StraightLine(at, self._to if sites is None else self._to[sites], scale=self._scale)

    def _by_kind(
        self,
        decays: Sequence[Decay],
        values: Floats,
        stepped: Callable[[list[Steps], Floats], Floats],
        smooth: Callable[[Tiles, Sequence[Decay], Floats], Floats],
        size: int,
    ) -> Floats:
        """Steps by rings, others by tiles, each kind in one pass."""
        out = np.zeros((len(decays), size))
        shared = len(values) == 1
        by_steps = [number for number, decay in enumerate(decays) if isinstance(decay, Steps)]
        others = [number for number in range(len(decays)) if number not in by_steps]
        if by_steps:
            kept = [decay for decay in decays if isinstance(decay, Steps)]
            out[by_steps] = stepped(kept, values if shared else values[by_steps])
        if others:
            tiles = Tiles(self._at, self._to, self._scale)
            out[others] = smooth(
                tiles, [decays[number] for number in others], values if shared else values[others]
            )
        return out

    def _steps_to_sites(self, decays: list[Steps], values: Floats) -> Floats:
        return self._across(decays, values, gathers=self.people >= self.sites)

    def _steps_to_people(self, decays: list[Steps], values: Floats) -> Floats:
        return self._across(decays, values, gathers=self.people < self.sites)

    def _across(self, decays: list[Steps], values: Floats, *, gathers: bool) -> Floats:
        """The more numerous side is sorted in rows, the other is the centre of circles."""
        if self._rings is None:
            wide = self.people >= self.sites
            self._rings = Rings(self._at, self._to) if wide else Rings(self._to, self._at)
        bounds = np.unique([bound for decay in decays for bound in decay.bounds])
        weights = np.array([decay.weigh(bounds) for decay in decays])
        radii = (bounds / self._scale).tolist()
        if gathers:
            sums = self._rings.gather(values, radii)
            weighed: Floats = (sums * weights[:, None, :]).sum(axis=2)
            return weighed
        return self._rings.scatter(values[:, :, None] * weights[:, None, :], radii)


class CostTable:
    """A list of pairs with their cost, from a file or a network; a pair that is not in it is out of reach.

    ``origin`` and ``site`` (p) are ranks, ``cost`` (p) at least 0, no pair twice. Memory grows with p.
    """

    def __init__(self, people: int, sites: int, origin: Ints, site: Ints, cost: Floats) -> None:
        if len(cost) and not (np.isfinite(cost).all() and cost.min() >= 0):
            raise ValueError("a cost is a finite number of at least 0")
        if len(np.unique(origin * np.int64(max(sites, 1)) + site)) != len(cost):
            raise ValueError("a pair is there twice")
        self.people, self.sites = people, sites
        self._origin, self._site, self._cost = origin, site, cost

    def to_sites(self, decays: Sequence[Decay], values: Floats) -> Floats:
        rows = np.broadcast_to(values, (len(decays), self.people))
        return np.array([row @ self._weights(decay) for decay, row in zip(decays, rows, strict=True)])

    def to_people(self, decays: Sequence[Decay], values: Floats) -> Floats:
        return np.array([self._weights(decay) @ row for decay, row in zip(decays, values, strict=True)])

    def nearest(self, open_sites: Bools) -> tuple[Floats, Ints]:
        usable = np.flatnonzero(open_sites[self._site])
        order = usable[np.lexsort((self._site[usable], self._cost[usable], self._origin[usable]))]
        who, first = np.unique(self._origin[order], return_index=True)
        cost, which = np.full(self.people, np.inf), np.full(self.people, -1)
        cost[who], which[who] = self._cost[order[first]], self._site[order[first]]
        return cost, which

    def given(self) -> Bools:
        """(n, m) whether a pair has a cost: one that has none is out of reach."""
        there = np.zeros((self.people, self.sites), dtype=np.bool_)
        there[self._origin, self._site] = True
        return there

    def _weights(self, decay: Decay) -> csr_array:
        near = self._cost <= decay.reach
        weights = decay.weigh(self._cost[near])
        return csr_array((weights, (self._origin[near], self._site[near])), shape=(self.people, self.sites))
