"""Spreadsheets of partners: known columns, cells of all sorts, rows that are left out with a reason."""

from __future__ import annotations

import pytest

from fabrique.core.tabular import SheetOut, write_xlsx
from fabrique.equip.intake import IntakeRefusal, read
from fabrique.equip.intake.observation import DriveKind, Kind

COLUMNS = """typeMateriel marque model numeroSerie idMaterielReconditionneur processeur RAM typeDisqueDur1
    tailleDisqueDur1 systemeExploitation"""
TECTEC = f"""{";".join(COLUMNS.split())}
ORDINATEUR_PORTABLE;Exemple;P14;FAB1000X;EXPC26-0001;i5-8250U;8 Go;SSD;256 Go;Linux
SMARTPHONE;Exemple;Tel;;EXTA26-0002;;4;;64;Android
"""
BARE = (
    "D-1;EXPC26-0003;EC-1;Ordinateur portable;B;En attente;;Exemple;;;P15;87 %;;;FAB1001X;Intel Core "
    "i5-6200U;SSD;240;;;8;;oui;15,6;0;0;4000;;;;Linux;;;;don"
)


def test_the_columns_of_tectec():
    found = read(TECTEC.encode())
    laptop, phone = found.observations
    assert (found.format, laptop.kind, laptop.tag, laptop.row) == ("csv", Kind.LAPTOP, "EXPC26-0001", 2)
    assert (laptop.ram_mb, laptop.drives[0].kind, laptop.drives[0].size_gb) == (8192, DriveKind.SSD, 256)
    assert laptop.cpu is not None
    assert laptop.cpu.recognised
    assert (phone.kind, phone.ram_mb, phone.drives[0].size_gb) == (Kind.SMARTPHONE, 4096, 64)


def test_a_bare_line_of_bolc_is_a_device():
    (laptop,) = read(BARE.encode()).observations
    assert (laptop.serial, laptop.tag, laptop.kind) == ("FAB1001X", "EXPC26-0003", Kind.LAPTOP)
    assert (laptop.ram_mb, laptop.drives[0].size_gb, laptop.row) == (8192, 240, 1)
    assert laptop.battery is not None
    assert laptop.battery.percent == 87
    assert laptop.screen is not None
    assert laptop.screen.inches == 15.6


def test_sizes_in_mib_of_ereuse_exports():
    names = ("DHID", "Device Type", "Device Serial Number", "Device Model", "RAM (MB)", "DataStorage 1")
    header = ";".join(f'"{name}"' for name in (*names, "DataStorage 1 Size (MB)"))
    line = '"E1";"Laptop";"fab1002x";"1001";"1024";"HardDrive 12: model x";"238475"'
    (laptop,) = read(f"{header}\n{line}\n".encode()).observations
    assert (laptop.serial, laptop.ram_mb) == ("FAB1002X", 1024)
    assert [(d.kind, d.size_gb) for d in laptop.drives] == [(DriveKind.HDD, 250)]


def test_a_workbook_and_its_numbers(tmp_path):
    path = tmp_path / "stock.xlsx"
    rows = [("Smartphone", "Exemple", 356868000041412, 0.85), ("Écran", "Exemple", None, None)]
    write_xlsx(path, [SheetOut("Stock", ("Type", "Marque", "IMEI", "Batterie"), rows)])
    phone, screen = read(path.read_bytes()).observations
    assert (phone.imei, phone.battery.percent if phone.battery else None) == ("356868000041412", 85)
    assert screen.kind is Kind.SCREEN


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ("P;S1;-4;240", "RAM", "« -4 »"),
        ("P;S1;beaucoup;240", "RAM", "« beaucoup »"),
        ("P;S1;999999 Go;240", "RAM", "possible"),
        ("P;S1;8;-240", "Disque", "« -240 »"),
        ("P;S1;8;0,5", "Disque", "possible"),
    ],
)
def test_absurd_cells_leave_their_row_out_and_say_where(cells, column, said):
    found = read(f"Modèle;N° série;RAM;Disque\n{cells}\nP;S2X9;8;240\n".encode())
    assert [o.serial for o in found.observations] == ["S2X9"]
    (refusal,) = found.refusals
    assert (refusal.row, refusal.column) == (2, column)
    assert said in refusal.reason


def test_a_table_of_something_else_says_which_columns_are_needed():
    with pytest.raises(IntakeRefusal, match="Numéro de série"):
        read(b"type;batterie\nx;12\n")
