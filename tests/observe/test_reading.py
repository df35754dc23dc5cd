"""Columns of numbers from files that people sent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import TableRefusal, check_writable
from fabrique.observe.reading import Column, choose, number_of, open_table, read_numbers


def table(tmp_path: Path, text: str):
    path = tmp_path / "donnees.csv"
    path.write_text(text, encoding="utf-8")
    return open_table(path)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", 12.0),
        ("1 234,5", 1234.5),
        ("12 %", 12.0),
        ("-3e2", -300.0),
        (7, 7.0),
        ("nan", None),
        ("inf", None),
        ("1_000", None),
        ("s", None),
        ("", None),
        (True, None),
        (None, None),
        ([1], None),
    ],
)
def test_a_cell_is_a_number_as_people_write_it_or_none(cell, value):
    assert number_of(cell) == value


def test_each_fault_has_its_line_and_column_and_no_row_is_lost(tmp_path: Path):
    text = "id;x;pop\na;1,5;10\nb;oups;3\na;2;4\n;3;5\nc;4;-1\nd;;2\n"
    found = read_numbers(table(tmp_path, text), [Column("x"), Column("pop", least=0)])
    assert found.ids == ["a", "b", "a", "", "c", "d"]
    assert found.good.tolist() == [True, False, False, False, False, False]
    np.testing.assert_array_equal(found.values["x"], [1.5, np.nan, 2, 3, 4, np.nan])
    told = found.told("donnees.csv")
    assert told[0] == "« donnees.csv », ligne 3, colonne « x » : « oups » n’est pas un nombre."
    assert "« a » est déjà à la ligne 2." in told[1]
    assert "l’identifiant manque" in told[2]
    assert "-1 est plus petit que 0" in told[3]
    assert "la valeur manque" in told[4]


def test_a_blank_may_be_admitted_and_many_faults_are_counted(tmp_path: Path):
    rows = "".join(f"{rank};oups;\n" for rank in range(30))
    found = read_numbers(table(tmp_path, f"id;x;y\n{rows}"), [Column("x"), Column("y", blank=True)])
    assert not found.good.any()
    assert np.isnan(found.values["y"]).all()
    assert len(found.told("f")) == 21
    assert found.told("f")[-1] == "« f » : et 10 autres lignes en erreur."


def test_columns_are_chosen_and_their_absence_is_said(tmp_path: Path):
    one = table(tmp_path, "id;lat;lon\na;1;2\n")
    assert choose(one, ["x", "y"], ["lat", "lon"]) == ("lat", "lon")
    with pytest.raises(TableRefusal, match="« x » et « y », ou « a » ; le fichier a « id »"):
        choose(one, ["x", "y"], ["a"])
    with pytest.raises(TableRefusal, match="aucune ligne"):
        read_numbers(table(tmp_path, "id;x\n"), [Column("x")])


def test_a_place_to_write_is_checked_first(tmp_path: Path):
    check_writable(tmp_path / "sortie.csv")
    with pytest.raises(DomainRefusal, match="est un dossier"):
        check_writable(tmp_path)
    with pytest.raises(DomainRefusal, match="n’existe pas"):
        check_writable(tmp_path / "rien" / "sortie.csv")
