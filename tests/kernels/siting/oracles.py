"""Small cases drawn at random, and every plan of them: what the solvers are held against."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from fabrique.kernels.siting import Demand, Rules, Sites, within


@dataclass(frozen=True)
class Case:
    demand: Demand
    sites: Sites
    near: csr_matrix
    distance: np.ndarray


def case(seed: int, points: int = 12, count: int = 6, radius: float = 30.0, *, vetoes: bool = True) -> Case:
    chance = np.random.default_rng(seed)
    at, where = chance.uniform(0, 100, (points, 2)), chance.uniform(0, 100, (count, 2))
    demand = Demand(
        chance.integers(0, 20, points).astype(float),
        chance.choice([0.0, 0.5, 1.0], points),
        chance.integers(-1, 3, points),
    )
    barred = chance.random(count) < 0.2 if vetoes else np.zeros(count, bool)
    existing = chance.random(count) < 0.3
    kept = existing & ~barred & (chance.random(count) < 0.5)
    sites = Sites(
        chance.integers(1, 9, count).astype(float),
        chance.integers(5, 60, count).astype(float),
        existing,
        kept,
        tuple("voirie" if no else "" for no in barred),
        chance.random(count) < 0.5,
    )
    distance = np.hypot(*(at[:, None, :] - where[None, :, :]).transpose(2, 0, 1))
    return Case(demand, sites, within(at, where, radius), distance)


seeds = st.integers(0, 100_000)


def plans(sites: Sites, rules: Rules) -> Iterator[tuple[int, ...]]:
    """Every choice of sites that obeys the rules on sites."""
    for size in range(len(sites) + 1):
        for chosen in itertools.combinations(range(len(sites)), size):
            if _allowed(sites, rules, chosen):
                yield chosen


def _allowed(sites: Sites, rules: Rules, chosen: tuple[int, ...]) -> bool:
    if any(sites.barred[list(chosen)]) or not set(np.flatnonzero(sites.kept)) <= set(chosen):
        return False
    if rules.count is not None and (
        len(chosen) > rules.count or (rules.budget is None and len(chosen) < rules.count)
    ):
        return False
    if rules.budget is not None and sites.cost[list(chosen)].sum() > rules.budget:
        return False
    new = [site for site in chosen if not sites.existing[site]]
    return sum(sites.priority[site] for site in new) >= rules.priority_sites * len(new) - 1e-9


def reached(case: Case, chosen: tuple[int, ...]) -> np.ndarray:
    return np.asarray(case.near[list(chosen)].sum(axis=0)).ravel() > 0


def shares_hold(case: Case, rules: Rules, chosen: tuple[int, ...]) -> bool:
    """Whether enough people of priority neighbourhoods, and of each area, are covered."""
    seen, people, demand = reached(case, chosen), case.demand.people, case.demand
    special = people * demand.priority
    if special[seen].sum() < rules.priority_people * special.sum() - 1e-9:
        return False
    return all(
        people[seen & (demand.area == area)].sum()
        >= rules.area_people * people[demand.area == area].sum() - 1e-9
        for area in range(demand.area.max() + 1)
    )


def covered(case: Case, chosen: tuple[int, ...]) -> float:
    return float(case.demand.people[reached(case, chosen)].sum())
