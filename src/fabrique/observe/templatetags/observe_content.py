"""A content on a page: its tables as words, its drawings as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from fabrique.core.policies import can
from fabrique.core.ui import formats
from fabrique.core.ui.formats import typeset
from fabrique.observe.content import Column, Content, Table
from fabrique.observe.rendering.cells import ABSENT, WHY, heading, numeric, on_paper, reasons, shown

register = template.Library()
UNFOLDED = 30  # rows of a table before the rest is folded
MOST = 300  # rows of a table on a page; all are in its file
SEAL = 16
_SHOWN = gettext_lazy("à projeter")
_USES = {
    "pdf": gettext_lazy("à lire, à imprimer"),
    "xlsx": gettext_lazy("pour un tableur"),
    "csv": gettext_lazy("pour un tableur ou un logiciel"),
    "geojson": gettext_lazy("pour un logiciel de cartes"),
    "png": gettext_lazy("image"),
    "svg": gettext_lazy("image à agrandir"),
    "json": gettext_lazy("pour un programme"),
}


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell: its words, those of its column, whether it is a number, whether it names its row."""

    text: str
    label: str
    number: bool
    heads: bool


@dataclass(frozen=True, slots=True)
class ShownTable:
    """The columns for which a page has room; the first rows, the rest, which is folded, and how many are in
    its file only."""

    columns: tuple[tuple[str, bool], ...]
    first: tuple[tuple[ShownCell, ...], ...]
    rest: tuple[tuple[ShownCell, ...], ...]
    absent: tuple[tuple[str, str], ...]
    left: int

    @property
    def parts(self) -> tuple[tuple[tuple[ShownCell, ...], ...], ...]:
        """The rows that are seen, then those that are folded, if there are."""
        return tuple(rows for rows in (self.first, self.rest) if rows)


@register.filter
def as_page(table: Table) -> ShownTable:
    """A table as a page writes it."""
    kept = on_paper(table)
    columns = [table.columns[at] for at in kept]
    heads = next((at for at, one in enumerate(columns) if not numeric(one)), 0)
    rows = tuple(_row([row[at] for at in kept], columns, heads) for row in table.rows[:MOST])
    absent = tuple((str(ABSENT[one]), str(WHY[one])) for one in reasons(table))
    titles = tuple((typeset(heading(one)), numeric(one)) for one in columns)
    # A line or two beyond the limit are shown: folding them would cost as much room.
    limit = UNFOLDED if len(rows) > UNFOLDED + 2 else len(rows)
    return ShownTable(titles, rows[:limit], rows[limit:], absent, max(len(table.rows) - MOST, 0))


def _row(cells: Sequence[object], columns: Sequence[Column], heads: int) -> tuple[ShownCell, ...]:
    return tuple(
        ShownCell(shown(cell, column), typeset(heading(column)), numeric(column), at == heads)  # type: ignore[arg-type]
        for at, (cell, column) in enumerate(zip(cells, columns, strict=True))
    )


@register.filter
def as_drawn(svg: str) -> SafeString:
    """A drawing of a content: the library that draws escapes every name."""
    return mark_safe(svg)  # noqa: S308


@register.filter
def seal(content: Content) -> str:
    """The first characters of its digest."""
    return content.digest[:SEAL]


@register.filter
def iso_dated(on: str) -> str:
    """``2026-11-24`` as « 24 novembre 2026 »."""
    return formats.dated(date.fromisoformat(on))


@register.filter
def file_use(name: str) -> str:
    """What a file of a publication is for, in two or three words."""
    stem, _dot, suffix = name.rpartition(".")
    return str(_SHOWN if stem == "diaporama" else _USES.get(suffix, ""))


@register.simple_tag(takes_context=True)
def draft_url(context: Context, kind: str, **subject: object) -> str:
    """Where a publication of a kind is prepared; "" for who may not prepare one."""
    request = context.get("request")
    if request is None or not can(request.user, "observe.draft_publication"):
        return ""
    told = {name: str(value) for name, value in subject.items() if value}
    return reverse("observe:draft", args=[kind], query=told)
