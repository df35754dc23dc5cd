from __future__ import annotations

from datetime import date, datetime, time

import pytest
import xlsxwriter

from fabrique.core.tabular import TableRefusal, read_table
from tests.core.tabular.samples import MAIN, ods_cell, raw_ods, raw_xlsx


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "lieux.xlsx"
    workbook = xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"})
    yield path, workbook
    if not workbook.fileclosed:
        workbook.close()


def test_codes_phones_dates_and_texts(book):
    path, workbook = book
    sheet = workbook.add_worksheet("Lieux")
    sheet.write_row(0, 0, ["nom", "code", "tel", "lat", "maj", "vu", "heure", "oui", "vide"])
    sheet.write_row(1, 0, ["Le Relais", 1000, 33261910001, 47.25])
    sheet.write_datetime(1, 4, date(2024, 2, 29))
    sheet.write_datetime(1, 5, datetime.fromisoformat("2024-01-02T03:04:05"))
    sheet.write_datetime(1, 6, time(9, 30), workbook.add_format({"num_format": "hh:mm"}))
    sheet.write_boolean(1, 7, True)
    workbook.close()
    table = read_table(path)
    assert (table.format, table.sheet, table.encoding, table.delimiter) == ("xlsx", "Lieux", None, None)
    (row,) = table
    seen = datetime.fromisoformat("2024-01-02T03:04:05")
    assert list(row.values.values())[:5] == ["Le Relais", 1000, 33261910001, 47.25, date(2024, 2, 29)]
    assert list(row.values.values())[5:] == [seen, "09:30", True, ""]
    assert type(row.values["code"]) is int


def test_the_first_sheet_that_holds_a_table_and_its_header_below_titles(book):
    path, workbook = book
    workbook.add_worksheet("Vide")
    workbook.add_worksheet("Lisez-moi").write_column(0, 0, ["Bonjour", "Ce classeur…"])
    hidden = workbook.add_worksheet("Caché")
    hidden.write_row(0, 0, ["x", "y"])
    hidden.write_row(1, 0, [1, 2])
    hidden.hide()
    sheet = workbook.add_worksheet("Lieux")
    sheet.write(1, 1, "Lieux du territoire en mars")
    sheet.write_row(3, 1, ["nom", "rue", "", "ville"])
    sheet.write_row(4, 1, ["A", "B", "", "C"])
    sheet.write_row(6, 1, ["D", "E", "", "F"])
    workbook.close()
    table = read_table(path)
    assert table.sheet == "Lieux"
    assert table.columns == ("nom", "rue", "ville")
    assert [(row.index, row.line, row.values["nom"]) for row in table] == [(0, 5, "A"), (2, 7, "D")]
    assert len(list(table)) == 2
    assert [w.code for w in table.warnings] == ["sheet", "title"]
    assert read_table(path, sheet="Caché").columns == ("x", "y")
    assert read_table(path, sheet=2).columns == ("x", "y")
    with pytest.raises(TableRefusal, match=r"pas de feuille « Absente »\. Feuilles du classeur : « Vide »"):
        read_table(path, sheet="Absente")
    with pytest.raises(TableRefusal, match="est vide"):
        read_table(path, sheet="Vide")


def test_header_only_and_empty_workbooks(book, tmp_path):
    path, workbook = book
    workbook.add_worksheet().write_row(0, 0, ["nom", "rue"])
    workbook.close()
    table = read_table(path)
    assert (list(table), [w.code for w in table.warnings]) == ([], ["no-rows"])
    empty = tmp_path / "vide.xlsx"
    with xlsxwriter.Workbook(empty) as other:
        other.add_worksheet()
    with pytest.raises(TableRefusal, match="toutes les feuilles sont vides"):
        read_table(empty)


