"""What lies under which key: counts for those who retire a key, batches for those who rotate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import connection

from fabrique.core.crypto import files, sealing
from fabrique.core.crypto.blind import BlindIndexField, blind_fields
from fabrique.core.crypto.fields import SealedField, sealed_fields
from fabrique.core.crypto.holders import enlisted
from fabrique.core.crypto.keyring import Purpose
from fabrique.core.models import SealedFile

BATCH = 200
UNKNOWN = "?"  # what is no sealed value at all
_ID = 8  # letters of a key's id


def by_key(purpose: Purpose) -> Counter[str]:
    """How many values lie under each key id, ``UNKNOWN`` for what says none."""
    found: Counter[str] = Counter()
    if purpose == Purpose.INDEX:
        for index in blind_fields():
            found.update(_count(index, 1))
    elif purpose == Purpose.FIELDS:
        for field in sealed_fields():
            found.update(_count(field, 3))
        found.update(key or UNKNOWN for _file, key in sealed_files())
    for holder in enlisted(purpose):
        found.update(holder.by_key())
    return found


def _count(field: SealedField | BlindIndexField, start: int) -> dict[str, int]:
    quote = connection.ops.quote_name
    table, column = quote(field.model._meta.db_table), quote(str(field.column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT substr({column}, {start}, {_ID}), count(*) FROM {table} "  # noqa: S608
            f"WHERE {column} IS NOT NULL AND {column} <> '' GROUP BY 1"
        )
        return {key if isinstance(key, str) else UNKNOWN: count for key, count in cursor.fetchall()}


def values_of_other_keys(field: SealedField, key_id: str) -> Iterator[list[tuple[Any, str]]]:
    """Batches of (raw primary key, sealed value) that are not under this key."""
    quote = connection.ops.quote_name
    table, column = quote(field.model._meta.db_table), quote(str(field.column))
    pk = quote(str(field.model._meta.pk.column))
    chosen = (
        f"SELECT {pk}, {column} FROM {table} WHERE {column} IS NOT NULL AND substr({column}, 1, %s) <> %s"  # noqa: S608
    )
    first = sealing.prefix(key_id)
    parameters: list[Any] = [len(first), first]
    after = ""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(f"{chosen}{after} ORDER BY {pk} LIMIT {BATCH}", parameters)
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        after, parameters = f" AND {pk} > %s", [len(first), first, rows[-1][0]]


def sealed_files() -> Iterator[tuple[SealedFile, str | None]]:
    """Every encrypted file with the id of its key; None when it is not there, or says none."""
    for sealed in SealedFile.objects.order_by("pk").select_related("stored").defer("name").iterator():
        try:
            with files.path_of(sealed).open("rb") as stream:
                yield sealed, sealing.key_of_bytes(stream.read(files.HEAD))
        except FileNotFoundError:
            yield sealed, None
