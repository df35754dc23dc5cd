"""A document ready to be made: its template, its data, its French file name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from fabrique.core.documents import cached_pdf, key_of

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Printed:
    """``template`` names a file of this folder, ``name`` the file that the visitor saves.

    ``long`` ones have many pages: they are made in a process of their own.
    """

    template: str
    data: Mapping[str, Any]
    name: str
    at: datetime
    long: bool = False

    @property
    def path(self) -> Path:
        return HERE / f"{self.template}.typ"

    @cached_property
    def key(self) -> str:
        """Changes with anything that the document shows, and with nothing else."""
        return key_of(self.path, self.data)

    def pdf(self) -> bytes:
        """The bytes, made at most once for the same content."""
        return cached_pdf(self.path, self.data, at=self.at, key=self.key, apart=self.long)
