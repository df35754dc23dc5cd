"""Names as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.territory.naming import (
    arrondissement_code,
    clean_commune_code,
    clean_postal_code,
    fold,
    read_name,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Saint-Étienne", "saint etienne"),
        ("ST ETIENNE", "saint etienne"),
        ("Ste-Foy", "sainte foy"),
        ("Œuilly", "oeuilly"),
        ("L’HAŸ-LES-ROSES", "l hay les roses"),
        ("Chalon s/ Saône", "chalon sur saone"),
        ("Neuville s/s Montreuil", "neuville sous montreuil"),
        ("Villeneuve-lez-Avignon", "villeneuve les avignon"),
        ("  Port - Sablier  ", "port sablier"),
    ],
)
def test_one_form_for_each_name(text: str, expected: str) -> None:
    assert fold(text) == expected


def test_lines_are_folded_each_for_itself() -> None:
    assert fold("Évry\nSt-Denis") == "evry\nsaint denis"


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@pytest.mark.parametrize(
    ("text", "name", "arrondissement", "postal_code", "departement"),
    [
        ("Paris 11e", "paris", "75111", "", ""),
        ("PARIS 01", "paris", "75101", "", ""),
        ("Lyon 3ème", "lyon", "69383", "", ""),
        ("Marseille 13", "marseille", "13213", "", ""),
        ("Marseille 1er Arrondissement", "marseille", "13201", "", ""),
        ("11e arrondissement de Paris", "paris", "75111", "", ""),
        ("Lyon 12", "lyon", "", "", ""),
        ("Paris XIII", "paris", "75113", "", ""),
        ("PARIS XIIIème", "paris", "75113", "", ""),
        ("Paris Ier", "paris", "75101", "", ""),
        ("Lyon IX", "lyon", "69389", "", ""),
        ("Marseille IIe arrondissement", "marseille", "13202", "", ""),
        ("XIVe arrondissement de Paris", "paris", "75114", "", ""),
        ("Paris VX", "paris vx", "", "", ""),
        ("Bordeaux (33)", "bordeaux", "", "", "33"),
        ("Ajaccio (2A)", "ajaccio", "", "", "2A"),
        ("Havre (Le)", "le havre", "", "", ""),
        ("Bordeaux CEDEX 9", "bordeaux", "", "", ""),
        ("33076 BORDEAUX cédex", "bordeaux", "", "33076", ""),
        ("Ville de Pessac", "pessac", "", "", ""),
        ("Pessac, France", "pessac", "", "", ""),
        ("", "", "", "", ""),
    ],
)
def test_noise_and_hints(
    text: str, name: str, arrondissement: str, postal_code: str, departement: str
) -> None:
    read = read_name(text)
    assert (read.name, read.arrondissement, read.postal_code, read.departement) == (
        name,
        arrondissement,
        postal_code,
        departement,
    )


def test_every_arrondissement_is_read_in_digits_and_in_roman_numerals() -> None:
    romans = [
        "I",
        "II",
        "III",
        "IV",
        "V",
        "VI",
        "VII",
        "VIII",
        "IX",
        "X",
        "XI",
        "XII",
        "XIII",
        "XIV",
        "XV",
        "XVI",
    ]
    romans += ["XVII", "XVIII", "XIX", "XX"]
    for city, count in {"Paris": 20, "Lyon": 9, "Marseille": 16}.items():
        for rank, roman in enumerate(romans[:count], start=1):
            codes = {read_name(f"{city} {how}").arrondissement for how in (f"{rank}e", roman, f"{roman}e")}
            assert codes == {arrondissement_code(city.lower(), rank)}, (city, rank)


@pytest.mark.parametrize(
    ("text", "impossible"),
    [
        ("Paris 21e", True),
        ("Lyon XII", True),
        ("Marseille 0", True),
        ("21e arrondissement de Paris", True),
        ("Paris 20e", False),
        ("Paris 75", False),
        ("Lyon 69", False),
        ("Paris", False),
    ],
)
def test_a_rank_that_the_city_has_not_is_told_a_departement_is_none(text: str, impossible: bool) -> None:
    assert read_name(text).impossible is impossible


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1000, "01000"),
        (1000.0, "01000"),
        ("1000.0", "01000"),
        ("33 000", "33000"),
        ("F-33000", "33000"),
        ("33000,0", "33000"),
        ("", ""),
        (None, ""),
        ("00000", ""),
        ("330", ""),
        ("inconnu", ""),
    ],
)
def test_postal_codes(value: object, expected: str) -> None:
    assert clean_postal_code(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1053, "01053"), (1053.0, "01053"), ("2a004", "2A004"), (" 33063 ", "33063"), ("33", ""), (None, "")],
)
def test_commune_codes(value: object, expected: str) -> None:
    assert clean_commune_code(value) == expected
