"""Scores by hand, contributions that add up, and what is said when something is lacking."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique.kernels.index import Data, Frame, Refusal, compute
from fabrique.kernels.index.definition import Mean, Missing
from fabrique.kernels.indicators.model import Status
from tests.kernels.index.samples import NESTED, content, data, definition, random_data

SIGNED = {"weights": "expert", "decided_by": "x", "decided_on": "2026", "reason": "y"}


def test_scores_worked_by_hand():
    table = data({"a": [0, 5, 10], "b": [4, 2, 0]})
    rising = definition(groups={"index": {"parts": {"a": 3, "b": 1}, **SIGNED}})
    found = compute(rising, table)
    np.testing.assert_allclose(found.score, [25, 50, 75])
    assert found.rank.tolist() == [3, 2, 1]
    assert found.mean_score == 50
    np.testing.assert_allclose(found.contributions, [[-37.5, 12.5], [0, 0], [37.5, -12.5]])
    assert found.driver == ("b", "", "a")
    turned = [{"code": "a", "direction": 1}, {"code": "b", "direction": -1}]
    np.testing.assert_allclose(compute(definition(indicators=turned), table).score, [0, 50, 100])


@pytest.mark.parametrize(
    ("mean", "expected"),
    [("arithmetic", 50.0), ("geometric", 10.0), ("harmonic", 2 / (1 + 1 / 100))],
)
def test_the_three_means(mean, expected):
    found = compute(
        definition(groups={"index": {"parts": ["a", "b"], "mean": mean}}),
        data({"a": [0, 10, 10], "b": [10, 0, 10]}),
    )
    np.testing.assert_allclose(found.score[:2], [expected] * 2)
    assert found.score[2] == pytest.approx(100)


def test_the_output_line_and_the_rescaling():
    table = data({"a": [0, 5, 10], "b": [0, 5, 10]})
    line = compute(definition(output={"multiply": 0.2, "add": -10}), table)
    np.testing.assert_allclose(line.score, [-10, 0, 10])
    stretched = compute(definition(output={"rescale": [1, 10]}), table)
    np.testing.assert_allclose(stretched.score, [1, 5.5, 10])
    np.testing.assert_allclose(stretched.mean_score + stretched.contributions.sum(axis=1), stretched.score)


def test_each_area_compares_itself_with_those_of_its_label():
    table = data({"a": [0, 10, 100, 300], "b": [0, 10, 100, 300]}, ville=["x", "x", "y", "y"])
    found = compute(definition(population="ville"), table)
    np.testing.assert_allclose(found.score, [0, 100, 0, 100])
    assert found.rank.tolist() == [3.5, 1.5, 3.5, 1.5]


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    means=st.lists(st.sampled_from(list(Mean)), min_size=5, max_size=5),
    missing=st.sampled_from([0.0, 0.15]),
    how=st.sampled_from(["minmax", "percentile", "z", "rank"]),
)
def test_contributions_add_up_to_the_score_whatever_the_means(seed, means, missing, how):
    groups = {
        code: group | {"mean": str(mean)} for (code, group), mean in zip(NESTED.items(), means, strict=True)
    }
    found = compute(
        definition("abcde", groups=groups, normalisation=how, least_known=0.3),
        random_data(40, "abcde", seed, missing),
    )
    scored = found.scored
    total = found.mean_score + found.contributions.sum(axis=1) + found.unknown
    np.testing.assert_allclose(total[scored], found.score[scored], rtol=1e-9, atol=1e-9)
    assert np.isnan(total[~scored]).all()
    grouped = sum(found.by_group().values())
    np.testing.assert_allclose(grouped[scored], found.contributions.sum(axis=1)[scored], atol=1e-9)
    if not missing:
        np.testing.assert_allclose(found.unknown, 0, atol=1e-9)


def test_a_score_only_rises_when_one_value_rises():
    table = random_data(30, "abcde", 3)
    goalposts = [
        {"code": code, "direction": 1 if code != "b" else -1, "goalposts": [0, 1000]} for code in "abcde"
    ]
    nested = definition("abcde", groups=NESTED, indicators=goalposts, normalisation="goalposts")
    before = compute(nested, table).score[0]
    for code in "abcde":
        values = {**table.values, code: table.values[code].copy()}
        values[code][0] = values[code][0] / 2 if code == "b" else values[code][0] * 1.5
        after = compute(nested, replace(table, values=values)).score[0]
        assert after > before


def holed(missing: list[float], status: list[int]) -> Data:
    table = data({"a": missing, "b": [1.0, 2, 3, 4], "c": [4.0, 3, 2, 1], "pop": [100.0, 200, 300, 400]})
    return replace(table, status={**table.status, "a": np.array(status, dtype=np.uint8)})


def test_secret_and_missing_are_told_apart_and_never_least_fragile():
    table = holed([10, np.nan, np.nan, 0], [Status.OBSERVED, Status.SECRET, Status.MISSING, Status.OBSERVED])
    counted = content("abc")
    counted["indicators"][0] |= {"denominator": "pop"}
    found = compute(definition(**counted), table)
    assert found.scored.all()
    assert found.reason == ("", "secret statistique : a", "valeur manquante : a", "")
    np.testing.assert_allclose(found.score[1:3], 50)  # the mean of b and c, a counts for nothing
    np.testing.assert_array_equal(found.head_counts["a"], [10, np.nan, np.nan, 0])
    strict = compute(definition(**counted, least_known=0.9), table)
    assert np.isnan(strict.score[1:3]).all()
    assert np.isnan(strict.rank[1:3]).all()
    assert strict.rank[[0, 3]].tolist() == [1, 2]
    assert strict.reason[1] == "pas de score : 67 % des poids sont connus ; secret statistique : a"
    assert np.isnan(strict.contributions[1]).all()
    refusing = compute(definition(**counted, missing="refuse"), table)
    assert refusing.scored.tolist() == [True, False, False, True]


@pytest.mark.parametrize(
    ("missing", "filled"), [("mean", 50.0), ("median", 50.0), ("low", 10.0), ("high", 90.0)]
)
def test_a_missing_value_can_be_filled_and_it_is_said(missing, filled):
    table = holed([10, np.nan, np.nan, 0], [0, Status.SECRET, Status.MISSING, 0])
    found = compute(definition("abc", missing=missing), table)
    np.testing.assert_allclose(found.score[1], (filled + 100 / 3 + 200 / 3) / 3)
    assert found.reason[1] == "secret statistique (complétée) : a"
    np.testing.assert_allclose(found.mean_score + found.contributions.sum(axis=1), found.score)


def test_those_counted_are_the_fragile_ones_whatever_the_direction():
    tables = content("ab")
    tables["indicators"][0] |= {"denominator": "pop"}
    tables["indicators"][1] |= {"denominator": "pop", "direction": -1, "label": "Reliés au réseau"}
    made = definition(**tables)
    table = data({"a": [10.0, 20, 30], "b": [90.0, 100, np.nan], "pop": [1000.0, 500, 10]})
    found = compute(made, table)
    np.testing.assert_allclose(found.head_counts["a"], [100, 100, 3])
    np.testing.assert_allclose(found.head_counts["b"], [100, 0, np.nan])  # those who are not connected
    assert [one.counted for one in made.indicators] == ["personnes", "personnes hors de « Reliés au réseau »"]
    assert not any("parts" in note for note in found.notes)
    income = compute(made, replace(table, values={**table.values, "b": np.array([21_000.0, 50, np.nan])}))
    np.testing.assert_array_equal(income.head_counts["b"], [np.nan, 250, np.nan])
    assert sum("ne sont pas des parts de 0 à 100 (1)" in note for note in income.notes) == 1


def test_who_is_counted_can_be_named_and_changes_no_other_hash():
    tables = content("ab")
    before = definition(**tables).hash
    tables["indicators"][1] |= {"counted": "personnes"}
    assert definition(**tables).hash == before
    tables["indicators"][1] |= {"denominator": "pop", "direction": -1, "counted": "locaux sans fibre"}
    assert definition(**tables).indicators[1].counted == "locaux sans fibre"


def test_estimates_are_used_and_said_with_the_weight_they_have():
    table = holed([10, 20, np.nan, 0], [Status.OBSERVED, Status.IMPUTED, Status.SECRET, Status.OBSERVED])
    status = {**table.status, "b": np.array([0, 0, Status.IMPUTED, 0], dtype=np.uint8)}
    found = compute(definition("abc"), replace(table, status=status))
    plain = compute(definition("abc"), holed([10, 20, np.nan, 0], [0, 0, Status.SECRET, 0]))
    np.testing.assert_array_equal(found.score, plain.score)
    np.testing.assert_allclose(found.imputed, [0, 1 / 3, 1 / 2, 0])  # a gives its weight to b and c
    assert found.reason == ("", "estimé : a", "estimé : b ; secret statistique : a", "")
    filled = compute(definition("abc", missing="median"), replace(table, status=status))
    np.testing.assert_allclose(filled.imputed, [0, 1 / 3, 1 / 3, 0])
    strict = compute(definition("abc", least_known=0.9), replace(table, status=status))
    assert np.isnan(strict.imputed[2])
    assert not any("estimées" in note for note in found.notes)
    whole = {**status, "a": np.array([1, 1, Status.MISSING, 1], dtype=np.uint8)}
    (told,) = (n for n in compute(definition("abc"), replace(table, status=whole)).notes if "estimées" in n)
    assert told.startswith("« A » n’a que des valeurs estimées")


def test_scores_relative_to_a_territory_are_said_to_be_so():
    def told(count, **changes):
        notes = compute(definition("ab", **changes), random_data(count, "ab")).notes
        return [note for note in notes if "relatifs" in note]

    assert told(28, output={"rescale": [1, 10]})[0].startswith(
        "Les scores sont relatifs aux 28 zones données"
    )
    assert len(told(999, normalisation="percentile")) == 1
    assert told(1, normalisation="percentile") == []  # it has no rank, which is said
    assert told(1000, normalisation="percentile") == []
    posts = [{"code": code, "direction": 1, "goalposts": [0, 100]} for code in "ab"]
    assert told(28, indicators=posts, normalisation="goalposts") == []
    # filling or weighing by the data is relative too, but leaves the scale where it is
    assert told(28, indicators=posts, normalisation="goalposts", missing="median") == []


def test_bounds_that_cut_more_than_a_fifth_of_the_values_are_said():
    def told(low, high, **changes):
        posts = [{"code": "a", "direction": 1, "label": "Réseau", "goalposts": [low, high]}]
        made = definition("a", indicators=posts, **({"normalisation": "goalposts"} | changes))
        return [note for note in compute(made, table).notes if "borne" in note]

    table = data({"a": [float(value) for value in range(50)] + [np.nan] * 50})
    assert told(10, 60) == []  # a fifth of those known; the bound itself is not cut
    assert told(49, 60)[0].startswith("98 % des valeurs de « Réseau » sont sous la borne basse (49) : entre")
    (both,) = told(5, 40)
    assert both.startswith(
        "10 % des valeurs de « Réseau » sont sous la borne basse (5) et 18 % des valeurs de « Réseau » sont "
        "au-dessus de la borne haute (40)"
    )
    assert told(49, 60, normalisation="percentile") == []


def test_nine_values_in_ten_missing_give_few_scores_and_many_reasons():
    table = random_data(300, "abcd", 5, missing=0.9)
    found = compute(definition("abcd", least_known=0.5), table)
    assert 0 < found.scored.sum() < 40
    assert all(reason for reason, scored in zip(found.reason, found.scored, strict=True) if not scored)
    assert np.isnan(found.rank[~found.scored]).all()


def test_all_equal_or_one_area_is_not_ranked_and_it_is_said():
    flat = compute(definition(), data({"a": [3.0] * 5, "b": [1.0] * 5}))
    assert not flat.ranked
    assert np.isfinite(flat.score).all()
    assert "même score" in flat.notes[-1]
    assert "« A » a partout la même valeur" in flat.notes[0]
    alone = compute(definition(), data({"a": [3.0], "b": [1.0]}))
    assert not alone.ranked
    assert "Une seule zone" in alone.notes[-1]
    assert alone.contributions.tolist() == [[0, 0]]


def test_equals_around_the_limit_are_counted_aloud():
    table = data({"a": [9.0, 9, 9, 1, 2], "b": [9.0, 9, 9, 1, 2]})
    (told,) = (note for note in compute(definition(top_share=0.2), table).notes if "égalité" in note)
    assert told.startswith("3 zones à égalité autour de la limite de la liste des plus fragiles (1)")
    for share in (0.5, 0.4, 0.21):  # three of five, then two: the first run is whole or cut
        notes = compute(definition(top_share=share), table).notes
        assert any("égalité" in note for note in notes) is (share < 0.5)


def test_a_constant_column_tells_nothing_apart_but_stops_nothing():
    found = compute(definition(), data({"a": [3.0] * 3, "b": [1.0, 2, 3]}))
    np.testing.assert_allclose(found.score, [25, 50, 75])


def test_data_that_the_definition_cannot_be_applied_to_are_refused():
    table = data({"a": [1.0, 2, 3], "b": [np.nan] * 3})
    with pytest.raises(Refusal, match="« b » n’a aucune valeur connue"):
        compute(definition(), table)
    with pytest.raises(Refusal, match="n’ont pas les colonnes « c »"):
        compute(definition("abc"), table)
    with pytest.raises(Refusal, match="« ville »"):
        compute(definition("a", population="ville"), table)
    ratio = definition(normalisation="ratio", indicators=[{"code": c, "direction": -1} for c in "ab"])
    with pytest.raises(Refusal, match="rapport à la moyenne n’a pas de sens"):
        compute(ratio, data({"a": [0.0, 1, 2], "b": [1.0, 2, 3]}))


def test_goalposts_stay_where_they_are_whatever_is_done_with_extremes():
    posts = [{"code": "a", "direction": 1, "goalposts": [0, 10], "outliers": "fences"}]
    made = definition("a", indicators=posts, normalisation="goalposts")
    found = compute(made, data({"a": [5.0, 5, 5, 5, 5, 5, 5, 5, 10]}))
    np.testing.assert_allclose(found.score, 50)
    logged = [{"code": "a", "direction": 1, "goalposts": [0, 99], "outliers": "log"}]
    made = definition("a", indicators=logged, normalisation="goalposts")
    np.testing.assert_allclose(compute(made, data({"a": [0.0, 9, 99]})).score, [0, 50, 100])


def test_a_value_that_no_one_could_measure_is_refused():
    with pytest.raises(Refusal, match="« a » a une valeur de plus de"):
        data({"a": [1e16, 1.0]})


def pca(columns):
    return compute(
        definition("".join(columns), groups={"index": {"parts": list(columns), "weights": "pca"}}),
        data(columns),
    )


def test_weights_by_principal_component():
    random = np.random.default_rng(2)
    common = random.normal(size=300)
    a, b, c = (common + noise * random.normal(size=300) for noise in (0.1, 0.1, 3.0))
    columns = {"a": a.tolist(), "b": b.tolist(), "c": c.tolist()}
    frame = Frame(
        definition("abc", groups={"index": {"parts": ["a", "b", "c"], "weights": "pca"}}), data(columns)
    )
    weights = frame.tree.weights
    assert weights.sum() == pytest.approx(1)
    assert weights[0] > 2 * weights[2]
    values, vectors = np.linalg.eigh(np.corrcoef(np.array([a, b, c])))
    np.testing.assert_allclose(np.sort(weights), np.sort(vectors[:, values.argmax()] ** 2), rtol=1e-9)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"a": [1.0, 2, 3, 4], "b": [4.0, 3, 2, 1]}, "à l’encontre"),
        ({"a": [1.0, 2, 3, 4], "b": [1.0, 1, 1, 1]}, "partout la même valeur"),
        ({"a": [1.0, 2], "b": [2.0, 1]}, "plus de zones complètes"),
    ],
)
def test_principal_components_that_give_no_weights_are_refused(columns, words):
    with pytest.raises(Refusal, match=words):
        pca(columns)


def test_a_group_that_an_area_lacks_gives_its_weight_to_the_others():
    groups = {"x": {"parts": ["a", "b"]}, "y": {"parts": ["c", "d"]}, "index": {"parts": ["x", "y"]}}
    table = data({"a": [0.0, 10], "b": [0.0, 10], "c": [np.nan, 5], "d": [np.nan, 5]})
    found = compute(definition("abcd", groups=groups, least_known=0.5), table)
    assert found.score[0] == 0
    assert found.definition.missing is Missing.OMIT
    np.testing.assert_allclose(
        found.mean_score + found.contributions.sum(axis=1) + found.unknown, found.score
    )
