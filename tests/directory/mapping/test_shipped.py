"""The mappings that are shipped: each reads its own layout, and is recognised from the columns."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from fabrique.directory.cleaning.row import Context, clean_row
from fabrique.directory.mapping import recognise, shipped_mappings
from tests.directory.mapping.samples import SAMPLES

ROOT = Path(__file__).resolve().parents[3]
CONTEXT = Context(today=date(2026, 11, 24), source="Essai")


def test_every_shipped_mapping_has_its_sample() -> None:
    of_places = {mapping.name for mapping in shipped_mappings() if not mapping.of_services}
    assert of_places == set(SAMPLES)
    of_services = {mapping.name for mapping in shipped_mappings() if mapping.of_services}
    assert of_services == {"data-inclusion-services"}  # tests/directory/test_services_import.py
    assert all(mapping.title and mapping.signature for mapping in shipped_mappings())


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_layout_is_recognised_and_read(name: str) -> None:
    row, expected = SAMPLES[name]
    mapping = next(one for one in shipped_mappings() if one.name == name)
    columns = [*row, *(column for column in mapping.columns() if column not in row)]
    found = recognise(columns)
    assert found is not None
    assert found.name == name
    clean = clean_row(0, row, found, context=CONTEXT)
    assert clean.refused is None
    assert {field: clean.fields[field] for field in expected} == expected


def test_headers_may_change_case_accents_and_order() -> None:
    columns = ["POLE TERRITORIAL", "coord x", "Coord Y", "type structure", "lieu"]
    found = recognise(columns)
    assert found is not None
    assert found.name == "gironde"


def test_common_headers_are_not_taken_for_one_network() -> None:
    row, _ = SAMPLES["etapes-numeriques"]
    assert recognise(row) is not None
    assert recognise([*row, "Téléphone"]) is None
    assert recognise([column for column in row if column != "Commune"]) is None


def test_an_unknown_layout_is_not_recognised() -> None:
    assert recognise(["nom", "adresse", "ville"]) is None
    assert recognise([]) is None


def test_the_longer_signature_wins() -> None:
    row, _ = SAMPLES["bus-france-services-charente"]
    columns = {*row, *SAMPLES["mediation-numerique-v0"][0]}
    found = recognise(columns)
    assert found is not None
    assert found.name == "bus-france-services-charente"


def test_cleaning_and_mapping_need_no_web_framework() -> None:
    code = (
        "import sys, fabrique.directory.cleaning.row, fabrique.directory.mapping.suggest;"
        "sys.exit(any(name.partition('.')[0] == 'django' for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT / "src")
    assert done.returncode == 0
