from __future__ import annotations

import hashlib

import pytest

from fabrique.core.tabular import Limits, TableRefusal, read_table


def write(tmp_path, text, name="lieux.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def values(table):
    return [tuple(row.values.values()) for row in table]


def codes(table):
    return [warning.code for warning in table.warnings]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_separator_is_found(tmp_path, delimiter):
    lines = [["nom", "rue", "note"], ["Le Relais", "1, rue Basse", "a;b|c"], ["L’Abri", "2, rue Haute", "d"]]
    text = "\n".join(delimiter.join(f'"{c}"' if delimiter in c else c for c in line) for line in lines)
    table = read_table(write(tmp_path, text + "\n"))
    assert table.delimiter == delimiter
    assert table.format == ("tsv" if delimiter == "\t" else "csv")
    assert values(table) == [tuple(line) for line in lines[1:]]


def test_a_decimal_comma_is_not_the_separator(tmp_path):
    rows = "".join(f"lieu {i};47,{i};-1,{i};2,5\n" for i in range(20))
    table = read_table(write(tmp_path, "nom;lat;lon;note\n" + rows))
    assert table.delimiter == ";"
    assert values(table)[3] == ("lieu 3", "47,3", "-1,3", "2,5")


def test_lists_with_semicolons_do_not_cut_a_comma_file(tmp_path):
    rows = "".join(f"lieu {i},a;b;c;d,rue {i}\n" for i in range(20))
    assert read_table(write(tmp_path, "nom,services,rue\n" + rows)).delimiter == ","


def test_one_column_is_never_cut_and_is_told(tmp_path):
    table = read_table(write(tmp_path, "adresse\n1 rue Basse\n2, rue Haute\n3; rue du Lac\n"))
    assert values(table) == [("1 rue Basse",), ("2, rue Haute",), ("3; rue du Lac",)]
    assert codes(table) == ["one-column"]


def test_the_separator_that_excel_declares_is_obeyed(tmp_path):
    table = read_table(write(tmp_path, "sep=|\r\nnom|rue\r\na|b\r\n"))
    assert (table.columns, values(table), table.delimiter) == (("nom", "rue"), [("a", "b")], "|")
    assert [row.line for row in table] == [3]


def test_lines_inside_quotes_and_line_numbers(tmp_path):
    table = read_table(write(tmp_path, 'nom,note\n"a","x\ny ""z"""\n\nb,c\n'))
    rows = list(table)
    assert [(r.index, r.line, r.values["note"]) for r in rows] == [(0, 2, 'x\ny "z"'), (2, 5, "c")]


def test_blank_rows_are_passed_over_but_counted(tmp_path):
    table = read_table(write(tmp_path, "a,b\n1,2\n\n , \n,,\n3,4\n"))
    assert [row.index for row in table] == [0, 4]
    assert table.warnings == ()


def test_ragged_rows_are_read_and_told_each_time(tmp_path):
    table = read_table(write(tmp_path, "a,b,c\n1,2,3\n1\n1,2,3,4,5\n1,2,3,,\n"))
    for _ in range(2):
        rows = list(table)
        assert [list(r.values.values()) for r in rows][1] == ["1", "", ""]
        assert rows[2].surplus == ("4", "5")
        assert [(w.code, w.row) for w in table.warnings] == [("ragged", 1), ("ragged", 2)]


def test_repeated_and_blank_headers(tmp_path):
    table = read_table(write(tmp_path, "nom,,nom,\n1,2,3,\n"))
    assert table.columns == ("nom", "colonne_2", "nom (2)")
    assert "header" in codes(table)


def test_columns_without_any_name_are_kept_when_rows_fill_them(tmp_path):
    table = read_table(write(tmp_path, "nom,rue\na,b,c\nd,e,f\n"))
    assert table.columns == ("nom", "rue", "colonne_3")


def test_titles_before_the_header(tmp_path):
    text = "Lieux du territoire\nExtrait le 3 mars\n\nnom;rue;ville\na;b;c\nd;e;f\n"
    table = read_table(write(tmp_path, text))
    assert table.columns == ("nom", "rue", "ville")
    assert [(row.index, row.line) for row in table] == [(0, 5), (1, 6)]
    assert codes(table) == ["title"]


def test_nul_bytes_are_removed_and_told(tmp_path):
    table = read_table(write(tmp_path, b"nom,rue\nLe \0Relais,x\n"))
    assert values(table) == [("Le Relais", "x")]
    assert [(w.code, w.row) for w in table.warnings] == [("nul", 0)]


def test_old_mac_line_ends(tmp_path):
    assert values(read_table(write(tmp_path, "a,b\r1,2\r3,4\r"))) == [("1", "2"), ("3", "4")]


def test_a_quote_never_closed_does_not_swallow_the_rows_below(tmp_path):
    rows = "".join(f"n{i},r{i}\n" for i in range(50))
    table = read_table(write(tmp_path, 'nom,rue\n"Le Relais,x\n' + rows))
    found = values(table)
    assert found[0] == ('"Le Relais', "x")
    assert found[1:] == [(f"n{i}", f"r{i}") for i in range(50)]
    assert [(w.code, w.row) for w in table.warnings] == [("quote", 0)]


def test_a_quote_never_closed_in_a_large_file_keeps_memory_bounded(tmp_path):
    rows = "".join(f"n{i},r{i}\n" for i in range(2000))
    path = write(tmp_path, "nom,rue\n" + rows + '"ouvert,x\n' + rows)
    table = read_table(path, limits=Limits(cell_chars=1000))
    assert len(list(table)) == 4001
    assert [w.row for w in table.warnings] == [2000]


def test_the_digest_is_that_of_the_file(tmp_path):
    path = write(tmp_path, "a,b\n1,2\n")
    assert read_table(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_cell_of_one_megabyte_is_read(tmp_path):
    path = write(tmp_path, "nom,note\na," + "x" * 1_048_576 + "\nb,c\n")
    assert [len(row.values["note"]) for row in read_table(path)] == [1_048_576, 1]


def test_a_longer_cell_is_refused_with_its_place(tmp_path):
    path = write(tmp_path, "nom,note\nb,c\na," + "x" * 2_000_001 + "\n")
    with pytest.raises(TableRefusal) as caught:
        list(read_table(path))
    refusal = caught.value
    assert (refusal.path, refusal.row, refusal.line, refusal.column) == (path, 1, 3, "note")
    assert "« lieux.csv », ligne 3, colonne « note »" in refusal.message
    assert "Raccourcissez" in refusal.message


def test_a_file_that_is_one_endless_line_is_refused(tmp_path):
    path = write(tmp_path, "nom,note\n" + "x" * 30_000 + ",y")
    with pytest.raises(TableRefusal, match="ligne 2"):
        list(read_table(path, limits=Limits(cell_chars=1000)))


def test_too_many_rows(tmp_path):
    path = write(tmp_path, "a,b\n" + "1,2\n" * 11)
    with pytest.raises(TableRefusal, match="plus de 10 lignes"):
        list(read_table(path, limits=Limits(rows=10)))


def test_warnings_are_bounded(tmp_path):
    table = read_table(write(tmp_path, "a,b,c\n1,2,3\n" + "1\n" * 30), limits=Limits(warnings=10))
    assert len(list(table)) == 31
    assert len(table.warnings) == 11
    assert "20 autres" in table.warnings[-1].message
