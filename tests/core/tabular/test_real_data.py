"""The fourteen published files, read in place."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabrique.core.tabular import read_table, write_csv

RAW = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "directory" / "raw"
ROWS = {
    "aidants-connect.json": (3407, 12),
    "angers.json": (63, 33),
    "bus-france-services-charente.json": (12, 46),
    "conumm.json": (63, 33),
    "corse.json": (161, 14),
    "etapes-numerique.json": (95, 9),
    "france-services-20240801.csv": (2845, 24),
    "gironde.json": (347, 19),
    "haute-vienne.json": (561, 41),
    "hub-lo.json": (426, 71),
    "le-havre.json": (80, 28),
    "mednum-bfc.csv": (697, 29),
    "mulhouse.json": (55, 22),
    "paca.json": (1245, 37),
}


@pytest.mark.real_data
@pytest.mark.parametrize("name", sorted(ROWS))
def test_each_published_file_is_read_whole(name, tmp_path):
    if not RAW.is_dir():
        pytest.skip("../shared/data is absent: the published files are read in place, never copied")
    table = read_table(RAW / name)
    rows = list(table)
    assert (len(rows), len(table.columns)) == ROWS[name]
    assert [row.index for row in rows] == list(range(len(rows)))
    assert table.encoding == "utf-8"
    assert table.warnings == ()
    if table.format == "csv":
        write_csv(tmp_path / name, table.columns, (row.values for row in rows), delimiter=";")
        assert [row.values for row in read_table(tmp_path / name)] == [row.values for row in rows]
