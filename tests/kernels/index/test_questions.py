"""Sensitivity, audit, comparison and validation, against closed forms and plain calculation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import spearmanr

from fabrique.kernels.index import Frame, Refusal, compute, of_columns
from fabrique.kernels.index.audit import audit, cronbach, without_indicator
from fabrique.kernels.index.compare import compare, trend
from fabrique.kernels.index.sensitivity import sensitivity, sobol
from fabrique.kernels.index.stats import membership, overlap, spearman
from fabrique.kernels.index.validate import area_under_curve, validate
from tests.kernels.index.samples import NESTED, data, definition, random_data


def test_sobol_indices_of_ishigami_s_function():
    """S = .3139, .4424, 0 and T = .5576, .4424, .2437 for a = 7, b = 0.1 (Saltelli et al. 2008)."""
    random = np.random.default_rng(12)
    size = 6000
    first, second = random.uniform(-np.pi, np.pi, (2, size, 3))
    runs = [first, second]
    for factor in range(3):
        mixed = first.copy()
        mixed[:, factor] = second[:, factor]
        runs.append(mixed)
    x = np.concatenate(runs)
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = {one.factor: one for one in sobol(("a", "b", "c"), size, lambda run: y[run : run + 1], random)}
    for factor, alone, any_way in (("a", 0.3139, 0.5576), ("b", 0.4424, 0.4424), ("c", 0.0, 0.2437)):
        one = found[factor]
        assert one.first == pytest.approx(alone, abs=0.05)
        assert one.total == pytest.approx(any_way, abs=0.04)
        assert one.first_interval[0] < alone < one.first_interval[1] or abs(one.first - alone) < 0.03
        assert one.total_interval[0] < one.total < one.total_interval[1]


def test_the_choice_that_alone_is_open_explains_all():
    table = random_data(200, "abc", 3)
    only = definition("abc", alternatives={"normalisations": ["percentile", "z"]})
    found = sensitivity(Frame(only, table), table, sample=64, seed=1)
    assert found.runs == 64 * 3
    (effect,) = found.effects
    assert effect.factor == "normalisation"
    assert effect.first == pytest.approx(1, abs=1e-9)
    assert effect.total == pytest.approx(1, abs=1e-9)


def test_a_wide_spread_of_weights_outweighs_near_twin_scales():
    table = random_data(200, "abcde", 3)
    made = definition(
        "abcde", alternatives={"normalisations": [{"method": "minmax", "winsor": 0.005}], "spread": 1}
    )
    found = sensitivity(Frame(made, table), table, sample=64, seed=1)
    assert [one.factor for one in found.effects] == ["weights", "normalisation"]
    assert found.effects[0].first > 0.9


def test_no_open_choice_or_nothing_to_rank_gives_no_effect():
    table = random_data(20, "ab")
    assert sensitivity(Frame(definition(), table), table, sample=8, seed=1).effects == ()
    flat = data({"a": [1.0] * 5, "b": [2.0] * 5})
    spread = definition(alternatives={"spread": 1})
    assert sensitivity(Frame(spread, flat), flat, sample=8, seed=1).effects == ()


def audited(columns, **changes):
    table = of_columns([f"z{rank}" for rank in range(300)], columns)
    made = definition("".join(columns), **changes)
    return audit(Frame(made, table), table)


def noise(seed: int):
    return np.random.default_rng(seed).normal(size=300)


def test_the_audit_names_redundancy_double_counting_and_what_goes_against():
    one, other = noise(1), noise(2)
    columns = {
        "a": one,
        "b": one + 0.1 * noise(3),
        "c": other,
        "d": -other + 0.4 * noise(4),
        "e": one + 0.6 * noise(5),
    }
    groups = {"x": {"parts": ["a", "b", "c", "d"]}, "y": {"parts": ["e"]}, "index": {"parts": ["x", "y"]}}
    found = audited(columns, groups=groups)
    told = "\n".join(found.warnings)
    assert "« A » et « B »" in told
    assert "l’un des deux suffit" in told
    assert "« A » et « E »" in told
    assert "compte double" in told
    assert "« C » et « D »" in told
    assert "s’opposent" in told
    np.testing.assert_allclose(found.correlations, np.corrcoef(np.array(list(columns.values()))), atol=1e-9)
    np.testing.assert_allclose(found.nominal, [0.125] * 4 + [0.5])
    assert found.importance.sum() == pytest.approx(1)
    reverse = audited({"a": one, "b": one + 0.2 * noise(3), "c": -one + 0.2 * noise(4)})
    assert "« C » va à l’encontre de l’indice" in "\n".join(reverse.warnings)


def test_the_right_direction_silences_the_warning():
    one = noise(1)
    columns = {"a": one, "b": one + noise(3), "c": -one + noise(4)}
    signs = [{"code": code, "direction": -1 if code == "c" else 1} for code in "abc"]
    assert "encontre" in "\n".join(audited(columns).warnings)
    assert "encontre" not in "\n".join(audited(columns, indicators=signs).warnings)


def test_cronbach_on_known_cases():
    one = noise(1)
    assert cronbach(np.array([one, one])) == pytest.approx(1)
    pair = np.array([one, one + noise(2)])
    r = np.corrcoef(pair)[0, 1]
    assert cronbach(pair) == pytest.approx(2 * r / (1 + r))
    assert np.isnan(cronbach(one[None, :]))


def test_removing_an_indicator_is_the_definition_without_it():
    table = random_data(80, "abcde", 6)
    made = definition("abcde", groups=NESTED)
    result = compute(made, table)
    found = audit(Frame(made, table), table, result)
    less = without_indicator(made, "e")
    assert set(less.groups) == {"un", "deux", "haut", "index"}
    assert less.hash != made.hash
    other = compute(less, table)
    removal = found.removals[4]
    assert removal.spearman == pytest.approx(spearmanr(result.score, other.score)[0])
    assert removal.overlap == overlap(result.score, other.score, 0.1)
    assert removal.mean_shift == pytest.approx(np.abs(result.rank - other.rank).mean() / 80)
    with pytest.raises(Refusal, match="rien à mesurer"):
        without_indicator(definition("a"), "a")


def test_overlap_shares_out_equals_at_the_limit():
    assert membership(np.array([5.0, 3, 3, 3, 1]), 2).tolist() == [1, 1 / 3, 1 / 3, 1 / 3, 0]
    assert overlap(np.arange(20.0), np.arange(20.0), 0.1) == 1
    assert overlap(np.arange(20.0), -np.arange(20.0), 0.1) == 0
    assert overlap(np.array([1.0, np.nan]), np.array([np.nan, 1.0]), 0.1) != 1


def test_two_definitions_are_compared_area_by_area():
    table = random_data(50, "abc", 2)
    first, second = (compute(definition("abc", normalisation=how), table) for how in ("minmax", "z"))
    found = compare(first, second)
    assert found.spearman == pytest.approx(spearmanr(first.score, second.score)[0])
    np.testing.assert_array_equal(found.shift, second.rank - first.rank)
    assert found.compared == 50
    with pytest.raises(Refusal, match="mêmes zones"):
        compare(first, compute(definition("abc"), random_data(49, "abc")))


def years():
    base = random_data(60, "abc", 4)
    later = {code: values + 5 for code, values in base.values.items()}
    later["b"] = base.values["b"]
    return base, of_columns(base.areas, later)


def test_a_trend_is_measured_on_the_scales_of_the_base_year():
    base, later = years()
    found = trend(definition("abc"), base, later)
    low, high = (np.array([f(base.values[code]) for code in "abc"]) for f in (np.min, np.max))
    share = np.clip((np.array([later.values[code] for code in "abc"]).T - low) / (high - low), 0, 1)
    np.testing.assert_allclose(found.later, 100 * share.mean(axis=1))
    np.testing.assert_allclose(found.by_indicator.sum(axis=1) + found.unknown, found.change, atol=1e-9)
    np.testing.assert_allclose(found.by_indicator[:, 1], 0, atol=1e-9)
    assert (found.change >= 0).all()
    assert found.change.mean() > 3


def test_an_area_of_a_population_that_the_base_year_lacks_has_no_score_and_a_reason():
    made = definition("ab", population="ville")
    columns = {"a": [1.0, 2, 3], "b": [3.0, 1, 2]}
    frame = Frame(made, data(columns, ville=["x", "x", "x"]))
    found = compute(made, data(columns, ville=["x", "x", "nouvelle"]), frame)
    assert found.scored.tolist() == [True, True, False]
    assert "hors des ensembles de référence : a, b" in found.reason[2]


def test_a_relative_definition_that_is_not_frozen_has_no_trend():
    base, later = years()
    with pytest.raises(Refusal, match="Figez les bornes"):
        trend(definition("abc"), base, later, frozen=False)
    with pytest.raises(Refusal, match="rescale"):
        trend(definition("abc", output={"rescale": [1, 10]}), base, later)
    with pytest.raises(Refusal, match="Aucune zone"):
        trend(definition("abc"), base, replace(later, areas=tuple(f"y{rank}" for rank in range(60))))
    posts = [{"code": code, "direction": 1, "goalposts": [0, 100]} for code in "abc"]
    absolute = definition("abc", indicators=posts, normalisation="goalposts")
    assert not absolute.relative
    free, frozen = (trend(absolute, base, later, frozen=way) for way in (False, True))
    np.testing.assert_array_equal(free.change, frozen.change)


@pytest.mark.parametrize(
    "changes",
    [
        {"normalisation": "z"},
        {"output": {"rescale": [1, 10]}},
        {"missing": "median"},
        {"groups": {"index": {"parts": ["a", "b"], "weights": "pca"}}},
        {
            "indicators": [
                {"code": c, "direction": 1, "goalposts": [0, 1], "outliers": "winsor"} for c in "ab"
            ]
        },
    ],
)
def test_what_moves_with_the_others_makes_a_definition_relative(changes):
    posts = [{"code": code, "direction": 1, "goalposts": [0, 100]} for code in "ab"]
    assert definition(**({"indicators": posts, "normalisation": "goalposts"} | changes)).relative


def test_validation_against_an_outcome():
    random = np.random.default_rng(7)
    score = random.normal(size=400)
    score[:5] = np.nan
    outcome = np.where(np.isnan(score), 0, score) + random.normal(size=400)
    found = validate(score, outcome, 0.1)
    there = np.isfinite(score)
    assert found.areas == 395
    assert found.spearman == pytest.approx(spearmanr(score[there], outcome[there])[0])
    assert found.spearman_interval[0] < found.spearman < found.spearman_interval[1]
    worst = outcome[there] >= np.sort(outcome[there])[-40]
    pairs = score[there][worst][:, None] - score[there][~worst][None, :]
    assert found.auc == pytest.approx((pairs > 0).mean() + 0.5 * (pairs == 0).mean())
    assert 0 <= found.auc_interval[0] < found.auc < found.auc_interval[1] <= 1
    assert 0.1 < found.overlap < 1


def test_the_spearman_interval_covers_the_truth_as_often_as_it_says():
    random = np.random.default_rng(9)
    truth = 6 / np.pi * np.arcsin(0.6 / 2)  # Spearman's of a binormal law of correlation 0.6
    covered = 0
    for _ in range(300):
        x = random.normal(size=80)
        y = 0.6 * x + 0.8 * random.normal(size=80)
        low, high = validate(x, y, 0.1).spearman_interval
        covered += low <= truth <= high
    assert 0.92 <= covered / 300 <= 0.98


def test_an_outcome_that_says_nothing_is_refused():
    score = np.arange(20.0)
    with pytest.raises(Refusal, match="au moins 10"):
        validate(score, np.where(score < 9, score, np.nan), 0.1)
    with pytest.raises(Refusal, match="partout le même"):
        validate(score, np.zeros(20), 0.1)
    with pytest.raises(Refusal, match="ne distingue pas"):
        validate(score, np.where(score < 19, 5.0, 4.0)[::-1] * 0 + np.r_[np.full(19, 1.0), 0.5], 0.97)
    auc, _error = area_under_curve(np.zeros(4), np.array([True, False, True, False]))
    assert auc == 0.5


def test_rank_correlation_without_variation_is_not_a_number():
    assert np.isnan(spearman(np.ones(5), np.arange(5.0)))
    assert np.isnan(spearman(np.arange(2.0), np.arange(2.0)))
