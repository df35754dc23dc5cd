"""What a table is: its cells, rows, warnings, the limits on what is read, and the refusal of a file."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from fabrique.core.refusals import DomainRefusal

# Lists and objects appear only in cells read from JSON or GeoJSON.
Cell: TypeAlias = str | int | float | bool | date | datetime | list[Any] | dict[str, Any] | None
AnyPath: TypeAlias = str | os.PathLike[str]

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on a file that is read; beyond one of them the file is refused with its name and the mend.

    Sizes in bytes, ``cell_chars`` in characters, others are counts. CSV, TSV and JSON Lines are streamed, so
    ``streamed_bytes`` bounds time only; JSON and workbooks are held in memory and have lower bounds.
    ``mend`` says what to do with a text file that is too big, or with too many rows.
    """

    streamed_bytes: int = 300 * MEGABYTE
    json_bytes: int = 100 * MEGABYTE
    workbook_bytes: int = 60 * MEGABYTE
    inflated_bytes: int = 400 * MEGABYTE
    inflation_ratio: int = 200
    archive_entries: int = 5_000
    rows: int = 1_000_000
    columns: int = 2_000
    cells: int = 10_000_000
    cell_chars: int = 2_000_000
    warnings: int = 1_000
    mend: str = "Coupez-le en plusieurs fichiers."


@dataclass(slots=True)
class Row:
    """One data row. ``index`` is 0-based after the header, blank rows counted; ``line`` is what an editor
    shows (1-based; the rank of the item in JSON). ``surplus`` holds the cells beyond the last column."""

    index: int
    values: dict[str, Cell]
    line: int = 0
    surplus: tuple[str, ...] = ()


class TableWarning(NamedTuple):
    """Something odd that did not prevent reading. ``row`` is the 0-based index, ``None`` for the file."""

    code: str
    message: str
    row: int | None = None
    column: str | None = None


class TableRefusal(DomainRefusal):
    """The file cannot be taken. ``message`` says which file, where, what is wrong and what to do.

    ``row`` is the 0-based index of a data row, ``line`` its 1-based line in the file.
    """

    def __init__(
        self,
        problem: str,
        *,
        path: AnyPath | None = None,
        mend: str = "",
        row: int | None = None,
        line: int | None = None,
        column: str | None = None,
    ) -> None:
        self.problem, self.mend = problem, mend
        self.path = Path(path) if path is not None else None
        self.row, self.line, self.column = row, line, column
        where = [f"« {self.path.name or self.path} »"] if self.path is not None else []
        if line is not None:
            where.append(f"ligne {line}")
        if column:
            where.append(f"colonne « {column} »")
        prefix = f"{', '.join(where)} : " if where else ""
        super().__init__(f"{prefix}{problem}{' ' + mend if mend else ''}")


class WarningLog:
    """Warnings found at the opening, then those of the latest pass over the rows; ``most`` of each."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._file: list[TableWarning] = []
        self._rows: list[TableWarning] = []
        self.counts: Counter[str] = Counter()

    def note(self, code: str, message: str, row: int | None = None) -> None:
        """For what is known once the file is opened, whether on the file or on one of its rows."""
        if len(self._file) < self._most:
            self._file.append(TableWarning(code, message, row))

    def note_row(self, code: str, message: str, row: int, column: str | None = None) -> None:
        self.counts[code] += 1
        if len(self._rows) < self._most:
            self._rows.append(TableWarning(code, message, row, column))

    def restart_rows(self) -> None:
        self._rows.clear()
        self.counts.clear()

    def all(self) -> tuple[TableWarning, ...]:
        beyond = self.counts.total() - len(self._rows)
        more = [TableWarning("more", f"Et {beyond} autres avertissements de ligne.")] if beyond > 0 else []
        return (*self._file, *self._rows, *more)


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was opened: iterate on it for its rows, as often as wanted (a file is read again).

    ``warnings`` is complete once the rows have been read. A missing text is ``""`` in CSV and workbooks,
    ``None`` in JSON. ``encoding`` and ``delimiter`` are ``None`` where they have no meaning.
    """

    path: Path
    format: str
    columns: tuple[str, ...]
    sha256: str
    size: int
    log: WarningLog = field(repr=False)
    source: Callable[[], Iterator[Row]] = field(repr=False)
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None

    def __iter__(self) -> Iterator[Row]:
        self.log.restart_rows()
        return self.source()

    @property
    def rows(self) -> Iterator[Row]:
        return iter(self)

    @property
    def warnings(self) -> tuple[TableWarning, ...]:
        return self.log.all()
