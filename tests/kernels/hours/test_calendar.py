"""Bank holidays and school holidays."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from opening_hours import OpeningHours

from fabrique.kernels.hours import BANK_ZONES, SCHOOL_ZONES, Calendar, bank_holidays, school_holidays
from fabrique.kernels.hours.bank_holidays import easter


@pytest.mark.parametrize("year", range(2020, 2036))
def test_the_common_days_are_those_of_another_implementation(year: int) -> None:
    other = OpeningHours("PH 00:00-24:00", country="FR")
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    theirs = {d for d in days if d.year == year and other.is_open(datetime.combine(d, time(12)))}
    assert set(bank_holidays(year)) == theirs


@pytest.mark.parametrize(
    ("year", "day"), [(2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5))]
)
def test_easter(year: int, day: date) -> None:
    assert easter(year) == day


def test_local_days() -> None:
    moselle = bank_holidays(2026, zone="alsace-moselle")
    assert moselle[date(2026, 4, 3)] == "Vendredi saint"
    assert moselle[date(2026, 12, 26)] == "Saint-Étienne"
    assert date(2026, 12, 26) not in bank_holidays(2026)
    assert date(2026, 5, 22) in bank_holidays(2026, zone="martinique")
    assert date(2026, 5, 27) in bank_holidays(2026, zone="guadeloupe")
    assert date(2026, 6, 10) in bank_holidays(2026, zone="guyane")
    assert date(2026, 12, 20) in bank_holidays(2026, zone="la-reunion")
    assert date(2026, 4, 27) in bank_holidays(2026, zone="mayotte")


def test_two_holidays_on_one_day_keep_both_names() -> None:
    assert bank_holidays(2008)[date(2008, 5, 1)] == "Fête du Travail et Ascension"


def test_every_zone_has_the_eleven_common_days() -> None:
    for zone in BANK_ZONES:
        assert set(bank_holidays(2027, zone=zone)) >= set(bank_holidays(2027))
    with pytest.raises(ValueError, match="inconnue"):
        bank_holidays(2026, zone="atlantide")


def test_the_tables_do_not_leak() -> None:
    bank_holidays(2026).clear()
    assert len(bank_holidays(2026)) == 11


@pytest.mark.parametrize(
    ("zone", "inside", "outside"),
    [
        ("A", date(2026, 2, 10), date(2026, 2, 24)),
        ("B", date(2026, 2, 24), date(2026, 2, 10)),
        ("C", date(2026, 3, 5), date(2026, 2, 12)),
        ("A", date(2025, 7, 14), date(2025, 9, 1)),
        ("B", date(2024, 12, 25), date(2025, 1, 6)),
        ("C", date(2025, 10, 18), date(2025, 10, 17)),
        ("Corse", date(2025, 12, 24), date(2026, 1, 5)),
    ],
)
def test_school_holidays_by_zone(zone: str, inside: date, outside: date) -> None:
    calendar = Calendar(zone)
    assert calendar.school_holiday(inside)
    assert not calendar.school_holiday(outside)


@pytest.mark.parametrize("zone", SCHOOL_ZONES)
def test_school_holidays_are_in_order_and_apart(zone: str) -> None:
    holidays = school_holidays(zone)
    for earlier, later in pairwise(holidays):
        assert earlier.first <= earlier.last < later.first


def test_what_was_not_checked_says_so() -> None:
    assert all(not holiday.verified for holiday in school_holidays("Corse"))
    assert all(not h.verified for h in school_holidays("A") if h.first >= date(2026, 9, 1))
    assert all(h.verified for h in school_holidays("A") if h.first < date(2026, 7, 1))


def test_an_unknown_zone_knows_no_school_holiday() -> None:
    assert Calendar().school_holiday(date(2025, 7, 20)) == ""
    assert not Calendar().knows_school(date(2025, 7, 20))
    assert not Calendar("A").knows_school(date(2030, 7, 20))
    overseas = Calendar("Guadeloupe", "guadeloupe")
    assert overseas.school_holiday(date(2025, 7, 20)) == ""
    assert not overseas.knows_school(date(2025, 7, 20))
    with pytest.raises(ValueError, match="inconnue"):
        school_holidays("D")
