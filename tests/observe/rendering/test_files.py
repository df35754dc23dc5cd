"""Every file of a content: the same names, the same figures, absent values that say why."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from fabrique.core.tabular import read_table
from fabrique.observe.content import Content, Table
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


@pytest.mark.parametrize(
    "said",
    [
        '#read("/etc/passwd") #include "x"',
        "$x$ \\ [a] *b* _c_ `d` <e> @f // g /* h",
        '<script>alert("1")</script>',
        "=cmd|'/C calc'!A0",
        "🧑🏾‍🦽" * 20,
        "\u202egnp.tiuq",
        "\u200b\ufeff",
        "<svg 🧑\u202e",
        "a\x00b\x1b[31m",
        "Anticonstitutionnellement" * 40,
    ],
)
def test_hostile_words_stop_no_file_and_are_only_words(said: str):
    """As a title, in a heading, a cell, a label, a source: where people write."""
    held = content(_saying(zones(), said))
    first, second = held.maps
    held = replace(
        held, title=said, subtitle=said, territory=said, reading=(said,), method=(said,),
        maps=(replace(first, title=said, notes=(said,)), second),
        figures=tuple(replace(one, label=said, value=said) for one in held.figures),
        sources=tuple(replace(one, title=said, producer=said, url=said) for one in held.sources),
    )  # fmt: skip
    found = {each.name: each.content for each in files_of(held, shapes=SHAPES, at=AT)}
    assert list(found) == ALL
    assert not any(b"root:x:" in made for made in found.values())
    (row,) = [row for row in rows_of(found["zones.csv"]) if row["id"] == CODES[1]]
    assert row["nom"].lstrip("'")[:1] not in ("=", "+", "-", "@") or row["nom"].startswith("'")
    assert json.loads(found["contenu.json"])["title"] == said


def _saying(table: Table, said: str) -> Table:
    columns = tuple(replace(one, label=said, meaning=said) for one in table.columns)
    rows = tuple((row[0], said, *row[2:4], said) for row in table.rows)
    return replace(table, title=said, note=said, columns=columns, rows=rows)


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
