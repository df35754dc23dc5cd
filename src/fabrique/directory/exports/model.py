"""What an export leaves out, and why: never filled in, never silent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Omission:
    """A place (``column`` required by the format is missing) or a single cell that the format cannot say."""

    place: str
    name: str
    column: str
    reason: str
    whole_place: bool


@dataclass(slots=True)
class Exported:
    """The rows of one table of an export, with what was left out."""

    rows: list[Row] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
