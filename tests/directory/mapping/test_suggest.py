"""A draft mapping for a file that nobody has seen: on invented layouts, then against the shipped mappings."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from fabrique.core.tabular import read_table
from fabrique.directory.cleaning.row import Context, clean_row
from fabrique.directory.mapping import parse_mapping, recognise
from fabrique.directory.mapping.suggest import suggest, suggest_from
from tests.conftest import NOON

ROOT = Path(__file__).resolve().parents[3]
RAW = ROOT.parent / "shared" / "data" / "directory" / "raw"
CONTEXT = Context(today=NOON.date(), source="essai")
STREETS = ("rue Haute", "place de la Mairie", "avenue des Tilleuls", "chemin du Pin", "boulevard Bas")
KINDS = ("Médiathèque", "CCAS", "Centre social", "Mairie annexe", "Espace numérique")


def read(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    draft = parse_mapping(suggest_from(list(rows[0]), rows), "brouillon.toml")
    return [clean_row(number, row, draft, context=CONTEXT).fields for number, row in enumerate(rows)]


def test_a_layout_with_plain_headers() -> None:
    rows = [
        {
            "N°": number,
            "Nom de la structure": f"{KINDS[number % 5]} n° {number}",
            "Adresse complète": f"{number} {STREETS[number % 5]}, 33130 Bègles",
            "Tél. accueil": f"02 61 91 00 {number:02}",
            "Mél": f"lieu{number}@lieu.example",
            "Site Web": f"www.lieu{number}.example",
            "Horaires d'ouverture": "Du lundi au vendredi de 9h à 12h",
            "Services proposés": "Aide aux démarches en ligne, Accès internet",
            "Public visé": "Seniors" if number % 2 else "Jeunes",
            "Tarif": "Gratuit",
            "Date de mise à jour": f"{number + 1:02}/03/2026",
            "X": -0.55 - number / 1000,
            "Y": 44.80 + number / 1000,
        }
        for number in range(20)
    ]
    fields = read(rows)[3]
    assert fields["name"] == "Mairie annexe n° 3"
    assert (fields["address"], fields["commune_code"]) == ("3 chemin du Pin", "33039")
    assert fields["phone"] == "+33261910003"
    assert fields["emails"] == ["lieu3@lieu.example"]
    assert fields["websites"] == ["http://www.lieu3.example"]
    assert fields["hours"] == "Mo-Fr 09:00-12:00"
    assert fields["services"] == [
        "Aide aux démarches administratives",
        "Accès internet et matériel informatique",
    ]
    assert fields["publics"] == ["Seniors"]
    assert fields["fees"] == ["Gratuit"]
    assert (fields["latitude"], fields["longitude"]) == pytest.approx((44.803, -0.553))
    assert fields["updated_on"].isoformat() == "2026-03-04"


def test_a_layout_with_obscure_headers_is_read_from_its_values() -> None:
    rows = [
        {
            "F1": f"REF{number}",
            "LIB": f"{KINDS[number % 5]} des Tilleuls {number}",
            "F3": f"434 933 123 000{29}",
            "F4": f"lieu{number}@lieu.example",
            "F5": f"02.61.91.00.{number:02}",
            "CP": "33000",
            "LOC_VILLE": "BORDEAUX",
            "NUM": number + 1,
            "LIB_RUE": STREETS[number % 5],
            "Coord. X": 44.8 + number / 1000,
            "Coord. Y": -0.5 - number / 1000,
            "lundi_matin": "9h-12h",
            "lundi_aprem": "",
            "mardi_matin": "9h-12h",
            "mardi_aprem": "14h-17h",
            "mercredi_matin": "",
            "mercredi_aprem": "",
            "EPN": "oui" if number % 2 else "non",
        }
        for number in range(20)
    ]
    fields = read(rows)[1]
    assert fields["name"] == "CCAS des Tilleuls 1"
    assert fields["pivot"] == "43493312300029"
    assert fields["emails"] == ["lieu1@lieu.example"]
    assert fields["phone"] == "+33261910001"
    assert fields["address"] == "2 place de la Mairie"
    assert fields["commune_code"] == "33063"
    assert fields["latitude"] == pytest.approx(44.801)
    assert fields["hours"] == "Mo 09:00-12:00; Tu 09:00-12:00,14:00-17:00"
    assert fields["typologies"] == ["CCAS", "EPN"]


def test_a_draft_says_what_it_does_not_take() -> None:
    rows = [{"nom": f"Lieu {number}", "ville": "Bègles", "mystère": "zzz"} for number in range(5)]
    draft = suggest_from(["nom", "ville", "mystère"], rows, "essai")
    assert "# Colonnes non reprises" in draft
    assert '#   "mystère"' in draft
    assert "exemple : Bègles" in draft


@pytest.mark.parametrize("columns", [["a"], ['x "y" \\ {z}', "tab\tulation"], []])
def test_a_draft_always_parses(columns: list[str]) -> None:
    text = suggest_from(columns, [dict.fromkeys(columns, "v")])
    assert "[fields]" in text
    if "À COMPLÉTER" not in text:
        parse_mapping(text)


def test_a_file_is_read_and_named(tmp_path: Path) -> None:
    path = tmp_path / "Lieux d’essai.csv"
    path.write_text(
        "nom;ville;tel\nLieu A;Bègles;02 61 91 00 10\nLieu B;Pessac;02 61 91 00 11\n", encoding="utf-8"
    )
    draft = parse_mapping(suggest(read_table(path)))
    assert draft.name == "lieux-d-essai"
    assert draft.texts["phone"].columns == ("tel",)


@pytest.mark.real_data
@pytest.mark.skipif(not RAW.exists(), reason="les fichiers publiés ne sont pas à côté du dépôt")
def test_drafts_for_the_published_files_give_most_of_what_the_shipped_mappings_give() -> None:
    shares = {}
    skipped = {"external_id", "description", "collector", "hours_text", "fees_detail"}
    for path in sorted(RAW.glob("*")):
        table = read_table(path)
        shipped, draft = recognise(table.columns), parse_mapping(suggest(table))
        assert shipped is not None
        same = total = 0
        for row in list(table.rows)[:150]:
            ours = clean_row(row.index, row.values, shipped, context=CONTEXT).fields
            theirs = clean_row(row.index, row.values, draft, context=CONTEXT).fields
            for field in ours.keys() - skipped:
                if ours[field] not in ("", [], None):
                    total += 1
                    common = isinstance(ours[field], list) and set(ours[field]) & set(theirs[field])
                    same += bool(common) or ours[field] == theirs[field]
        shares[path.stem] = same / total
    assert len(shares) == 14
    assert (
        min(shares.values()) > 0.65
    )  # what the file cannot tell (a programme, a fee) is the shipped mapping's
    assert sum(shares.values()) / len(shares) > 0.85
