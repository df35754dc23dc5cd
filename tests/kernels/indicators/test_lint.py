"""What is wrong with the columns of a table is named, with its areas; nothing is said of a clean table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.kernels.indicators import Kind, Measure, Status, series
from fabrique.kernels.indicators.lint import RawTable, Reference, Severity, lint
from fabrique.kernels.indicators.lint.guess import income_like
from fabrique.kernels.indicators.lint.words import MENDS, REASONS, counted, number, percent
from tests.kernels.indicators.tables import AREAS, REFERENCE, clean_columns, found, people, raw

NAN = float("nan")


@pytest.fixture
def rng():
    return np.random.default_rng(20)


@pytest.mark.parametrize("seed", range(5))
def test_a_clean_table_has_nothing_said_of_it(seed):
    directions = {"tx_65": 1, "tx_sans_diplome": 1, "tx_seuls": 1, "revenu_median": -1}
    assert lint(raw(clean_columns(seed), directions=directions), REFERENCE) == []
    assert lint(raw(clean_columns(seed))) == []


def test_every_finding_has_its_reason_and_its_mend():
    assert set(REASONS) == set(MENDS)
    assert all(text.endswith(".") for text in (*REASONS.values(), *MENDS.values()))


def test_a_constant_column():
    one = found(raw({"couverture": np.ones(400)}))["constant", "couverture"]
    assert (one.severity, one.count, one.areas) == (Severity.ERROR, 400, ())
    assert one.message == "vaut 1 sur les 400 lignes où elle est remplie."
    assert "dilue" in one.reason
    assert "Retirez" in one.mend
    nearly = np.ones(400)
    nearly[:5] = 0.3
    assert found(raw({"couverture": nearly}))["constant", "couverture"].severity is Severity.WARNING
    rare = np.zeros(400)
    rare[:3] = 1
    assert lint(raw({"centres": rare}), REFERENCE) == []


def test_a_value_of_the_departement_recopied_on_its_communes(rng):
    values = rng.uniform(8, 30, 400)
    for dep, value in enumerate((19.47950548541816, 30.69053708439898, 24.36831498992404, 17.12345678901234)):
        values[dep * 100 + 15 : dep * 100 + 100] = value
    one = found(raw({"tx_pauvrete": values}))["repeated-value", "tx_pauvrete"]
    assert one.count == 340
    assert one.message.startswith("340 valeurs sur 400 (85 %) répètent 4 nombres")
    assert "24,37 sur 85" in one.message
    assert "(Gironde (33))" in one.message
    assert one.message.endswith("c’est sa valeur, recopiée.")
    alone = found(raw({"tx_pauvrete": values}), Reference())["repeated-value", "tx_pauvrete"]
    assert alone.count == 340
    assert "recopiée" not in alone.message


def test_a_rounded_value_of_the_departement_is_seen_by_its_departement(rng):
    values = np.round(rng.uniform(8, 30, 400), 1)
    for dep, value in enumerate((19.4, 30.6, 24.3, 17.1)):
        values[dep * 100 + 40 : dep * 100 + 100] = value
    assert found(raw({"tx": values}))["repeated-value", "tx"].count >= 240
    assert ("repeated-value", "tx") not in found(raw({"tx": values}), Reference())


def test_a_value_marked_as_estimated_hides_nothing(rng):
    values = rng.uniform(8, 30, 400)
    values[:200] = 19.47950548541816
    status = np.where(np.arange(400) < 200, Status.IMPUTED, Status.OBSERVED)
    one = series(Measure("tx", "tx", "%", Kind.RATIO), values, status)
    assert lint(RawTable(tuple(AREAS), {"tx": one}), REFERENCE) == []


def test_fractions_of_small_towns_repeat_by_chance(rng):
    values = rng.uniform(0, 100, 400)
    values[:60], values[60:85] = 100 / 3, 100 * 7 / 13
    values[100:130], values[130:160] = 33.333333, 2.3333
    assert ("repeated-value", "tx") not in found(raw({"tx": values}))
    values[200:240] = 100 * 120 / 391  # a fraction too, but not of so many small towns at once
    assert found(raw({"tx": values}))["repeated-value", "tx"].count == 40


def test_an_income_that_makes_fragile():
    columns = clean_columns()
    assert ("wrong-direction", "revenu_median") not in found(raw(columns, directions={"revenu_median": -1}))
    one = found(raw(columns, directions={"revenu_median": 1}))["wrong-direction", "revenu_median"]
    assert one.severity is Severity.ERROR
    assert "-1" in one.mend


@pytest.mark.parametrize(
    ("name", "unit", "expected"),
    [
        ("REVENU_MEDIAN", "", True),
        ("DISP_MED19", "€", True),
        ("DISP_MED", "€", True),
        ("niveau de vie médian", "€", True),
        ("revenu de solidarité active", "personnes", False),
        ("part des revenus du travail", "%", False),
        ("tx_65", "", False),
    ],
)
def test_what_an_income_looks_like(name, unit, expected):
    assert income_like(Measure(name, name, unit, Kind.QUANTILE)) is expected


def test_a_measure_against_all_the_others(rng):
    need = rng.normal(size=400)
    columns = {name: need + rng.normal(0, 0.8, 400) for name in ("a", "b", "c")} | {"debit": -need}
    right = dict.fromkeys("abc", 1)
    assert lint(raw(columns, directions=right | {"debit": -1}), REFERENCE) == []
    told = found(raw(columns, directions=right | {"debit": 1}))
    assert [key for key in told if key[0] == "wrong-direction"] == [("wrong-direction", "debit")]


@pytest.mark.parametrize("scales", [1, 3])
def test_a_score_made_of_an_income_that_was_not_inverted(rng, scales):
    """The layout of 2019: six measures of 16 IRIS, ratios to one mean or three, the sum of the ratios."""
    names = ["monoparentales", "seuls", "REVENU MEDIAN", "jeunes", "sans_diplome", "ages"]
    measures = {name: rng.uniform(10, 40, 16) for name in names}
    measures["REVENU MEDIAN"] = rng.uniform(15000, 26000, 16)
    ratios = {
        f"RATIO {scale} {name}": 100 * values / (values.mean() * (1 + scale / 10))
        for scale in range(scales)
        for name, values in measures.items()
    }
    wrong = sum(ratios[f"RATIO 0 {name}"] for name in names)
    told = found(raw({**measures, **ratios, "SCORE GLOBAL": wrong}, AREAS[:16]), Reference())
    assert told["wrong-direction", "REVENU MEDIAN"].severity is Severity.ERROR
    assert "monte quand" in told["wrong-direction", "REVENU MEDIAN"].message
    right = wrong - 2 * ratios["RATIO 0 REVENU MEDIAN"]
    again = found(raw({**measures, **ratios, "SCORE GLOBAL": right}, AREAS[:16]), Reference())
    assert not [key for key in again if key[0] == "wrong-direction"]
    few = {name: values[:8] for name, values in {**measures, **ratios, "SCORE GLOBAL": wrong}.items()}
    assert not [key for key in found(raw(few, AREAS[:8]), Reference()) if key[0] == "wrong-direction"]


def test_zeros_that_mean_unknown():
    columns = clean_columns()
    large = np.flatnonzero(people() >= 1000)[:6]
    for name in ("tx_65", "actes"):
        values = columns[name].astype(float)
        values[large] = 0
        told = found(raw({**columns, name: values}))["zero-for-missing", name]
        assert told.count == 6
        assert set(told.areas) == {AREAS[rank] for rank in large}
    blind = np.random.default_rng(4).normal(50, 5, 400)
    blind[:8] = 0
    assert ("zero-for-missing", "x") in found(raw({"x": blind}), Reference())


@pytest.mark.parametrize("seed", range(10))
def test_zeros_that_are_zeros(seed):
    rng = np.random.default_rng(seed)
    fibre = np.where(rng.random(400) < 0.4, 0.0, rng.beta(0.6, 1, 400))
    schools = rng.poisson(0.8, 400)
    assert lint(raw({"part_fibre": fibre, "ecoles": schools}), REFERENCE) == []
    assert lint(raw({"part_fibre": fibre, "ecoles": schools})) == []


def test_sentinels_for_unknown(rng):
    for code in (-1, 999, 9999, 999999):
        values = rng.uniform(5, 60, 400)
        values[:3] = code
        told = found(raw({"x": values}))
        assert told["sentinel", "x"].areas == tuple(
            sorted(AREAS[:3], key=lambda area: -REFERENCE.population[area])
        )
        assert ("impossible", "x") not in told
    change = rng.normal(0, 3, 400)
    change[0] = -1
    assert ("sentinel", "evolution") not in found(raw({"evolution": change}))


def test_impossible_values_and_units(rng):
    share = Measure("s", "Part", "%", Kind.RATIO, most=100)
    values = rng.uniform(5, 60, 400)
    values[0], values[1] = 140, -3
    told = [
        one.message for one in lint(raw({"s": values}, measures={"s": share})) if one.code == "impossible"
    ]
    assert told == ["1 valeur sous 0 (« -3 »).", "1 valeur au-dessus de 100 (« 140 »)."]
    fraction = replace(share, unit="", most=1.0)
    unit = found(raw({"s": rng.random(400)}, measures={"s": share}))["wrong-unit", "s"]
    assert "annoncée en pourcentages" in unit.message
    unit = found(raw({"s": rng.uniform(5, 60, 400)}, measures={"s": fraction}))["wrong-unit", "s"]
    assert "annoncée en fractions de 1" in unit.message
    assert lint(raw({"s": rng.random(400)}, measures={"s": fraction})) == []


def test_a_part_larger_than_its_whole_and_a_rate_that_is_not_their_quotient(rng):
    pop = rng.integers(100, 900, 400).astype(float)
    old = np.floor(pop * rng.uniform(0.1, 0.4, 400))
    rate = np.round(100 * old / pop, 1)
    count = {name: Measure(name, name, "", Kind.COUNT) for name in ("pop", "old")}
    measures = {**count, "s": Measure("s", "Part", "%", Kind.RATIO, 1, "old", "pop", 100, most=100)}
    assert lint(raw({"pop": pop, "old": old, "s": rate}, measures=measures)) == []
    old[0] = pop[0] + 1
    rate[1:20] += 3
    told = found(raw({"pop": pop, "old": old, "s": rate}, measures=measures))
    assert told["impossible", "old"].areas == (AREAS[0],)
    assert told["inconsistent-ratio", "s"].count == 20


def test_parts_that_do_not_make_the_whole(rng):
    women, men = rng.integers(50, 500, (2, 400)).astype(float)
    whole = women + men
    whole[:4] += 40
    columns = {"abc": whole, "abc_H": men, "abc_F": women}
    assert found(raw(columns))["inconsistent-total", "abc"].count == 4
    named = {"abc": whole, "un": men, "deux": women}
    assert found(raw(named, totals={"abc": ("un", "deux")}))["inconsistent-total", "abc"].count == 4
    assert ("inconsistent-total", "abc") not in found(raw(named))


def test_far_values_are_told_where_there_are_people_enough():
    columns = clean_columns()
    large, small = int(np.argmax(people())), int(np.argmin(people()))
    columns["revenu_median"][[large, small]] = 250000
    told = found(raw(columns))["outlier", "revenu_median"]
    assert (told.areas, told.severity) == ((AREAS[large],), Severity.WARNING)


def test_empty_and_secret_columns(rng):
    few = np.where(np.arange(400) < 30, rng.random(400), NAN)
    half = np.where(np.arange(400) < 150, rng.random(400), NAN)
    told = found(raw({"few": few, "half": half, "x": rng.random(400)}))
    assert told["almost-empty", "few"].message == "30 valeurs sur 400 lignes (8 %)."
    assert told["almost-empty", "few"].severity is Severity.ERROR
    assert told["almost-empty", "half"].severity is Severity.WARNING
    assert told["few-complete", ""].message.startswith("30 lignes complètes sur 400 (8 %)")
    assert "« few »" in told["few-complete", ""].message
    status = np.where(np.arange(400) < 40, Status.SECRET, Status.OBSERVED)
    one = series(Measure("x", "x", "", Kind.MEAN), np.where(status == 0, 1.5 + rng.random(400), NAN), status)
    told = found(RawTable(tuple(AREAS), {"x": one}))
    assert told["secret", "x"].message == "40 valeurs secrètes sur 400 (10 %)."


def test_one_town_without_a_value_may_be_many_people(rng):
    large = int(np.argmax(people()))
    values = rng.uniform(5, 40, 400)
    values[large] = NAN
    columns = {"a": values, "b": values + rng.random(400), "c": rng.random(400)}
    told = found(raw(columns))["missing-people", ""]
    share = round(100 * people()[large] / people().sum())
    assert share > 5
    assert told.areas == (AREAS[large],)
    assert (
        told.message
        == f"1 territoire sans valeur, où vivent {share} % des habitants (2 colonnes : « a », « b »)."
    )
    # Not so when another row of the same town has it.
    twice = {"a": np.append(values, 7.0)}
    assert ("missing-people", "a") not in found(raw(twice, [*AREAS, AREAS[large]]))
    small = np.where(people() == people().min(), NAN, rng.random(400))
    assert ("missing-people", "a") not in found(raw({"a": small}))


def test_blanks_of_small_neighbourhoods_are_secrets(rng):
    keys = [f"QP033{rank:03d}" for rank in range(100)]
    pop = np.linspace(1000, 5000, 100)
    values = np.where(np.arange(100) < 20, NAN, rng.uniform(5, 40, 100))
    reference = Reference(population=dict(zip(keys, pop.tolist(), strict=True)))
    told = found(raw({"tx": values, "age": values + rng.random(100)}, keys, level="qpv"), reference)
    assert told["secret", ""].count == 20
    assert "2 colonnes" in told["secret", ""].message
    assert "plus petits (médianes : 1\u202f384 et 3\u202f404)" in told["secret", ""].message
    assert told["secret", ""].severity is Severity.NOTE


def test_two_columns_that_say_the_same(rng):
    one = rng.uniform(5, 40, 400)
    told = found(raw({"a": one, "b": 3 * one + 1, "c": 100 - one, "d": rng.random(400)}))
    assert {key for key in told if key[0] == "duplicate-column"} == {("duplicate-column", "b")}
    message = told["duplicate-column", "b"].message
    assert message.startswith("« a », « b » et « c » varient ensemble ou exactement à l’opposé")
    gaps = np.where(np.arange(400) % 3 == 0, NAN, 2 * one)
    told = found(raw({"a": one, "d": rng.random(400), "b": gaps}))
    assert told["duplicate-column", "b"].message.startswith("« a » et « b » varient ensemble")
    assert told["duplicate-column", "b"].count == 266


def test_many_columns_that_say_the_same_are_one_finding(rng):
    one = rng.uniform(5, 40, 400)
    told = lint(raw({f"c{rank}": (rank + 1) * one for rank in range(250)}))
    (found,) = [each for each in told if each.code == "duplicate-column"]
    assert "« c0 », « c1 »" in found.message
    assert "et 242 autres varient ensemble" in found.message


def test_numbers_are_written_as_people_read_them():
    assert [number(36393), number(19.4795), number(0.0106), number(-1)] == [
        "36\u202f393", "19,48", "0,0106", "-1",
    ]  # fmt: skip
    assert [percent(84, 100), percent(72, 36393), percent(999, 1000), percent(0, 5)] == [
        "84 %", "moins de 1 %", "plus de 99 %", "0 %",
    ]  # fmt: skip
    assert (counted(1, "code"), counted(2, "code")) == ("1 code", "2 codes")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["33001", "33002", "2A004", "1001", "", "QP033001", "é"]),
            st.one_of(
                st.just(NAN),
                st.floats(allow_nan=False, allow_infinity=False),
                st.sampled_from([0.0, -1.0, 9999.0]),
            ),
            st.one_of(st.just(NAN), st.integers(-30, 3).map(float)),
        ),
        max_size=60,
    ),
    st.sampled_from(["", "commune", "iris", "qpv", "epci"]),
)
def test_no_table_breaks_the_lint(rows, level):
    columns = {"tx_a": [one[1] for one in rows], "score": [one[2] for one in rows]}
    columns["nombre"] = columns["score"]
    table = raw(columns, [one[0] for one in rows], level=level, directions={"tx_a": 1})
    for finding in lint(table, REFERENCE):
        assert "nan" not in finding.message
        assert "inf " not in finding.message
        assert finding.count >= 0
