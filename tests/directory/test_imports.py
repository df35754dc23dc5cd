"""From a file to places: what is taken, refused, said; bad files are answered calmly and lose nothing."""

import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fabrique.core import files
from fabrique.core.models import JournalEntry, StoredFile
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions import objections
from fabrique.directory.exports import export_places
from fabrique.directory.imports import ImportSummary, import_places, places
from fabrique.directory.imports import files as imported
from fabrique.directory.models import ImportRun, Place, Source, SourceRecord
from tests.factories.files import LIBRARY, WORKSHOP, national_csv, national_json

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def run(path: Path, **options: Any) -> ImportSummary:
    return import_places(path=path, source="ville", **options)


def counts(summary: ImportSummary) -> tuple[int, int, int, int, int]:
    return summary.rows, summary.created, summary.updated, summary.unchanged, summary.rejected


def report_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_national_file_becomes_places(tmp_path: Path):
    summary = run(national_csv(tmp_path / "lieux.csv", LIBRARY, WORKSHOP))
    assert counts(summary) == (2, 2, 0, 0, 0)
    place = Place.objects.get(name="Médiathèque des Deux-Rives")
    assert (place.commune_code, place.phone, place.hours) == ("33039", "+33261910001", "Mo-Fr 09:00-12:00")
    assert place.pivot == LIBRARY["pivot"]
    record = SourceRecord.objects.get(external_id="m1")
    assert record.raw["telephone"] == "02 61 91 00 01"


def test_the_same_file_twice_changes_nothing(tmp_path: Path):
    path = national_csv(tmp_path / "lieux.csv", LIBRARY, WORKSHOP)
    run(path)
    assert counts(run(path)) == (2, 0, 0, 2, 0)


def test_one_changed_cell_is_one_update(tmp_path: Path):
    run(national_csv(tmp_path / "a.csv", LIBRARY, WORKSHOP))
    changed = {**WORKSHOP, "telephone": "0261910003"}
    assert counts(run(national_csv(tmp_path / "b.csv", LIBRARY, changed))) == (2, 0, 1, 1, 0)


def test_every_change_is_in_the_report(tmp_path: Path):
    report = tmp_path / "rapport.jsonl"
    run(national_csv(tmp_path / "a.csv", LIBRARY), report_path=report)
    lines = report_of(report)
    assert {"row", "field", "before", "after", "rule", "severity"} == set(lines[0])
    (phone,) = [line for line in lines if line["field"] == "phone"]
    assert (phone["row"], phone["before"], phone["after"]) == (0, "02 61 91 00 01", "+33261910001")


def test_a_row_in_error_is_said_and_the_others_are_taken(tmp_path: Path):
    nameless = {**WORKSHOP, "nom": ""}
    nowhere = {**WORKSHOP, "id": "m3", "commune": "", "code_postal": "", "code_insee": "", "adresse": ""}
    nowhere |= {"latitude": "", "longitude": ""}
    report = tmp_path / "rapport.jsonl"
    summary = run(national_csv(tmp_path / "a.csv", nameless, LIBRARY, nowhere), report_path=report)
    assert counts(summary) == (3, 1, 0, 0, 2)
    errors = [line for line in report_of(report) if line["severity"] == "error"]
    assert sorted((line["row"], line["rule"]) for line in errors) == [(0, "row-refused"), (2, "row-refused")]
    assert all(line["after"].endswith(".") for line in errors)


def test_a_dry_run_leaves_nothing(tmp_path: Path):
    summary = run(national_csv(tmp_path / "a.csv", LIBRARY), dry_run=True)
    assert counts(summary) == (1, 1, 0, 0, 0)
    assert not JournalEntry.objects.filter(seq__gt=0).exists()
    models = (Place, Source, SourceRecord, ImportRun, StoredFile)
    assert [model.__name__ for model in models if model.objects.exists()] == []


