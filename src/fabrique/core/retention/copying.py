"""The copy of what is held of a subject: every table that holds it, as data and as words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Choices, Field, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core.retention.holdings import Ids, Table, held_tables
from fabrique.core.ui import formats

INNER = "numéro interne"  # a reason that needs no telling


def labels(vocabulary: type[Choices]) -> dict[str, str]:
    """The codes of a vocabulary in French: the ``values`` of a table."""
    return {str(code): str(label) for code, label in vocabulary.choices}


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a copy. ``records`` are JSON-able rows; ``shown`` the same as (name, words) pairs.

    ``notes`` say field by field what was not handed over, and why; ``told``, in a word to the person;
    ``counted``, how many rows there are and why they are only counted.
    """

    table: str
    title: str
    records: list[dict[str, Any]]
    shown: list[list[tuple[str, str]]]
    notes: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    counted: str = ""


def sections_of(kind: str, ids: Ids) -> list[Section]:
    """What every app holds of these subjects. A table without rows has its section too: nothing is held."""
    return [_section(table, ids) for table in held_tables(kind)]


def _section(table: Table, ids: Ids) -> Section:
    rows = list(table.rows(ids))
    if table.counted:
        note = f"{len(rows)} : {table.counted}"
        return Section(table.model, table.title, [{"count": len(rows)}], [], [note], counted=note)
    names = {**table.fields}
    notes = [f"{name} : {why}" for name, why in table.left_out.items()]
    return Section(
        table.model,
        table.title,
        [{name: _plain(row, name) for name in names} for row in rows],
        [list(_words(table, row)) for row in rows],
        notes,
        list(dict.fromkeys(why for why in table.left_out.values() if why != INNER)),
    )


def _plain(row: Model, name: str) -> Any:
    """A field's value as JSON holds it."""
    value = getattr(row, _column(row, name).attname)
    if value is None or isinstance(value, bool | int | float | list | dict):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _words(table: Table, row: Model) -> Iterator[tuple[str, str]]:
    for name, label in table.fields.items():
        if text := _said(table, row, name):
            yield label, text


def _said(table: Table, row: Model, name: str) -> str:
    """A field's value as people read it; empty when there is nothing to say."""
    value, column = getattr(row, name), _column(row, name)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return f"{formats.dated(local.date())}, {formats.clock(local.time())}"
    if isinstance(value, date):
        return formats.dated(value)
    known = table.values.get(name) or dict(column.flatchoices)
    return str(known.get(value, value))


def _column(row: Model, name: str) -> Field[Any, Any]:
    found = row._meta.get_field(name)
    assert isinstance(found, Field)
    return found
