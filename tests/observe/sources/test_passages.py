"""Communes that merge and split: Insee's two files, followed from year to year; larger areas."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fabrique.core.tabular import TableRefusal
from fabrique.kernels.indicators.passage import carry_over
from fabrique.observe.sources import read_panel
from fabrique.observe.sources.parents import parents_of, whole_parents
from fabrique.observe.sources.passages import day_of, read_passage
from fabrique.territory.cog import cog
from tests.observe.sources.support import spec, table

EVENTS = (
    "MOD,DATE_EFF,TYPECOM_AV,COM_AV,TNCC_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,TNCC_AP,LIBELLE_AP\n"
    "32,2016-01-01,COM,01001,0,A,COM,01001,0,A\n"  # 01002 joins 01001 in 2016
    "32,2016-01-01,COM,01002,0,B,COM,01001,0,A\n"
    "32,2016-01-01,COM,01002,0,B,COMD,01002,0,B\n"  # a delegated commune is no commune
    "32,2019-01-01,COM,01001,0,A,COM,01003,0,C\n"  # then all join 01003
    "32,2019-01-01,COM,01003,0,C,COM,01003,0,C\n"
    "21,2021-01-01,COM,01003,0,C,COM,01003,0,C\n"  # and 01002 comes back
    "21,2021-01-01,COM,01003,0,C,COM,01002,0,B\n"
    "10,2022-01-01,COM,01009,0,I,COM,01009,0,J\n"  # a new name
)


def steps(passage) -> set[tuple[str, str]]:
    return {(step.old, step.new) for step in passage.steps}


def test_events_are_followed_one_after_the_other(tmp_path: Path):
    events = table(tmp_path, EVENTS)
    assert steps(read_passage(events, 2015, 2020)) == {
        ("01001", "01003"), ("01002", "01003"), ("01003", "01003"),
    }  # fmt: skip
    assert steps(read_passage(events, 2017, 2020)) == {("01001", "01003"), ("01003", "01003")}
    assert steps(read_passage(events, 2020, 2023)) == {
        ("01003", "01003"), ("01003", "01002"), ("01009", "01009"),
    }  # fmt: skip
    both = read_passage(events, 2015, 2023)
    assert {new for old, new in steps(both) if old == "01002"} == {"01003", "01002"}
    assert both.faults == ()


def test_a_merger_found_in_the_events_sums_the_counts(tmp_path: Path):
    passage = read_passage(table(tmp_path, EVENTS), 2015, 2020)
    panel = read_panel(
        table(tmp_path, "code;pop;taux\n01001;10;\n01002;20;\n01003;5;\n01008;7;\n"), spec()
    ).panel
    carried = carry_over(panel, passage.steps, passage.after, known=panel.areas).panel
    assert dict(zip(carried.areas, carried.series["population"].values, strict=True)) == {
        "01003": 35, "01008": 7,
    }  # fmt: skip
    assert carried.geography == 2020


def test_the_passage_table_takes_any_older_code(tmp_path: Path):
    text = (
        "Table de passage\n\n\nNIVGEO;CODGEO_INI;CODGEO_2024;LIBGEO_2024\n"
        "COM;1002;01001;A\nCOM;01001;01001;A\nCOM;x;01001;A\n"
    )
    passage = read_passage(table(tmp_path, text))
    assert steps(passage) == {("01002", "01001"), ("01001", "01001")}
    assert (passage.before, passage.after, len(passage.faults)) == (0, 2024, 1)
    labelled = "Ancien code;Nouveau code;Nom\nCODGEO_INI;CODGEO_2024;LIBGEO_2024\n1002;01001;A\n"
    assert steps(read_passage(table(tmp_path, labelled))) == {("01002", "01001")}
    with pytest.raises(TableRefusal, match="Années possibles : 2024"):
        read_passage(table(tmp_path, text), after=2019)


def test_the_yearly_table_goes_between_two_of_its_years(tmp_path: Path):
    text = "CODGEO_2018,CODGEO_2019,CODGEO_2020\n01001,01001,01003\n01002,01001,01003\n"
    passage = read_passage(table(tmp_path, text), 2018, 2019)
    assert steps(passage) == {("01001", "01001"), ("01002", "01001")}
    assert (passage.before, passage.after) == (2018, 2019)


def test_a_file_that_is_no_passage_says_what_it_lacks(tmp_path: Path):
    with pytest.raises(TableRefusal, match="CODGEO_INI"):
        read_passage(table(tmp_path, "a;b\n1;2\n"))
    with pytest.raises(TableRefusal, match="l’année voulue"):
        read_passage(table(tmp_path, EVENTS))
    with pytest.raises(TableRefusal, match="ne va pas de 2010"):
        read_passage(table(tmp_path, "CODGEO_2018,CODGEO_2019\n01001,01001\n"), 2010, 2019)
    odd = EVENTS + "32,hier,COM,01002,0,B,COM,01001,0,A\n"
    assert len(read_passage(table(tmp_path, odd), 2015, 2020).faults) == 1


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2019-01-01", date(2019, 1, 1)),
        ("01/03/2019", date(2019, 3, 1)),
        ("01/01/19", date(2019, 1, 1)),
        ("01/01/72", date(1972, 1, 1)),
        (datetime(2019, 1, 1, tzinfo=UTC), date(2019, 1, 1)),
        (date(2019, 1, 1), date(2019, 1, 1)),
        ("2019-13-01", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_of_events(cell, day):
    assert day_of(cell) == day


def test_every_commune_of_a_larger_area_is_among_its_parts(tmp_path: Path):
    official = cog()
    lived = {code for code in official.members_of("01") if official.commune(code).population}
    assert parents_of(["01004"], "commune", "departement") == dict.fromkeys(lived, "01")
    gironde = parents_of(["33063"], "commune", "epci")  # no table is needed: the geographic code says it
    assert (len(gironde), set(gironde.values())) == (28, {"243300316"})
    assert set(parents_of(["33063", "2A004"], "commune", "departement").values()) == {"33", "2A"}
    # Meuse: six villages without inhabitants are no missing parts
    assert "55039" not in parents_of(["55029"], "commune", "departement")


def test_paris_is_counted_once_and_its_arrondissements_are_parts():
    assert parents_of(["75056", "75101"], "commune", "departement") == {"75056": "75"}
    parts = [f"751{rank:02}" for rank in range(1, 21)]
    assert parents_of(["75101"], "commune", "departement") == dict.fromkeys(parts, "75")
    assert parents_of(["751010101"], "iris", "commune") == {"751010101": "75056"}


def test_iris_go_to_their_commune_and_absent_communes_are_missing_above():
    assert whole_parents(["010040101", "974110101"], "iris", "commune") == {
        "010040101": "01004",
        "974110101": "97411",
    }
    above = whole_parents(["330630101"], "iris", "epci")
    assert above["330630101"] == above["33522"] == "243300316"
    assert "33063" not in above


def test_a_table_says_the_members_of_its_own_larger_areas(tmp_path: Path):
    communes = table(tmp_path, "code_insee,epci\n01004,200054807\n01005,200054807\n01006,240100883\n")
    # 01005 is in the same EPCI and not in the file: its total is not known
    assert parents_of(["01004"], "commune", "epci", communes) == {"01004": "200054807", "01005": "200054807"}
    assert parents_of(["010040101"], "iris", "epci", communes) == {
        "010040101": "200054807",
        "01005": "200054807",
    }
    with pytest.raises(TableRefusal, match="ne se porte pas"):
        parents_of(["QP009001"], "qpv", "commune")
    with pytest.raises(TableRefusal, match="il faut les colonnes"):
        parents_of(["01004"], "commune", "epci", table(tmp_path, "a,b\n1,2\n"))
