"""What is wrong with the codes of the areas: repeated, of another level or year, missing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.kernels.indicators.lint import Reference, Severity, lint
from fabrique.kernels.indicators.lint.keys import level_of
from tests.kernels.indicators.tables import AREAS, REFERENCE, found, raw

NAN = float("nan")


@pytest.fixture
def rng():
    return np.random.default_rng(20)


def test_duplicate_keys_are_told_apart():
    keys = ["33001", "33001", "33002", "33002", "44001", "44001", "80001", ""]
    column = [5.0, NAN, 1.0, 2.0, 7.0, 7.0, 3.0, 4.0]
    told = [one for one in lint(raw({"x": column}, keys)) if one.code == "duplicate-key"]
    assert [(one.message, one.areas) for one in told] == [
        ("1 territoire a une ligne remplie et une ligne vide.", ("33001",)),
        ("1 territoire a des lignes qui se contredisent.", ("33002",)),
        ("1 territoire a la même ligne plusieurs fois.", ("44001",)),
    ]
    assert found(raw({"x": column}, keys))["no-key", ""].count == 1


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([NAN, 1.0, 2.0])), max_size=12))
def test_duplicates_are_those_that_a_plain_reading_finds(rows):
    table = raw({"x": [value for _, value in rows]}, [key for key, _ in rows], level="")
    kinds = {"filled": set(), "contradictory": set(), "same": set()}
    for key in {key for key, _ in rows}:
        values = [value for other, value in rows if other == key]
        known = [value for value in values if value == value]
        if len(values) < 2:
            continue
        if len(set(known)) > 1:
            kinds["contradictory"].add(key)
        elif 0 < len(known) < len(values):
            kinds["filled"].add(key)
        else:
            kinds["same"].add(key)
    words = {"filled": "une ligne remplie", "contradictory": "contredisent", "same": "plusieurs fois"}
    told = [one for one in lint(table) if one.code == "duplicate-key"]
    for kind, areas in kinds.items():
        got = [set(one.areas) for one in told if words[kind] in one.message]
        assert got == ([areas] if areas else [])


def test_examples_are_the_most_populous():
    one = found(raw({"x": [1.0, NAN] * 400}, [area for area in AREAS for _ in "ab"]))["duplicate-key", ""]
    sizes = [REFERENCE.population[area] for area in one.areas]
    assert (one.count, len(sizes)) == (400, 50)
    assert sizes == sorted(REFERENCE.population.values(), reverse=True)[:50]


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("33063", "commune"),
        ("2A004", "commune"),
        ("330630101", "iris"),
        ("200054807", "epci"),
        ("QP033012", "qpv"),
        ("QN03305M", ""),
        ("33", "departement"),
        ("974", "departement"),
        ("1001", ""),
        ("", ""),
    ],
)
def test_the_level_of_a_code(code, level):
    assert level_of(code) == level


def test_codes_of_another_level():
    keys = [*AREAS[:30], "330630101", "33", "44", "1001", "13201", "13202", "oups"]
    told = lint(raw({"x": np.arange(len(keys))}, keys), replace(REFERENCE, inner={"13201": "13055"}))
    messages = {one.code: [] for one in told}
    for one in told:
        messages[one.code].append(one.message)
    assert "2 codes de départements dans un fichier de communes." in messages["wrong-level"]
    assert "1 code d’IRIS dans un fichier de communes." in messages["wrong-level"]
    assert any("arrondissements" in text for text in messages["wrong-level"])
    assert "« 1001 » pour « 01001 »" in messages["lost-zero"][0]
    assert "1 code d’une forme inattendue (« oups »)." in messages["unknown-area"]
    assert "1 code que le code géographique ne connaît pas (« 13202 »)." in messages["unknown-area"]


def test_people_counted_with_their_arrondissement_and_with_their_town():
    told = found(raw({"x": [1.0, 2.0]}, ["13201", "13055"]))["wrong-level", ""]
    assert told.severity is Severity.ERROR
    assert "La commune y est aussi (13055)" in told.message


def iris(values, keys, **measures):
    reference = Reference(parents={key: key[:5] for key in keys})
    return found(raw(values, keys, level="iris", **measures), reference)


def test_one_communal_value_for_all_the_iris(rng):
    keys = [f"{commune}{rank:04d}" for commune in ("62041", "62119", "33063") for rank in range(101, 111)]
    spread = np.repeat([17868.0, 15380.0, 22141.0], 10)
    told = iris({"revenu": spread, "ages": rng.uniform(10, 40, 30)}, keys)
    assert told["spread-value", "revenu"].message.startswith("une seule valeur pour tous les IRIS de chaque")
    assert told["spread-value", "revenu"].count == 30
    assert ("spread-value", "ages") not in told
    one_town = iris({"revenu": spread[:10]}, keys[:10])
    assert ("spread-value", "revenu") in one_town


def test_missing_areas_are_told_where_nearly_all_are_there():
    kept = [area for area in AREAS if area not in ("33007", "44010")]
    told = found(raw({"x": np.arange(len(kept))}, kept))["missing-area", ""]
    assert set(told.areas) == {"33007", "44010"}
    assert "(44, Gironde (33))" in told.message or "(Gironde (33), 44)" in told.message
    some = [area for area in AREAS if area.startswith("33")][:40]
    assert ("missing-area", "") not in found(raw({"x": np.arange(40)}, some))
    wide = {f"{dep}{rank:03d}" for dep in range(20, 60) for rank in range(10)}
    reference = Reference(areas=wide, expected=wide, parents={area: area[:2] for area in wide})
    there = sorted(area for area in wide if not area.startswith("59"))
    told = found(raw({"x": np.arange(len(there))}, there), reference)["missing-area", ""]
    assert told.message == "Aucune ligne pour 59 : 10 territoires."


@pytest.mark.parametrize(
    ("year", "severity"), [(0, Severity.WARNING), (2026, Severity.ERROR), (2019, Severity.NOTE)]
)
def test_codes_of_another_year(year, severity):
    keys = [*AREAS, "33900"]
    told = found(raw({"x": np.arange(len(keys))}, keys, geography=year))["vintage", ""]
    assert (told.severity, told.areas) == (severity, ("33900",))
    assert "« 33900 », aujourd’hui Abzac (33001)" in told.message


def test_a_long_file_of_an_old_year_without_any_former_code():
    keys = [f"{dep:02d}{rank:03d}" for dep in range(10, 95) for rank in range(1, 130)]
    reference = Reference(vintage=2026, former={"99999": "33001"})
    assert ("vintage", "") in found(raw({}, keys, geography=2019), reference)
    assert ("vintage", "") not in found(raw({}, keys, geography=2025), reference)
