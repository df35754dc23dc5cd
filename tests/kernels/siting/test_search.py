"""The parts of the search: gains kept up to date, rules held at each step, bounds that no plan beats."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from fabrique.kernels.siting import Demand, Effort, Rules, Sites, cover, median, volume, within
from fabrique.kernels.siting.median import exchanged, spent
from fabrique.kernels.siting.model import Solution
from fabrique.kernels.siting.programme import Programme, branch, dual_bound, narrowed, relax
from fabrique.kernels.siting.reach import classes
from fabrique.kernels.siting.rules import site_rows
from fabrique.kernels.siting.swaps import Covering, filled, improve
from fabrique.kernels.siting.volume import priced
from tests.kernels.siting.oracles import case, covered, plans, seeds

few = settings(max_examples=20, deadline=None)


@few
@given(seeds, st.lists(st.tuples(st.integers(0, 2), st.integers(0, 7)), max_size=12))
def test_gains_after_any_swaps_are_those_of_a_fresh_start(seed, swaps):
    one = case(seed, points=20, count=8, radius=40.0)
    state = Covering(one.near, one.demand.people, [0, 1, 2])
    for slot, coming in swaps:
        if coming not in state.chosen:
            before, gain = state.covered, state.gains()[slot, coming]
            state.swap(slot, coming)
            assert state.covered == pytest.approx(before + gain)
    fresh = Covering(one.near, one.demand.people, state.chosen)
    assert state.covered == pytest.approx(covered(one, tuple(state.chosen)))
    assert np.allclose(np.nan_to_num(state.gains()), np.nan_to_num(fresh.gains()))


@few
@given(seeds, st.integers(8, 30))
def test_the_search_never_breaks_a_rule_and_never_loses(seed, budget):
    one = case(seed, points=30, count=9, radius=40.0)
    rules = Rules(budget=float(budget), priority_sites=0.5)
    allowed = set(plans(one.sites, rules))
    rows = site_rows(one.sites, rules) if one.sites.cost[one.sites.kept].sum() <= budget else None
    start = tuple(np.flatnonzero(one.sites.kept))
    if rows is None or start not in allowed:
        return
    first = filled(one.near, one.demand.people, rows, list(start))
    last = improve(one.near, one.demand.people, rows, first, steps=30, seed=1)
    assert tuple(sorted(first)) in allowed
    assert tuple(sorted(last)) in allowed
    assert covered(one, tuple(last)) >= covered(one, tuple(first)) >= covered(one, start)


@few
@given(seeds, st.integers(0, 1_000))
def test_any_dual_values_bound_the_best_plan(seed, noise):
    chance = np.random.default_rng([seed, noise])
    rows = chance.integers(-3, 4, (4, 6)).astype(float)
    programme = Programme(
        chance.integers(-5, 6, 6).astype(float),
        csr_matrix(rows),
        np.array([-np.inf, -4.0, 0.0, -np.inf]),
        np.array([5.0, np.inf, 6.0, 9.0]),
        np.zeros(6),
        np.ones(6),
        6,
    )
    best = branch(programme, Effort())
    assert best.values is not None
    value = float(programme.worth @ best.values)
    assert best.bound == pytest.approx(value)
    assert dual_bound(programme, chance.normal(0, 2, 4))[0] >= value - 1e-9
    relaxed = relax(programme, Effort())
    assert relaxed.bound >= value - 1e-9
    fixed = narrowed(programme, relaxed, value)
    assert ((best.values >= fixed.least - 1e-9) & (best.values <= fixed.most + 1e-9)).all()


@few
@given(seeds)
def test_classes_keep_everybody_who_can_be_reached(seed):
    one = case(seed)
    found = classes(one.near, one.demand)
    reached = np.asarray(one.near.sum(axis=0)).ravel() > 0
    assert found.people.sum() == pytest.approx(one.demand.people[reached].sum())
    assert ((found.of >= 0) == reached).all()
    for point in np.flatnonzero(reached):
        assert (one.near[:, [point]] != found.sites[:, [found.of[point]]]).nnz == 0


@few
@given(seeds, st.integers(1, 4))
def test_no_single_exchange_improves_a_median_that_was_exchanged(seed, count):
    one = case(seed, vetoes=False)
    kept = [int(site) for site in np.flatnonzero(one.sites.kept)]
    if len(kept) > count:
        return
    cost = one.distance * one.demand.people[:, None]
    others = [site for site in range(len(one.sites)) if site not in kept]
    start = [*kept, *others[: count - len(kept)]]
    found = exchanged(cost, site_rows(one.sites, Rules(count)), start)
    for out in set(found) - set(kept):
        for coming in set(range(len(one.sites))) - set(found):
            other = [coming if site == out else site for site in found]
            assert spent(cost, other) >= spent(cost, found) - 1e-6


def test_a_territory_too_large_for_the_exact_solver_keeps_a_small_proven_gap(monkeypatch):
    chance = np.random.default_rng(5)
    at, where = chance.uniform(0, 30_000, (1_500, 2)), chance.uniform(0, 30_000, (120, 2))
    demand = Demand.of(chance.integers(1, 50, 1_500).astype(float))
    found = cover(within(at, where, 3_000.0), demand, Sites.of(120), Rules(12), Effort(swaps=200, entries=0))
    again = cover(within(at, where, 3_000.0), demand, Sites.of(120), Rules(12), Effort(swaps=200, entries=0))
    exact = cover(within(at, where, 3_000.0), demand, Sites.of(120), Rules(12))
    monkeypatch.setattr(volume, "LARGE", 0)
    priced_too = cover(within(at, where, 3_000.0), demand, Sites.of(120), Rules(12))
    assert priced_too.objective == exact.objective == priced_too.bound
    assert list(found.chosen) == list(again.chosen)
    assert found.objective <= exact.objective == exact.bound <= found.bound + 1e-6
    assert found.gap < 0.03


@few
@given(seeds, st.integers(1, 5))
def test_prices_bound_every_plan_and_what_they_fix_is_in_the_best(seed, count):
    one = case(seed, points=25, count=9)
    if not one.sites.kept.sum() <= count <= (~one.sites.barred).sum():
        return
    every = {plan: covered(one, plan) for plan in plans(one.sites, Rules(count))}
    best = max(every.values())
    found, rows = classes(one.near, one.demand), site_rows(one.sites, Rules(count))
    prices = priced(found.sites, found.people, rows, count, 0.9 * best)
    assert prices.bound >= best - 1e-6
    for plan, people in every.items():
        outside = [site for site in range(9) if site not in plan]
        moved = [*prices.reduced[outside].clip(0), *(-prices.reduced[list(plan)]).clip(0)]
        assert people <= prices.bound - max(moved, default=0.0) + 1e-6


def test_a_large_median_keeps_a_small_proven_gap():
    chance = np.random.default_rng(6)
    at, where = chance.uniform(0, 30_000, (400, 2)), chance.uniform(0, 30_000, (40, 2))
    demand = Demand.of(chance.integers(1, 50, 400).astype(float))
    distance = np.hypot(*(at[:, None, :] - where[None, :, :]).transpose(2, 0, 1))
    found = median(distance, demand, Sites.of(40), Rules(6), Effort(entries=0))
    assert found.bound <= found.objective
    assert found.gap < 0.02


def test_a_gap_is_a_share_of_the_best_that_may_be():
    none = np.zeros(0, np.int64)
    assert Solution(none, 90.0, 100.0, 1, "search").gap == pytest.approx(0.1)
    assert Solution(none, 100.0, 90.0, -1, "search").gap == pytest.approx(0.1)
    assert Solution(none, 0.0, 0.0, 1, "exact").gap == 0.0
