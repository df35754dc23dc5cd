"""The tables of a content as a page writes them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from fabrique.observe.composing.rounding import NBSP, number
from fabrique.observe.content import Absent, Cell, Column, Table

ABSENT = {Absent.MISSING: _("non connu"), Absent.SECRET: _("secret"), Absent.HIDDEN: _("masqué")}


def table_shown(table: Table) -> dict[str, Any]:
    """A table with its columns that fit: title, note, headers, rows of cells in words."""
    kept = [at for at, column in enumerate(table.columns) if column.fits]
    columns = [table.columns[at] for at in kept]
    head = next((at for at, column in enumerate(columns) if column.digits is None), 0)
    return {
        "key": table.key,
        "title": table.title,
        "note": table.note,
        "columns": [(_header(column), column.digits is not None) for column in columns],
        "rows": [
            [
                {
                    "text": text_of(row[at], column),
                    "label": _header(column),
                    "number": column.digits is not None,
                    "head": rank == head,
                }
                for rank, (at, column) in enumerate(zip(kept, columns, strict=True))
            ]
            for row in table.rows
        ],
    }


def _header(column: Column) -> str:
    return f"{column.label} ({column.unit})" if column.unit in ("km", "h") else column.label


def text_of(cell: Cell, column: Column) -> str:
    """A cell in words."""
    if cell is None:
        return "—"
    if isinstance(cell, Absent):
        return str(ABSENT[cell])
    if isinstance(cell, str) or column.digits is None:
        return str(cell)
    tail = f"{NBSP}{column.unit}" if column.unit in ("%", "€") else ""
    return number(cell, column.digits) + tail
