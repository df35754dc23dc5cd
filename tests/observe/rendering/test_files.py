"""Every file of a content: the same names, the same figures, absent values that say why."""

from __future__ import annotations

import csv
import io
import json

from fabrique.core.tabular import read_table
from fabrique.observe.content import Content
from fabrique.observe.rendering.files import csv_of, data_files, files_of, geojson_of
from fabrique.observe.rendering.png import map_png
from fabrique.observe.rendering.workbook import workbook
from tests.observe.contents import AT, CODES, SHAPES, content, maps, points, zones

ALL = [
    "portrait.pdf", "diaporama.pdf", "tableau.xlsx", "carte.png", "carte.svg", "carte-deux.png",
    "carte-deux.svg", "zones.csv", "dictionnaire.csv", "zones.geojson", "contenu.json",
]  # fmt: skip


def test_all_the_files_are_made_with_stable_names():
    held = content()
    found = {each.name: each for each in files_of(held, shapes=SHAPES, at=AT)}
    assert list(found) == ALL
    assert found["portrait.pdf"].content.startswith(b"%PDF")
    assert found["carte.svg"].content.decode() == held.maps[0].sheet
    kept = json.loads(found["contenu.json"].content)
    assert kept.pop("digest") == held.digest
    assert Content.of_json(kept) == held


def test_a_picture_is_as_wide_as_asked():
    made = map_png(maps()[1], width=800)
    assert made.startswith(b"\x89PNG")
    assert int.from_bytes(made[16:20], "big") == 800


def rows_of(made: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made.decode("utf-8-sig"))))


def test_a_csv_keeps_numbers_and_says_beside_them_why_some_lack():
    rows = rows_of(csv_of(zones()))
    assert list(rows[0]) == ["id", "nom", "population", "part", "part_absent", "vers"]
    assert [(row["part"], row["part_absent"]) for row in rows[:4]] == [
        ("", "secret"), ("", "missing"), ("", "hidden"), ("15.25", ""),
    ]  # fmt: skip
    assert rows[0]["population"] == "234"
    assert rows[1]["vers"] == "'=1+1"  # no spreadsheet takes it for a formula


def test_the_dictionary_explains_each_column():
    found = {each.name: each for each in data_files(content(zones(), points()), shapes=SHAPES)}
    rows = rows_of(found["dictionnaire.csv"].content)
    assert [(row["tableau"], row["colonne"]) for row in rows[:2]] == [("zones", "id"), ("zones", "nom")]
    part = next(row for row in rows if row["colonne"] == "part")
    assert part["unite"] == "%"
    assert "secret : le producteur" in part["absences"]
    assert {"zones.geojson", "zones-sites.geojson"} <= found.keys()


def test_an_area_without_contour_keeps_its_figures():
    features = json.loads(geojson_of(zones(), SHAPES))["features"]
    assert len(features) == len(CODES)
    assert features[0]["properties"]["part"] is None
    assert features[0]["properties"]["part_absent"] == "secret"
    assert features[3]["geometry"] == SHAPES[CODES[3]]
    assert features[-1]["geometry"] is None
    assert features[-1]["properties"]["population"] == 39_234


def test_points_are_drawn_where_they_are():
    features = json.loads(geojson_of(points(), {}))["features"]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [-2.9, 47.1]}
    assert features[1]["geometry"] is None
    assert features[1]["properties"]["lat_absent"] == "missing"


def test_the_workbook_is_read_first_then_filtered(tmp_path):
    path = tmp_path / "tableau.xlsx"
    path.write_bytes(workbook(content()))
    first = list(read_table(path, sheet="Lire d’abord"))
    said = {str(value) for row in first for value in row.values.values()}
    assert {"Val-d’Estuaire", "Rien n’est moyenné.", content().digest} <= said
    table = list(read_table(path, sheet="Chaque commune"))
    assert [row.values["Part des 65 ans et plus"] for row in table[:3]] == ["secret", "manquant", "masqué"]
    assert len(table) == len(CODES)
    assert len(list(read_table(path, sheet="Dictionnaire"))) == len(zones().columns)
