"""A document ready to be made: its template, its data, its French file name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from fabrique.core.documents import cached_pdf, key_of, on_shelf

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Printed:
    """``template`` names a file of this folder, ``name`` the file that the visitor saves.

    ``long`` ones have many pages: they are made in a process of their own. What nobody will ask for again is
    not ``kept``.
    """

    template: str
    data: Mapping[str, Any]
    name: str
    at: datetime
    long: bool = False
    kept: bool = True

    @property
    def path(self) -> Path:
        return HERE / f"{self.template}.typ"

    @cached_property
    def key(self) -> str:
        """Changes with anything that the document shows, and with nothing else."""
        return key_of(self.path, self.data)

    def pdf(self) -> bytes:
        """The bytes; made at most once for the same content if ``kept``."""
        return cached_pdf(self.path, self.data, at=self.at, key=self.key, apart=self.long, kept=self.kept)

    @property
    def costly(self) -> bool:
        """Whether making it takes more than an instant."""
        return self.long and not on_shelf(self.key)
