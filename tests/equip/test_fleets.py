"""A donor's list: words understood, each bad row told with its line, nothing worked out, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import SheetOut, write_xlsx
from fabrique.equip.enums import Condition, DataOnIt, DeviceKind
from fabrique.equip.giving.fleets import COLUMNS, Fleet, read_fleet
from fabrique.equip.giving.words import kind_in

HEAD = "Type;Marque;Modèle;N° de série;État;Données;Année;Quantité"


def fleet(folder: Path, *rows: str, head: str = HEAD) -> Fleet:
    path = folder / "parc.csv"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    return read_fleet(path)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("PC portable", DeviceKind.LAPTOP), ("Ordinateurs portables", DeviceKind.LAPTOP),
        ("UC", DeviceKind.DESKTOP), ("tour", DeviceKind.DESKTOP), ("Écrans", DeviceKind.SCREEN),
        ("moniteur", DeviceKind.SCREEN), ("iPad", DeviceKind.TABLET), ("SOURIS", DeviceKind.MOUSE),
        ("Téléphone portable", DeviceKind.SMARTPHONE), ("Tout-en-un", DeviceKind.ALL_IN_ONE),
        ("photocopieur", DeviceKind.MULTIFUNCTION), ("zorglub", None), ("", None),
    ],
)  # fmt: skip
def test_kinds_are_understood_as_people_write_them(words: str, kind: DeviceKind | None):
    assert kind_in(words) == kind


def test_every_kind_is_understood_by_its_own_name():
    assert all(kind_in(kind.label) == kind for kind in DeviceKind)


def test_alike_rows_are_one_and_serials_stay_apart(tmp_path: Path):
    found = fleet(
        tmp_path, *["Écran;B;24;;bon;non;2020;"] * 3, "Portable;A;X;S1;hs;;;", "Portable;A;X;S2;hs;;;"
    )
    assert [(item.kind, item.number, item.serial) for item in found.items] == [
        (DeviceKind.SCREEN, 3, ""), (DeviceKind.LAPTOP, 1, "S1"), (DeviceKind.LAPTOP, 1, "S2"),
    ]  # fmt: skip
    assert found.items[1].condition == Condition.BROKEN
    assert (found.items[0].data, found.items[1].data) == (DataOnIt.NO, DataOnIt.YES)
    assert (found.count, found.rows, found.faults) == (5, 5, ())


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (";A;;;;;;", "Type", "dites ce que c’est"),
        ("Zorglub;;;;;;;", "Type", "n’est pas reconnu"),
        ("Portable;;;;;;;-3", "Quantité", "entre 1 et 20"),
        ("Portable;;;;;;;0", "Quantité", "entre 1 et 20"),
        ("Portable;;;;;;;1e9", "Quantité", "entre 1 et 20"),
        ("Portable;;;S9;;;;2", "Quantité", "une ligne chacun"),
        ("Portable;;;S1;;;;", "N° de série", "déjà ligne 2"),
        ("Portable;;;;presque;;;", "État", "écrivez Fonctionne"),
        ("Portable;;;;;bof;;", "Données", "écrivez Oui"),
        ("Portable;;;;;;1200;", "Année", "entre 1980 et"),
        (f"Portable;{'x' * 81};;;;;;", "Marque", "80 signes"),
    ],
)
def test_a_bad_row_is_told_and_the_others_are_kept(tmp_path: Path, row: str, column: str, words: str):
    found = fleet(tmp_path, "Portable;A;;S1;;;;", row, "Souris;;;;;;;12")
    (fault,) = found.faults
    assert (fault.line, fault.column) == (3, column)
    assert words in fault.words
    assert found.count == 13


def test_formulas_are_texts(tmp_path: Path):
    evil = '=HYPERLINK("http://ailleurs.example";"x")'
    path = tmp_path / "parc.xlsx"
    write_xlsx(path, [SheetOut("Parc", COLUMNS[:4], [("Portable", evil, "=1+1", "=cmd|' /C calc'!A0")])])
    (item,) = read_fleet(path).items
    assert (item.make, item.model, item.serial) == (evil, "=1+1", "=cmd|' /C calc'!A0")


def test_numbers_and_dates_of_a_workbook_are_read(tmp_path: Path):
    path = tmp_path / "parc.xlsx"
    rows = [("Tour", 123456789, 7, "2019-04-01")]
    write_xlsx(path, [SheetOut("Parc", ("Type", "S/N", "Nombre", "Date d'achat"), rows)])
    found = read_fleet(path)
    assert "une ligne chacun" in found.faults[0].words
    write_xlsx(path, [SheetOut("Parc", ("Type", "S/N", "Date d'achat"), [("Tour", 123456789, "2019-04-01")])])
    (item,) = read_fleet(path).items
    assert (item.serial, item.year) == ("123456789", 2019)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"Nom;Prenom\nA;B\n", "Sorte"),
        (HEAD.encode() + b"\n\n\n", "aucune ligne"),
        (b"PK\x03\x04 not a workbook", ""),
        (b"%PDF-1.7 something", ""),
    ],
)
def test_what_is_no_list_is_refused_in_words(tmp_path: Path, content: bytes, words: str):
    path = tmp_path / "parc.xlsx"
    path.write_bytes(content)
    with pytest.raises(DomainRefusal) as refused:
        read_fleet(path)
    assert words in refused.value.message


def test_ten_thousand_laptops_are_read_and_one_more_is_refused(tmp_path: Path):
    rows = [f"Portable;A;X;SN{n:05};bon;oui;2020;" for n in range(10_000)]
    found = fleet(tmp_path, *rows)
    assert (found.count, len(found.items), found.faults) == (10_000, 10_000, ())
    alike = fleet(tmp_path, *["Portable;A;X;;bon;oui;2020;"] * 10_000)
    assert [item.number for item in alike.items] == [10_000]
    with pytest.raises(DomainRefusal, match="10000 lignes"):
        fleet(tmp_path, *rows, rows[0])
    assert "20" in fleet(tmp_path, "Portable;;;;;;;20000", "Souris;;;;;;;1").faults[0].words


def test_a_number_of_thousands_of_figures_is_a_bad_row_and_no_error(tmp_path: Path):
    immense = "9" * 5000
    found = fleet(tmp_path, f"Portable;;;;;;;{immense}", f"Portable;;;;;;{immense};1", "Portable;;;;;;2020;2")
    assert [(each.line, each.column) for each in found.faults] == [(2, "Quantité"), (3, "Année")]
    assert found.count == 2
