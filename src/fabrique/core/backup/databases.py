"""What both engines do for a backup, each in its own way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Protocol, cast

from django.db import connection

from fabrique.core.backup import postgres, sqlite
from fabrique.core.backup.snapshot import Snapshot


class Engine(Protocol):
    """A module that copies a database and puts a copy in its place."""

    def snapshot(self, scratch: Path) -> AbstractContextManager[Snapshot]:
        """One consistent instant of the database; ``scratch`` is a private folder."""

    def unpack(self, stored: IO[bytes], into: Path, raw_size: int) -> None:
        """Write the copy as its tools want it. Raises ``Damaged``."""

    def files_of(self, copy: Path) -> list[tuple[str, int]]:
        """The (SHA-256, size) of the files that the copy knows. Raises ``Damaged`` if it does not open."""

    def is_empty(self) -> bool:
        """Whether the instance's own database holds no table."""

    def put_in_place(self, copy: Path, stamp: str) -> tuple[str, Callable[[], None]]:
        """Set the present database aside and the copy in its place.

        Gives what the operator is told of the former one ("" if there was none), and what undoes it all.
        """


_ENGINES = {"sqlite": sqlite, "postgresql": postgres}


def engine(vendor: str = "") -> Engine:
    """The engine of this name; of this instance, without a name."""
    return cast(Engine, _ENGINES[vendor or connection.vendor])
