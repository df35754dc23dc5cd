"""Rows of one file that differ and share an id: each keeps its place, whatever is corrected."""

from pathlib import Path
from typing import Any

import pytest

from fabrique.directory.imports import ImportSummary, import_places
from fabrique.directory.models import SourceRecord
from tests.factories.files import LIBRARY, WORKSHOP, national_csv

pytestmark = pytest.mark.django_db
FIRST: dict[str, Any] = {**LIBRARY, "id": "D1"}
SECOND: dict[str, Any] = {**WORKSHOP, "id": "D1"}
THIRD: dict[str, Any] = {**WORKSHOP, "id": "D1", "nom": "La Bobine", "adresse": "1 place du Fil"}


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def run(tmp_path: Path, *rows: dict[str, Any], **options: Any) -> ImportSummary:
    return import_places(path=national_csv(tmp_path / "lieux.csv", *rows), source="ville", **options)


def places() -> dict[str, Any]:
    """The place of each name that the file has now."""
    records = SourceRecord.objects.filter(withdrawn_at=None)
    return {record.fields["name"]: record.place_id for record in records}


@pytest.mark.parametrize("corrected", [0, 1, 2])
@pytest.mark.parametrize("address", ["1 allée Basse", "99 place Zola"])
def test_a_corrected_address_exchanges_nobody(tmp_path: Path, corrected: int, address: str):
    rows = [FIRST, SECOND, THIRD]
    run(tmp_path, *rows)
    before = places()
    rows[corrected] = rows[corrected] | {"adresse": address}
    summary = run(tmp_path, *reversed(rows))
    assert (summary.created, summary.updated, summary.withdrawn) == (0, 1, 0)
    assert places() == before


@pytest.mark.parametrize("corrected", [0, 1])
def test_a_corrected_name_exchanges_nobody(tmp_path: Path, corrected: int):
    rows = [FIRST, SECOND]
    run(tmp_path, *rows)
    other = places()[rows[1 - corrected]["nom"]]
    rows[corrected] = rows[corrected] | {"nom": "Le Bastion"}
    summary = run(tmp_path, *rows)
    assert (summary.created, summary.updated, summary.withdrawn) == (0, 1, 0)
    assert places()[rows[1 - corrected]["nom"]] == other


@pytest.mark.parametrize("gone", [0, 1])
def test_the_one_that_stays_keeps_its_place(tmp_path: Path, gone: int):
    run(tmp_path, FIRST, SECOND)
    stays = (FIRST, SECOND)[1 - gone]
    before = places()[stays["nom"]]
    for _again in range(2):
        run(tmp_path, stays, allow_shrink=True)
        assert places() == {stays["nom"]: before}


def test_the_marks_of_before_stay_on_their_places(tmp_path: Path):
    run(tmp_path, FIRST, SECOND)
    SourceRecord.objects.filter(external_id__contains="~").update(external_id="D1~2")
    before = places()
    summary = run(tmp_path, SECOND, FIRST)
    assert (summary.created, summary.unchanged, summary.withdrawn) == (0, 2, 0)
    assert places() == before


def test_rows_of_one_name_are_told_apart_by_their_address(tmp_path: Path):
    rows = [SECOND, SECOND | {"adresse": "8 rue Haute"}, SECOND | {"adresse": "9 rue Haute"}]
    run(tmp_path, *rows)
    ids = set(SourceRecord.objects.values_list("external_id", flat=True))
    assert len(ids) == 3
    assert run(tmp_path, *reversed(rows)).unchanged == 3
    SourceRecord.objects.all().delete()
    run(tmp_path, *reversed(rows))
    assert set(SourceRecord.objects.values_list("external_id", flat=True)) == ids


def test_rows_alike_but_for_a_detail_all_stay(tmp_path: Path):
    rows = [SECOND | {"telephone": f"02 61 91 00 0{n}"} for n in range(3)]
    run(tmp_path, *rows)
    assert len(set(SourceRecord.objects.values_list("external_id", flat=True))) == 3
    assert run(tmp_path, *reversed(rows)).unchanged == 3


def test_an_id_of_the_publisher_with_the_same_sign_is_left_alone(tmp_path: Path):
    rows = [FIRST, SECOND | {"id": "D1~2"}]
    run(tmp_path, *rows)
    rows[0] = rows[0] | {"nom": SECOND["nom"]}
    assert run(tmp_path, *rows).updated == 1
    assert set(SourceRecord.objects.values_list("external_id", flat=True)) == {"D1", "D1~2"}
