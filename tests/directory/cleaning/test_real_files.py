"""The fourteen published files, read in place: none stops us, and we keep what the peer keeps and more."""

import json
from functools import lru_cache
from pathlib import Path

import phonenumbers
import pytest

from fabrique.core.tabular import read_table
from fabrique.directory.cleaning.model import CleanRow
from fabrique.directory.cleaning.pivots import is_siret
from fabrique.directory.cleaning.row import Context, clean_row
from fabrique.directory.cleaning.vocabularies import BY_FIELD
from fabrique.directory.mapping import recognise
from fabrique.territory.cog import cog
from tests.conftest import NOON

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared" / "data" / "directory"
FILES = sorted((DATA / "raw").glob("*")) if DATA.exists() else []
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.xdist_group("real files"),  # read once, by one worker
    pytest.mark.skipif(not FILES, reason="les fichiers publiés ne sont pas à côté du dépôt"),
]
CONTEXT = Context(today=NOON.date(), source="essai")


@lru_cache(maxsize=1)
def cleaned() -> dict[str, list[CleanRow]]:
    found = {}
    for path in FILES:
        table = read_table(path)
        mapping = recognise(table.columns)
        assert mapping is not None, path.name
        found[path.stem] = [clean_row(row.index, row.values, mapping, context=CONTEXT) for row in table.rows]
    return found


def every_row() -> list[CleanRow]:
    return [row for rows in cleaned().values() for row in rows]


def test_no_row_fails_and_few_are_refused() -> None:
    rows = every_row()
    assert len(rows) > 10_000
    assert not any(change.rule == "row-failed" for row in rows for change in row.changes)
    refused = [row.refused for row in rows if row.refused]
    assert len(refused) <= 15
    assert all(text.endswith(".") for text in refused)


def test_what_the_peer_keeps_is_kept() -> None:
    kept = lost = 0
    for path in sorted((DATA / "cleaned-by-peer").glob("*.json")):
        if path.stem in cleaned():
            for place in json.loads(path.read_text(encoding="utf-8")):
                refused = cleaned()[path.stem][place["_source_index"]].refused
                kept, lost = kept + (not refused), lost + bool(refused)
    assert kept > 4_000
    assert kept / (kept + lost) >= 0.99


def test_nine_tenths_of_paca_are_kept() -> None:
    rows = cleaned()["paca"]
    assert sum(not row.refused for row in rows) / len(rows) >= 0.9


def test_nothing_is_invented() -> None:
    for row in every_row():
        pivot, updated_on = row.fields["pivot"], row.fields["updated_on"]
        assert pivot == "" or is_siret(pivot) or pivot.startswith("W")
        assert updated_on is None or 1995 <= updated_on.year <= CONTEXT.today.year


def test_every_value_of_a_vocabulary_belongs_to_it() -> None:
    for row in every_row():
        for field, allowed in BY_FIELD.items():
            assert set(row.fields[field]) <= set(allowed)


def test_every_telephone_parses() -> None:
    for number in {row.fields["phone"] for row in every_row()} - {""}:
        assert phonenumbers.is_possible_number(phonenumbers.parse(number))


def test_the_publishers_own_commune_is_found() -> None:
    """Compared as communes of today: an arrondissement or a merged commune is part of its commune."""
    columns = {
        "bus-france-services-charente": "code_insee",
        "etapes-numerique": "Code INSEE",
        "france-services-20240801": "insee_com",
        "le-havre": "code_insee",
        "paca": "adresse_code_insee",
    }
    seen = right = 0
    for name, column in columns.items():
        for row in cleaned()[name]:
            code = str(row.raw.get(column) or "").zfill(5)
            if code != "00000":
                today = cog().commune(code)
                seen += 1
                right += today is not None and today.code == row.fields["commune_code"]
    assert seen > 3_000
    assert right / seen >= 0.99


def test_gironde_is_in_gironde() -> None:
    """« Coord. X » is a latitude: read as it says, the places would be in the Indian Ocean."""
    for row in cleaned()["gironde"]:
        assert 44 < row.fields["latitude"] < 46
        assert -2 < row.fields["longitude"] < 1