def test_ods(tmp_path):
    head = "<table:table-row>" + ods_cell("nom") + ods_cell("code") + ods_cell("maj") + "</table:table-row>"
    data = (
        "<table:table-row>"
        + ods_cell("Médiathèque <text:s/>d’Aub")
        + '<table:table-cell office:value-type="float" office:value="1000"/>'
        + '<table:table-cell office:value-type="date" office:date-value="2024-02-29"/>'
        + "</table:table-row>"
    )
    blank = '<table:table-row table:number-rows-repeated="1048000">'
    blank += '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
    tables = (
        '<table:table table:name="A"/>' + f'<table:table table:name="B">{head}{data}{blank}</table:table>'
    )
    table = read_table(raw_ods(tmp_path / "lieux.ods", tables))
    assert (table.format, table.sheet) == ("ods", "B")
    (row,) = table
    assert row.values == {"nom": "Médiathèque  d’Aub", "code": 1000, "maj": date(2024, 2, 29)}


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
PREFIXED = FAR.replace("<c ", "<x:c ").replace("</c>", "</x:c>").replace("<row", f'<x:row xmlns:x="{MAIN}"')


@pytest.mark.parametrize(
    "rows",
    [
        FAR,
        FAR.replace('<c r="XFD1048576">', '<c s="1" r="XFD1048576">'),
        FAR.replace('<c r="XFD1048576">', "<c r='XFD1048576' >"),
        FAR.replace('<c r="XFD1048576">', '<c r="&#88;FD1048576">'),
        PREFIXED.replace("</row", "</x:row"),
    ],
)
def test_two_far_cells_are_refused_before_memory_is_asked_for(tmp_path, rows):
    with pytest.raises(TableRefusal, match="17179869184 cellules"):
        read_table(raw_xlsx(tmp_path / "a.xlsx", rows))


def test_formatted_but_empty_far_cells_are_harmless(tmp_path):
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>nom</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>n</t></is></c></row>'
        '<row r="2"><c r="A2"><v>5</v></c><c r="B2"><v>6</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" s="0"/><c r="XFC1048576" s="0"></c></row>'
    )
    (row,) = read_table(raw_xlsx(tmp_path / "a.xlsx", rows))
    assert row.values == {"nom": 5, "n": 6}


def test_one_long_text_used_everywhere_is_refused(tmp_path):
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 20_001))
    shared = f"<si><t>{'a' * 30_000}</t></si>"
    with pytest.raises(TableRefusal, match="textes répétés"):
        read_table(raw_xlsx(tmp_path / "a.xlsx", rows, shared))
    honest = rows.replace("<v>0</v>", "<v>1</v>")
    table = read_table(raw_xlsx(tmp_path / "b.xlsx", honest, shared + "<si><t>b</t></si>"))
    assert len(list(table)) == 19_999


def test_repeated_cells_of_an_ods_are_counted(tmp_path):
    many = (
        '<table:table table:name="A"><table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16000"/>'
        "</table:table-row></table:table>"
    )
    with pytest.raises(TableRefusal, match="s’étend sur"):
        read_table(raw_ods(tmp_path / "a.ods", many))
    text = ods_cell("a" * 60_000).replace(
        "<table:table-cell", '<table:table-cell table:number-columns-repeated="200"'
    )
    long = f'<table:table table:name="A"><table:table-row table:number-rows-repeated="100">{text}'
    with pytest.raises(TableRefusal, match="textes répétés"):
        read_table(raw_ods(tmp_path / "b.ods", long + "</table:table-row></table:table>"))


def test_entities_are_refused(tmp_path):
    rows = "<row><c><v>1</v></c></row>"
    path = raw_xlsx(tmp_path / "a.xlsx", "]]&boom;" + rows)
    with pytest.raises(TableRefusal, match="abîmé"):
        read_table(path)


def test_the_sign_that_no_database_holds_is_left_out(tmp_path):
    cells = ("na_x0000_me", "id"), ("a_x0000_b", "1")
    rows = "".join(
        f'<row r="{line}">' + "".join(
            f'<c r="{letter}{line}" t="inlineStr"><is><t>{text}</t></is></c>'
            for letter, text in zip("AB", row, strict=True)
        ) + "</row>"
        for line, row in enumerate(cells, 1)
    )  # fmt: skip
    table = read_table(raw_xlsx(tmp_path / "lieux.xlsx", rows))
    assert table.columns == ("name", "id")
    assert [row.values["name"] for row in table] == ["ab"]
