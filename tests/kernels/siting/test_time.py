"""When no time is left: a plan that obeys its rules all the same, an honest gap, never a false refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from fabrique.kernels.siting import (
    Demand,
    Effort,
    Rules,
    Sites,
    Unfinished,
    centre,
    cover,
    median,
    phase,
    veto_prices,
    within,
)


def countdown(looks: int) -> Callable[[], float]:
    """A clock that has passed once it has been looked at so many times."""
    left = iter(range(looks, 0, -1))
    return lambda: 60.0 * next(left, 0)


@pytest.fixture(name="held", scope="module")
def _held():
    chance = np.random.default_rng(8)
    at, where = chance.uniform(0, 30_000, (1_200, 2)), chance.uniform(0, 30_000, (150, 2))
    priority = (chance.random(1_200) < 0.1).astype(float)
    demand = Demand(chance.integers(1, 50, 1_200).astype(float), priority, chance.integers(0, 4, 1_200))
    near = within(at, where, 3_000.0)
    distance = np.linalg.norm(at[:, None] - where[None], axis=2)
    return near, demand, replace(Sites.of(150), priority=chance.random(150) < 0.3), distance


@pytest.mark.parametrize("looks", [0, 1, 4])
def test_a_cut_cover_is_a_plan_with_a_bound_that_holds(held, looks):
    near, demand, sites, _distance = held
    whole = cover(near, demand, sites, Rules(12))
    found = cover(near, demand, sites, Rules(12), Effort(left=countdown(looks)))
    assert (found.cut, whole.cut) == (True, False)
    assert len(found.chosen) == 12
    assert found.objective <= whole.objective <= whole.bound + 1e-6 <= found.bound + 2e-6
    assert found.method == "search"


def test_who_has_the_time_has_the_same_plan_as_without_a_clock(held):
    near, demand, sites, _distance = held
    rules = Rules(12, priority_sites=0.3, priority_people=0.3)
    free = cover(near, demand, sites, rules)
    timed = cover(near, demand, sites, rules, Effort(left=lambda: 900.0))
    assert list(timed.chosen) == list(free.chosen)
    assert (timed.bound, timed.cut) == (free.bound, False)


def test_without_time_no_rule_is_said_to_be_impossible(held):
    near, demand, sites, _distance = held
    with pytest.raises(Unfinished):
        cover(near, demand, sites, Rules(12, area_people=0.45), Effort(left=lambda: 0.0))


def test_cut_years_keep_their_numbers_and_their_share(held):
    near, demand, sites, _distance = held
    rules, openings = Rules(priority_sites=0.3), [3, 3, 3, 3]
    found = phase(near, demand, sites, rules, openings=openings, effort=Effort(left=lambda: 0.0))
    assert (found.cut, found.proven) == (True, False)
    assert sum(len(one.opened) for one in found.years) == len(found.plan.chosen) == 12
    done = []
    for number, year in enumerate(found.years, start=1):
        done += list(year.opened)
        assert len(done) <= 3 * number
        assert sites.priority[done].sum() - 0.3 * len(done) > -1
        assert year.covered <= year.bound + 1e-6
    assert found.years[0].covered > 0.15 * found.plan.objective  # not all left to the last year
    whole = phase(near, demand, sites, rules, openings=openings)
    assert not whole.cut
    assert all(cut.bound >= full.covered - 1e-6 for cut, full in zip(found.years, whole.years, strict=True))


def test_other_models_end_too(held):
    _near, demand, sites, distance = held
    for model in (median, centre):
        whole = model(distance, demand, sites, Rules(6))
        found = model(distance, demand, sites, Rules(6), Effort(left=lambda: 0.0))
        assert (found.cut, len(found.chosen)) == (True, 6)
        assert found.bound <= whole.objective + 1e-6 <= found.objective + 2e-6


def test_the_prices_that_time_allows_are_said(held):
    near, demand, sites, _distance = held
    sites = replace(sites, veto=("heritage", "roads", *[""] * 148))
    plan = cover(near, demand, sites, Rules(12))
    assert veto_prices(lambda one: plan, sites, plan, Effort(left=lambda: 0.0)) == ((), True)
    prices, cut = veto_prices(lambda one: plan, sites, plan, Effort(left=countdown(2)))
    assert ([one.veto for one in prices], cut) == (["heritage", "roads"], True)
    short = replace(plan, cut=True)
    assert veto_prices(lambda one: short, sites, plan, Effort()) == ((), True)
    assert veto_prices(lambda one: plan, sites, short, Effort()) == ((), True)
