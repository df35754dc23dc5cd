"""A table of possible sites: each row read, or its reason with the row, the column and what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fabrique.core.tabular import TableRefusal, read_table, write_csv
from fabrique.observe.enums import Veto
from fabrique.observe.reading import MOST_FAULTS
from fabrique.observe.site_files import (
    COLUMNS,
    MOST_SITES,
    ReadSites,
    SiteRow,
    cells,
    read_sites,
    veto_text,
    vetoes_of,
)
from fabrique.observe.standalone.site.files import read_files


def read(tmp_path: Path, text: str, name: str = "sites.csv") -> ReadSites:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_sites(read_table(path))


def test_the_columns_that_the_page_names_are_read(tmp_path: Path):
    text = (
        "identifiant;nom;lat;lon;coût;places;existant;opposition;minutes;horaires\n"
        "a;Quai;47,15;-1,65;1200;80;fermable;patrimoine;90;mar,jeu 09:00-12:00\n"
    )
    found = read(tmp_path, text)
    assert (found.ignored, found.faults) == ((), ())
    (one,) = found.rows
    assert (one.key, one.name, one.cost_cents, one.capacity, one.existing) == ("a", "Quai", 120_000, 80, True)
    assert (one.minutes, one.opens, [each["by"] for each in one.vetoes]) == (
        90,
        "mar,jeu 09:00-12:00",
        ["heritage"],
    )


def test_the_columns_of_the_commands_are_read(tmp_path: Path):
    text = (
        "id;name;lat;lon;cost;capacity;existing;veto;minutes;opens;population\n"
        'a;Quai;47,15;-1,65;1 200,50;80;close;"fibre: pas avant 2028; patrimoine";90;mar,jeu 09:00-12:00;12\n'
        "b;;47.16;-1.66;;;keep;non;;;3\n"
    )
    found = read(tmp_path, text)
    assert not found.faults
    assert found.ignored == ("population",)
    one, two = found.rows
    assert (one.name, one.latitude, one.cost_cents, one.capacity) == ("Quai", 47.15, 120_050, 80)
    assert (one.existing, one.kept, one.minutes, one.opens) == (True, False, 90, "mar,jeu 09:00-12:00")
    assert one.vetoes == ({"by": "fibre", "note": "pas avant 2028"}, {"by": "heritage", "note": ""})
    assert (two.name, two.existing, two.kept, two.vetoes, two.capacity) == ("b", True, True, (), None)


def test_metres_of_lambert_93_are_laid_in_degrees(tmp_path: Path):
    found = read(tmp_path, "Identifiant,X,Y\na,355577.8,6689745.2\nb,-1.65,47.15\nc,12,15\n")
    (row,) = found.rows
    assert (row.latitude, row.longitude) == pytest.approx((47.21, -1.55), abs=0.01)
    assert [(one.line, one.column) for one in found.faults] == [(3, "X"), (4, "X")]
    assert "nommez ces colonnes « lon » et « lat »" in found.faults[0].message


def test_a_geojson_file_gives_its_geometry(tmp_path: Path):
    def feature(key: str, at: list[float]) -> dict[str, object]:
        return {
            "type": "Feature",
            "properties": {"id": key, "nom": key.upper()},
            "geometry": {"type": "Point", "coordinates": at},
        }

    points = [feature("a", [-1.65, 47.15]), feature("b", [355577.8, 6689745.2])]
    found = read(tmp_path, json.dumps({"type": "FeatureCollection", "features": points}), "sites.geojson")
    assert [row.name for row in found.rows] == ["A", "B"]
    assert found.rows[0].latitude == 47.15
    assert found.rows[1].latitude == pytest.approx(47.21, abs=0.01)


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        (",Quai,47.1,-1.6,,,,", "id", "l’identifiant manque"),
        ("a,Quai,,-1.6,,,,", "lat", "la position manque"),
        ("a,Quai,nord,-1.6,,,,", "lat", "n’est pas un nombre"),
        ("a,Quai,147.1,-1.6,,,,", "lat", "en degrés"),
        ("a,Quai,-1.6,47.1,,,,", "lat", "échangées"),
        ("a,Quai,47.1,-1.6,-5,,,", "cost", "un nombre de 0"),
        ("a,Quai,47.1,-1.6,,2.5,,", "capacity", "un nombre entier"),
        ("a,Quai,47.1,-1.6,,,peut-être,", "existing", "écrivez keep"),
        ("a,Quai,47.1,-1.6,,,keep,voirie", "veto", "écrivez close"),
        (f"a,{'q' * 201},47.1,-1.6,,,,", "name", "200 au plus"),
        (f"a,Quai,47.1,-1.6,,,,voirie: {'n' * 201}", "veto", "200 signes"),
    ],
)
def test_a_wrong_row_says_where_and_what_to_do(tmp_path: Path, line: str, column: str, said: str):
    found = read(tmp_path, f"id,name,lat,lon,cost,capacity,existing,veto\n{line}\nbon,,47.1,-1.6,,,,\n")
    assert [row.key for row in found.rows] == ["bon"]
    (fault,) = found.faults
    assert (fault.line, fault.column) == (2, column)
    assert said in fault.message


def test_hours_that_nobody_reads_and_a_key_seen_before_are_at_fault(tmp_path: Path):
    found = read(tmp_path, "id,lat,lon,opens\na,47.1,-1.6,le matin\nb,47.1,-1.6,\nb,47.2,-1.6,\n")
    assert [row.key for row in found.rows] == ["b"]
    assert [(one.line, one.column) for one in found.faults] == [(2, "opens"), (4, "id")]
    assert "déjà à la ligne 3" in found.faults[1].message


@pytest.mark.parametrize("header", ["nom,lat,lon", "id,lat", "id,nom"])
def test_a_table_without_key_or_position_is_refused_and_says_what_it_has(tmp_path: Path, header: str):
    with pytest.raises(TableRefusal, match="le fichier a « "):
        read(tmp_path, f"{header}\na,1,2\n")
    with pytest.raises(TableRefusal, match="aucune ligne"):
        read(tmp_path, "id,lat,lon\n")


def test_a_file_of_something_else_is_not_read_to_its_end(tmp_path: Path):
    lines = "\n".join(f"s{rank},nord,est" for rank in range(MOST_FAULTS + 2))
    with pytest.raises(TableRefusal, match="la première, ligne 2, colonne « lat »"):
        read(tmp_path, f"id,lat,lon\n{lines}\n")
    many = "\n".join(f"s{rank},47.1,-1.6" for rank in range(MOST_SITES + 1))
    with pytest.raises(TableRefusal, match="5000 sites au plus"):
        read(tmp_path, f"id,lat,lon\n{many}\n")


def test_who_says_no_is_read_in_our_words_or_kept_in_theirs():
    assert vetoes_of("non") == ()
    assert vetoes_of("courant ; voirie: étroit ; et en pente") == (
        {"by": "power", "note": ""},
        {"by": "road", "note": "étroit; et en pente"},
    )
    assert vetoes_of("Mairie: pas ici") == ({"by": "other", "note": "Mairie: pas ici"},)
    every = tuple({"by": each.value, "note": f"note {each.value}; deux"} for each in Veto)
    assert vetoes_of(veto_text(every)) == every


def test_what_is_written_is_read_back_the_same(tmp_path: Path):
    rows = [
        SiteRow("a", "=Quai; « d’Or »", 47.123456, -1.5, 1999, 0, True, True, (), 30, "mar 09:00-12:00"),
        SiteRow("b", "B", -21.1, 55.5, 500_000, None, True, False, ({"by": "other", "note": "non: lui"},)),
        SiteRow("c", "C", 47.0, -1.0),
    ]
    path = tmp_path / "sites.csv"
    write_csv(path, COLUMNS, [cells(row, "00101", "") for row in rows])
    found = read_sites(read_table(path))
    assert not found.faults
    assert found.ignored == ()
    for row, again in zip(rows, found.rows, strict=True):
        for name in SiteRow.__dataclass_fields__.keys() - {"commune_code", "given"}:
            assert getattr(again, name) == getattr(row, name), name


def test_what_is_written_is_what_the_command_reads(tmp_path: Path):
    row = SiteRow("a", "Quai", 47.12, -1.68, 150_050, 80, True, True)
    barred = SiteRow("b", "Place", 47.15, -1.55, vetoes=({"by": "road", "note": "étroit"},))
    sites, people = tmp_path / "sites.csv", tmp_path / "demande.csv"
    write_csv(sites, COLUMNS, [cells(row, "00101", "QP000001"), cells(barred, "00102", "")])
    write_csv(people, ("id", "lat", "lon", "population"), [("p", 47.12, -1.68, 100)])
    found = read_files(people, sites)
    assert found.faults == {"demand": 0, "sites": 0}
    assert found.sites.kept.tolist() == [True, False]
    assert found.sites.cost.tolist() == [1500.5, 0.0]
    assert found.sites.veto == ("", "road")
