"""Each model against every plan of small cases; bounds are never beyond the best plan."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from fabrique.kernels.siting import (
    Demand,
    Effort,
    Infeasible,
    Rules,
    Sites,
    capacitated_cover,
    capacitated_median,
    centre,
    cover,
    cover_all,
    median,
    within,
)
from tests.kernels.siting.oracles import Case, case, covered, plans, seeds, shares_hold

few = settings(max_examples=25, deadline=None)
rules_on_sites = st.builds(
    Rules,
    count=st.one_of(st.none(), st.integers(1, 5)),
    budget=st.one_of(st.none(), st.integers(5, 30).map(float)),
    priority_sites=st.sampled_from([0.0, 1 / 3, 0.5]),
)


@few
@given(seeds, rules_on_sites, st.sampled_from([0.0, 0.3, 0.6]), st.sampled_from([0.0, 0.2, 0.5]))
def test_coverage_is_the_best_of_all_plans(seed, rules, special, each):
    one = case(seed)
    rules = Rules(rules.count, rules.budget, rules.priority_sites, special, each)
    allowed = [plan for plan in plans(one.sites, rules) if shares_hold(one, rules, plan)]
    poor = not one.sites.kept.any() and (rules.budget or 99) < one.sites.cost[~one.sites.barred].min(
        initial=99
    )
    if not allowed or poor:
        with pytest.raises(Infeasible) as told:
            cover(one.near, one.demand, one.sites, rules)
        assert told.value.unmet
        return
    best = max(covered(one, plan) for plan in allowed)
    found = cover(one.near, one.demand, one.sites, rules)
    assert tuple(found.chosen) in allowed
    assert found.objective == pytest.approx(covered(one, tuple(found.chosen)))
    assert found.objective == pytest.approx(best)
    assert found.bound == pytest.approx(best)
    assert found.method == "exact"


@few
@given(seeds, st.integers(1, 5))
def test_a_search_without_proof_has_a_bound_that_no_plan_beats(seed, count):
    one = case(seed, points=25, count=9, vetoes=False)
    assume(one.sites.kept.sum() <= count)
    rules = Rules(count)
    best = max(covered(one, plan) for plan in plans(one.sites, rules))
    found = cover(one.near, one.demand, one.sites, rules, Effort(swaps=3, entries=0))
    assert found.objective <= best + 1e-9 <= found.bound + 1e-6
    assert 0 <= found.gap < 1


@few
@given(seeds, st.sampled_from([1, 2]), st.booleans())
def test_covering_is_the_cheapest_of_all_that_reach_everybody(seed, times, by_cost):
    one = case(seed)
    able = np.minimum(times, np.asarray(one.near[~one.sites.barred].sum(axis=0)).ravel())
    able[one.demand.people == 0] = 0
    price = one.sites.cost if by_cost else np.ones(len(one.sites))
    best = min(
        price[list(plan)].sum()
        for plan in plans(one.sites, Rules())
        if (np.asarray(one.near[list(plan)].sum(axis=0)).ravel() >= able).all()
    )
    found = cover_all(one.near, one.demand, one.sites, times=times, by_cost=by_cost)
    assert found.objective == pytest.approx(best) == found.bound
    assert (np.asarray(one.near[found.chosen].sum(axis=0)).ravel() >= able).all()


@few
@given(seeds, rules_on_sites, st.booleans())
def test_median_and_centre_are_the_best_of_all_plans(seed, rules, exact):
    one = case(seed)
    allowed = [plan for plan in plans(one.sites, rules) if plan]
    effort = Effort() if exact else Effort(entries=0)
    if not allowed:
        for model in (median, centre):
            with pytest.raises(Infeasible):
                model(one.distance, one.demand, one.sites, rules)
        return
    near = {plan: one.distance[:, list(plan)].min(axis=1) for plan in allowed}
    people = one.demand.people
    best = min(float(people @ near[plan]) for plan in allowed)
    found = median(one.distance, one.demand, one.sites, rules, effort)
    assert tuple(found.chosen) in allowed
    assert found.objective == pytest.approx(float(people @ near[tuple(found.chosen)]))
    assert found.bound <= best * (1 + 1e-9)
    assert found.objective == pytest.approx(best) or not exact
    least = min(float(near[plan][people > 0].max(initial=0.0)) for plan in allowed)
    far = centre(one.distance, one.demand, one.sites, rules)
    assert tuple(far.chosen) in allowed
    assert far.objective == pytest.approx(least) == far.bound


def served(one: Case, plan: tuple[int, ...], *, everybody: bool) -> float | None:
    """What a plan with capacities reaches, or the metres that it costs; None when it has no room."""
    points, sites = len(one.demand.people), list(plan)
    if not sites:
        return 0.0 if not everybody else None
    able = one.near[sites].toarray() > 0
    cost = one.distance[:, sites].T if everybody else -able.astype(float)
    takes = np.kron(np.eye(len(sites)), np.ones(points))
    each = np.kron(np.ones(len(sites)), np.eye(points))
    limits = [(0, None if everybody or ok else 0) for ok in able.ravel()]
    found = linprog(
        cost.ravel(),
        A_ub=takes if everybody else np.vstack([takes, each]),
        b_ub=one.sites.capacity[sites] if everybody else np.r_[one.sites.capacity[sites], one.demand.people],
        A_eq=each if everybody else None,
        b_eq=one.demand.people if everybody else None,
        bounds=limits,
    )
    return abs(float(found.fun)) if found.success else None


@settings(max_examples=15, deadline=None)
@given(seeds, st.integers(1, 4), st.booleans())
def test_capacities_are_the_best_of_all_plans(seed, count, everybody):
    one = case(seed, points=6, count=5)
    rules = Rules(count)
    worths = [served(one, plan, everybody=everybody) for plan in plans(one.sites, rules)]
    known = [worth for worth in worths if worth is not None]
    model = capacitated_median if everybody else capacitated_cover
    data = one.distance if everybody else one.near
    if not known:
        with pytest.raises(Infeasible):
            model(data, one.demand, one.sites, rules)
        return
    best = min(known) if everybody else max(known)
    found = model(data, one.demand, one.sites, rules)
    assert found.objective == pytest.approx(best, abs=1e-5)
    assert found.bound == pytest.approx(best, abs=1e-5)
    assert served(one, tuple(found.chosen), everybody=everybody) == pytest.approx(best, abs=1e-5)


def test_the_same_seed_gives_the_same_plan_and_everybody_is_reached_by_hand():
    # Three villages in a line, 10, 20 and 30 people: one site in the middle reaches two of them.
    at = np.array([[0.0, 0.0], [1000.0, 0.0], [3000.0, 0.0]])
    demand = Demand.of(np.array([10.0, 20.0, 30.0]))
    near = within(at, at, 1000.0)
    alone = cover(near, demand, Sites.of(3), Rules(1))
    assert (list(alone.chosen) in ([0], [1], [2]), alone.objective, alone.gap) == (True, 30.0, 0.0)
    both = cover(near, demand, Sites.of(3), Rules(2))
    assert both.objective == 60.0
    assert list(cover(near, demand, Sites.of(3), Rules(2)).chosen) == list(both.chosen)
