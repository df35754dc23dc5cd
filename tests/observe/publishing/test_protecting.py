"""A content leaves without its small counts, nor anything that would give them away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.disclosure import Rule
from fabrique.observe.content import TOTAL, Absent, Column, Entry, Figure, Map
from fabrique.observe.disclosing import protect_content
from tests.observe.publishing.attacker import TOWNS, bounds, column, content, counted, hidden, table

RATE = Column("rate", "Part équipée", "%", 1, origin="partner", of="equipped/population")
PEOPLE = Column("population", "Population", "personnes", 0, counts="persons", origin="producer")


def test_the_smallest_is_not_told_nor_the_one_beside_it():
    safe = protect_content(counted([120, 40, 3, 55, 80, 90]))
    assert hidden(safe.content) == ["00102", "00103"]
    found = bounds([safe.content], TOWNS)
    assert found["00103"][1] >= 11
    assert found["00103"][1] - found["00103"][0] >= 10
    assert [(one.small, one.beside) for one in safe.hidden] == [(1, 1)]


@settings(max_examples=40)
@given(st.lists(st.integers(0, 60), min_size=3, max_size=6), st.booleans())
def test_nobody_recovers_a_small_count_from_one_content(values: list[int], total: bool):
    safe = protect_content(counted(values, total=total))
    if all(isinstance(row[2], Absent) for row in safe.content.tables[0].rows):
        return
    towns = TOWNS[: len(values)]
    for code, (low, high) in bounds([safe.content], towns).items():
        if values[towns.index(code)] < 11:
            assert high >= 11
            assert high - low >= 10


def test_what_a_producer_published_stays_as_it_is():
    told = counted([120, 40, 3, 55], origin="producer")
    assert protect_content(told).content == told


def test_a_column_that_does_not_say_where_it_comes_from_is_protected():
    assert "00103" in hidden(protect_content(counted([120, 40, 3, 55], origin="")).content)


def test_islets_are_protected_within_their_commune():
    communes = table({"00101": (60,), "00102": (90,)}, [column()])
    islets = table({"001010101": (50,), "001010102": (10,), "001020101": (90,)}, [column()], level="iris")
    safe = protect_content(content(communes, islets)).content
    assert hidden(safe, rank=1) == ["001010101", "001010102"]
    assert hidden(safe, rank=0) == []


def test_what_is_left_of_a_territory_is_protected_too():
    rows: dict[str, Any] = {"00101": (60,), "00102": (90,), TOTAL: (154,)}
    safe = protect_content(content(table(rows, [column()]))).content
    assert hidden(safe), "150 of 154 would tell of the four who are elsewhere"


def test_a_part_is_protected_within_the_whole():
    women = column("women", within="equipped")
    rows = {"00101": (60, 57), "00102": (90, 40)}
    safe = protect_content(content(table(rows, [column(), women]))).content
    assert [row[2:] for row in safe.tables[0].rows] != [(60, 57), (90, 40)]
    assert Absent.HIDDEN in safe.tables[0].rows[0]
    assert safe.tables[0].rows[1][2:] == (90, 40)


def test_a_rate_is_hidden_with_its_counts():
    rows = {
        "00101": (400, 120, 30.0),
        "00102": (90, 4, 4.4),
        "00103": (300, 60, 20.0),
        TOTAL: (790, 184, 23.3),
    }
    safe = protect_content(content(table(rows, [PEOPLE, column(), RATE]))).content
    line = safe.tables[0].rows[1]
    assert line[2] == 90
    assert line[3] is Absent.HIDDEN
    assert line[4] is Absent.HIDDEN
    for row in safe.tables[0].rows:
        assert isinstance(row[3], Absent) == isinstance(row[4], Absent)


def test_those_whom_a_rate_leaves_out_are_protected():
    rows = {"00101": (100, 98, 98.0), "00102": (90, 40, 44.4)}
    safe = protect_content(content(table(rows, [PEOPLE, column(), RATE]))).content
    assert safe.tables[0].rows[0][3] is Absent.HIDDEN, "two persons of a hundred would be known"
    assert safe.tables[0].rows[1][3] == 40


def test_a_rate_that_does_not_say_its_counts_is_refused():
    alone = Column("rate", "Part équipée", "%", 1, origin="partner")
    with pytest.raises(DomainRefusal, match="les deux nombres dont elle est faite"):
        protect_content(content(table({"00101": (12.0,)}, [alone])))
    with pytest.raises(DomainRefusal, match="les deux nombres"):
        protect_content(content(table({"00101": (12.0,)}, [RATE])))


def test_secret_values_stay_secret_and_their_sum_is_protected():
    rows: dict[str, Any] = {"00101": (60,), "00102": (Absent.SECRET,), "00103": (90,), TOTAL: (155,)}
    safe = protect_content(content(table(rows, [column(origin="platform")]))).content
    assert safe.tables[0].rows[1][2] is Absent.SECRET
    assert hidden(safe), "155 less 60 and 90 would tell the five"


def test_money_of_one_large_firm_is_hidden_and_the_largest_never_shown():
    money = Column("spent", "Achats", "€", 0, counts="money_of_firms", origin="partner", of="firms/largest")
    columns = [money, Column("firms", "Entreprises", "", 0), Column("largest", "La plus grande", "€", 0)]
    rows = {"00101": (1000, 4, 900), "00102": (1000, 5, 300), "00103": (500, 2, 300), TOTAL: (2500, 11, 900)}
    safe = protect_content(content(table(rows, columns))).content
    assert hidden(safe)[:1] == ["00101"]
    assert "00103" in hidden(safe)
    assert [one.code for one in safe.tables[0].columns] == ["id", "nom", "spent", "firms"]


def test_maps_sentences_and_figures_do_not_say_what_the_table_hides():
    told = counted([120, 40, 3, 55])
    drawn = Map(
        "m", "Carte", "<svg/>", "<svg/>", (Entry("", "3", 1),), table="par-commune", column="equipped"
    )
    other = Map("n", "Autre", "<svg/>", "<svg/>", (), table="par-commune", column="nom")
    said = ("Zone 00103 : 3 personnes.", "3 communes sur 4 sont loin.", "Zone 00101 compte 120 personnes.")
    figures = (Figure("Équipés", "218", code="equipped"), Figure("Au plus bas", "3", code="equipped"))
    whole = replace(told, reading=said, figures=figures, maps=(drawn, other))
    safe = protect_content(whole)
    assert [one.key for one in safe.content.maps] == ["n"]
    assert safe.content.reading == said[1:]
    assert [one.value for one in safe.content.figures] == ["218", "tu"]
    assert len(safe.notes) == 2
    again = protect_content(whole, redraw=lambda one, left: one)
    assert len(again.content.maps) == 2


def test_a_figure_that_no_table_has_is_refused():
    told = counted([120, 40, 30, 55])
    figure = Figure("Équipés", "246", code="equipped")
    with pytest.raises(DomainRefusal, match="dans aucun tableau"):
        protect_content(replace(told, figures=(figure,)))


def test_a_partner_under_agreement_has_its_own_rule():
    rule = Rule(5, partner="Habitat", agreement="Convention 2026")
    assert hidden(protect_content(counted([120, 40, 7, 55]), rule).content) == []
    assert "00103" in hidden(protect_content(counted([120, 40, 3, 55]), rule).content)


def test_two_tables_that_disagree_are_refused():
    one = table({"00101": (60,)}, [column()])
    other = table({"00101": (61,)}, [column()], key="encore")
    with pytest.raises(DomainRefusal, match="ne donnent pas le même nombre"):
        protect_content(content(one, other))
    with pytest.raises(DomainRefusal, match="un nombre positif"):
        protect_content(content(table({"00101": (-1,)}, [column()])))


def test_the_place_of_a_row_does_not_tell_between_which_others_it_is():
    rows = {"00104": (90,), "00101": (60,), "00103": (7,), "00102": (4,), TOTAL: (161,)}
    safe = protect_content(content(table(rows, [column()]))).content
    assert [row[0] for row in safe.tables[0].rows] == ["00101", "00102", "00103", "00104", TOTAL]
    rows = {"00101": (60,), "00104": (90,), "00103": (7,), "00102": (40,), "00105": (30,)}
    safe = protect_content(content(table(rows, [column()]))).content
    assert [row[0] for row in safe.tables[0].rows] == list(rows)
