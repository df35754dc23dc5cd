"""Years that nest, plans that hold against an uncertain demand, refusals and reports, against every plan."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fabrique.kernels.siting import (
    Demand,
    Effort,
    Infeasible,
    Rules,
    Sites,
    Solution,
    brought,
    compare,
    cover,
    phase,
    reached,
    robust,
    veto_prices,
    within,
)
from tests.kernels.siting.oracles import case, covered, plans, seeds, shares_hold
from tests.kernels.siting.oracles import reached as seen_by

few = settings(max_examples=20, deadline=None)


@few
@given(seeds, st.sampled_from([(1, 1), (2, 1), (1, 1, 1), (0, 2)]), st.sampled_from([0.0, 1 / 3]))
def test_years_nest_and_no_order_of_the_same_sites_covers_people_earlier(seed, openings, share):
    one = case(seed, points=15, count=7)
    sites = replace(one.sites, kept=one.sites.existing & ~one.sites.barred)
    rules = Rules(priority_sites=share)
    try:
        found = phase(one.near, one.demand, one.sites, rules, openings=openings)
    except Infeasible:
        assume(False)
    kept = set(np.flatnonzero(sites.kept))
    new = sorted(set(found.plan.chosen) - kept)
    assert sorted(int(site) for year in found.years for site in year.opened) == new
    limits = np.cumsum(openings)

    def told(order: tuple[int, ...]) -> tuple[float, ...] | None:
        """People covered at the end of each year but the last, when the rules hold then."""
        rows = []
        for year in range(len(openings) - 1):
            until = [site for site, at in zip(new, order, strict=True) if at <= year]
            special = sum(sites.priority[site] for site in until)
            if len(until) > limits[year] or special < share * len(until) - 1 + 1e-9:
                return None
            rows.append(covered(one, (*kept, *until)))
        return tuple(rows)

    every = [told(order) for order in itertools.product(range(len(openings)), repeat=len(new))]
    best = max(sum(rows) for rows in every if rows is not None)
    got = [year.covered for year in found.years]
    assert sum(got[:-1]) == pytest.approx(best)
    assert found.proven
    assert got == sorted(got)
    assert got[-1] == pytest.approx(found.plan.objective)
    for number, (year, total) in enumerate(zip(found.years, limits, strict=True)):
        asked = share if number == len(openings) - 1 else 0.0
        free = plans(sites, Rules(len(kept) + int(total), priority_sites=asked))
        assert year.bound >= max(covered(one, plan) for plan in free) - 1e-6
        assert year.covered <= year.bound + 1e-9


def test_money_by_year_is_not_spent_before_it_comes():
    at = np.arange(4)[:, None] * 1000.0
    sites = replace(Sites.of(4), cost=np.array([10.0, 10.0, 30.0, 30.0]))
    near = within(at, at, 1.0)
    found = phase(near, Demand.of(np.array([1.0, 2.0, 50.0, 40.0])), sites, Rules(), budgets=[20, 20, 40])
    # 20 the first year buys both small ones, but then the best one waits a year more: one of them waits.
    assert [list(year.opened) for year in found.years] == [[1], [2], [0, 3]]
    spent = np.cumsum([sites.cost[year.opened].sum() for year in found.years])
    assert (spent <= np.array([20, 40, 80])).all()


@few
@given(seeds, st.integers(1, 4), st.sampled_from([0.0, 0.5, 1.0]))
def test_the_robust_plan_is_the_best_on_the_worst_draws(seed, count, tail):
    one = case(seed, points=10, count=6)
    assume(one.sites.kept.sum() <= count <= (~one.sites.barred).sum())
    draws = np.random.default_rng(seed).integers(0, 30, (4, 10)).astype(float)
    worst = max(1, round(tail * 4))
    every = list(plans(one.sites, Rules(count)))
    by_plan = {plan: draws[:, seen_by(one, plan)].sum(axis=1) for plan in every}
    best = max(np.sort(people)[:worst].mean() for people in by_plan.values())
    found = robust(one.near, draws, one.demand, one.sites, Rules(count), tail=tail)
    assert found.plan.objective == pytest.approx(best) == found.plan.bound
    assert found.covered == pytest.approx(by_plan[tuple(found.plan.chosen)])
    assert found.chosen.sum() == pytest.approx(count)
    assert found.chosen[one.sites.kept] == pytest.approx(1.0)
    assert not found.chosen[one.sites.barred].any()


@few
@given(seeds, st.integers(1, 3))
def test_a_share_that_cannot_be_is_told_with_the_best_that_can(seed, count):
    one = case(seed, radius=20.0)
    assume(one.sites.kept.sum() <= count <= (~one.sites.barred).sum())
    special = one.demand.people * one.demand.priority
    assume(special.sum() > 0)
    best = max(special[seen_by(one, plan)].sum() for plan in plans(one.sites, Rules(count))) / special.sum()
    assume(best < 0.95)
    with pytest.raises(Infeasible) as told:
        cover(one.near, one.demand, one.sites, Rules(count, priority_people=1.0))
    (unmet,) = told.value.unmet
    assert (unmet.rule, unmet.asked) == ("priority_people", 1.0)
    assert unmet.alone == pytest.approx(best)


def test_rules_that_only_clash_together_are_told_together():
    at = np.array([[0.0], [1000.0]])
    demand = Demand(np.array([10.0, 10.0]), np.array([1.0, 0.0]), np.array([-1, 0]))
    with pytest.raises(Infeasible) as told:
        cover(within(at, at, 1.0), demand, Sites.of(2), Rules(1, priority_people=0.5, area_people=0.5))
    assert [(one.rule, one.alone, one.together) for one in told.value.unmet] == [
        ("priority_people", 1.0, 0.0),
        ("area_people", 1.0, 0.0),
    ]


def test_an_area_that_no_plan_reaches_is_named():
    at = np.array([[0.0], [1000.0]])
    demand = Demand(np.array([10.0, 10.0]), np.zeros(2), np.array([0, 1]))
    sites = replace(Sites.of(2), veto=("", "voirie"))
    with pytest.raises(Infeasible) as told:
        cover(within(at, at, 1.0), demand, sites, Rules(1, area_people=0.5))
    assert [(one.area, one.alone) for one in told.value.unmet] == [(None, 0.0), (1, 0.0)]


@pytest.mark.parametrize(
    ("rules", "rule", "best"),
    [
        (Rules(4), "count", 3),
        (Rules(0), "count", 1),
        (Rules(budget=4.0), "budget", 5.0),
        (Rules(2, priority_sites=0.5), "priority_sites", 0.0),
    ],
)
def test_rules_on_sites_that_nothing_obeys(rules, rule, best):
    at = np.arange(4)[:, None] * 1000.0
    yes = np.array([True, False, False, False])
    sites = replace(Sites.of(4), cost=np.full(4, 5.0), kept=yes, existing=yes, veto=("", "", "", "voirie"))
    with pytest.raises(Infeasible) as told:
        cover(within(at, at, 1.0), Demand.of(np.ones(4)), sites, rules)
    assert (told.value.unmet[0].rule, told.value.unmet[0].alone) == (rule, best)


@few
@given(seeds, st.integers(1, 4))
def test_a_veto_costs_what_the_best_plan_without_it_adds(seed, count):
    one = case(seed)
    assume(one.sites.kept.sum() <= count <= (~one.sites.barred).sum() and one.sites.barred.any())
    plan = cover(one.near, one.demand, one.sites, Rules(count))

    def again(sites: Sites) -> Solution:
        return cover(one.near, one.demand, sites, Rules(count))

    (price,), cut = veto_prices(again, one.sites, plan, Effort())
    assert not cut
    free = max(covered(one, other) for other in plans(one.sites.without_veto(), Rules(count)))
    assert (price.veto, price.sites) == ("voirie", one.sites.barred.sum())
    assert price.gain == pytest.approx(free - plan.objective) == price.most


def test_a_report_by_hand():
    at = np.arange(4)[:, None] * 1000.0
    near = within(at, at[:3], 1000.0)  # each site reaches itself and its neighbours; the fourth is a village
    demand = Demand(np.array([10.0, 20.0, 30.0, 40.0]), np.array([0, 0.5, 1, 0]), np.array([0, 0, 1, 1]))
    sites = replace(Sites.of(3), veto=("", "", "patrimoine"))
    one = reached(near, demand, sites, np.array([0]))
    assert (one.total, one.covered, one.priority_total, one.priority_covered) == (100, 30, 40, 10)
    assert (one.nowhere, one.vetoed, one.left) == (0, 40, 30)
    assert (list(one.area_total), list(one.area_covered)) == ([30, 70], [30, 0])
    both = brought(near, demand.people, [np.array([0]), np.array([1, 2])])
    assert (list(both.order), list(both.added), list(both.alone)) == ([0, 2, 1], [30, 70, 0], [0, 40, 0])
    other = reached(near, demand, sites, np.array([1]))
    change = compare(demand, (np.array([0]), one), (np.array([1]), other))
    assert (change.people_gained, change.people_lost, list(change.areas)) == (30, 0, [0, 30])
    assert (list(change.closed), list(change.opened)) == ([0], [1])


@few
@given(seeds)
def test_everybody_is_counted_once(seed):
    one = case(seed)
    plan = next(iter(plans(one.sites, Rules(int(one.sites.kept.sum())))))
    told = reached(one.near, one.demand, one.sites, np.array(plan, np.int64))
    assert told.covered + told.nowhere + told.vetoed + told.left == pytest.approx(told.total)
    assert shares_hold(one, Rules(), plan)
