"""A cell as words, the same in every form."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fabrique.core.ui.formats import typeset
from fabrique.kernels.cartography import words
from fabrique.observe.content import Absent, Cell, Column, Table

ABSENT = {Absent.MISSING: _("manquant"), Absent.SECRET: _("secret"), Absent.HIDDEN: _("masqué")}
WHY = {
    Absent.MISSING: _("personne n’a ce chiffre"),
    Absent.SECRET: _("le producteur le tient secret, parce qu’il parle de trop peu de personnes"),
    Absent.HIDDEN: _("nous le masquons : petit, il parlerait de personnes, ou en ferait deviner un petit"),
}
NARROW = "\u202f"


def shown(cell: Cell, column: Column) -> str:
    """« 1 234,5 », « secret », « — » for what does not apply."""
    if isinstance(cell, Absent):
        return str(ABSENT[cell])
    if cell is None or cell == "":
        return "—"
    if isinstance(cell, str):
        return typeset(cell)
    text = words.number(cell, column.digits)
    return f"{text}{NARROW}%" if column.unit == "%" else text


def numeric(column: Column) -> bool:
    """Whether its cells are numbers, to be set to the right."""
    return column.digits is not None


def heading(column: Column) -> str:
    """The words of a column, with the unit that its cells do not write."""
    if not column.unit or column.unit == "%" or column.unit in column.label.casefold():
        return column.label
    return f"{column.label} ({column.unit})"


def on_paper(table: Table) -> list[int]:
    """The columns for which there is room on paper."""
    return [at for at, column in enumerate(table.columns) if column.fits]


def reasons(table: Table) -> list[Absent]:
    """Why cells of a table have no value, to be explained under it."""
    there = {cell for row in table.rows for cell in row if isinstance(cell, Absent)}
    return [one for one in Absent if one in there]
