"""Whatever the file, a table or a refusal that says which file and what to do."""

from __future__ import annotations

import os
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import Limits, SheetOut, TableRefusal, read_table, write_xlsx
from tests.core.tabular.samples import raw_xlsx, zip_of

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
HTML = b"\xef\xbb\xbf\n<!DOCTYPE html>\n<html><body>Connexion; oui, non</body></html>"


@pytest.mark.parametrize(
    ("name", "content", "match"),
    [
        ("vide.csv", b"", "le fichier est vide"),
        ("blanc.csv", b"\xef\xbb\xbf \r\n\r\n", "le fichier est vide"),
        ("nuls.csv", b"\0" * 100, "le fichier est vide"),
        ("separateurs.csv", b";;;\n;;;\n", "aucune donnée"),
        ("page.csv", HTML, "page web.*Téléchargez de nouveau"),
        ("page.xls", b"<html><table><tr><td>a</td></tr></table></html>", "page web"),
        ("carte.kml", b"<?xml version='1.0'?><kml/>", "XML"),
        ("vieux.xls", OLE, r"\.xls.*enregistrez-le en \.xlsx"),
        ("secret.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        ("rapport.csv", b"%PDF-1.7\n", "PDF"),
        ("lieux.csv.gz", b"\x1f\x8b\x08\0" + b"x" * 50, "gzip.*Décompressez"),
        ("photo.csv", b"\xff\xd8\xff\xe0" + b"x" * 50, "image"),
        ("bruit.csv", bytes(range(1, 9)) * 200, "pas un tableau lisible"),
        ("coupe.xlsx", b"PK\x03\x04" + b"x" * 200, "abîmé"),
        ("fin.zip", b"PK\x05\x06" + b"\0" * 18, "archive ZIP"),
    ],
)
def test_what_is_not_a_table_is_named(tmp_path, name, content, match):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TableRefusal, match=match) as caught:
        list(read_table(path))
    assert caught.value.message.startswith(f"« {name} »")
    assert isinstance(caught.value, DomainRefusal)
    assert caught.value.mend


def test_header_only(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"nom;rue\n")
    table = read_table(path)
    assert (table.columns, list(table), [w.code for w in table.warnings]) == (("nom", "rue"), [], ["no-rows"])


def test_missing_folder_pipe_and_impossible_name(tmp_path):
    os.mkfifo(tmp_path / "tube")
    for path, match in [
        (tmp_path / "absent.csv", "n’existe pas"),
        (tmp_path, "un dossier"),
        (tmp_path / "tube", "fichier ordinaire"),
        ("a\0b.csv", "ne peut pas être lu"),
    ]:
        with pytest.raises(TableRefusal, match=match):
            read_table(path)


