"""Drafts for layouts whose headers nobody would expect: the values must tell."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from fabrique.core.tabular import Row, read_table
from fabrique.directory.cleaning.row import Context, clean_row
from fabrique.directory.mapping import Mapping as Layout
from fabrique.directory.mapping import parse_mapping, recognise
from fabrique.directory.mapping.suggest import suggest_from
from tests.conftest import NOON

RAW = Path(__file__).resolve().parents[4] / "shared" / "data" / "directory" / "raw"
CONTEXT = Context(today=NOON.date(), source="essai")
KINDS = ("Médiathèque", "CCAS", "Centre social", "Mairie", "Mission locale")
NAMES = ("des Tilleuls", "Simone-Veil", "du Pin", "Louise-Michel", "des Deux-Rives", "de la Source")
STREETS = ("rue Haute", "place Basse", "avenue des Tilleuls", "chemin du Pin", "boulevard Bas")
TOWNS = (("33130", "Bègles"), ("33400", "Talence"), ("33600", "Pessac"), ("33700", "Mérignac"))
SERVICES = (
    "Aide aux démarches en ligne",
    "Accès internet, imprimante",
    "Ateliers d’initiation à l’ordinateur",
    "Aide aux démarches en ligne, accès internet",
)
TEXT = "Un lieu ouvert à tous pour apprendre à se servir de son ordinateur et de son téléphone, au calme, {}."
DAYS = ("Lu", "Ma", "Me", "Je", "Ve")
# Unusual headers, by what they hold.
SETS: tuple[dict[str, str], ...] = (
    {
        "name": "Appellation",
        "address": "Localisation",
        "postal_code": "Code P.",
        "commune_name": "Implantation",
        "commune_code": "Code géo",
        "phone": "Joindre",
        "hours": "Amplitude",
        "updated_on": "Fiche vérifiée le",
        "services": "besoins_couverts",
        "typologies": "Genre",
        "publics": "pour_qui",
        "access_modes": "Modalités",
        "description": "Descriptif",
    },
    {
        "name": "Structure d'accueil",
        "address": "Lieu d'accueil",
        "postal_code": "Bureau distributeur",
        "commune_name": "Bourg",
        "commune_code": "Géo",
        "phone": "Appeler",
        "hours": "Plages",
        "updated_on": "actualise_le",
        "services": "ATELIERS COLLECTIFS",
        "typologies": "Sorte de lieu",
        "publics": "Destinataires",
        "access_modes": "Venir",
        "description": "Descriptif",
    },
    {
        "name": "Porteur",
        "address": "Domiciliation",
        "postal_code": "F3",
        "commune_name": "F4",
        "commune_code": "F5",
        "phone": "F6",
        "hours": "F7",
        "updated_on": "Modifié",
        "services": "F8",
        "typologies": "F9",
        "publics": "F10",
        "access_modes": "F11",
        "description": "F12",
    },
    {
        "name": "Espace",
        "address": "Où",
        "postal_code": "C.P.",
        "commune_name": "Localité desservie",
        "commune_code": "Code officiel",
        "phone": "Contact",
        "hours": "Présence",
        "updated_on": "Mis à jour le",
        "services": "Ce qu’on y fait",
        "typologies": "Famille",
        "publics": "À qui",
        "access_modes": "Comment",
        "description": "Pour en dire plus",
    },
)


def invented(names: Mapping[str, str], count: int = 60) -> list[dict[str, Any]]:
    """Rows of a small territory under these headers, after a « numéro » that is the row's own."""
    rows = []
    for rank in range(count):
        postal_code, town = TOWNS[rank % 4]
        number = "" if rank % 9 == 0 else f"{rank % 30 + 2} "
        values = {
            "name": f"{KINDS[rank % 5]} {NAMES[rank % 6]} {rank // 30 or ''}".strip(),
            "address": f"{number}{STREETS[rank % 5]}",
            "postal_code": postal_code,
            "commune_name": town,
            "phone": f"02 61 91 00 {rank:02}",
            "hours": f"Lundi au vendredi 9h-12h, mercredi 14h-{16 + rank % 3}h",
            "updated_on": f"{rank % 27 + 1:02}/03/2026",
            "services": SERVICES[rank % 4],
            "typologies": KINDS[rank % 5],
            "publics": "Seniors" if rank % 2 else "Jeunes",
            "access_modes": "Téléphoner" if rank % 3 else "Se présenter",
            "description": TEXT.format(f"près de la place {rank}"),
        }
        rows.append({"numero": rank + 101, **{names[field]: value for field, value in values.items()}})
    return rows