def test_one_journal_entry_with_the_digest_of_the_report(tmp_path: Path):
    run(national_csv(tmp_path / "a.csv", LIBRARY, WORKSHOP))
    entry = JournalEntry.objects.get(seq__gt=0)
    kept = ImportRun.objects.get().report
    assert entry.summary["report"] == kept.sha256
    assert files.path_of(kept).read_bytes()


def test_ids_that_repeat_keep_both_rows(tmp_path: Path):
    report = tmp_path / "rapport.jsonl"
    path = national_csv(tmp_path / "a.csv", LIBRARY, {**WORKSHOP, "id": "m1"}, LIBRARY)
    summary = run(path, report_path=report)
    assert counts(summary) == (3, 2, 0, 1, 0)
    first, second = SourceRecord.objects.order_by("external_id").values_list("external_id", flat=True)
    assert first == "m1"
    assert re.fullmatch(r"m1~[0-9a-f]{4}", second)
    assert {line["rule"] for line in report_of(report)} >= {"id-repeated", "row-repeated"}
    assert counts(run(path)) == (3, 0, 0, 3, 0)


def test_rows_that_share_an_id_are_found_again_in_any_order(tmp_path: Path):
    run(national_csv(tmp_path / "a.csv", LIBRARY, {**WORKSHOP, "id": "m1"}))
    assert counts(run(national_csv(tmp_path / "b.csv", {**WORKSHOP, "id": "m1"}, LIBRARY))) == (2, 0, 0, 2, 0)


def test_rows_without_id_are_found_again_wherever_they_move(tmp_path: Path):
    library, workshop = ({**row, "id": ""} for row in (LIBRARY, WORKSHOP))
    run(national_csv(tmp_path / "a.csv", library, workshop))
    newcomer = {**workshop, "nom": "La Bobine", "adresse": "1 place du Fil"}
    assert counts(run(national_csv(tmp_path / "b.csv", newcomer, library, workshop))) == (3, 1, 0, 2, 0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, delimiter: str):
    path = national_csv(tmp_path / "a.csv", LIBRARY, WORKSHOP, encoding=encoding, delimiter=delimiter)
    assert counts(run(path)) == (2, 2, 0, 0, 0)
    assert Place.objects.filter(name="Médiathèque des Deux-Rives").exists()


@pytest.mark.parametrize(
    ("changes", "kept", "flag"),
    [
        ({"latitude": -0.547, "longitude": 44.808}, (44.808, -0.547), "swapped"),
        ({"latitude": 6418000, "longitude": 419000}, (44.8, -0.55), "lambert"),
        ({"latitude": 12.0, "longitude": 77.0}, (None, None), "coordinates-removed"),
        ({"latitude": 0, "longitude": 0}, (None, None), ""),
    ],
)
def test_coordinates_that_go_wrong(tmp_path: Path, changes: dict[str, Any], kept: Any, flag: str):
    report = tmp_path / "rapport.jsonl"
    run(national_json(tmp_path / "a.json", {**LIBRARY, **changes}), report_path=report)
    place = Place.objects.get()
    if kept[0] is None:
        assert (place.latitude, place.longitude) == kept
    else:
        assert place.latitude == pytest.approx(kept[0], abs=0.1)
        assert place.longitude == pytest.approx(kept[1], abs=0.1)
    said = " ".join(line["rule"] for line in report_of(report))
    assert flag in said


def test_never_an_invented_value(tmp_path: Path):
    bad = {**LIBRARY, "pivot": "00000000000000", "date_maj": "bientôt", "horaires": "Mo 25:00-26:00"}
    run(national_csv(tmp_path / "a.csv", bad))
    place = Place.objects.get()
    assert (place.pivot, place.updated_on) == ("", None)
    assert "25:00" in place.hours_text + place.hours
    assert place.flags


def test_html_in_a_name_is_text(tmp_path: Path):
    run(national_csv(tmp_path / "a.csv", {**LIBRARY, "nom": "<b>La Bobine</b> &amp; Cie"}))
    assert Place.objects.get().name == "La Bobine & Cie"


