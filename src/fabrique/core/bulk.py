"""Writing many rows of one model at once, in half the time of ``bulk_create``.

What a column needs is settled once for all the rows, not once for each value, and the database prepares one
statement. Measured on an import of 10,000 places (``bench/imports.py``): 0.8 s instead of 1.8 s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db import connections, models, router
from django.db.models.constants import OnConflict

_BATCH = 500
_AS_IT_IS = frozenset({str, int, float, bool, type(None)})
T = TypeVar("T")


def batched(items: Iterable[T], size: int = _BATCH) -> Iterator[list[T]]:
    """Lists of at most ``size`` items: databases bound the number of parameters of a query."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def insert_rows(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Insert rows; those whose key the database gives do not learn it. IntegrityError as ``save`` does.

    Neither signals nor ``auto_now`` fields: the models of this project have none.
    """
    _execute(model, rows, replacing=False)


def upsert_rows(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Insert rows, or replace those whose primary key is known, in one statement."""
    _execute(model, rows, replacing=True)


def _execute(model: type[models.Model], rows: Iterable[models.Model], *, replacing: bool) -> None:
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    fields = [f for f in model._meta.concrete_fields if replacing or not isinstance(f, models.AutoField)]
    columns = ", ".join(quote(_column(field)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    if replacing:
        key = _column(model._meta.pk)
        changed = [column for field in fields if (column := _column(field)) != key]
        statement += " " + connection.ops.on_conflict_suffix_sql(fields, OnConflict.UPDATE, changed, [key])
    readers = [_reader(field, connection) for field in fields]
    with connection.cursor() as cursor:
        for batch in batched(rows):
            cursor.executemany(statement, [[read(row) for read in readers] for row in batch])


def _column(field: models.Field[Any, Any]) -> str:
    assert field.column is not None  # concrete
    return field.column


def _reader(field: models.Field[Any, Any], connection: Any) -> Callable[[models.Model], Any]:
    """A function that gives the value of the column as the database's driver wants it."""
    if getattr(field, "depends_on_its_row", False):  # encrypted fields and their indexes
        return lambda row: field.get_db_prep_save(field.pre_save(row, add=True), connection)
    name, prepare = field.attname, field.get_db_prep_save
    in_json = isinstance(field, models.JSONField)
    blanks = {kind: prepare(kind(), connection) for kind in (list, dict)} if in_json else {}

    def read(row: models.Model) -> Any:
        value = getattr(row, name)
        if not in_json and type(value) in _AS_IT_IS:
            return value
        if not value and type(value) in blanks:
            return blanks[type(value)]
        return prepare(value, connection)

    return read
