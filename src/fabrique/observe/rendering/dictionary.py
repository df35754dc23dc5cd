"""What each column of each table means, with its unit and its source."""

from __future__ import annotations

from fabrique.core.tabular.model import Cell
from fabrique.observe.content import Content
from fabrique.observe.rendering.cells import ABSENT, WHY, reasons

COLUMNS = ("tableau", "colonne", "libelle", "unite", "sens", "absences")


def lines(content: Content) -> list[tuple[Cell, ...]]:
    """A line for each column, in the order of the tables."""
    return [
        (
            table.key,
            column.code,
            column.label,
            column.unit,
            column.meaning,
            "" if column.digits is None else absences,
        )
        for table in content.tables
        for absences in ["; ".join(f"{ABSENT[one]} : {WHY[one]}" for one in reasons(table))]
        for column in table.columns
    ]