def zip_bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 500_000_000)
    return path


BAD_FILES = {
    "empty": b"",
    "header": b"nom;commune\n",
    "unknown": b"couleur;taille\nrouge;3\n",
    "html": b"<!doctype html><html><body>Page introuvable</body></html>",
    "truncated": b'[{"nom": "La Bobine", "com',
    "columns": (";".join(f"c{n}" for n in range(5000)) + "\n" + ";".join("x" * 5000)).encode(),
    "binary": bytes(range(256)) * 40,
}


@pytest.mark.parametrize("content", BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_file_that_cannot_be_taken_is_answered_in_french(tmp_path: Path, content: bytes):
    run(national_csv(tmp_path / "a.csv", LIBRARY))
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(DomainRefusal) as refusal:
        run(path)
    assert "bad.csv" in refusal.value.message
    assert Place.objects.filter(state="published").count() == 1


def test_a_zip_bomb_is_refused_before_it_opens(tmp_path: Path):
    with pytest.raises(DomainRefusal, match=r"bombe\.xlsx"):
        run(zip_bomb(tmp_path / "bombe.xlsx"))


@pytest.mark.parametrize(
    ("bound", "words"), [("rows", "plus de 2 lignes"), ("streamed_bytes", "la limite est")]
)
def test_a_file_beyond_the_limits_is_refused_before_it_is_cleaned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, words: str
):
    cleaned: list[int] = []
    monkeypatch.setattr(places, "clean_row", lambda index, *_rest, **_options: cleaned.append(index))
    monkeypatch.setattr(imported, "LIMITS", replace(imported.LIMITS, **{bound: 2}))
    rows = [{**LIBRARY, "id": f"m{rank}"} for rank in range(3)]
    with pytest.raises(DomainRefusal, match=rf"« a.csv ».*{words}.*Gardez les lignes de votre territoire"):
        run(national_csv(tmp_path / "a.csv", *rows))
    assert cleaned == []
    assert not Source.objects.exists()


def test_the_limits_of_an_import_are_those_of_the_guide():
    guide = (Path(__file__).parents[2] / "docs/guide/import.md").read_text(encoding="utf-8")
    assert f"{imported.LIMITS.rows:,}".replace(",", " ") in guide
    for size in (imported.LIMITS.streamed_bytes, imported.LIMITS.json_bytes, imported.LIMITS.workbook_bytes):
        assert f"{size // 1_000_000} Mo" in guide


def test_a_missing_file_and_a_folder(tmp_path: Path):
    with pytest.raises(DomainRefusal, match="absent"):
        run(tmp_path / "absent.csv")
    with pytest.raises(DomainRefusal):
        run(tmp_path)


def test_a_huge_cell_and_nul_bytes(tmp_path: Path):
    run(national_csv(tmp_path / "a.csv", {**LIBRARY, "horaires": "\0lundi \0" + "9h " * 350_000}))
    assert SourceRecord.objects.get().raw["horaires"].startswith("lundi")


@pytest.mark.parametrize(
    ("format", "name"),
    [
        ("mediation-numerique-csv", "lieux.csv"),
        ("mediation-numerique-json", "lieux.json"),
        ("geojson", "lieux.geojson"),
        ("xlsx", "lieux.xlsx"),
        ("data-inclusion", "inclusion.json"),
    ],
)
def test_our_own_export_comes_back_unchanged(tmp_path: Path, format: str, name: str):
    run(national_csv(tmp_path / "a.csv", LIBRARY, {**WORKSHOP, "pivot": LIBRARY["pivot"]}))
    path = tmp_path / name
    exported = export_places(format=format, path=path, source="bordeaux")
    summary = import_places(path=path, source="retour")
    assert counts(summary) == (exported.places, 0, 0, exported.places, 0)
    assert Place.objects.count() == 2


