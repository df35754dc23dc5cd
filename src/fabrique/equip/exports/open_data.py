"""What everybody may take: devices by month, kind and state; persons equipped, with small numbers hidden."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone

from fabrique.equip.queries.figures.people import Equipped
from fabrique.equip.queries.figures.reach import Reach

OPEN_COLUMNS = ("mois_arrivee", "sorte", "etat", "nombre")
PEOPLE_COLUMNS = ("lieu", "situation", "personnes", "jusqu_a")
_WORDS = (
    ("appareils.csv", "mois_arrivee", "Mois où l’appareil est arrivé à l’atelier, AAAA-MM (heure de Paris)."),
    ("appareils.csv", "sorte", "Code de la sorte d’appareil : laptop, desktop, tablet…"),
    ("appareils.csv", "etat", "Code de l’état de l’appareil le jour de l’export."),
    ("appareils.csv", "nombre", "Nombre d’appareils. Un appareil n’est compté qu’une fois."),
    ("personnes.csv", "lieu", "Commune, quartier prioritaire, ou reste de la commune ; « Ensemble » : tous."),
    ("personnes.csv", "situation", "Situation dite par la personne ; « Ensemble » : toutes."),
    (
        "personnes.csv",
        "personnes",
        "Personnes à qui un premier appareil a été remis. Vide : moins de 11, ou tu pour qu’un nombre de "
        "moins de 11 ne puisse pas être déduit.",
    ),
    ("personnes.csv", "jusqu_a", "Jour avant lequel les remises sont comptées, AAAA-MM-JJ."),
)


def open_rows(reach: Reach) -> Iterator[list[str]]:
    """Devices: a machine is nobody, so nothing is hidden. One query."""
    month = TruncMonth("received_at", tzinfo=timezone.get_default_timezone())
    rows = reach.devices().annotate(month=month).order_by("month", "kind", "state")
    for row in rows.values("month", "kind", "state").annotate(n=Count("pk")):
        yield [f"{row['month']:%Y-%m}", row["kind"], row["state"], str(row["n"])]


def people_rows(table: Equipped) -> Iterator[list[str]]:
    """The published table, one line a cell; a hidden number is empty."""
    columns = (*table.columns, "Ensemble")
    if table.total is None:
        return
    for row in (*table.rows, table.foot):
        for column, number in zip(columns, row.numbers, strict=True):
            yield [row.name, column, "" if number is None else str(number), table.until.isoformat()]


def dictionary() -> list[tuple[str, str, str]]:
    """(file, column, meaning) of every column that is published."""
    return list(_WORDS)
