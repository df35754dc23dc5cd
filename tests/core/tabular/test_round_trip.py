"""What is written and read again is what was there."""

from __future__ import annotations

import io
import tempfile
from datetime import date
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from fabrique.core.tabular import SheetOut, read_table, write_csv, write_geojson, write_json, write_xlsx

COLUMNS = ("nom", "note", "tel")
# Any character that a file can hold; many that separate, quote, or start a formula.
ANY = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
HOSTILE = st.text(alphabet=st.sampled_from("=+-@'\";,\t|\r\n <>&_x0041é€\u00a0\ufeff＝"), max_size=8)
TEXTS = st.one_of(
    ANY, HOSTILE, st.sampled_from(["+33261910001", "-12", "'=1", "_x000D_", "=cmd|'/C calc'!A0"])
)
ROWS = st.lists(
    st.tuples(TEXTS, TEXTS, TEXTS).filter(lambda row: any(map(str.strip, row))), min_size=1, max_size=6
)


def read_back(write, suffix):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        write(path)
        table = read_table(path)
        return table.columns, [tuple(row.values.values()) for row in table], table.warnings


@settings(max_examples=150, deadline=None)
@given(ROWS, st.sampled_from([",", ";", "\t", "|"]), st.booleans())
@example([("a;b", "c|d\te", "'\r\n=")], ",", False)
def test_any_text_comes_back_from_csv(rows, delimiter, bom):
    columns, found, warnings = read_back(
        lambda path: write_csv(path, COLUMNS, rows, delimiter=delimiter, bom=bom), ".csv"
    )
    assert (columns, found) == (COLUMNS, rows)
    assert [w for w in warnings if w.code != "extension"] == []


@settings(max_examples=80, deadline=None)
@given(st.lists(TEXTS.filter(str.strip), min_size=1, max_size=6))
def test_one_column_of_any_text_comes_back_from_csv(cells):
    _, found, _ = read_back(lambda path: write_csv(path, ["note"], [[cell] for cell in cells]), ".csv")
    assert found == [(cell,) for cell in cells]


def xml_text(text):
    """What XML 1.0 can hold."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_any_text_comes_back_from_xlsx(rows):
    columns, found, _ = read_back(lambda path: write_xlsx(path, [SheetOut("Lieux", COLUMNS, rows)]), ".xlsx")
    kept = [tuple(map(xml_text, row)) for row in rows]
    assert columns == COLUMNS
    assert found == [row for row in kept if any(map(str.strip, row))]


NUMBERS = st.one_of(
    st.integers(-999_999_999_999_999, 999_999_999_999_999),
    st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: not x.is_integer()),
    st.booleans(),
    st.dates(min_value=date(1900, 3, 1)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=8))
def test_numbers_and_dates_come_back_from_xlsx_with_their_kind(cells):
    rows = [("a", cell) for cell in cells]
    _, found, _ = read_back(lambda path: write_xlsx(path, [SheetOut("A", ["nom", "n"], rows)]), ".xlsx")
    assert found == rows
    assert [type(cell) for _, cell in found] == [type(cell) for cell in cells]


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), ANY), lambda x: st.lists(x, max_size=3)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(JSON, JSON, JSON), min_size=1, max_size=4))
def test_any_value_comes_back_from_json(rows):
    columns, found, _ = read_back(lambda path: write_json(path, COLUMNS, rows), ".json")
    assert (columns, found) == (COLUMNS, rows)


def test_geojson_comes_back_with_its_points():
    rows = [
        {"nom": "A", "longitude": -1.5, "latitude": 47.25},
        {"nom": "B", "longitude": None, "latitude": None},
    ]
    columns = ("nom", "longitude", "latitude")
    found_columns, found, warnings = read_back(lambda path: write_geojson(path, columns, rows), ".geojson")
    assert found_columns == (*columns, "_longitude", "_latitude")
    assert found == [("A", -1.5, 47.25, -1.5, 47.25), ("B", None, None, None, None)]
    assert warnings == ()


def test_streams_of_text_and_of_bytes_get_the_same_file():
    rows = [["é", "=1", "b"]]
    text, raw = io.StringIO(), io.BytesIO()
    assert write_csv(text, COLUMNS, rows) == write_csv(raw, COLUMNS, rows) == 1
    assert raw.getvalue() == text.getvalue().encode() == "nom,note,tel\r\né,'=1,b\r\n".encode()
