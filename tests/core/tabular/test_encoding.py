from __future__ import annotations

import pytest

from fabrique.core.tabular import read_table
from fabrique.core.tabular.encoding import detect_encoding
from tests.core.tabular.samples import PEOPLE_CSV

OLD = PEOPLE_CSV.replace("’", "'")


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (PEOPLE_CSV, "utf-8", "utf-8"),
        (PEOPLE_CSV, "utf-8-sig", "utf-8-sig"),
        (PEOPLE_CSV, "utf-16", "utf-16"),
        (PEOPLE_CSV, "utf-16-le", "utf-16-le"),
        (PEOPLE_CSV, "utf-16-be", "utf-16-be"),
        (PEOPLE_CSV, "utf-32", "utf-32"),
        (PEOPLE_CSV, "cp1252", "cp1252"),
        (OLD, "latin-1", "cp1252"),
        (PEOPLE_CSV, "mac_roman", "mac_roman"),
        (OLD, "cp850", "cp850"),
    ],
)
def test_french_text_is_read_in_each_encoding(tmp_path, text, codec, name):
    path = tmp_path / "lieux.csv"
    path.write_bytes(text.encode(codec))
    table = read_table(path)
    assert table.encoding == name
    assert table.delimiter == ";"
    assert table.columns == ("nom", "adresse", "téléphone")
    assert [list(row.values.values()) for row in table] == [
        line.split(";") for line in text.split("\r\n")[1:-1]
    ]


@pytest.mark.parametrize(
    "word",
    [
        "é",
        "ÉCOLE",
        "français",
        "à",
        "Nîmes",
        "Noël",
        "où",
        "hôtel",
        "25 €",
        "Lundi – mardi",
        "Le « Relais »",
        "“Relais”",
    ],
)
@pytest.mark.parametrize("codec", ["cp1252", "utf-8"])
def test_one_accented_word_is_enough(tmp_path, word, codec):
    path = tmp_path / "a.csv"
    path.write_bytes(f"nom,ville\n{word},Aub\n".encode(codec))
    assert detect_encoding(path).name == codec
    assert next(iter(read_table(path))).values["nom"] == word


def test_a_few_windows_bytes_in_a_utf8_file_are_kept_and_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"nom,ville\n" + "été,forêt\n".encode() * 20 + "thé,Alès\n".encode("cp1252"))
    table = read_table(path)
    rows = list(table)
    assert table.encoding == "utf-8"
    assert rows[-1].values == {"nom": "thé", "ville": "Alès"}
    assert [w.code for w in table.warnings] == ["encoding"]


def test_another_alphabet_is_left_to_the_general_detector(tmp_path):
    text = "имя,город\n" + "Библиотека имени Пушкина,Новгород\nДом культуры и чтения,Псков\n" * 20
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode("cp1251"))
    assert next(iter(read_table(path))).values == {"имя": "Библиотека имени Пушкина", "город": "Новгород"}


def test_bytes_that_windows_does_not_define_do_not_stop_the_reading(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"nom,ville\n" + "Hélène,Besançon\n".encode("cp1252") + b"a\x81\x8d,b\n")
    assert list(read_table(path))[1].values == {"nom": "a\x81\x8d", "ville": "b"}
