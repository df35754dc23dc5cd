"""French bank holidays: Code du travail, articles L3133-1 and L3422-2; local law of Alsace and Moselle.

The overseas days are those of the abolition of slavery (loi n° 83-550 du 30 juin 1983, décret n° 83-1003);
Polynesia and Wallis-et-Futuna hold their own calendars, of which only the common days are given here; so are
left out the days of the Antilles that depend on the branch (Mardi gras, Mi-Carême).
"""

from datetime import date, timedelta
from functools import lru_cache

_FIXED = (
    (1, 1, "Jour de l’An"),
    (5, 1, "Fête du Travail"),
    (5, 8, "Victoire de 1945"),
    (7, 14, "Fête nationale"),
    (8, 15, "Assomption"),
    (11, 1, "Toussaint"),
    (11, 11, "Armistice de 1918"),
    (12, 25, "Noël"),
)
_MOVING = ((1, "Lundi de Pâques"), (39, "Ascension"), (50, "Lundi de Pentecôte"))
_ABOLITION = "Abolition de l’esclavage"
_LOCAL: dict[str, tuple[tuple[int, int, str], ...]] = {
    "metropole": (),
    "alsace-moselle": ((12, 26, "Saint-Étienne"),),
    "guadeloupe": ((5, 27, _ABOLITION), (7, 21, "Fête Victor Schœlcher")),
    "martinique": ((5, 22, _ABOLITION), (7, 21, "Fête Victor Schœlcher")),
    "guyane": ((6, 10, _ABOLITION),),
    "la-reunion": ((12, 20, _ABOLITION),),
    "mayotte": ((4, 27, _ABOLITION),),
    "saint-barthelemy": ((10, 9, _ABOLITION),),
    "saint-martin": ((5, 27, _ABOLITION),),
    "saint-pierre-et-miquelon": (),
    "nouvelle-caledonie": ((9, 24, "Fête de la citoyenneté"),),
    "polynesie-francaise": (),
    "wallis-et-futuna": (),
}
_GOOD_FRIDAY = frozenset({"alsace-moselle"})
BANK_ZONES = tuple(_LOCAL)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (anonymous algorithm, as in Meeus, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    n = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * n) // 433
    month = (h + n - 7 * m + 90) // 25
    return date(year, month, (h + n - 7 * m + 33 * month + 19) % 32)


@lru_cache(maxsize=512)
def _days(year: int, zone: str) -> dict[date, str]:
    if zone not in _LOCAL:
        raise ValueError(f"zone de jours fériés inconnue : {zone}")
    sunday = easter(year)
    days = {date(year, month, day): name for month, day, name in (*_FIXED, *_LOCAL[zone])}
    # Two holidays may share a day (Ascension on a 1st or 8th of May): both names are kept.
    moving = [(sunday + timedelta(days=after), name) for after, name in _MOVING]
    if zone in _GOOD_FRIDAY:
        moving.append((sunday - timedelta(days=2), "Vendredi saint"))
    for day, name in moving:
        days[day] = f"{days[day]} et {name}" if day in days else name
    return dict(sorted(days.items()))


def bank_holidays(year: int, *, zone: str = "metropole") -> dict[date, str]:
    """Bank holidays of a year, date → French name. Raises ValueError for an unknown zone (BANK_ZONES)."""
    return dict(_days(year, zone))
