"""The small values that components take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column; numbers are set to the right."""

    label: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One box or one radio button; ``count`` is how many results it leaves, if known."""

    value: str
    label: str
    checked: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step on the way back home; the last one, the page itself, has no address."""

    label: str
    url: str = ""
