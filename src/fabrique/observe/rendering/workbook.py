"""A content as a workbook: what to read first, a sheet for each table, the dictionary."""

from __future__ import annotations

import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from fabrique.core.tabular import SheetOut, write_xlsx
from fabrique.core.tabular.model import Cell as Written
from fabrique.observe.content import Absent, Cell, Content, Table
from fabrique.observe.rendering.cells import ABSENT, WHY, heading, reasons
from fabrique.observe.rendering.dictionary import COLUMNS, lines


def workbook(content: Content) -> bytes:
    """The workbook. A cell without value says why in a word, by which a column filters; sums leave it out."""
    sheets = [SheetOut(_("Lire d’abord"), (_("Rubrique"), _("Texte")), list(_first(content)))]
    sheets += [_sheet(table) for table in content.tables]
    sheets.append(SheetOut(_("Dictionnaire"), COLUMNS, lines(content)))
    out = io.BytesIO()
    write_xlsx(out, sheets)
    return out.getvalue()


def _first(content: Content) -> Iterator[tuple[Written, ...]]:
    yield _("Titre"), content.title
    yield _("Territoire"), content.territory
    yield _("Fait le"), content.made_on
    yield from ((_("À lire") if at == 0 else None, each) for at, each in enumerate(content.reading))
    for one in content.figures:
        yield one.label, f"{one.value} ({one.note})" if one.note else one.value
    for each in content.sources:
        told = ", ".join(filter(None, (each.title, each.producer, each.vintage, each.licence, each.url)))
        yield _("Source"), f"{told}. {each.note}" if each.note else told
    yield from ((_("Méthode"), each) for each in content.method)
    absent = {why for table in content.tables for why in reasons(table)}
    yield from ((f"« {ABSENT[why]} »", str(WHY[why])) for why in Absent if why in absent)
    yield _("Sceau"), content.digest


def _sheet(table: Table) -> SheetOut:
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    return SheetOut(table.title, [heading(column) for column in table.columns], rows)


def _cell(cell: Cell) -> Written:
    return str(ABSENT[cell]) if isinstance(cell, Absent) else cell
