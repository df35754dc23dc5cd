"""Areas to larger areas and to another year: sums, rates of sums, and nothing where nothing is known."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.kernels.indicators import Kind, Measure, Panel, Status, Step, aggregate, carry_over, series

POP = Measure("pop", "Population", "personnes", Kind.COUNT)
OLD = Measure("old", "65 ans et plus", "personnes", Kind.COUNT)
SHARE = Measure("share", "Part", "%", Kind.RATIO, 1, "old", "pop", 100, most=100)
BARE = Measure("bare", "Part sans numérateur", "%", Kind.RATIO, 1, "", "pop", 100, most=100)
AGE = Measure("age", "Âge moyen", "ans", Kind.MEAN, denominator="pop")
INCOME = Measure("income", "Revenu médian", "€", Kind.QUANTILE, -1)
SCORE = Measure("score", "Score", "", Kind.SCORE, 1)
SEEN, GUESS, HIDE, NONE = Status.OBSERVED, Status.IMPUTED, Status.SECRET, Status.MISSING
NAN = float("nan")


def panel(**columns):
    """Areas a, b, c…: values by measure, or (values, status)."""
    known = {m.code: m for m in (POP, OLD, SHARE, BARE, AGE, INCOME, SCORE)}
    made = {
        code: series(known[code], *(given if isinstance(given, tuple) else (given,)))
        for code, given in columns.items()
    }
    length = len(next(iter(made.values())).values)
    return Panel("commune", 2021, tuple("abcdefgh"[:length]), made)


def got(carried, code):
    one = carried.panel.series[code]
    return one.values.tolist(), [Status(status) for status in one.status]


def test_counts_are_summed_and_rates_are_rates_of_sums():
    one = panel(pop=[1000, 100], old=[100, 50], share=[10, 50], bare=[10, 50], age=[30, 52])
    up = aggregate(one, {"a": "X", "b": "X"}, "commune")
    assert (up.panel.level, up.panel.geography, up.panel.areas) == ("commune", 2021, ("X",))
    assert got(up, "pop") == ([1100], [SEEN])
    # 150 of 1,100 and not (10 + 50) / 2 = 30.
    for code in ("share", "bare"):
        np.testing.assert_allclose(up.panel.series[code].values, 100 * 150 / 1100)
        assert got(up, code)[1] == [SEEN]
    np.testing.assert_allclose(up.panel.series["age"].values, 32)
    assert up.reasons == {}
    assert up.coverage["share"].tolist() == [1]


def test_a_partial_sum_is_no_total_but_is_kept_aside():
    one = panel(pop=([1000, NAN, 5], [SEEN, HIDE, SEEN]))
    up = aggregate(one, {"a": "X", "b": "X", "c": "Y"}, "commune")
    values, status = got(up, "pop")
    assert status == [NONE, SEEN]
    assert np.isnan(values[0])
    assert up.partial["pop"].tolist() == [1000, 5]
    assert up.coverage["pop"].tolist() == [0.5, 1]
    assert up.reasons["pop"].startswith("1 territoire sans total")


def test_an_area_that_the_panel_has_not_is_a_missing_part():
    up = aggregate(panel(pop=[10]), {"a": "X", "absent": "X", "far": "Y"}, "commune")
    assert up.panel.areas == ("X",)
    assert got(up, "pop")[1] == [NONE]
    assert up.partial["pop"].tolist() == [10]


def test_areas_that_the_mapping_does_not_know_are_returned():
    up = aggregate(panel(pop=[10, 20, 30]), {"a": "X", "b": ""}, "commune")
    assert up.unknown == ("b", "c")
    assert "2 territoires" in up.notes[0]
    assert got(up, "pop") == ([10], [SEEN])


@pytest.mark.parametrize(("hidden", "status"), [(200, GUESS), (201, NONE)])
def test_a_rate_is_estimated_from_the_known_parts_when_they_are_enough(hidden, status):
    one = panel(pop=[1000 - hidden, hidden], bare=([10, NAN], [SEEN, HIDE]), age=([40, NAN], [SEEN, HIDE]))
    up = aggregate(one, {"a": "X", "b": "X"}, "commune")
    for code, value in (("bare", 10), ("age", 40)):
        values, statuses = got(up, code)
        assert statuses == [status]
        np.testing.assert_allclose(up.coverage[code], 1 - hidden / 1000)
        assert values == [value] if status is GUESS else np.isnan(values[0])
        assert ("inférieure à 80 %" in up.reasons.get(code, "")) is (status is NONE)
    assert got(aggregate(one, {"a": "X", "b": "X"}, "commune", least_share=0.7), "bare")[1] == [GUESS]


def test_a_part_whose_weight_is_unknown_may_be_anything():
    one = panel(pop=([1000, NAN], [SEEN, HIDE]), bare=[10, 90])
    up = aggregate(one, {"a": "X", "b": "X"}, "commune")
    assert got(up, "bare")[1] == [NONE]
    assert up.coverage["bare"].tolist() == [0]


def test_what_is_estimated_stays_so():
    one = panel(
        pop=([10, 20], [SEEN, GUESS]),
        old=([1, 2], [SEEN, SEEN]),
        share=[10, 10],
        age=([30, 60], [GUESS, SEEN]),
    )
    up = aggregate(one, {"a": "X", "b": "X"}, "commune")
    assert [got(up, code)[1] for code in ("pop", "old", "share", "age")] == [
        [GUESS],
        [SEEN],
        [GUESS],
        [GUESS],
    ]


def test_a_place_without_people_has_no_rate_and_is_not_lacking():
    one = panel(pop=[100, 0, 0], old=[30, 0, 0], share=[30, NAN, NAN])
    up = aggregate(one, {"a": "X", "b": "X", "c": "Y"}, "commune")
    values, status = got(up, "share")
    assert (values[0], status) == (30, [SEEN, NONE])
    assert up.reasons["share"] == "1 territoire sans personne : le taux n’y existe pas."


def test_medians_and_scores_are_never_averaged():
    one = panel(income=[20000, 30000, 18000], score=[4, 6, 5])
    up = aggregate(one, {"a": "X", "b": "X", "c": "Y"}, "commune")
    values, status = got(up, "income")
    assert status == [NONE, SEEN]  # Y is c alone
    assert values[1] == 18000
    assert "ne se moyenne pas" in up.reasons["income"]
    assert got(up, "score")[1] == [NONE, NONE]
    assert "se recalcule" in up.reasons["score"]


def test_a_rate_without_its_denominator_stays_below():
    up = aggregate(panel(bare=[10, 20]), {"a": "X", "b": "X"}, "commune")
    assert got(up, "bare")[1] == [NONE]
    assert "est divisé n’est pas dans les données" in up.reasons["bare"]


def test_secret_alone_stays_secret_and_a_share_is_a_share():
    up = aggregate(panel(pop=([NAN, NAN], [HIDE, HIDE])), {"a": "X", "b": "X"}, "commune")
    assert got(up, "pop")[1] == [HIDE]
    assert np.isnan(up.partial["pop"][0])
    with pytest.raises(ValueError, match="least_share"):
        aggregate(panel(pop=[1]), {"a": "X"}, "commune", least_share=0)


parts = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 500), st.integers(0, 100)), min_size=1, max_size=8
)


@given(parts)
def test_going_up_twice_or_once_is_the_same_and_equals_plain_fractions(drawn):
    names = [f"i{rank}" for rank in range(len(drawn))]
    pops = [float(pop) for _, pop, _ in drawn]
    rates = [float(rate) for _, _, rate in drawn]
    measures = {"pop": series(POP, pops), "bare": series(BARE, rates)}
    first = Panel("iris", 2021, tuple(names), measures)
    communes = {name: f"c{group}" for name, (group, _, _) in zip(names, drawn, strict=True)}
    middle = aggregate(first, communes, "commune")
    two = aggregate(middle.panel, dict.fromkeys(communes.values(), "E"), "epci")
    one = aggregate(first, dict.fromkeys(names, "E"), "epci")
    total = sum(pop for _, pop, _ in drawn)
    assert one.panel.series["pop"].values[0] == two.panel.series["pop"].values[0] == total
    if total:
        exact = float(Fraction(sum(pop * rate for _, pop, rate in drawn), total))
        np.testing.assert_allclose(one.panel.series["bare"].values, exact)
        np.testing.assert_allclose(two.panel.series["bare"].values, exact)
    else:
        assert got(one, "bare")[1] == got(two, "bare")[1] == [NONE]


def test_a_merger_sums_and_the_rest_stays_as_it_was():
    one = panel(pop=[1000, 100, 7], old=[100, 50, 7], share=[10, 50, 100], income=[1, 2, 3], score=[1, 2, 3])
    new = carry_over(one, [Step("a", "N"), Step("b", "N")], 2026, known={"c", "N"})
    assert (new.panel.areas, new.panel.geography, new.panel.level) == (("N", "c"), 2026, "commune")
    assert got(new, "pop") == ([1100, 7], [SEEN, SEEN])
    np.testing.assert_allclose(new.panel.series["share"].values, [100 * 150 / 1100, 100])
    for code in ("income", "score"):
        values, status = got(new, code)
        assert (status, values[1]) == ([NONE, SEEN], 3)


def test_a_split_is_shared_and_said_to_be_estimated():
    steps = [Step("a", "P", 0.75), Step("a", "Q", 0.25), Step("b", "Q")]
    new = carry_over(panel(pop=[1000, 100], old=[100, 50], share=[10, 50]), steps, 2026)
    assert got(new, "pop") == ([750, 350], [GUESS, GUESS])
    np.testing.assert_allclose(new.panel.series["share"].values, [10, 100 * 75 / 350])
    assert got(new, "share")[1] == [GUESS, GUESS]


def test_a_split_without_shares_has_no_numbers_and_says_so():
    new = carry_over(panel(pop=[1000], bare=[10], income=[5]), [Step("a", "P"), Step("a", "Q")], 2026)
    for code in ("pop", "bare", "income"):
        assert got(new, code)[1] == [NONE, NONE]
    assert "sans parts connues" in new.notes[0]
    odd = carry_over(panel(pop=[1000]), [Step("a", "P", 0.5), Step("a", "Q", 0.1)], 2026)
    assert got(odd, "pop")[1] == [NONE, NONE]
    assert "ne font pas un entier" in odd.notes[0]


def test_a_code_that_the_table_does_not_know_is_said():
    new = carry_over(panel(pop=[1, 2, 3]), [Step("a", "a")], 2026, known=["b"])
    assert new.unknown == ("c",)
    assert new.panel.areas == ("a", "b")
    assert "1 code que la table" in new.notes[0]


@given(st.lists(st.tuples(st.integers(1, 900), st.floats(0.05, 0.95)), min_size=1, max_size=6))
def test_nobody_is_lost_or_made_by_a_split(drawn):
    names = tuple(f"a{rank}" for rank in range(len(drawn)))
    one = Panel("commune", 2020, names, {"pop": series(POP, [float(pop) for pop, _ in drawn])})
    steps = [
        Step(name, target, share)
        for name, (_, part) in zip(names, drawn, strict=True)
        for target, share in (("P", part), (f"Q{name}", 1 - part))
    ]
    new = carry_over(one, steps, 2026)
    np.testing.assert_allclose(new.panel.series["pop"].values.sum(), sum(pop for pop, _ in drawn))


def test_a_sum_of_iris_is_an_estimate_for_nobody_ships_their_list():
    people = series(POP, [10, 20, 30])
    iris = Panel("iris", 2021, ("330630101", "330630102", "330010000"), {"pop": people})
    up = aggregate(iris, {area: area[:5] for area in iris.areas}, "commune")
    assert got(up, "pop") == ([30, 30], [SEEN, GUESS])  # 33001 is one IRIS, so it is whole
    assert up.reasons["pop"] == "1 territoire peut-être partiel : la liste des îlots n’est pas livrée."


def test_the_larger_area_that_lacks_most_parts_is_named():
    up = aggregate(panel(pop=[1, 2]), {"a": "X", "b": "Y", "c": "X", "d": "X", "e": "Y", "f": "Z"}, "epci")
    assert got(up, "pop")[1] == [NONE, NONE]
    assert up.notes == (
        "2 territoires sans total : leurs communes ne sont pas toutes dans les données "
        "(à « X » il en manque 2 sur 3).",
    )


def test_a_weight_that_stands_for_another_makes_an_estimate():
    one = panel(pop=[10, 20, 5], bare=[10, 40, 7])
    bare = one.series["bare"]
    near = replace(one, series={**one.series, "bare": replace(bare, measure=replace(BARE, approximate=True))})
    up = aggregate(near, {"a": "X", "b": "X", "c": "Y"}, "epci")
    assert got(up, "bare") == ([30, 7], [GUESS, SEEN])  # Y is c alone: nothing was weighed
    assert got(up, "pop")[1] == [SEEN, SEEN]


def test_a_rate_stands_in_for_a_numerator_that_is_not_there():
    one = panel(
        pop=[100, 300, 600],
        old=([10, NAN, NAN], [SEEN, NONE, HIDE]),
        share=([10, 20, NAN], [SEEN, SEEN, HIDE]),
    )
    up = aggregate(one, {"a": "X", "b": "X", "c": "Z"}, "epci")
    # (10 + 20 % of 300) ÷ 400, and not 10 % of a alone nor nothing; c says neither
    assert got(up, "share")[0][0] == 17.5
    assert got(up, "share")[1] == [GUESS, HIDE]
    assert up.coverage["share"].tolist() == [1, 0]
    assert got(up, "old")[1] == [NONE, HIDE]  # the count itself is not made up
