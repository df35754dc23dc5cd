"""School holidays by zone, as the national calendars publish them.

Source: ministère de l’Éducation nationale, arrêtés fixing the calendars of the years 2024-2025, 2025-2026 and
2026-2027 (metropolitan zones A, B and C) and the calendar of the académie de Corse. The dates were entered
from knowledge of these calendars, without access to the texts on the day of entry; two things remain
to be checked against them and are marked `verified=False`: the whole of 2026-2027, and Corsica.

The calendars give the day on which class ends and the day on which it begins again. When class ends on a
Saturday, that Saturday already counts as holiday (most places change their hours then); after a Wednesday it
begins on the Thursday. `first` and `last` are both inside the holiday.
"""

from dataclasses import dataclass
from datetime import date, timedelta

SCHOOL_ZONES = ("A", "B", "C", "Corse")


@dataclass(frozen=True)
class SchoolHoliday:
    """Days without class, `first` and `last` included."""

    name: str
    first: date
    last: date
    verified: bool = True


# name, zones, end of class (day/month/year), return to class; days between the two are free.
_TABLE: tuple[tuple[str, str, str, str], ...] = (
    ("Vacances de la Toussaint", "ABC", "2024-10-19", "2024-11-04"),
    ("Vacances de Noël", "ABC", "2024-12-21", "2025-01-06"),
    ("Vacances d’hiver", "A", "2025-02-22", "2025-03-10"),
    ("Vacances d’hiver", "B", "2025-02-08", "2025-02-24"),
    ("Vacances d’hiver", "C", "2025-02-15", "2025-03-03"),
    ("Vacances de printemps", "A", "2025-04-19", "2025-05-05"),
    ("Vacances de printemps", "B", "2025-04-05", "2025-04-22"),
    ("Vacances de printemps", "C", "2025-04-12", "2025-04-28"),
    ("Pont de l’Ascension", "ABC", "2025-05-28", "2025-06-02"),
    ("Vacances d’été", "ABC", "2025-07-05", "2025-09-01"),
    ("Vacances de la Toussaint", "ABC", "2025-10-18", "2025-11-03"),
    ("Vacances de Noël", "ABC", "2025-12-20", "2026-01-05"),
    ("Vacances d’hiver", "A", "2026-02-07", "2026-02-23"),
    ("Vacances d’hiver", "B", "2026-02-14", "2026-03-02"),
    ("Vacances d’hiver", "C", "2026-02-21", "2026-03-09"),
    ("Vacances de printemps", "A", "2026-04-04", "2026-04-20"),
    ("Vacances de printemps", "B", "2026-04-11", "2026-04-27"),
    ("Vacances de printemps", "C", "2026-04-18", "2026-05-04"),
    ("Pont de l’Ascension", "ABC", "2026-05-13", "2026-05-18"),
    ("Vacances d’été", "ABC", "2026-07-04", "2026-09-01"),
    ("Vacances de la Toussaint", "ABC", "2026-10-17", "2026-11-02"),
    ("Vacances de Noël", "ABC", "2026-12-19", "2027-01-04"),
    ("Vacances d’hiver", "A", "2027-02-13", "2027-03-01"),
    ("Vacances d’hiver", "B", "2027-02-20", "2027-03-08"),
    ("Vacances d’hiver", "C", "2027-02-06", "2027-02-22"),
    ("Vacances de printemps", "A", "2027-04-10", "2027-04-26"),
    ("Vacances de printemps", "B", "2027-04-17", "2027-05-03"),
    ("Vacances de printemps", "C", "2027-04-03", "2027-04-19"),
    ("Pont de l’Ascension", "ABC", "2027-05-05", "2027-05-10"),
    ("Vacances d’été", "ABC", "2027-07-03", "2027-09-01"),
)
# Corsica shares autumn, Christmas and summer with the mainland; its winter and spring are its own.
_CORSICA: tuple[tuple[str, str, str], ...] = (
    ("Vacances d’hiver", "2025-02-15", "2025-03-03"),
    ("Vacances de printemps", "2025-04-12", "2025-04-28"),
    ("Vacances d’hiver", "2026-02-14", "2026-03-02"),
    ("Vacances de printemps", "2026-04-18", "2026-05-04"),
)
_UNVERIFIED_FROM = date(2026, 9, 1)
COVERED = (date(2024, 9, 2), date(2027, 8, 31))


def _holiday(name: str, end_of_class: str, back: str, verified: bool) -> SchoolHoliday:
    first = date.fromisoformat(end_of_class) + timedelta(days=1)
    last = date.fromisoformat(back) - timedelta(days=1)
    if first.weekday() == 6:
        first -= timedelta(days=1)
    return SchoolHoliday(name, first, last, verified and first < _UNVERIFIED_FROM)


def school_holidays(zone: str) -> tuple[SchoolHoliday, ...]:
    """Holidays of a zone (A, B, C or Corse) from September 2024 to August 2027, in order.

    Raises ValueError for another zone. Outside `COVERED` nothing is known: no day is said to be a holiday.
    """
    if zone not in SCHOOL_ZONES:
        raise ValueError(f"zone scolaire inconnue : {zone}")
    if zone != "Corse":
        rows = [(name, end, back, True) for name, zones, end, back in _TABLE if zone in zones]
    else:
        shared = [row for row in _TABLE if row[1] == "ABC"]
        rows = [(name, end, back, False) for name, _, end, back in shared]
        rows += [(name, end, back, False) for name, end, back in _CORSICA]
    return tuple(sorted((_holiday(*row) for row in rows), key=lambda holiday: holiday.first))
