"""What an import did, and its report: one JSON line for each change of a cell."""

from __future__ import annotations

import io
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from fabrique.core import files
from fabrique.core.models import StoredFile
from fabrique.directory.actions.records import Outcome
from fabrique.directory.cleaning.model import Change
from fabrique.directory.models import Source

_REPORTED = ("row", "field", "before", "after", "rule", "severity")
_encode = json.JSONEncoder(ensure_ascii=False).encode
Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did; every row of the file is in exactly one of the first four counts or rejected."""

    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    withdrawn: int
    warnings: int
    seconds: float
    mapping: str
    dry_run: bool

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


@dataclass
class Cleaned(ABC):
    """A file once cleaned: its entries, its report as JSON lines, and how many rows ended how."""

    report: list[bytes] = field(default_factory=list)
    rows: int = 0
    rejected: int = 0
    repeated: int = 0
    warnings: int = 0

    def tell(self, changes: Sequence[Change]) -> None:
        """Add changes to the report."""
        self.warnings += count_warnings(changes)
        self.report += map(report_line, changes)

    @abstractmethod
    def taken(self) -> int:
        """How many rows can be entered."""

    @abstractmethod
    def enter(self, source: Source, **options: Any) -> Outcome:
        """Bring the source to these rows (see ``enter_records`` for the options)."""


def count_warnings(changes: Sequence[Change]) -> int:
    """How many of the changes a person should look at."""
    return sum(change.severity == "warning" for change in changes)


def report_line(change: Change) -> bytes:
    """One line of a report."""
    return (_encode({name: getattr(change, name) for name in _REPORTED}) + "\n").encode()


def keep_report(source: str, lines: list[bytes]) -> StoredFile:
    """The report among the files of the instance."""
    stream = io.BytesIO(b"".join(lines))
    return files.keep(stream, name=f"import-{source}.jsonl", media_type="application/jsonl")


def as_json(value: Any) -> Any:
    """A cell as JSON that both databases take: no NUL, no date object."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value.replace("\0", "")
    return value
