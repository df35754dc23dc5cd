"""What every cleaning function returns, and what a cleaned row is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from fabrique.directory.fields import FIELDS, Kind

T = TypeVar("T")

Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Cleaned(Generic[T]):
    """A clean value, the rules that made it (codes), quality flags (codes) and what did not fit the field."""

    value: T
    rules: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change made to one cell. `row` is 0-based in the file; `before` and `after` are plain text."""

    row: int
    field: str
    before: str
    after: str
    rule: str
    severity: Severity


@dataclass(slots=True)
class CleanRow:
    """A row of a file once cleaned. `refused` is None, or says in French why and how to mend it.

    `fields` has the canonical names. `codes` are the commune's candidate INSEE codes when it is not known for
    sure. `raw` is the row as read, untouched: nothing of a source is ever lost.
    """

    index: int
    external_id: str
    fields: dict[str, Any]
    raw: Mapping[str, Any]
    changes: list[Change] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    candidates: list[str] = field(default_factory=list)
    refused: str | None = None


def blank_fields() -> dict[str, Any]:
    """Every canonical field at its missing value: "" for text, [] for lists, None for the rest."""
    blank: dict[str, Any] = {one.name: [] if one.kind is Kind.LIST else one.empty for one in FIELDS}
    return blank | {"external_id": ""}
