"""On random small cases: the quick ways give what the formulas give, to a billionth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique.kernels.access import (
    CostTable,
    Gaussian,
    Method,
    Moved,
    Opened,
    Power,
    Resized,
    Steps,
    StraightLine,
    measure,
    steps,
    study,
    within,
)
from fabrique.kernels.access import rings as rings_module
from fabrique.kernels.access.exact import exact_parts
from fabrique.kernels.access.rings import Rings
from tests.kernels.access import brute

# A lattice of 1 km: many points at one place, and many pairs exactly on the bounds (3, 4, 5 km…).
LATTICE = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda p: (p[0] * 1e3, p[1] * 1e3))
ANYWHERE = st.tuples(st.floats(-2e4, 2e4), st.floats(-2e4, 2e4))
POINTS = st.one_of(st.lists(LATTICE, max_size=25), st.lists(ANYWHERE, max_size=25))
AMOUNT = st.one_of(st.just(0.0), st.integers(1, 500).map(float), st.floats(1e-3, 1e3))
DECAYS = st.sampled_from(
    [
        within(5_000),
        steps(5_000),
        steps(15_000),
        Steps((3_000.0, 5_000.0), (0.0, 1.0)),
        Steps((4_000.0, 5_000.0, 1e5), (0.1, 0.9, 0.2)),
        Gaussian(5_000),
        Gaussian(30_000),
        Power(10_000, 1.5, 500),
    ]
)
SCALES = st.sampled_from([1.0, 1.3, 1 / 75])


@st.composite
def cases(draw):
    people, sites = (np.array(draw(POINTS), dtype=float).reshape(-1, 2) for _ in range(2))
    population, capacity = (
        np.array(draw(st.lists(AMOUNT, min_size=len(at), max_size=len(at))), dtype=float)
        for at in (people, sites)
    )
    return people, sites, population, capacity


def same(found, expected):
    assert np.isfinite(found).all()
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert np.array_equal(found == 0, expected == 0)


@settings(max_examples=80, deadline=None)
@given(cases(), DECAYS, st.sampled_from(list(Method)))
def test_straight_line_is_the_formula(case, decay, method):
    people, sites, population, capacity = case
    found = measure(StraightLine(people, sites), population, capacity, method, [decay])[0]
    same(found.values, brute.access(brute.weights(people, sites, decay), population, capacity, method))


@settings(max_examples=40, deadline=None)
@given(cases(), st.lists(DECAYS, min_size=2, max_size=4), SCALES, st.sampled_from(list(Method)))
def test_variants_in_one_pass_are_what_each_is_alone(case, decays, scale, method):
    people, sites, population, capacity = case
    decays = [scaled(decay, scale) for decay in decays]
    pairs = StraightLine(people, sites, scale=scale)
    for decay, found in zip(decays, measure(pairs, population, capacity, method, decays), strict=True):
        alone = measure(pairs, population, capacity, method, [decay])[0]
        same(found.values, alone.values)
        table = brute.weights(people, sites, decay, scale)
        same(found.values, brute.access(table, population, capacity, method))


def scaled(decay, scale):
    """The same decay, its bounds in the unit of the cost."""
    if isinstance(decay, Steps):
        return Steps(tuple(bound * scale for bound in decay.bounds), decay.weights)
    if isinstance(decay, Power):
        return Power(decay.reach * scale, decay.exponent, decay.nearest * scale)
    return Gaussian(decay.reach * scale)


@settings(max_examples=40, deadline=None)
@given(cases(), DECAYS, st.sampled_from([Method.SHARED, Method.CHOSEN]))
def test_what_is_handed_out_is_what_can_be_reached(case, decay, method):
    people, sites, population, capacity = case
    found = measure(StraightLine(people, sites), population, capacity, method, [decay])[0]
    seen = brute.weights(people, sites, decay)[population > 0].sum(axis=0) > 0
    assert found.total == pytest.approx(capacity[seen].sum(), rel=1e-9)
    assert found.conserved is True
    assert np.array_equal(found.without_demand, (capacity > 0) & ~seen)


@settings(max_examples=40, deadline=None)
@given(cases(), DECAYS, st.sampled_from(list(Method)), st.data())
def test_a_table_of_costs_is_the_formula(case, decay, method, data):
    people, sites, population, capacity = case
    cost = np.hypot(*(people[:, None, :] - sites[None, :, :]).transpose(2, 0, 1)).reshape(
        len(people), len(sites)
    )
    listed = np.array(data.draw(st.lists(st.booleans(), min_size=cost.size, max_size=cost.size)), dtype=bool)
    origin, site = np.nonzero(listed.reshape(cost.shape))
    pairs = CostTable(len(people), len(sites), origin, site, cost[origin, site])
    table = np.zeros(cost.shape)
    near = cost[origin, site] <= decay.reach
    table[origin[near], site[near]] = decay.weigh(cost[origin, site][near])
    found = measure(pairs, population, capacity, method, [decay])[0]
    same(found.values, brute.access(table, population, capacity, method))


@st.composite
def changes(draw, known):
    made, count = [], known
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["open", "move", "resize", "close"])) if count else "open"
        site = draw(st.integers(0, count - 1)) if count else 0
        if kind == "open":
            made.append(Opened(*draw(LATTICE), draw(AMOUNT)))
            count += 1
        elif kind == "move":
            made.append(Moved(site, *draw(LATTICE)))
        else:
            made.append(Resized(site, draw(AMOUNT) if kind == "resize" else 0.0))
    return made


@settings(max_examples=80, deadline=None)
@given(cases(), st.lists(DECAYS, min_size=1, max_size=2), st.sampled_from(list(Method)), st.data())
def test_what_if_is_the_whole_computed_again(case, decays, method, data):
    people, sites, population, capacity = case
    before = study(people, sites, population, capacity, method, decays)
    untouched = [result.values.copy() for result in before.results]
    after = before.after(data.draw(changes(len(sites))))
    after = after.after(data.draw(changes(len(after.sites))))
    whole = study(people, after.sites, population, after.capacity, method, decays)
    for found, expected in zip(after.results, whole.results, strict=True):
        same(found.values, expected.values)
        same(found.offers, expected.offers)
        same(found.demand, expected.demand)
        assert found.conserved in (True, None)
    assert all(np.array_equal(a.values, b) for a, b in zip(before.results, untouched, strict=True))


def test_closing_the_only_site_leaves_nothing_at_all():
    """Rounding must not leave a crumb of access where there is no site any more."""
    people = np.array([[0.0, 0.0], [1.0, 0.0], [2_000.0, 0.0]])
    sites = np.array([[0.0, 0.0], [10.0, 0.0], [900.0, 0.0]])
    before = study(
        people, sites, np.array([3.0, 7.0, 11.0]), np.array([0.1, 0.2, 0.7]), Method.SHARED, [steps(3_000)]
    )
    after = before.after([Resized(0, 0.0)]).after([Resized(2, 0.0)]).after([Resized(1, 0.0)])
    assert after.results[0].values.tolist() == [0.0, 0.0, 0.0]


def test_an_unknown_site_or_a_capacity_that_cannot_be_is_refused():
    one = study(np.zeros((1, 2)), np.zeros((1, 2)), np.ones(1), np.ones(1), Method.SUM, [within(1)])
    with pytest.raises(ValueError, match="no site 4"):
        one.after([Resized(4, 1.0)])
    with pytest.raises(ValueError, match="not negative"):
        one.after([Resized(0, -1.0)])


@pytest.mark.parametrize("seed", range(2))
def test_many_points_far_from_the_origin_with_small_packs(seed, monkeypatch):
    """Real coordinates (Lambert-93), thousands of points, memory cut in many packs."""
    monkeypatch.setattr(rings_module, "_PAIRS", 500)
    monkeypatch.setattr(rings_module, "_ENTRIES", 300)
    chance = np.random.default_rng(seed)
    people = chance.normal((652_000.0, 6_862_000.0), 9_000.0, (3_000, 2)).round(seed)
    sites = chance.normal((652_000.0, 6_862_000.0), 9_000.0, (150, 2)).round(seed)
    people[:3] = (0.0, 0.0)  # strays, as a failed geocoding leaves them
    population, capacity = chance.integers(0, 90, 3_000).astype(float), chance.random(150)
    for decay in (steps(10_000), Gaussian(10_000), within(200_000)):
        for left, right, demand, offered in ((people, sites, population, capacity),
                                             (sites, people, capacity, population)):  # fmt: skip
            found = measure(StraightLine(left, right), demand, offered, Method.SHARED, [decay])[0]
            expected = brute.access(brute.weights(left, right, decay), demand, offered, Method.SHARED)
            same(found.values, expected)


def test_the_order_of_rows_changes_nothing_at_all():
    chance = np.random.default_rng(7)
    people, sites = chance.normal(0, 9_000, (2_000, 2)), chance.normal(0, 9_000, (90, 2))
    population, capacity = chance.random(2_000), chance.random(90)
    first = measure(StraightLine(people, sites), population, capacity, Method.SHARED, [steps(8_000)])[0]
    who, what = chance.permutation(2_000), chance.permutation(90)
    pairs = StraightLine(people[who], sites[what])
    again = measure(pairs, population[who], capacity[what], Method.SHARED, [steps(8_000)])[0]
    assert np.array_equal(again.values, first.values[who])
    assert np.array_equal(again.offers, first.offers[what])


def test_sums_do_not_depend_on_their_order_and_small_ones_survive_large_ones():
    values = np.array([1e12, 0.1, 1e-7, 3.3, 2 / 3] * 40)
    parts = exact_parts(values)
    assert sum(parts) == pytest.approx(values, rel=0, abs=1e-17 * 1e12)
    shuffled = np.random.default_rng(1).permutation(len(values))
    for part in parts:
        assert part.sum() == part[shuffled].sum() == np.cumsum(part)[-1]
    # A crumb beside a giant, in one row: a plain running sum would lose it.
    points = np.array([[0.0, 0.0], [50_000.0, 0.0]])
    found = Rings(points, points).gather(np.array([[1e15, 1e-3]]), [10.0])
    assert found[0, :, 0] == pytest.approx([1e15, 1e-3], rel=1e-9)


def test_whole_numbers_need_one_part():
    assert len(exact_parts(np.arange(1e5))) == 1
    assert exact_parts(np.zeros(3))[0].tolist() == [0.0, 0.0, 0.0]
