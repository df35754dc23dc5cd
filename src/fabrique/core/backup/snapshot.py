"""One instant of a database, while it goes on being written to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

MIGRATIONS = "SELECT app || '.' || name FROM django_migrations ORDER BY app, name"
FILES = "SELECT sha256, size FROM core_storedfile ORDER BY sha256"


class Writable(Protocol):
    """Where a copy goes."""

    def write(self, data: bytes, /) -> int: ...

    def flush(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``entry`` is the copy's path in the archive.

    ``write`` sends the copy to a stream and returns its size in bytes before compression (0: unknown).
    """

    entry: str
    server: str
    migrations: list[str]
    files: list[tuple[str, int]]
    write: Callable[[Writable], int]
