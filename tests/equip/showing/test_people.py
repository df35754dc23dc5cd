"""Persons in figures: once each, nothing small, and nothing by subtracting what was published before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.core import clock
from fabrique.equip.actions.handing import Conditions
from fabrique.equip.actions.handing_erasing import empty_handovers_of
from fabrique.equip.enums import Audience, HandoverBasis, Terms
from fabrique.equip.exports.open_data import PEOPLE_COLUMNS, people_rows
from fabrique.equip.queries.figures import people
from fabrique.equip.queries.figures.reach import Reach
from fabrique.kernels.disclosure.periods import ENOUGH, LONGEST, Period, closed, following
from tests.equip.showing.persons import equip, two_towns
from tests.factories.handing import handed, odette

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_towns")]
__all__ = ["two_towns"]
STUDENT, RETIRED = Audience.STUDENT, Audience.RETIRED


def at(month: int, day: int = 10) -> datetime:
    """A day of 2026."""
    return datetime(2026, month, day, 11, 0, tzinfo=UTC)


def published(month: int) -> tuple[people.Table, ...]:
    """What everybody reads on the first of a month."""
    with clock.frozen(at(month, 1)):
        return people.equipped(Reach()).tables


def cells(table: people.Table) -> dict[tuple[str, str], int]:
    """The numbers that are shown."""
    rows = (*table.rows, table.foot)
    named = ((row.name, zip((*table.columns, "Ensemble"), row.numbers, strict=True)) for row in rows)
    return {(name, column): number for name, pairs in named for column, number in pairs if number is not None}


def test_persons_are_counted_once_and_outlive_their_name():
    person = odette()
    handed(to=person)
    handed(to=person)
    handed(to=odette(), conditions=Conditions(Terms.LOAN, HandoverBasis.PRECARITY))
    assert people.persons(Reach()).count() == 2
    empty_handovers_of([person.pk])
    assert people.persons(Reach()).count() == 2


def test_small_numbers_are_hidden_and_cannot_be_deduced():
    for number, town, audience in ((20, "00101", STUDENT), (3, "00101", RETIRED), (18, "00102", STUDENT)):
        equip(number, town, audience)
    equip(17, "00102", RETIRED)
    (table,) = people.equipped(Reach()).tables
    assert table.total == 58
    shown = cells(table)
    assert shown
    assert min(shown.values()) >= 11
    assert ("Grandmesnil", "Retraite") not in shown
    column = [("Grandmesnil", "Retraite"), ("Port-Sablier", "Retraite"), ("Ensemble", "Retraite")]
    assert sum(each not in shown for each in column) != 1


def test_few_persons_are_not_published():
    equip(ENOUGH - 1, "00101", STUDENT, at(5))
    assert published(6) == ()
    assert list(people_rows(people.Equipped(()))) == []


def test_this_month_is_not_published_yet():
    equip(ENOUGH, "00101", STUDENT, at(5))
    with clock.frozen(at(5, 31)):
        assert people.equipped(Reach()).tables == ()
    assert [each.total for each in published(6)] == [ENOUGH]


def test_two_months_apart_nothing_comes_out_by_difference():
    """Ten are hidden in May. One more comes in June: with it the cell could be shown, and ten be told."""
    for number, town, audience in ((10, "00101", STUDENT), (40, "00101", RETIRED), (30, "00102", STUDENT)):
        equip(number, town, audience, at(5))
    equip(50, "00102", RETIRED, at(5))
    before = published(6)
    equip(1, "00101", STUDENT, at(6))
    assert published(7) == before
    assert before[0].total == 130
    assert ("Grandmesnil", "Études supérieures") not in cells(before[0])


def test_what_is_published_stays_and_what_comes_after_is_of_others():
    equip(70, "00101", STUDENT, at(3))
    first = published(4)
    equip(30, "00101", STUDENT, at(4))
    assert published(5) == first
    equip(26, "00102", RETIRED, at(5))
    later = published(6)
    assert later[1:] == first
    assert later[0].period == Period(date(2026, 4, 1), date(2026, 6, 1))
    assert cells(later[0])[("Ensemble", "Ensemble")] == 56  # and not the 126 since the beginning
    assert later[0].last_day == date(2026, 5, 31)


def test_the_file_has_every_period_once():
    equip(70, "00101", STUDENT, at(3))
    equip(60, "00102", RETIRED, at(5))
    with clock.frozen(at(7)):
        found = people.equipped(Reach())
    rows = list(people_rows(found))
    assert found.total == 130
    assert {len(row) for row in rows} == {len(PEOPLE_COLUMNS)}
    assert [row[0] for row in rows if row[2:4] == ["Ensemble", "Ensemble"]] == ["2026-03-01", "2026-04-01"]
    assert min(int(row[4]) for row in rows if row[4]) >= 11


months = st.dictionaries(
    st.dates(date(2024, 1, 1), date(2026, 12, 1)).map(lambda day: day.replace(day=1)), st.integers(0, 70)
)


@given(months, st.dates(date(2024, 1, 1), date(2026, 11, 1)).map(lambda day: day.replace(day=1)))
def test_a_period_that_is_over_never_changes_whatever_comes(counts: dict[date, int], day: date):
    known = closed(counts, day)
    assert closed({month: number for month, number in counts.items() if month < day}, day) == known
    assert closed(counts, date(2027, 1, 1))[: len(known)] == known
    for period in known:
        held = sum(number for month, number in counts.items() if period.since <= month < period.until)
        assert held >= 11
        assert held >= ENOUGH or period.until - period.since >= timedelta(days=28 * LONGEST)
    assert all(one.until == other.since for one, other in pairwise(known))


def test_after_a_year_eleven_are_enough():
    counts = {date(2025, 2, 1): 6, date(2025, 9, 1): 5}
    assert closed(counts, date(2026, 1, 1)) == []
    assert closed(counts, date(2026, 2, 1)) == [Period(date(2025, 2, 1), date(2026, 2, 1))]
    assert closed({date(2025, 2, 1): 10}, date(2027, 2, 1)) == []
    assert following(date(2025, 12, 1)) == date(2026, 1, 1)
