"""Ranks of many draws against plain numpy, and what is concluded from them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from fabrique.kernels.index import (
    Frame,
    Refusal,
    Standing,
    Uncertainty,
    assess_uncertainty,
    from_mapping,
    uncertainty,
)
from fabrique.kernels.index.aggregate import combine, leaves
from fabrique.kernels.index.choices import draw, final_weights, options
from fabrique.kernels.index.ranks import Store, mid_ranks, top_count
from fabrique.kernels.index.stats import membership
from fabrique.kernels.index.uncertainty import simulate, standings
from tests.kernels.index.samples import NESTED, content, data, definition, random_data

ALTERNATIVES = {
    "normalisations": ["percentile", "z", {"method": "minmax", "winsor": 0.05}],
    "means": ["geometric", "harmonic"],
    "missing": ["median", "high"],
    "spread": 8,
    "removal": True,
}


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=1, max_size=40))
def test_mid_ranks_are_those_of_scipy(values):
    scores = np.array(values, dtype=float)
    np.testing.assert_array_equal(mid_ranks(scores), rankdata(-scores))


def test_scores_that_differ_by_rounding_are_equal():
    assert mid_ranks(np.array([0.1 + 0.2, 0.3, 1.0, 0.0])).tolist() == [2.5, 2.5, 1, 4]


@pytest.mark.parametrize("count", [101, 40_000])
def test_the_stored_interval_is_that_of_the_exact_ranks(count):
    random = np.random.default_rng(1)
    exact, parts = [], []
    store = Store(60, count, 30)
    for number in range(60):
        scores = random.integers(0, 2000, count).astype(float) if number % 2 else random.normal(size=count)
        store.put(number, scores)
        exact.append(rankdata(-scores))
        parts.append(membership(scores, 30))
    table = np.sort(np.array(exact), axis=0)
    low, high, _median = store.interval(0.9)
    precision = 0 if count < 32_768 else 0.001 * count
    np.testing.assert_allclose(low, table[2], atol=precision)
    np.testing.assert_allclose(high, table[57], atol=precision)
    assert np.abs(low - table[2]).max() <= store.step / 2
    found, agreed = store.within()
    np.testing.assert_allclose(found, np.mean(parts, axis=0), atol=1e-12 if count < 65_536 else 0.04)
    assert found.sum() == pytest.approx(30)
    sides = np.array(parts)
    assert np.array_equal(agreed, np.maximum((sides == 1).mean(axis=0), (sides == 0).mean(axis=0)))


def test_a_list_too_long_for_two_bytes_still_holds_as_many_areas_as_it_says():
    store = Store(2, 70_000, 7000)
    for number in range(2):
        store.put(number, np.random.default_rng(number).normal(size=70_000))
    found, agreed = store.within()
    assert found.sum() == pytest.approx(7000)
    assert (agreed >= 0.5).all()  # neighbours kept as one rank are no equals


def test_equals_that_the_limit_cuts_share_its_places_and_are_sure_of_nothing():
    made = definition(top_share=0.1, alternatives={"spread": 5})
    first = data({"a": [9.0, 9, 9, 1, 2, 3, 4, 5, 6, 7], "b": [9.0, 9, 9, 2, 1, 4, 3, 6, 5, 7]})
    found = assess_uncertainty(Frame(made, first), first, draws=100, seed=1)
    assert found.top_count == 1
    np.testing.assert_allclose(found.p_top, [1 / 3] * 3 + [0] * 7)
    assert found.standing == (Standing.CONTESTED,) * 3 + (Standing.ROBUST,) * 7
    assert (found.counts()["robust_top"], found.counts()["always_top"]) == (0, 0)
    # 97 places of 100 equals: each is inside with 0.97, which no choice decides
    many = data({"a": [1.0] * 100 + [0.0] * 870, "b": [1.0] * 100 + [0.0] * 870})
    found = assess_uncertainty(Frame(made, many), many, draws=20, seed=1)
    np.testing.assert_allclose(found.p_top[:100], 0.97)
    assert set(found.standing[:100]) == {Standing.CONTESTED}


@pytest.mark.parametrize(("missing", "most"), [(0.0, 64), (0.1, 64), (0.1, 1)])
@pytest.mark.parametrize("groups", [NESTED, {"index": {"parts": list("abcde")}}])
def test_each_draw_is_the_index_computed_plainly(groups, missing, most, monkeypatch):
    monkeypatch.setattr(uncertainty, "MOST_PATTERNS", most)
    table = random_data(60, "abcde", 4, missing)
    made = definition("abcde", groups=groups, alternatives=ALTERNATIVES, least_known=0.5)
    frame = Frame(made, table)
    choices = options(made, gaps=missing > 0)
    chosen = draw(frame, choices, 80, np.random.default_rng(3))
    scored, store = simulate(frame, table, choices, chosen)
    assert store is not None
    weights = final_weights(frame, choices, chosen)
    for number in range(80):
        how = choices.normalisations[chosen.normalisation[number]]
        points = frame.points(table, how, choices.missing[chosen.missing[number]])[:, scored]
        mean = choices.means[chosen.mean[number]]
        means = (mean,) * len(frame.tree.nodes) if mean else frame.means
        ready = leaves(frame.tree, frame.ready(points, means, how), means)
        scores = combine(frame.tree, ready, weights[number : number + 1])["index"][0]
        np.testing.assert_array_equal(store.ranks(store.table[number]), mid_ranks(scores))


def test_what_a_draw_leaves_out_weighs_nothing_and_the_rest_still_sums_to_one():
    made = definition("abcde", groups=NESTED, alternatives=ALTERNATIVES)
    frame = Frame(made, random_data(20, "abcde"))
    choices = options(made, gaps=False)
    chosen = draw(frame, choices, 200, np.random.default_rng(0))
    weights = final_weights(frame, choices, chosen)
    removed = np.asarray(choices.removals)[chosen.removal]
    assert set(removed) == {-1, 0, 1, 2, 3, 4}
    for rank, node in enumerate(frame.tree.nodes):
        for one, edge in zip(node.leaves, node.leaf_edges, strict=True):
            assert (weights[removed == one, edge] == 0).all()
            assert (weights[removed != one, edge] > 0).all()
        alone = rank < len(frame.tree.nodes) - 1 and len(node.edges) == 1
        total = weights[:, list(node.edges)].sum(axis=1)
        np.testing.assert_allclose(total[removed == 4] if alone else total, 0 if alone else 1, atol=1e-12)


def test_weights_are_drawn_around_those_of_the_definition():
    groups = {"index": {"parts": {"a": 6, "b": 3, "c": 1}, "weights": "expert", "decided_by": "x"}}
    groups["index"] |= {"decided_on": "2026", "reason": "y"}
    made = definition("abc", groups=groups, alternatives={"spread": 5})
    frame = Frame(made, random_data(20, "abc"))
    chosen = draw(frame, options(made, gaps=False), 20_000, np.random.default_rng(0))
    np.testing.assert_allclose(chosen.weights.mean(axis=0), [0.6, 0.3, 0.1], atol=0.005)
    expected = np.sqrt(np.array([0.6, 0.3, 0.1]) * [0.4, 0.7, 0.9] / (15 + 1))
    np.testing.assert_allclose(chosen.weights.std(axis=0), expected, rtol=0.03)


def test_the_same_seed_gives_the_same_figures_whatever_the_workers():
    table = random_data(3000, "abcde", 8, 0.05)
    made = definition("abcde", groups=NESTED, alternatives=ALTERNATIVES)
    frame = Frame(made, table)
    one, two, three = (
        assess_uncertainty(frame, table, draws=120, seed=seed, workers=workers)
        for seed, workers in ((5, 1), (5, 4), (6, 1))
    )
    np.testing.assert_array_equal(one.rank_low, two.rank_low)
    np.testing.assert_array_equal(one.p_top, two.p_top)
    assert not np.array_equal(one.rank_high, three.rank_high)


def test_the_order_of_the_file_changes_nothing():
    table = random_data(200, "abcde", 8, 0.05)
    tables = content("abcde", groups=NESTED, alternatives=ALTERNATIVES)
    turned = tables | {
        "indicators": tables["indicators"][::-1],
        "groups": {code: NESTED[code] for code in reversed(NESTED)},
        "alternatives": {
            key: one[::-1] if isinstance(one, list) else one for key, one in reversed(ALTERNATIVES.items())
        },
    }
    first, second = from_mapping(tables), from_mapping(turned)
    assert first.hash == second.hash
    one, other = (
        assess_uncertainty(Frame(made, table), table, draws=100, seed=2) for made in (first, second)
    )
    np.testing.assert_array_equal(one.rank_low, other.rank_low)
    np.testing.assert_array_equal(one.p_top, other.p_top)


def test_without_alternatives_everything_is_robust_and_intervals_are_ranks():
    table = random_data(40, "ab")
    found = assess_uncertainty(Frame(definition(), table), table, draws=10, seed=1)
    assert found.open_factors == ()
    np.testing.assert_array_equal(found.rank_low, found.rank_high)
    assert set(found.standing) == {Standing.ROBUST}
    assert found.top_count == 4
    assert found.counts()["robust_top"] == found.counts()["always_top"] == 4
    assert found.median_width == 0


def test_an_area_that_dominates_is_robust_and_opposed_ones_are_contested():
    made = definition(alternatives={"spread": 1})
    columns = {"a": [100.0, 90, 10, *range(9)], "b": [100.0, 10, 90, *range(9)]}
    table = data(columns)
    found = assess_uncertainty(Frame(made, table), table, draws=400, seed=1)
    assert found.top_count == 2
    assert found.standing[0] is Standing.ROBUST
    assert found.p_top[0] == 1
    assert found.standing[1] is found.standing[2] is Standing.CONTESTED
    assert found.standing[5] is Standing.ROBUST
    assert found.p_top[5] == 0


def test_standings_follow_the_thresholds_on_both_sides():
    chances = np.array([1, 0.95, 0.949, 0.8, 0.79, 0.5, 0.2, 0.05, 0, np.nan])
    expected = ["robust"] * 2 + ["probable"] * 2 + ["contested"] * 2 + ["probable"] + ["robust"] * 2 + [""]
    assert [str(one) for one in standings(np.maximum(chances, 1 - chances))] == expected


def test_inside_in_nearly_all_draws_is_not_inside_in_all():
    p_top = np.array([1, 0.99, 0.95, 0.9, 0.8, 0.5, 0.1, 0, np.nan])
    low = np.array([1.0, 1, 2, 2, 3, 3, 4, 7, np.nan])
    found = Uncertainty(
        100, 1, 4, low, low + np.arange(9), low, p_top, standings(np.maximum(p_top, 1 - p_top)), ()
    )
    counts = found.counts()
    assert (counts["always_top"], counts["robust_top"], counts["probable_top"]) == (1, 3, 2)
    assert (counts["robust"], counts["probable"], counts["contested"]) == (4, 3, 1)
    assert found.median_places == 3  # widths 0 … 7: half the areas have 3.5 or more


def test_nothing_to_rank_is_no_robust_anything():
    for table in (data({"a": [1.0], "b": [2.0]}), data({"a": [1.0] * 4, "b": [2.0] * 4})):
        found = assess_uncertainty(
            Frame(definition(alternatives={"spread": 2}), table), table, draws=20, seed=1
        )
        assert set(found.standing) == {Standing.UNKNOWN}
        assert np.isnan(found.rank_low).all()
        assert np.isnan(found.median_width)
        assert set(found.counts().values()) == {0}
        assert found.median_places == 0


def test_a_secret_that_could_hide_a_high_value_widens_the_interval():
    columns = {code: [float(row) for row in range(30)] for code in "abc"}
    columns["a"][15] = np.nan
    table = data(columns)
    made = definition("abc", alternatives={"missing": ["low", "high"]})
    found = assess_uncertainty(Frame(made, table), table, draws=60, seed=1)
    width = found.rank_high - found.rank_low
    assert width[15] > 5
    assert width[[0, 29]].tolist() == [0, 0]


def test_too_many_draws_for_memory_are_refused_with_what_can_be_done():
    with pytest.raises(Refusal, match="au plus 160 tirages"):
        Store(1000, 1_000_000)


def test_the_most_fragile_are_at_least_one():
    assert [top_count(*one) for one in ((5, 0.1), (30, 0.1), (31, 0.1), (100, 0.2))] == [1, 3, 4, 20]
