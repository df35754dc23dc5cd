"""Addresses, postal codes, positions, and their reconciliation with the commune."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.directory.cleaning.addresses import Address, clean_address, clean_postal_code, clean_town
from fabrique.directory.cleaning.context import Context
from fabrique.directory.cleaning.coordinates import clean_coordinates, in_france
from fabrique.directory.cleaning.departements import outside_departement
from fabrique.directory.cleaning.recorder import Recorder
from fabrique.directory.cleaning.whereabouts import Whereabouts, locate

CONTEXT = Context(today=date(2026, 11, 24))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("8 rue des Tilleuls - 33000 Bordeaux", Address("8 rue des Tilleuls", "", "33000", "Bordeaux")),
        ("9, Place de la Paix 51530 MOUSSY", Address("9 Place de la Paix", "", "51530", "MOUSSY")),
        (
            "38 Rue Haute, 51520, Saint-Martin-sur-le-Pré, Marne",
            Address("38 Rue Haute", "", "51520", "Saint-Martin-sur-le-Pré"),
        ),
        (
            "Le Nid - 12, rue des Faussets - 33000 Bordeaux",
            Address("12 rue des Faussets", "Le Nid", "33000", "Bordeaux"),
        ),
        (
            "Imm. Bleu - rue Basse - CS30027 - 20181 AJACCIO CEDEX 01",
            Address("rue Basse", "Imm. Bleu, CS30027", "20181", "AJACCIO"),
        ),
        ("3 place Haute, CS 60863", Address("3 place Haute", "CS 60863")),
        ("BP n° 60123", Address("", "BP n° 60123")),
        ("Mairie de Moussy 51530 Moussy", Address("Mairie de Moussy", "", "51530", "Moussy")),
        ("1 quai Bas 20220 L'ÎLE ROUSSE", Address("1 quai Bas", "", "20220", "L'ÎLE ROUSSE")),
        ("null Grande Rue", Address("Grande Rue")),
        ("0 Rue Haute", Address("Rue Haute")),
        ("1 PL DE LA GARE", Address("1 Place de la Gare")),
        ("12 BIS AV DU GENERAL DE GAULLE", Address("12 bis Avenue du General de Gaulle")),
        ("43 Rue de la RÃ©publique", Address("43 Rue de la République")),
        ("Chemin du Pin - BP 421", Address("Chemin du Pin", "BP 421")),
        ("Médiathèque du Parc 660, bd Haut", Address("660 bd Haut", "Médiathèque du Parc")),
        ("33000 Bordeaux", Address("", "", "33000", "Bordeaux")),
    ],
)
def test_the_street_is_set_apart_and_nothing_else_is_lost(raw: str, expected: Address) -> None:
    assert clean_address(raw).value == expected


def test_the_town_at_the_end_is_cut_when_another_column_gives_it() -> None:
    assert clean_address("2 rue Haute, Pessac", commune="PESSAC").value.street == "2 rue Haute"
    assert clean_address("2 rue de Pessac", commune="Pessac").value.street == "2 rue de Pessac"


@pytest.mark.parametrize("raw", ["Rue", "null", "-", "1 - 3", ""])
def test_junk_is_not_a_street(raw: str) -> None:
    assert clean_address(raw).value.street == ""


@given(st.text(max_size=80))
def test_cleaning_a_street_twice_changes_nothing(text: str) -> None:
    once = clean_address(text).value
    again = clean_address(once.street, once.complement).value
    assert not once.street or again.postal_code or again.street


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (1000, "01000"),
        ("33 000", "33000"),
        (33000.0, "33000"),
        ("F-33000", "33000"),
        ("33000 Bordeaux", "33000"),
        ("", ""),
    ],
)
def test_a_postal_code_has_five_digits(raw: object, expected: str) -> None:
    assert clean_postal_code(raw).value == expected


def test_a_postal_code_that_cannot_be_is_flagged() -> None:
    assert clean_postal_code("Oui").flags == ("postal-code-unusable",)


def test_a_town_loses_its_cedex_and_its_code() -> None:
    assert clean_town("AIX-EN-PROVENCE CEDEX 1").value == "AIX-EN-PROVENCE"
    assert clean_town("69550 Amplepuis, France").value == "Amplepuis"


@pytest.mark.parametrize(
    ("cells", "expected", "flag"),
    [
        ({"latitude": "44,91", "longitude": "-0,24"}, (44.91, -0.24), None),
        ({"latitude": -0.24, "longitude": 44.91}, (44.91, -0.24), "coordinates-swapped"),
        ({"point": "44.91, -0.24"}, (44.91, -0.24), None),
        ({"point": "POINT (-0.24 44.91)"}, (44.91, -0.24), None),
        ({"latitude": "44.91 -0.24"}, (44.91, -0.24), None),
        ({"latitude": -21.1, "longitude": 55.5}, (-21.1, 55.5), None),
        ({"latitude": 6420000, "longitude": 417000}, (44.821392, -0.581213), "coordinates-lambert93"),
        ({"latitude": 417000, "longitude": 6420000}, (44.821392, -0.581213), "coordinates-lambert93"),
    ],
)
def test_a_position_is_read_however_it_is_written(
    cells: dict[str, Any], expected: tuple[float, float], flag: str | None
) -> None:
    cleaned = clean_coordinates(**cells)
    assert cleaned.value == pytest.approx(expected, abs=1e-5)
    assert cleaned.flags == ((flag,) if flag else ())


def test_degrees_and_minutes_are_read() -> None:
    assert clean_coordinates(point="48°51'24\"N 2°21'07\"E").value == pytest.approx(
        (48.8567, 2.3519), abs=1e-3
    )


@pytest.mark.parametrize(
    ("latitude", "longitude", "flags"),
    [
        (0, 0, ("coordinates-missing",)),
        (40.7, -74.0, ("coordinates-impossible",)),
        ("nord", "sud", ("coordinates-impossible",)),
        (True, 1, ("coordinates-impossible",)),
        ("", None, ()),
        (float("nan"), 2.0, ("coordinates-impossible",)),
    ],
)
def test_a_position_out_of_france_is_left_out(latitude: Any, longitude: Any, flags: tuple[str, ...]) -> None:
    cleaned = clean_coordinates(latitude, longitude)
    assert cleaned.value is None
    assert cleaned.flags == flags


@given(st.floats(), st.floats())
def test_every_position_kept_is_in_france(latitude: float, longitude: float) -> None:
    kept = clean_coordinates(latitude, longitude).value
    assert kept is None or in_france(kept)


def test_departements() -> None:
    assert outside_departement("33063", 48.86, 2.35)
    assert not outside_departement("33063", 44.84, -0.58)
    assert not outside_departement("98818", 44.84, -0.58)


def place(position: tuple[Any, Any, Any] = (None, None, None), **texts: Any) -> tuple[Whereabouts, Recorder]:
    note = Recorder(0)
    return locate(texts, position, note, CONTEXT), note


def test_the_commune_is_settled_by_the_reference() -> None:
    where, _ = place(address="8 rue des Tilleuls", postal_code=33000, commune_name="BORDEAUX CEDEX")
    assert where.fields["commune_code"] == "33063"
    assert where.fields["commune_name"] == "Bordeaux"
    assert where.fields["postal_code"] == "33000"


def test_a_commune_written_only_in_the_address_is_found() -> None:
    where, _ = place(address="Mairie, 20234 PIOBETTA")
    assert where.fields["commune_code"] == "2B234"


def test_a_postal_code_alone_gives_candidates_and_a_flag() -> None:
    where, note = place(address="1 rue Haute", postal_code="24290")
    assert where.fields["commune_code"] == ""
    assert len(where.candidates) > 3
    assert {"postal-code-only", "commune-uncertain"} <= set(note.flags)
    assert where.located
    (line,) = [change for change in note.changes if change.severity == "warning"]
    assert (line.field, line.before, line.rule) == ("postal_code", "24290", "postal-code-only")
    assert "Montignac-Lascaux (24291) | " in line.after or line.after.endswith("Montignac-Lascaux (24291)")
    assert line.after.count("|") == len(where.candidates) - 1


def test_the_only_commune_of_a_postal_code_alone_is_said_too() -> None:
    where, note = place(address="1 rue Haute", postal_code="33130")
    assert where.fields["commune_code"] == "33039"
    (line,) = [change for change in note.changes if change.rule == "postal-code-only"]
    assert (line.after, line.severity) == ("Bègles (33039)", "info")


def test_the_name_of_the_place_says_which_commune_of_the_postal_code() -> None:
    where, note = place(name="Mairie de Montignac-Lascaux", address="1 rue Haute", postal_code="24290")
    assert where.fields["commune_name"] == "Montignac-Lascaux"
    assert "commune-uncertain" not in note.flags
    assert where.candidates == []


def test_a_name_of_several_communes_is_not_settled_against_the_position() -> None:
    far_away, note = place((16.257496, -61.399444, None), commune_name="Saint-Paul")
    assert far_away.fields["commune_code"] == ""
    assert "commune-uncertain" in note.flags
    assert len(far_away.candidates) > 3
    (line,) = [change for change in note.changes if change.severity == "warning"]
    assert (line.field, line.before, line.rule) == ("commune_name", "Saint-Paul", "commune-uncertain")
    assert "Saint-Paul (97415)" in line.after.split(" | ")
    there, _ = place((48.65, -0.58, None), commune_name="Saint-Paul")
    assert there.fields["commune_code"] == "61443"
    assert place(commune_name="Saint-Paul")[0].fields["commune_code"] == "97415"


def test_the_only_postal_code_of_a_commune_is_filled_in() -> None:
    where, note = place(address="1 avenue Haute", commune_name="Bègles")
    assert where.fields["postal_code"] == "33130"
    assert any(change.rule == "postal-code-from-commune" for change in note.changes)


def test_a_hamlet_given_as_a_town_goes_to_the_address() -> None:
    where, note = place(
        (43.5, 5.38, None), address="1 rue Haute", commune_name="LES MILLES", postal_code="13290"
    )
    assert where.fields["commune_name"] == "Aix-en-Provence"
    assert where.fields["address_complement"] == "LES MILLES"
    assert "commune-uncertain" in note.flags


def test_a_point_far_from_its_commune_is_flagged_and_kept() -> None:
    where, note = place(
        (43.451334, 5.411872, None), commune_name="Valence", postal_code="16460", commune_code="16392"
    )
    assert where.fields["latitude"] == 43.451334
    assert "coordinates-far" in note.flags
    (line,) = [change for change in note.changes if change.rule == "coordinates-far"]
    assert (line.field, line.before, line.severity) == ("coordinates", "43.451334, 5.411872", "warning")
    assert line.after == "Valence (16392)"


def test_the_distance_that_is_too_far_can_be_set() -> None:
    note = Recorder(0)
    near = Context(today=date(2026, 11, 24), commune_centre=lambda code: (44.84, -0.58), far_km=5)
    locate({"commune_name": "Bordeaux", "postal_code": "33000"}, (44.9, -0.58, None), note, near)
    assert "coordinates-far:7 km" in note.flags


def test_nothing_at_all_is_nowhere() -> None:
    where, _ = place(address="1 rue Haute")
    assert not where.located
