"""Whom a plan reaches and leaves, what each site brings, what vetoes cost, and one plan beside another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from fabrique.kernels.siting.model import Bools, Demand, Effort, Floats, Ints, Sites, Solution, Unfinished


@dataclass(frozen=True)
class Reached:
    """``seen`` (n): who is within reach of the plan. People: ``total``, ``covered``, of priority
    neighbourhoods (``priority_total``, ``priority_covered``), by area (``area_total``, ``area_covered``).

    The people left are of three kinds: ``nowhere``, that no candidate reaches; ``vetoed``, that only vetoed
    ones do; ``left``, whom other candidates would reach.
    """

    seen: Bools
    total: float
    covered: float
    priority_total: float
    priority_covered: float
    area_total: Floats
    area_covered: Floats
    nowhere: float
    vetoed: float
    left: float


def reached(near: csr_matrix, demand: Demand, sites: Sites, chosen: Ints) -> Reached:
    """What a plan does. ``near``: m × n."""
    seen = _any(near, chosen)
    possible, allowed = _any(near, np.arange(len(sites))), _any(near, np.flatnonzero(~sites.barred))
    people, special = demand.people, demand.people * demand.priority
    named = demand.area >= 0

    def by_area(who: Bools) -> Floats:
        at = named & who
        size = int(demand.area.max(initial=-1)) + 1
        found = np.bincount(demand.area[at], weights=people[at], minlength=size)
        return found.astype(np.float64, copy=False)

    return Reached(
        seen,
        float(people.sum()),
        float(people[seen].sum()),
        float(special.sum()),
        float(special[seen].sum()),
        by_area(np.ones(len(people), bool)),
        by_area(seen),
        float(people[~possible].sum()),
        float(people[possible & ~allowed & ~seen].sum()),
        float(people[allowed & ~seen].sum()),
    )


def _any(near: csr_matrix, chosen: Ints) -> Bools:
    found: Bools = np.asarray(near[chosen].sum(axis=0)).ravel() > 0
    return found


@dataclass(frozen=True)
class Brought:
    """Sites in the order in which they count, and the people whom each reaches and none before it does;
    ``alone``: those whom no other site of the plan reaches."""

    order: Ints
    added: Floats
    alone: Floats


def brought(near: csr_matrix, people: Floats, groups: Sequence[Ints]) -> Brought:
    """What each site brings: group after group (open already, first year…), in each the greatest first."""
    left, added = people.astype(float), []
    order: list[int] = []
    for group in groups:
        waiting = [int(site) for site in group]
        while waiting:
            gain = near[waiting] @ left
            best = int(np.argmax(gain))
            added.append(float(gain[best]))
            order.append(waiting.pop(best))
            left[near[order[-1]].indices] = 0.0
    times = np.asarray(near[order].sum(axis=0)).ravel()
    alone = near[order] @ np.where(times == 1, people, 0.0)
    return Brought(np.array(order, np.int64), np.array(added), np.asarray(alone, float))


@dataclass(frozen=True)
class VetoPrice:
    """What a veto costs: the best plan found without it is worth ``gain`` more, and no plan ``most`` more.

    ``veto`` is empty for all vetoes at once; ``sites`` is how many it bars.
    """

    veto: str
    sites: int
    gain: float
    most: float


def veto_prices(
    solve: Callable[[Sites], Solution], sites: Sites, plan: Solution, effort: Effort
) -> tuple[tuple[VetoPrice, ...], bool]:
    """The price of each veto, then of all when there are several; ``solve`` is how the plan was made. And
    whether some are left out for lack of time: beside a plan that was cut short, a price would say little."""
    names = sorted({name for name in sites.veto if name})
    told: list[VetoPrice] = []
    for name in [*names, *([""] if len(names) > 1 else [])]:
        freed = sites.without_veto(name or None)
        if plan.cut or effort.over:
            return tuple(told), True
        try:
            other = solve(freed)
        except Unfinished:
            return tuple(told), True
        if other.cut:
            return tuple(told), True
        gain = plan.sense * (other.objective - plan.objective)
        most = plan.sense * (other.bound - plan.objective)
        barred = int(sites.barred.sum() - freed.barred.sum())
        told.append(VetoPrice(name, barred, max(0.0, gain), max(0.0, gain, most)))
    return tuple(told), False


@dataclass(frozen=True)
class Difference:
    """A second plan beside a first. ``gained`` and ``lost`` (n): who is reached by one only; their people;
    the people of each area covered more (or less); sites that only the first, or the second, has."""

    gained: Bools
    lost: Bools
    people_gained: float
    people_lost: float
    areas: Floats
    closed: Ints
    opened: Ints


def compare(demand: Demand, first: tuple[Ints, Reached], second: tuple[Ints, Reached]) -> Difference:
    """What changes from one plan to another of the same demand and candidates."""
    gained, lost = second[1].seen & ~first[1].seen, first[1].seen & ~second[1].seen
    return Difference(
        gained,
        lost,
        float(demand.people[gained].sum()),
        float(demand.people[lost].sum()),
        second[1].area_covered - first[1].area_covered,
        np.setdiff1d(first[0], second[0]),
        np.setdiff1d(second[0], first[0]),
    )
