"""Tables of travel times, as they come: their columns, their codes, what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabrique.core.tabular import TableRefusal, csv_lines, write_xlsx
from fabrique.core.tabular.xlsx_writing import SheetOut
from fabrique.observe import reading, time_files
from fabrique.observe.reading import open_table
from fabrique.observe.time_files import COLUMNS, ReadTimes, cells, read_times


def read(folder: Path, text: str) -> ReadTimes:
    path = folder / "trajets.csv"
    path.write_text(text)
    return read_times(open_table(path))


def trips(found: ReadTimes) -> list[tuple[str, str, float]]:
    rows = zip(found.origin.tolist(), found.destination.tolist(), found.minutes.tolist(), strict=True)
    return [(found.origins[start], found.destinations[end], time) for start, end, time in rows]


def test_codes_of_areas_and_places_are_set_right(tmp_path: Path):
    found = read(
        tmp_path,
        "origin,destination,minutes\n00101,abcdefghij,12\nqn00101m,ABCDEFGHIJ,7.5\n"
        '001010101,00102,"1 200,5"\n1004,00102,0\n',
    )
    assert trips(found) == [
        ("00101", "abcdefghij", 12.0),
        ("QN00101M", "abcdefghij", 7.5),
        ("001010101", "00102", 1200.5),
        ("01004", "00102", 0.0),
    ]
    assert (found.shortest, found.middle, found.longest) == (0.0, 9.75, 1200.5)


@pytest.mark.parametrize(
    "header", ["from_id;to_id;travel_time", "Départ;Arrivée;Durée (min)", "idSrc;idDst;duree"]
)
def test_the_columns_of_usual_calculators_are_known(tmp_path: Path, header: str):
    assert trips(read(tmp_path, f"{header}\n00101;00102;20\n")) == [("00101", "00102", 20.0)]


def test_seconds_are_turned_into_minutes(tmp_path: Path):
    found = read(tmp_path, "origin,destination,secondes\n00101,00102,90\n")
    assert trips(found) == [("00101", "00102", 1.5)]


def test_a_workbook_that_lost_its_zeros_is_read(tmp_path: Path):
    path = tmp_path / "trajets.xlsx"
    write_xlsx(path, [SheetOut("Trajets", COLUMNS, iter([[1004, 1005, 12]]))])
    assert trips(read_times(open_table(path))) == [("01004", "01005", 12.0)]


def test_what_cannot_be_read_has_its_line_and_the_first_of_two_stays(tmp_path: Path):
    found = read(
        tmp_path,
        "origin,destination,minutes\n00101,00102,12\n,00102,3\n00101,,3\n00101,00103,loin\n00101,00104,-1\n"
        "00101,00102,50\n00101,00105,9000\n00101,00106,\n",
    )
    assert trips(found) == [("00101", "00102", 12.0)]
    assert found.without == 1
    assert [(one.line, one.column) for one in found.faults] == [
        (3, "origin"), (4, "destination"), (5, "minutes"), (6, "minutes"), (7, "destination"), (8, "minutes"),
    ]  # fmt: skip
    assert "déjà à la ligne 2" in found.faults[4].message
    assert "en secondes ?" in found.faults[5].message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("origin,destination,metres\n00101,00102,900\n", "des mètres non"),
        ("origin,minutes\n00101,9\n", "il faut les colonnes"),
        ("origin,destination,minutes\n", "aucun temps de trajet"),
        ("origin,destination,minutes\n00101,00102,loin\n", "aucun trajet n’est lisible"),
        ("origin,destination,minutes\n00101,00102,\n", "aucun temps de trajet"),
    ],
)
def test_a_file_that_is_not_such_a_table_is_refused(tmp_path: Path, text: str, said: str):
    with pytest.raises(TableRefusal, match=said):
        read(tmp_path, text)


def test_too_many_trips_or_faults_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(time_files, "MOST_TRIPS", 2)
    rows = [f"00101,0010{n},5" for n in range(2, 5)]
    with pytest.raises(TableRefusal, match="2 trajets au plus"):
        read(tmp_path, "\n".join(["origin,destination,minutes", *rows]))
    monkeypatch.setattr(reading, "MOST_FAULTS", 1)
    with pytest.raises(TableRefusal, match="plus de 1 lignes"):
        read(tmp_path, "origin,destination,minutes\n00101,00102,x\n00101,00103,x\n")


def test_what_is_written_is_read_back(tmp_path: Path):
    found = read(tmp_path, "origin,destination,minutes\n00101,abcdefghij,12\nQN00101M,00102,7.25\n")
    rows = zip(found.origin.tolist(), found.destination.tolist(), found.minutes.tolist(), strict=True)
    lines = csv_lines(COLUMNS, [cells(found.origins, found.destinations, trip) for trip in rows])
    assert trips(read(tmp_path, "".join(lines))) == trips(found)
