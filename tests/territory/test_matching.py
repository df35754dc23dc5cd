"""A commune from any mix of name, postal code, INSEE code and position."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.territory.cog import cog, use_extras
from fabrique.territory.matching import Match, Rule, find_commune, find_in_address, use_locator
from tests.territory.conftest import COMMUNES


def found(**clues: Any) -> Match:
    match = find_commune(**clues)
    assert match is not None
    return match


@pytest.mark.parametrize(
    ("clues", "code"),
    [
        ({"name": "ST MEDARD EN JALLES", "postal_code": "33160"}, "33449"),
        ({"name": "Villenave d'ornon", "postal_code": 33140.0}, "33550"),
        ({"name": "Bourg en Bresse", "postal_code": "1000.0"}, "01053"),
        ({"name": "Chalon s/ Saône", "postal_code": 71100}, "71076"),
        ({"name": "Havre (Le)", "postal_code": "76600"}, "76351"),
        ({"name": "Saint-Donat-sur-lHerbasse", "postal_code": "26260"}, "26301"),
        ({"name": "Lyon 3ème", "postal_code": "69003"}, "69123"),
        ({"name": "noumea", "postal_code": "98800"}, "98818"),
        ({"name": "Ajaccio", "postal_code": "20000"}, "2A004"),
    ],
)
def test_name_and_postal_code_agree(clues: dict[str, Any], code: str) -> None:
    match = found(**clues)
    assert match.commune.code == code
    assert match.confidence > 0.95
    assert match.rule is Rule.NAME_AND_POSTAL_CODE


def test_homonyms_are_told_apart_by_the_postal_code() -> None:
    assert found(name="Vernon", postal_code="07260").commune.code == "07336"
    assert found(name="Vernon", postal_code="27200").commune.code == "27681"
    assert found(name="La Balme", postal_code="73170").commune.code == "73028"


def test_a_former_commune_leads_to_today() -> None:
    match = found(name="Arbignieu", postal_code="01300")
    assert (match.commune.name, match.former) == ("Arboys en Bugey", "01015")
    assert 0.9 < match.confidence < 1


@pytest.mark.parametrize(
    "clues",
    [
        {"name": "Paris 11e"},
        {"name": "Paris XI"},
        {"name": "Paris", "postal_code": "75011"},
        {"code": "75111"},
        {"postal_code": "75011"},
    ],
)
def test_an_arrondissement_is_kept_beside_its_commune(clues: dict[str, Any]) -> None:
    match = found(**clues)
    assert (match.commune.code, match.arrondissement, match.former) == ("75056", "75111", "")


def test_an_arrondissement_that_does_not_exist_is_for_somebody_to_look_at() -> None:
    sure, odd = found(name="Paris 20e"), found(name="Paris 21e")
    assert (odd.commune, odd.arrondissement) == (sure.commune, "")
    assert odd.confidence < 0.6 < 0.8 < sure.confidence
    assert found(name="Paris 21e", code="75056").confidence < 0.6


def test_a_postal_code_alone_gives_candidates_and_says_so() -> None:
    several, one = found(postal_code="16140"), found(postal_code="33000")
    assert several.rule is Rule.POSTAL_CODE
    assert len(several.candidates) > 5
    assert several.confidence < 0.5 < one.confidence < 0.9


def test_a_typo_is_forgiven_within_the_postal_code_or_the_departement() -> None:
    near = found(name="Mérignaac", postal_code="33700")
    assert (near.commune.code, near.rule) == ("33281", Rule.NAME_LIKE_IN_POSTAL_CODE)
    far = found(name="Saugnacq-et-Murets", postal_code="40999")
    assert (far.commune.code, far.rule) == ("40295", Rule.NAME_LIKE_IN_DEPARTEMENT)
    assert far.confidence < near.confidence < 0.95


def test_a_cedex_code_out_of_the_table_falls_back_on_the_departement() -> None:
    match = found(name="BORDEAUX CEDEX", postal_code="33076")
    assert (match.commune.code, match.rule) == ("33063", Rule.NAME_IN_DEPARTEMENT)
    assert match.confidence > 0.85


def test_a_name_that_contradicts_the_postal_code_is_doubted() -> None:
    near = found(name="Pessac", postal_code="33000")
    assert near.rule is Rule.NAME_AGAINST_POSTAL_CODE
    assert {"33318", "33063"} <= {one.code for one in near.candidates}
    far = found(name="Bordeaux", postal_code="31000")
    assert {"Bordeaux", "Toulouse"} <= {one.name for one in far.candidates}
    assert far.confidence < near.confidence < 0.8


def test_an_unknown_name_leaves_the_postal_code() -> None:
    match = found(name="Le Moulin Perdu", postal_code="33000")
    assert (match.commune.code, match.rule) == ("33063", Rule.POSTAL_CODE)
    assert match.confidence < 0.6


def test_code_name_and_postal_code_confirm_each_other() -> None:
    alone = found(code="33063")
    both = found(code=33063.0, name="Bordeaux")
    assert (
        alone.confidence
        < both.confidence
        < found(code="33063", name="bdx bordeaux", postal_code=33000).confidence
    )
    assert found(code=1053).commune.name == "Bourg-en-Bresse"


def test_a_code_that_contradicts_the_rest_is_doubted() -> None:
    match = found(code="38110", name="Grenoble", postal_code="38000")
    assert (match.commune.code, match.rule) == ("38185", Rule.CODE_CONTRADICTED)
    assert [one.code for one in match.candidates] == ["38185", "38110"]
    assert match.confidence <= 0.6


def test_two_clues_weigh_more_than_one() -> None:
    match = found(code="42218", postal_code="42000", name="Blois")
    assert match.commune.code == "42218"
    assert match.confidence < 0.8
    assert "41018" in {one.code for one in match.candidates}


def test_a_postal_code_in_the_column_of_commune_codes_is_understood() -> None:
    assert found(code="33400", name="Talence").commune.code == "33522"


def test_a_name_alone() -> None:
    assert found(name="Saint-Philbert-de-Grandlieu").commune.code == "44188"
    assert found(name="Ayre-sur-la-Lys").rule is Rule.NAME_LIKE
    many = found(name="Saint-Denis")
    assert len(many.candidates) > 2
    assert many.confidence < 0.7
    assert found(name="Saint-Denis (93)").commune.code == "93066"
    assert find_commune(name="zzzzzz") is None
    assert find_commune() is None


def test_a_position_finds_settles_and_doubts() -> None:
    use_locator(lambda latitude, longitude: "33318" if latitude > 44 else "")
    assert found(latitude=44.8, longitude=-0.6).rule is Rule.POSITION
    assert found(name="Pessac", latitude=44.8, longitude=-0.6).confidence > found(name="Pessac").confidence
    doubted = found(name="Bordeaux", postal_code="33000", latitude=44.8, longitude=-0.6)
    assert doubted.commune.code == "33063"
    assert doubted.confidence < 0.9
    assert doubted.candidates[-1].code == "33318"
    assert find_commune(latitude=43.0, longitude=0.0) is None


def test_a_position_chooses_among_candidates() -> None:
    served = cog().by_postal_code("16140")
    use_locator(lambda latitude, longitude: served[-1].code)
    assert found(postal_code="16140", latitude=45.0, longitude=0.0).commune == served[-1]


def test_own_communes_are_matched_like_the_others() -> None:
    assert find_commune(name="Corderive") is None
    use_extras(COMMUNES)
    assert found(name="ste ysaure", postal_code=110).commune.code == "00103"
    assert found(name="CORDERIVE CEDEX", postal_code="00119").commune.code == "00102"
    assert found(name="Ecluse Basse").commune.code == "00104"
    address = find_in_address("3 quai du Fil, 00100 Port-Sablier")
    assert address is not None
    assert address.commune.code == "00101"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("8 rue de la Boétie - 33000 Bordeaux", "33063"),
        ("Mairie, 12 place des Fêtes 33160 St Médard en Jalles", "33449"),
        ("BP 33005, 33070 BORDEAUX CEDEX", "33063"),
        ("2 rue du 75015, 75011 Paris", "75056"),
        ("1 avenue Foch, 33 000 Bordeaux, France", "33063"),
        ("Bordeaux 33000", "33063"),
        ("12 rue des Lilas, Pessac", "33318"),
    ],
)
def test_addresses(text: str, code: str) -> None:
    match = find_in_address(text)
    assert match is not None
    assert match.commune.code == code


@pytest.mark.parametrize("text", ["", "rien du tout ici", "12 rue des Lilas", "Rue", "tél. 02 61 91 00 00"])
def test_addresses_without_a_commune(text: str) -> None:
    assert find_in_address(text) is None


@given(st.text(max_size=40), st.text(max_size=8), st.text(max_size=8))
def test_anything_can_be_asked(name: str, postal_code: str, code: str) -> None:
    match = find_commune(name=name, postal_code=postal_code, code=code)
    assert match is None or (0 <= match.confidence <= 1 and match.candidates[0] == match.commune)


@given(st.sampled_from(list(cog())), st.booleans())
def test_every_commune_is_found_by_its_own_name_and_postal_code(commune: Any, shouted: bool) -> None:
    name = commune.name.upper().replace("-", " ") if shouted else commune.name
    for postal_code in commune.postal_codes:
        assert found(name=name, postal_code=postal_code).commune == commune
