"""A van's cycle as opening hours: what the string says, asked day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fabrique.kernels.hours import Passage, Schedule, cycle_hours, describe
from fabrique.kernels.hours.osm import format_rules, parse_osm

MORNING, NOON = (550, 640), (720, 780)


def opened(osm: str, since: date, days: int) -> list[tuple[date, tuple[tuple[int, int], ...]]]:
    schedule = Schedule(osm)
    found = [schedule.day(since + timedelta(days=step)) for step in range(days)]
    return [(one.day, one.open) for one in found if one.open]


def test_a_stay_each_week_has_no_week_of_its_own():
    stays = [Passage(week, 1, MORNING) for week in (1, 2)]
    assert cycle_hours(stays, 2, date(2027, 2, 1)) == "Tu 09:10-10:40"
    assert cycle_hours(stays[:1], 1, date(2027, 2, 1)) == "Tu 09:10-10:40"
    assert cycle_hours([], 2, date(2027, 2, 1)) == ""


@pytest.mark.parametrize(
    ("monday", "week", "said"),
    [
        (date(2027, 2, 1), 1, "week 01-53/2 Tu 09:10-10:40"),  # ISO week 5
        (date(2027, 2, 1), 2, "week 02-52/2 Tu 09:10-10:40"),
        (date(2027, 2, 8), 1, "week 02-52/2 Tu 09:10-10:40"),
    ],
)
def test_one_week_in_two_is_odd_or_even_as_the_first_monday_is(monday: date, week: int, said: str):
    osm = cycle_hours([Passage(week, 1, MORNING)], 2, monday)
    assert osm == said
    first = monday + timedelta(days=1 + 7 * (week - 1))
    assert opened(said, monday, 56) == [(first + timedelta(days=14 * n), (MORNING,)) for n in range(4)]


@pytest.mark.parametrize("monday", [date(2026, 11, 30), date(2026, 12, 28), date(2026, 1, 5)])
@pytest.mark.parametrize("week", [1, 2])
@pytest.mark.parametrize("day", [0, 4, 6])
def test_the_rhythm_goes_on_over_a_year_of_53_weeks(monday: date, week: int, day: int):
    osm = cycle_hours([Passage(week, day, MORNING)], 2, monday)
    assert osm is not None
    first = monday + timedelta(days=day + 7 * (week - 1))
    wanted = [first + timedelta(days=14 * n) for n in range(30)]
    assert [when for when, _spans in opened(osm, monday, 60 * 7)] == wanted


def test_stays_of_one_day_do_not_hide_each_other():
    stays = [Passage(1, 1, MORNING), Passage(2, 1, MORNING), Passage(2, 1, NOON), Passage(1, 3, NOON)]
    osm = cycle_hours(stays, 2, date(2027, 2, 1))
    assert osm is not None
    assert opened(osm, date(2027, 2, 1), 14) == [
        (date(2027, 2, 2), (MORNING,)),
        (date(2027, 2, 4), (NOON,)),
        (date(2027, 2, 9), (MORNING, NOON)),
    ]
    assert format_rules(parse_osm(osm)) == osm
    assert any("semaines impaires" in line for line in describe(osm))


def test_a_longer_cycle_is_not_said_so_and_nonsense_is_refused():
    assert cycle_hours([Passage(2, 1, MORNING)], 3, date(2027, 2, 1)) is None
    weekly = [Passage(week, 1, MORNING) for week in (1, 2, 3)]
    assert cycle_hours(weekly, 3, date(2027, 2, 1)) == "Tu 09:10-10:40"
    with pytest.raises(ValueError, match="not a Monday"):
        cycle_hours(weekly, 3, date(2027, 2, 2))
    with pytest.raises(ValueError, match="out of 1 to 2"):
        cycle_hours(weekly, 2, date(2027, 2, 1))
