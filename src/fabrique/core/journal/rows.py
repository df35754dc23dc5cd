"""The entries as the database holds them, in chunks, as bytes: nothing is interpreted before it is verified.

Each chunk is a short query of its own: a verification keeps no transaction open and takes constant memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

CHUNK = 4_000
TEXTS = ("action", "actor", "organisation", "subject", "summary", "commitments", "key", "previous", "hash")
Row = tuple[Any, ...]  # seq, then bytes: at, and TEXTS
FIELDS = slice(1, 9)  # what is sealed besides the number and the previous hash: at … key
ACTION, SUBJECT, SUMMARY, COMMITMENTS, KEY, PREVIOUS, HASH = 2, 5, 6, 7, 8, 9, 10


def stream(*, first: int | None, last: int) -> Iterator[Row]:
    """The rows from number ``first`` (all if None) to ``last``, in order."""
    for chunk in chunks(first=first, last=last):
        yield from chunk


def chunks(*, first: int | None, last: int) -> Iterator[list[Row]]:
    """``stream`` by lists of at most ``CHUNK`` rows."""
    after = first - 1 if first is not None else -(2**63)
    while chunk := fetch("seq > %s AND seq <= %s", [after, last]):
        yield chunk
        after = chunk[-1][0]


def fetch(where: str, given: list[Any], limit: int = CHUNK) -> list[Row]:
    """The first rows in order that fulfil an SQL condition of our own."""
    query = f"SELECT {_columns()} FROM core_journalentry WHERE {where} ORDER BY seq LIMIT {limit}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        found: list[Row] = cursor.fetchall()
    if connection.vendor == "postgresql":
        return [(seq, *[text.encode() for text in texts]) for seq, *texts in found]
    return found


def _columns() -> str:
    """SQLite types nothing and may hold anything: bytes are asked for, and the instant is written in full."""
    if connection.vendor == "postgresql":
        at = "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
        return ", ".join(["seq", at, *TEXTS])
    at = "CAST(replace(at, ' ', 'T') || CASE length(at) WHEN 19 THEN '.000000' ELSE '' END AS BLOB)"
    return ", ".join(["seq", at, *(f'CAST("{text}" AS BLOB)' for text in TEXTS)])
