"""What everybody may take: devices by month, kind and state; persons equipped, with small numbers hidden."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone

from fabrique.equip.queries.figures.people import Equipped
from fabrique.equip.queries.figures.reach import Reach

OPEN_COLUMNS = ("mois_arrivee", "sorte", "etat", "nombre")
PEOPLE_COLUMNS = ("depuis", "jusqu_a", "lieu", "situation", "personnes")
_WORDS = (
    ("appareils.csv", "mois_arrivee", "Mois où l’appareil est arrivé à l’atelier, AAAA-MM (heure de Paris)."),
    ("appareils.csv", "sorte", "Code de la sorte d’appareil : laptop, desktop, tablet…"),
    ("appareils.csv", "etat", "Code de l’état de l’appareil le jour de l’export."),
    ("appareils.csv", "nombre", "Nombre d’appareils. Un appareil n’est compté qu’une fois."),
    (
        "personnes.csv",
        "depuis",
        "Premier jour de la période, AAAA-MM-JJ. Une personne est dans une seule période ; une période finie "
        "ne change plus.",
    ),
    ("personnes.csv", "jusqu_a", "Jour avant lequel les remises de la période sont comptées, AAAA-MM-JJ."),
    ("personnes.csv", "lieu", "Commune, quartier prioritaire, ou reste de la commune ; « Ensemble » : tous."),
    ("personnes.csv", "situation", "Situation dite par la personne ; « Ensemble » : toutes."),
    (
        "personnes.csv",
        "personnes",
        "Personnes à qui un premier appareil a été remis. Vide : moins de 11, ou tu pour qu’un nombre de "
        "moins de 11 ne puisse pas être déduit.",
    ),
)


def open_rows(reach: Reach) -> Iterator[list[str]]:
    """Devices: a machine is nobody, so nothing is hidden. One query."""
    month = TruncMonth("received_at", tzinfo=timezone.get_default_timezone())
    rows = reach.devices().annotate(month=month).order_by("month", "kind", "state")
    for row in rows.values("month", "kind", "state").annotate(n=Count("pk")):
        yield [f"{row['month']:%Y-%m}", row["kind"], row["state"], str(row["n"])]


def people_rows(found: Equipped) -> Iterator[list[str]]:
    """The published tables, the oldest first, one line a cell; a hidden number is empty."""
    for table in reversed(found.tables):
        days = [table.period.since.isoformat(), table.period.until.isoformat()]
        for row in (*table.rows, table.foot):
            for column, number in zip((*table.columns, "Ensemble"), row.numbers, strict=True):
                yield [*days, row.name, column, "" if number is None else str(number)]


def dictionary() -> list[tuple[str, str, str]]:
    """(file, column, meaning) of every column that is published."""
    return list(_WORDS)
