"""What if a place opened, closed, moved, had longer hours? Only what the change touches is computed again.

Touched: the demand on a site that is new or moved, and the access of those within reach of a changed site.
With 3SFCA everyone's choice may change as far as three reaches away: all is computed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fabrique.kernels.access.decay import Decay
from fabrique.kernels.access.methods import Access, Method, accesses, demands, measure, offers
from fabrique.kernels.access.pairs import StraightLine

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Opened:
    """A new site, ranked after all others."""

    x: float
    y: float
    capacity: float


@dataclass(frozen=True, slots=True)
class Moved:
    """A site that goes elsewhere."""

    site: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Resized:
    """A site whose capacity changes: longer hours, more staff; 0 closes it, and its rank stays."""

    site: int
    capacity: float


_LEFT = 1e-6  # under this part of what was, rounding may be more than a billionth of what is left

Change = Opened | Moved | Resized


@dataclass(frozen=True, slots=True)
class Study:
    """A measure that can be asked « what if? »; nothing in it changes, each answer is another study.

    ``people`` (n, 2) and ``sites`` (m, 2) in metres; ``results`` one for each decay.
    """

    people: Floats
    sites: Floats
    population: Floats
    capacity: Floats
    method: Method
    decays: tuple[Decay, ...]
    scale: float
    results: tuple[Access, ...]

    def after(self, changes: Sequence[Change]) -> Study:
        """The study with changes made, in their order. ``ValueError`` for an unknown site."""
        sites, capacity = _made(self.sites, self.capacity, changes)
        known = len(self.sites)
        elsewhere = np.ones(len(sites), dtype=np.bool_)
        elsewhere[:known] = (sites[:known] != self.sites).any(axis=1)
        touched = elsewhere.copy()
        touched[:known] |= capacity[:known] != self.capacity
        if self.method is Method.CHOSEN:
            return study(self.people, sites, self.population, capacity, self.method, self.decays, self.scale)
        new = replace(self, sites=sites, capacity=capacity)
        return replace(new, results=new._again(self, np.flatnonzero(elsewhere), np.flatnonzero(touched)))

    def _again(self, before: Study, elsewhere: Ints, touched: Ints) -> tuple[Access, ...]:
        pairs = StraightLine(self.people, self.sites, scale=self.scale)
        demand = self._demand(before, pairs, elsewhere)
        offered = offers(self.capacity, demand, len(self.decays))
        values = np.array([result.values for result in before.results])
        # Where a touched site was takes away what it offered, where it is gives what it offers.
        was = touched[touched < len(before.sites)]
        places = np.vstack([before.sites[was], self.sites[touched]])
        lost = np.array([-result.offers[was] for result in before.results])
        near = StraightLine(self.people, places, scale=self.scale).around(np.arange(len(places)), self._reach)
        here = StraightLine(self.people[near], places, scale=self.scale)
        changed = np.hstack([lost, offered[:, touched]])
        left = values[:, near] + accesses(here, np.ones(len(places)), changed, self.method, self.decays)
        # What is nearly all taken away leaves rounding, which is not access: that is summed again.
        doubtful = (left < _LEFT * values[:, near]).any(axis=0)
        part = pairs.part(near[doubtful], None)
        left[:, doubtful] = accesses(part, self.capacity, offered, self.method, self.decays)
        values[:, near] = left
        return tuple(
            Access(self.method, decay, self.population, self.capacity, *row)
            for decay, *row in zip(self.decays, values, offered, demand, strict=True)
        )

    @property
    def _reach(self) -> float:
        return max(decay.reach for decay in self.decays)

    def _demand(self, before: Study, pairs: StraightLine, elsewhere: Ints) -> Floats:
        """(V, m) the demand as it was, but on sites that are new or elsewhere; (V, 0) when there is none."""
        if self.method is Method.SUM:
            return np.zeros((len(self.decays), 0))
        demand = np.zeros((len(self.decays), len(self.sites)))
        demand[:, : len(before.sites)] = [result.demand for result in before.results]
        near = pairs.around(elsewhere, self._reach)
        part, capacity = pairs.part(near, elsewhere), self.capacity[elsewhere]
        demand[:, elsewhere] = demands(part, self.population[near], capacity, self.method, self.decays)
        return demand


def study(
    people: Floats,
    sites: Floats,
    population: Floats,
    capacity: Floats,
    method: Method,
    decays: Sequence[Decay],
    scale: float = 1.0,
) -> Study:
    """Measure access in a straight line and keep what a « what if? » needs. Errors: those of ``measure``."""
    pairs = StraightLine(people, sites, scale=scale)
    results = measure(pairs, population, capacity, method, decays)
    return Study(people, sites, population, capacity, method, tuple(decays), scale, tuple(results))


def _made(sites: Floats, capacity: Floats, changes: Sequence[Change]) -> tuple[Floats, Floats]:
    sites, capacity = sites.copy(), capacity.copy()
    for change in changes:
        if isinstance(change, Opened):
            sites = np.vstack([sites, [[change.x, change.y]]])
            capacity = np.append(capacity, change.capacity)
            continue
        if not 0 <= change.site < len(sites):
            raise ValueError(f"there is no site {change.site}")
        if isinstance(change, Moved):
            sites[change.site] = change.x, change.y
        else:
            capacity[change.site] = change.capacity
    if len(capacity) and not (np.isfinite(capacity).all() and capacity.min() >= 0):
        raise ValueError("a capacity is finite and not negative")
    return sites, capacity
