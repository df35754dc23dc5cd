from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import UTC, date, datetime

import pytest

from fabrique.core.tabular import (
    SheetOut,
    TableRefusal,
    csv_lines,
    read_table,
    write_csv,
    write_geojson,
    write_json,
    write_xlsx,
)


def part(path, name):
    with zipfile.ZipFile(path) as container:
        return container.read(name).decode()


def test_every_kind_of_cell_in_csv():
    cells = [
        "a",
        None,
        True,
        -12,
        -0.5,
        float("nan"),
        date(2024, 2, 29),
        datetime(2024, 1, 2, tzinfo=UTC),
        ["é"],
    ]
    columns = list("abcdefghi")
    (_, line) = csv_lines(columns, [cells])
    assert line == 'a,,true,-12,-0.5,,2024-02-29,2024-01-02T00:00:00+00:00,"[""é""]"\r\n'


def test_phones_and_negative_numbers_are_written_as_they_are():
    (_, line) = csv_lines(["a", "b", "c"], [["+33261910001", "-1,5", "-1"]])
    assert line == '+33261910001,"-1,5",-1\r\n'


def test_rows_may_be_mappings_or_short_but_not_too_long():
    assert list(csv_lines(["a", "b"], [{"b": 1, "x": 2}, [3]]))[1:] == [",1\r\n", "3,\r\n"]
    with pytest.raises(ValueError, match="3 cells for 2"):
        list(csv_lines(["a", "b"], [[1, 2, 3]]))
    with pytest.raises(ValueError, match="separator"):
        list(csv_lines(["a"], [], delimiter=":"))


def test_a_mark_for_excel():
    raw = io.BytesIO()
    write_csv(raw, ["nom"], [["é"]], bom=True, delimiter=";")
    assert raw.getvalue() == b"\xef\xbb\xbfnom\r\n" + "é\r\n".encode()


def test_unstorable_characters_do_not_stop_an_export(tmp_path):
    path = tmp_path / "a.csv"
    write_csv(path, ["a", "b"], [["x\0y", "\ud800"]])
    assert path.read_bytes() == "a,b\r\nxy,\ufffd\r\n".encode()
    write_json(path, ["a"], [["\ud800"]])
    assert json.loads(path.read_bytes()) == [{"a": "\ufffd"}]


def test_json_and_geojson_are_strict(tmp_path):
    path = tmp_path / "a.json"
    assert (
        write_json(path, ["a", "d"], [[float("inf"), date(2024, 1, 2)], [{"x": [float("nan")]}, None]]) == 2
    )
    assert json.loads(path.read_text(), parse_constant=pytest.fail) == [
        {"a": None, "d": "2024-01-02"},
        {"a": {"x": [None]}, "d": None},
    ]
    assert write_json(path, ["a"], []) == 0
    assert json.loads(path.read_text()) == []
    write_geojson(path, ["nom", "x", "y"], [["A", 1, 2.5], ["B", "1", 2]], longitude="x", latitude="y")
    document = json.loads(path.read_text())
    assert document["features"][0]["geometry"] == {"type": "Point", "coordinates": [1, 2.5]}
    assert document["features"][1]["geometry"] is None


def test_a_failed_export_leaves_the_former_file_and_no_other(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("avant")

    def rows():
        yield ["1"]
        raise RuntimeError("coupure")

    for write in (
        lambda: write_csv(path, ["a"], rows()),
        lambda: write_json(path, ["a"], rows()),
        lambda: write_xlsx(path, [SheetOut("A", ["a"], rows())]),
    ):
        with pytest.raises(RuntimeError):
            write()
        assert path.read_text() == "avant"
        assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_or_a_folder_as_target(tmp_path):
    with pytest.raises(TableRefusal, match="ne peut pas être écrit"):
        write_csv(tmp_path / "absent" / "a.csv", ["a"], [])
    with pytest.raises(TableRefusal, match="un dossier"):
        write_csv(tmp_path, ["a"], [])


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(tmp_path):
    path = tmp_path / "a.xlsx"
    hostile = ["=1+1", "{=1}", "+1+cmd", "@SUM(1)", "https://exemple.example", "mailto:a@b.example", "＝1"]
    assert write_xlsx(path, [SheetOut("Lieux", ["nom"], [[text] for text in hostile])]) == ()
    sheet = part(path, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert 'quotePrefix="1"' in part(path, "xl/styles.xml")
    assert [row.values["nom"] for row in read_table(path)] == hostile


def test_the_header_is_frozen_and_columns_have_a_width(tmp_path):
    path = tmp_path / "a.xlsx"
    write_xlsx(path, [SheetOut("Lieux", ["nom", "note"], [["Le Relais du Marché", "x" * 500]])])
    sheet = part(path, "xl/worksheets/sheet1.xml")
    assert re.search(r'<pane ySplit="1"[^>]*state="frozen"', sheet)
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', sheet)]
    assert 20 < widths[0] < 25
    assert 59 < widths[1] < 62


def test_a_text_longer_than_a_cell_is_cut_and_told(tmp_path):
    path = tmp_path / "a.xlsx"
    (warning,) = write_xlsx(path, [SheetOut("A", ["nom", "note"], [["a", "b"], ["c", "x" * 40_000]])])
    assert (warning.code, warning.row, warning.column) == ("cut", 1, "note")
    assert len(list(read_table(path))[1].values["note"]) == 32_767


def test_large_whole_numbers_old_dates_and_instants_are_texts(tmp_path):
    path = tmp_path / "a.xlsx"
    cells = [12345678901234567, date(1850, 1, 1), datetime(2024, 1, 2, tzinfo=UTC), float("nan")]
    write_xlsx(path, [SheetOut("A", list("abcd"), [cells])])
    (row,) = read_table(path)
    assert list(row.values.values()) == ["12345678901234567", "1850-01-01", "2024-01-02T00:00:00+00:00", ""]


def test_names_of_sheets_are_made_acceptable(tmp_path):
    path = tmp_path / "a.xlsx"
    names = ["Lieux: [2024]/*?", "x" * 40, "X" * 40, "", "History", "lieux   2024"]
    write_xlsx(path, [SheetOut(name, ["a", "b"], [[1, 2]]) for name in names])
    found = re.findall(r'<sheet name="([^"]*)"', part(path, "xl/workbook.xml"))
    assert len(found) == len({name.casefold() for name in found}) == 6
    assert all(0 < len(name) <= 31 for name in found)
    assert found[0] == "Lieux   2024"


def test_a_name_of_a_sheet_is_counted_as_spreadsheets_do(tmp_path):
    path = tmp_path / "a.xlsx"
    write_xlsx(path, [SheetOut("🧑" * 40, ["a"], [[1]]), SheetOut("🧑" * 40, ["a"], [[1]])])
    found = re.findall(r'<sheet name="([^"]*)"', part(path, "xl/workbook.xml"))
    assert found == ["🧑" * 15, "🧑" * 13 + " (2)"]


def test_a_workbook_has_bounds(tmp_path):
    path = tmp_path / "a.xlsx"
    with pytest.raises(TableRefusal, match="16384 colonnes"):
        write_xlsx(path, [SheetOut("A", [str(i) for i in range(16_385)], [])])
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_goes_to_a_stream(tmp_path):
    stream = io.BytesIO()
    write_xlsx(stream, [SheetOut("A", ["a", "b"], [[1, "x"]])])
    path = tmp_path / "a.xlsx"
    path.write_bytes(stream.getvalue())
    assert [row.values for row in read_table(path)] == [{"a": 1, "b": "x"}]