def test_a_file_without_the_right_to_read_it(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")

    def refuse(*_, **__):
        raise PermissionError

    monkeypatch.setattr(type(path), "open", refuse)  # the owner of the tests may read anything
    with pytest.raises(TableRefusal, match="droit de lecture"):
        read_table(path)


def test_an_unknown_format_is_a_mistake_of_the_caller(tmp_path):
    with pytest.raises(ValueError, match="not one of"):
        read_table(tmp_path / "a", format="dbf")


@pytest.mark.parametrize("name", ["lieux.csv", "lieux.json", "lieux"])
def test_a_workbook_under_another_name_is_read(tmp_path, name):
    write_xlsx(tmp_path / name, [SheetOut("A", ["nom", "n"], [["a", 1]])])
    table = read_table(tmp_path / name)
    assert [row.values for row in table] == [{"nom": "a", "n": 1}]
    assert [w.code for w in table.warnings] == (["extension"] if "." in name else [])


def test_other_archives_are_named(tmp_path):
    for parts, match in [
        ({"lieux.csv": "a,b"}, "archive ZIP.*Décompressez"),
        ({"word/document.xml": "<x/>"}, "document de texte"),
        ({"xl/workbook.bin": "x"}, "xlsb"),
    ]:
        with pytest.raises(TableRefusal, match=match):
            read_table(zip_of(tmp_path / "a.xlsx", parts))


def test_a_truncated_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    write_xlsx(path, [SheetOut("A", ["nom", "n"], [["a", 1]] * 500)])
    whole = path.read_bytes()
    for length in (10, len(whole) // 2, len(whole) - 30):
        path.write_bytes(whole[:length])
        with pytest.raises(TableRefusal, match="abîmé"):
            read_table(path)


def test_a_zip_bomb_is_refused_from_its_directory(tmp_path):
    path = zip_of(
        tmp_path / "a.xlsx", {"xl/workbook.xml": "x", "xl/worksheets/sheet1.xml": b"0" * 30_000_000}
    )
    assert path.stat().st_size < 100_000
    with pytest.raises(TableRefusal, match="grossit plus de 200 fois"):
        read_table(path)
    with pytest.raises(TableRefusal, match="plus de 10 Mo"):
        read_table(path, limits=Limits(inflated_bytes=10_000_000))


def test_a_zip_bomb_that_lies_about_its_size_is_refused(tmp_path):
    path = raw_xlsx(tmp_path / "a.xlsx", " " * 5_000_000)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as container:
        size = container.getinfo("xl/worksheets/sheet1.xml").file_size
    real, lie = struct.pack("<I", size), struct.pack("<I", 1000)
    assert data.count(real) == 2
    path.write_bytes(data.replace(real, lie))
    with pytest.raises(TableRefusal, match="plus grande qu’elle ne le dit"):
        read_table(path)


def test_many_entries_locked_entries_and_odd_compression(tmp_path):
    path = zip_of(tmp_path / "a.xlsx", {"xl/workbook.xml": "", **{f"x{i}": "" for i in range(20)}})
    with pytest.raises(TableRefusal, match="21 éléments"):
        read_table(path, limits=Limits(archive_entries=20))
    data = bytearray(raw_xlsx(path, "").read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(TableRefusal, match="mot de passe"):
        read_table(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as container:
        container.writestr("xl/workbook.xml", "x" * 1000)
    with pytest.raises(TableRefusal, match="abîmé"):
        read_table(path)


def test_five_thousand_columns_in_each_format(tmp_path):
    names = [f"c{i}" for i in range(5000)]
    text = tmp_path / "a.csv"
    text.write_text(",".join(names) + "\n" + ",".join("1" * 5000) + "\n")
    document = tmp_path / "a.json"
    document.write_text("[{" + ",".join(f'"{name}":1' for name in names) + "}]")
    book = tmp_path / "a.xlsx"
    write_xlsx(book, [SheetOut("A", names, [[1] * 5000])])
    for path in (text, document, book):
        with pytest.raises(TableRefusal, match="5000 colonnes ; la limite est 2000") as caught:
            read_table(path)
        assert "Gardez seulement" in caught.value.message


def test_a_file_over_the_limit_says_both_sizes(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" * 1_000_000)
    with pytest.raises(TableRefusal, match="pèse 4 Mo ; la limite est 2 Mo"):
        read_table(path, limits=Limits(streamed_bytes=2_000_000))


SEED = (
    b"nom;rue\n",
    b'"',
    b"PK\x03\x04",
    b"[{",
    b'{"a":',
    b"\xff\xfe",
    b"\0",
    b"\r",
    b",",
    b"\xe9",
    b"<html",
    b"sep=;\n",
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(SEED), st.binary(max_size=12)), max_size=12).map(b"".join))
def test_no_bytes_at_all_raise_anything_else(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "n.csv"
    path.write_bytes(content)
    with suppress(TableRefusal):
        list(read_table(path))


FLIPS = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=4)


@settings(max_examples=100, deadline=None)
@given(FLIPS)
def test_a_workbook_with_flipped_bytes_raises_nothing_else(tmp_path_factory, flips):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    path = raw_xlsx(tmp_path_factory.getbasetemp() / "n.xlsx", rows, "<si><t>a</t></si>")
    content = bytearray(path.read_bytes())
    for place, value in flips:
        content[place % len(content)] = value
    path.write_bytes(content)
    with suppress(TableRefusal):
        list(read_table(path))


def test_a_sheet_whose_xml_is_broken_is_refused_whatever_the_checksums(tmp_path):
    rows = "<row><c><v>1</v></c><c r='ZZZZ9'><v>2</v></c></row>"
    for broken in (rows, rows.replace("</row>", ""), "<row r='x'><c><v>1</v></c></row>"):
        with pytest.raises(TableRefusal, match=r"abîmé|ne peut pas être lu"):
            read_table(raw_xlsx(tmp_path / "a.xlsx", broken))
