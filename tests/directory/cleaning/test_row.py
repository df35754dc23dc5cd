"""A whole row: fields, changes, flags, refusals. A row never raises."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.directory.cleaning.model import CleanRow
from fabrique.directory.cleaning.row import Context, clean_row
from fabrique.directory.fields import BY_NAME, FIELDS
from fabrique.directory.mapping import parse_mapping, shipped_mappings

MAPPING = parse_mapping(
    """
[mapping]
name = "essai"
record_id = ["id"]
[fields]
name = ["nom", "structure"]
pivot = "siret"
address = "adresse"
postal_code = "cp"
commune_name = "ville"
coordinates = { latitude = "lat", longitude = "lon" }
phone = "tel"
emails = "mail"
websites = "site"
updated_on = "maj"
hours = { text = "horaires", open_days = "jours", week = "semaine" }
directions = "transport"
summary = "resume"
description = "texte"
wheelchair = "pmr"
services = ["services"]
publics = ["public"]
specific_care = ["public"]
programmes = ["labels"]
labels = ["labels"]
fees = ["tarif"]
""",
    "essai.toml",
)
CONTEXT = Context(today=date(2026, 11, 24), source="Territoire d’essai")
GOOD = {
    "id": "7",
    "nom": "MEDIATHEQUE DES TILLEULS",
    "siret": "1",
    "adresse": "8, rue des Tilleuls - 33000 Bordeaux",
    "ville": "Bordeaux",
    "lat": "-0,58",
    "lon": "44,84",
    "tel": "02 61 91 00 10 / 02 61 91 00 11",
    "mail": "Accueil@lieu.example",
    "site": "www.lieu.example",
    "maj": "01/01/1970",
    "horaires": "Du lundi au vendredi de 9h à 12h",
    "texte": "<p>Impression et aide.</p>",
    "pmr": "oui",
    "services": "Accéder à du matériel; Couture",
    "public": "Seniors (+65 ans) / Surdité / Tout public",
    "labels": "France Service, APTIC",
    "tarif": "Gratuit",
}


def clean(**cells: Any) -> CleanRow:
    return clean_row(3, {**GOOD, **cells}, MAPPING, context=CONTEXT)


def test_a_row_gives_every_canonical_field() -> None:
    fields = clean().fields
    assert set(fields) == {*BY_NAME, "external_id"}
    assert fields["name"] == "Mediatheque des Tilleuls"
    assert fields["typologies"] == ["BIB"]
    assert (fields["commune_code"], fields["postal_code"], fields["address"]) == (
        "33063",
        "33000",
        "8 rue des Tilleuls",
    )
    assert (fields["latitude"], fields["longitude"]) == (44.84, -0.58)
    assert fields["phone"] == "+33261910010"
    assert fields["emails"] == ["accueil@lieu.example"]
    assert fields["hours"] == "Mo-Fr 09:00-12:00"
    assert fields["hours_text"] == GOOD["horaires"]
    assert fields["services"] == ["Accès internet et matériel informatique"]
    assert (fields["publics"], fields["specific_care"]) == (["Seniors"], ["Surdité"])
    assert (fields["programmes"], fields["other_labels"]) == (["France Services"], ["APTIC"])
    assert fields["collector"] == "Territoire d’essai"
    assert fields["wheelchair"] is True


def test_nothing_is_invented_and_nothing_is_lost() -> None:
    row = clean()
    assert row.fields["pivot"] == ""
    assert row.fields["updated_on"] is None
    assert "Autre téléphone : 02 61 91 00 11." in row.fields["description"]
    assert row.raw["nom"] == "MEDIATHEQUE DES TILLEULS"
    assert {"pivot-missing", "date-absurd", "coordinates-swapped", "services-unread"} <= set(row.flags)
    assert "publics-unread" not in row.flags


@pytest.mark.parametrize("identifier", ["x0", "000", "0", "x"])
def test_an_id_of_zeros_is_an_id(identifier: str) -> None:
    assert clean(id=identifier).external_id == identifier


def test_an_extension_stays_with_its_number_in_words() -> None:
    fields = clean(tel="02 61 91 00 10 (poste 12)").fields
    assert fields["phone"] == "+33261910010"
    assert "Téléphone : 02 61 91 00 10 (poste 12)." in fields["description"]


def test_hours_that_fell_in_another_column_are_read() -> None:
    mapping = parse_mapping(
        '[fields]\nname = "nom"\ncommune_name = "ville"\nhours = { text = "horaires", elsewhere = "public" }'
    )
    for hours, public, osm in (
        ("après inscription", "Mardi : 14h-18h", "Tu 14:00-18:00"),
        ("", "Mardi : 14h-18h", "Tu 14:00-18:00"),
        ("Lundi 9h-12h", "Mardi : 14h-18h", "Mo 09:00-12:00"),
        ("", "16-25 ans", ""),
        ("", "10h-18h", ""),
    ):
        row = {"nom": "Médiathèque", "ville": "Bègles", "horaires": hours, "public": public}
        assert clean_row(0, row, mapping, context=CONTEXT).fields["hours"] == osm, (hours, public)


def test_each_doubt_has_its_line_in_the_report() -> None:
    row = clean(
        cp="24290", ville="", adresse="1 rue Haute", lat="", lon="", horaires="lundi 9h-12h, lundi 11h-13h"
    )
    assert {"postal-code-only", "commune-uncertain", "hours-overlap"} <= set(row.flags)
    lines = [(change.field, change.rule) for change in row.changes if change.severity == "warning"]
    assert lines.count(("postal_code", "postal-code-only")) == 1
    assert lines.count(("hours", "hours-overlap")) == 1
    assert not any(rule.endswith("-missing") for _field, rule in lines)
    clear = clean(cp="33000")
    assert ("postal_code", "postal-code-mismatch") not in {(one.field, one.rule) for one in clear.changes}
    torn = clean(cp="33999")
    (line,) = [change for change in torn.changes if change.rule == "postal-code-mismatch"]
    assert (line.field, line.before, line.severity) == ("postal_code", "33999", "warning")


@pytest.mark.parametrize(
    ("name", "typologies"),
    [("CCAS de Talence", ["CCAS"]), ("CIAS du Pays Haut", ["CIAS"]), ("Le Trait d’union", [])],
)
def test_a_network_of_two_kinds_is_told_by_the_name(name: str, typologies: list[str]) -> None:
    mapping = next(one for one in shipped_mappings() if one.name == "data-inclusion-structures")
    values = {"id": "1", "nom": name, "reseaux_porteurs": "{ccas-cias}", "commune": "Talence"}
    fields = clean_row(0, values, mapping, context=CONTEXT).fields
    assert (fields["typologies"], fields["networks"]) == (typologies, ["ccas-cias"])


def test_each_change_says_where_what_and_why() -> None:
    changes = {change.field: change for change in clean().changes}
    assert changes["name"].before == "MEDIATHEQUE DES TILLEULS"
    assert changes["name"].after == "Mediatheque des Tilleuls"
    assert changes["name"].rule == "capitals-made-readable"
    assert changes["phone"].severity == "warning"
    assert changes["emails"].severity == "info"
    assert all(change.row == 3 and change.rule for change in clean().changes)


def test_hours_and_way_exchanged_in_the_source_are_put_back() -> None:
    row = clean(horaires="Bus 5 - arrêt Tilleuls", transport="Mardi : 14h à 18h")
    assert row.fields["hours"] == "Tu 14:00-18:00"
    assert row.fields["directions"] == "Bus 5 - arrêt Tilleuls"


def test_days_of_another_column_and_odd_weeks() -> None:
    assert clean(horaires="9h-12h", jours="{Lundi,Jeudi}").fields["hours"] == "Mo,Th 09:00-12:00"
    odd = clean(horaires="Mo 09:30-12:30; PH off", semaine="Semaine impaire")
    assert odd.fields["hours"] == "week 1-53/2 Mo 09:30-12:30; PH off"


@pytest.mark.parametrize("name", ["", None, "Wifi", "13.2"])
def test_a_row_without_a_name_is_refused_with_the_mend(name: Any) -> None:
    row = clean(nom=name)
    assert row.refused is not None
    assert "« nom » ou « structure »" in row.refused
    assert row.changes[-1].severity == "error"


def test_a_row_that_is_nowhere_is_refused() -> None:
    nowhere = {"adresse": "", "ville": "", "lat": "", "lon": "0"}
    assert clean(**nowhere).refused
    assert clean(**nowhere | {"cp": 33000}).refused is None
    assert clean(**nowhere | {"ville": "Bordeaux"}).refused is None
    assert clean(**nowhere | {"lat": 44.84, "lon": -0.58}).refused is None


@given(
    st.dictionaries(
        st.sampled_from(sorted(GOOD)), st.one_of(st.text(max_size=60), st.floats(), st.none(), st.booleans())
    )
)
def test_no_row_raises(cells: dict[str, Any]) -> None:
    row = clean(**cells)
    assert not any(change.rule == "row-failed" for change in row.changes)


@pytest.mark.parametrize("column", sorted(GOOD))
def test_a_huge_or_poisoned_cell_is_survived(column: str) -> None:
    for poison in ("a" * 1_000_000, "\x00\x01<b>", "9" * 5000, ["x", None], {"y": 1}, "(" * 3000):
        row = clean(**{column: poison})
        assert not any(change.rule == "row-failed" for change in row.changes)


def test_cleaning_its_own_output_changes_nothing() -> None:
    fields = clean().fields
    again = clean(
        nom=fields["name"],
        adresse=fields["address"],
        cp=fields["postal_code"],
        lat=fields["latitude"],
        lon=fields["longitude"],
        tel=fields["phone"],
        mail="|".join(fields["emails"]),
        site="|".join(fields["websites"]),
        horaires=fields["hours"],
        texte=fields["description"],
        services="|".join(fields["services"]),
        public="|".join(fields["publics"] + fields["specific_care"]),
        labels="|".join(fields["programmes"] + fields["other_labels"]),
    ).fields
    same = set(fields) - {"hours_text"}
    assert {name: again[name] for name in same} == {name: fields[name] for name in same}


def test_no_text_is_longer_than_its_column() -> None:
    """A database that counts characters would refuse the whole import for one long cell."""
    long = "Maison des Tilleuls et du Quai " * 100
    web = "https://a.example/" + "x" * 900
    row = {
        "id": "1", "nom": long, "commune": "Bègles", "code_postal": "33130", "adresse": f"12 rue {long}",
        "complement_adresse": long, "structure_parente": long, "source": long, "prise_rdv": web,
        "fiche_acces_libre": web, "presentation_resume": long,
    }  # fmt: skip
    mapping = next(one for one in shipped_mappings() if one.name == "mediation-numerique-v1")
    clean = clean_row(0, row, mapping, context=Context(today=date(2026, 11, 24)))
    for field in FIELDS:
        if field.most:
            assert len(clean.fields[field.name]) <= field.most, field.name
    assert (clean.fields["booking_url"], clean.fields["address"][-1]) == ("", "…")
    assert "cell-too-long" in clean.flags
    assert clean.raw["adresse"] == row["adresse"]
