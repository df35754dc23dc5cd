"""The days that opening hours name without a date: bank holidays and school holidays of a place."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from fabrique.kernels.hours.bank_holidays import bank_holidays
from fabrique.kernels.hours.school_holidays import COVERED, SCHOOL_ZONES, school_holidays


@dataclass(frozen=True)
class Calendar:
    """`zone` is a school zone: A, B, C or Corse; "" or another (overseas) has no table, and knows no holiday.

    `bank_zone` is one of BANK_ZONES; another raises ValueError when a date is asked for.
    """

    zone: str = ""
    bank_zone: str = "metropole"

    def bank_holiday(self, day: date) -> str:
        """French name of the bank holiday, or ""."""
        return _bank(day.year, self.bank_zone).get(day, "")

    def school_holiday(self, day: date) -> str:
        """French name of the school holiday of the zone, or "" (also when the zone is unknown)."""
        return _school(self.zone).get(day, "") if self.zone in SCHOOL_ZONES else ""

    def knows_school(self, day: date) -> bool:
        """Whether the tables can answer for this day; outside them SH rules do not apply."""
        return self.zone in SCHOOL_ZONES and COVERED[0] <= day <= COVERED[1]


@lru_cache(maxsize=256)
def _bank(year: int, zone: str) -> dict[date, str]:
    return bank_holidays(year, zone=zone)


@lru_cache(maxsize=8)
def _school(zone: str) -> dict[date, str]:
    return {
        date.fromordinal(number): holiday.name
        for holiday in school_holidays(zone)
        for number in range(holiday.first.toordinal(), holiday.last.toordinal() + 1)
    }