def test_our_own_export_corrected_outside_corrects_our_place(tmp_path: Path):
    run(national_csv(tmp_path / "a.csv", LIBRARY, {**WORKSHOP, "pivot": LIBRARY["pivot"]}))
    path = tmp_path / "lieux.json"
    export_places(format="mediation-numerique-json", path=path, source="bordeaux")
    rows = json.loads(path.read_text())
    rows[0]["telephone"] = "+33261910099"
    rows[0]["date_maj"] = "2026-11-01"
    summary = import_places(path=national_json(tmp_path / "b.json", *rows), source="partenaire")
    assert counts(summary) == (2, 1, 0, 1, 0)
    assert Place.objects.count() == 2
    assert Place.objects.get(pk=rows[0]["id"]).phone == "+33261910099"


def test_our_own_export_corrected_outside_may_come_twice(tmp_path: Path):
    run(national_csv(tmp_path / "a.csv", LIBRARY, {**WORKSHOP, "pivot": LIBRARY["pivot"]}))
    path = tmp_path / "lieux.json"
    export_places(format="mediation-numerique-json", path=path, source="bordeaux")
    rows = json.loads(path.read_text())
    for row in rows:
        row |= {"telephone": "+33261910099", "date_maj": "2026-11-01"}
    corrected = national_json(tmp_path / "b.json", *rows)
    assert counts(import_places(path=corrected, source="partenaire")) == (2, 2, 0, 0, 0)
    assert counts(import_places(path=corrected, source="partenaire")) == (2, 0, 0, 2, 0)
    assert not SourceRecord.objects.exclude(withdrawn_at=None).exists()
    assert set(Place.objects.values_list("phone", flat=True)) == {"+33261910099"}


def test_an_import_and_its_run_are_written_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A stop between the two would leave places without their report, and duplicates never searched."""

    def fail(**_details: Any) -> None:
        raise RuntimeError("stopped")

    monkeypatch.setattr("fabrique.directory.imports.files.actions.note_run", fail)
    with pytest.raises(RuntimeError, match="stopped"):
        run(national_csv(tmp_path / "a.csv", LIBRARY))
    assert not Place.objects.exists()
    assert not JournalEntry.objects.filter(seq__gt=0).exists()


@pytest.mark.parametrize("text", ["[]", '{"type": "FeatureCollection", "features": []}', '{"lieux": []}'])
def test_a_list_without_rows_is_said_to_be_empty(tmp_path: Path, text: str):
    path = tmp_path / "vide.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DomainRefusal, match="aucune ligne de données"):
        run(path)


def test_our_own_empty_export_is_said_to_be_empty(tmp_path: Path):
    path = tmp_path / "lieux.json"
    export_places(format="mediation-numerique-json", path=path, source="ville")
    with pytest.raises(DomainRefusal, match="aucune ligne de données"):
        run(path)


def test_a_report_names_nobody_who_asked_not_to_be(tmp_path: Path):
    objections.object_contact(name="Mireille Tavronne")
    report = tmp_path / "report.jsonl"
    row = {
        **LIBRARY,
        "presentation_resume": "<p>Demandez  Mireille   TAVRONNE</p>",
        "telephone": "02.61.91.00.01",
    }
    import_places(path=national_csv(tmp_path / "a.csv", row), source="ville", report_path=report)
    assert "tavronne" not in report.read_text().casefold()
    assert all(json.loads(line) for line in report.read_text().splitlines())
    kept = StoredFile.objects.get(name="import-ville.jsonl")
    assert "tavronne" not in files.path_of(kept).read_text().casefold()


def test_a_thousand_rows_of_one_id_are_settled_at_once(tmp_path: Path):
    rows = [{**LIBRARY, "id": "X", "nom": f"Lieu {number}"} for number in range(1000)]
    assert counts(run(national_csv(tmp_path / "a.csv", *rows)))[0] == 1000
    assert counts(run(national_csv(tmp_path / "a.csv", *rows[::-1])))[3] == 1000