def cleaned(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    draft = parse_mapping(suggest_from(list(rows[0]), rows), "brouillon.toml")
    return [clean_row(number, row, draft, context=CONTEXT).fields for number, row in enumerate(rows)]


@pytest.mark.parametrize("names", SETS, ids=lambda names: names["name"])
def test_values_tell_what_headers_do_not(names: dict[str, str]) -> None:
    rows = invented(names)
    found = cleaned(rows)
    for row, fields in zip(rows, found, strict=True):
        assert fields["name"] == row[names["name"]]
        assert fields["address"] == row[names["address"]], "no number is invented"
        assert fields["postal_code"] == row[names["postal_code"]]
        assert fields["commune_name"] == row[names["commune_name"]]
        assert fields["phone"].endswith(row[names["phone"]][-2:])
        assert fields["hours"].startswith("Mo,Tu,Th,Fr 09:00-12:00") or "09:00-12:00" in fields["hours"]
        assert fields["updated_on"].strftime("%d/%m/%Y") == row[names["updated_on"]]
        assert fields["external_id"] == str(row["numero"])
        assert fields["services"]
        assert fields["typologies"]
        assert fields["publics"] == [row[names["publics"]]]
        assert row[names["description"]] in (fields["summary"], fields["description"])
    assert {tuple(fields["access_modes"]) for fields in found} == {("Se présenter",), ("Téléphoner",)}


def test_days_in_two_letters_are_read() -> None:
    rows = invented(SETS[0], 12)
    for row in rows:
        del row["Amplitude"]
        row |= {f"{day} AM": "9h-12h" for day in DAYS} | {f"{day} apm": "14h-17h" for day in DAYS}
    assert {fields["hours"] for fields in cleaned(rows)} == {"Mo-Fr 09:00-12:00,14:00-17:00"}


def test_numbers_go_to_the_street_only_when_it_has_none() -> None:
    rows = [
        {"nom": f"Lieu {rank}", "numero": rank % 7 + 1, "rue": STREETS[rank % 5], "ville": "Bègles"}
        for rank in range(60)
    ]
    assert cleaned(rows)[3]["address"] == "4 chemin du Pin"
    own = [row | {"numero": rank + 1} for rank, row in enumerate(rows)]
    fields = cleaned(own)[3]
    assert (fields["address"], fields["external_id"]) == ("chemin du Pin", "4")


def test_the_day_of_a_creation_is_no_update() -> None:
    rows = [
        {"nom": f"Lieu {rank}", "ville": "Bègles", "Créée le": f"{rank + 1:02}/03/2020"} for rank in range(20)
    ]
    assert {fields["updated_on"] for fields in cleaned(rows)} == {None}


def test_the_name_of_a_territory_is_no_kind_of_place() -> None:
    rows = [
        {"nom": f"Lieu {rank}", "ville": "Bègles", "Bassin": ("CC du Pays Haut", "CC du Val")[rank % 2]}
        for rank in range(20)
    ]
    assert {tuple(fields["typologies"]) for fields in cleaned(rows)} == {()}


def renamed(layout: Layout, columns: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """Another name for each column that the layout reads into one of the wanted fields."""
    fields: dict[str, str] = {}
    for field, rule in layout.texts.items():
        in_lines = [name for line in rule.lines for name in re.findall(r"{([^}]*)}", line)]
        fields |= {column: field for column in (*rule.columns, *in_lines) if column not in fields}
    fields |= dict.fromkeys(layout.hours.text if layout.hours else (), "hours")
    days = (
        {column: f"{day} {half or ''}" for (day, half), column in layout.hours.days} if layout.hours else {}
    )
    given: dict[str, str] = {}
    for column in columns:
        name = days.get(column, names[fields[column]] if fields.get(column) in RENAMED else column).strip()
        while name in given.values():
            name += " 2"
        given[column] = name
    return given


def agreement(rows: Sequence[Row], layout: Layout, names: Mapping[str, str]) -> dict[str, float]:
    """The share of what the shipped mapping reads that a draft under other headers reads as well."""
    columns = renamed(layout, list(rows[0].values), names)
    other = [{columns[column]: value for column, value in row.values.items()} for row in rows]
    draft = parse_mapping(suggest_from(list(columns.values()), other), "brouillon.toml")
    same, told = dict.fromkeys(WANTED, 0), dict.fromkeys(WANTED, 0)
    for row, values in zip(rows[:120], other, strict=False):
        ours = clean_row(row.index, row.values, layout, context=CONTEXT).fields
        theirs = clean_row(row.index, values, draft, context=CONTEXT).fields
        numbers, known = (set(re.findall(r"\d+", one["address"])) for one in (theirs, ours))
        assert numbers <= known | set(re.findall(r"\d+", ours["address_complement"])), "an invented number"
        for field in WANTED:
            told[field] += bool(ours[field])
            same[field] += bool(ours[field]) and ours[field] == theirs[field]
    return {field: same[field] / told[field] for field in WANTED if told[field]}


RENAMED = {"name", "commune_name", "commune_code", "postal_code", "address", "phone", "hours", "updated_on"}
WANTED = ("name", "commune_name", "address", "phone", "hours", "updated_on")
# What no value can tell: a column of numbers is that of the street, three columns of hours stand in for one
# another (paca).
UNTOLD = {("paca", "address"), ("paca", "hours")}


@pytest.mark.real_data
@pytest.mark.skipif(not RAW.exists(), reason="les fichiers publiés ne sont pas à côté du dépôt")
@pytest.mark.parametrize("names", SETS[:3], ids=lambda names: names["name"])
def test_the_published_files_are_read_under_unusual_headers(names: dict[str, str]) -> None:
    files = sorted(RAW.glob("*"))
    assert len(files) == 14
    for path in files:
        table = read_table(path)
        layout, rows = recognise(table.columns), list(table.rows)[:300]
        assert layout is not None
        for field, share in agreement(rows, layout, names).items():
            least = 0.3 if (path.stem, field) in UNTOLD else 0.85
            assert share >= least, (path.stem, field, share)
