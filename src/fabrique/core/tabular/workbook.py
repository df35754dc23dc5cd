"""XLSX and ODS, read by python-calamine once the container and the sheets have been measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine as calamine

from fabrique.core.tabular.archive import Archive
from fabrique.core.tabular.delimited import note_header, too_many_columns, too_many_rows
from fabrique.core.tabular.headers import distinct_names, header_position, is_filled
from fabrique.core.tabular.model import Cell, Limits, Row, TableRefusal, WarningLog
from fabrique.core.tabular.sheet_scan import OdsScan, QuickScan, SheetScan, StringLengths, Unreadable

_HEADER_WITHIN = 30
_EXACT = 2**53


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet whose header is known. ``wanted`` are the ranks of the cells that have a column."""

    path: Path
    name: str
    columns: tuple[str, ...]
    wanted: tuple[int, ...]
    header_line: int
    sheet: Any
    limits: Limits

    def rows(self) -> Iterator[Row]:
        columns, wanted, most = self.columns, self.wanted, self.limits.cell_chars
        for index, raw in enumerate(islice(self.sheet.iter_rows(), self.header_line, None)):
            if not any(map(is_filled, raw)):
                continue
            cells = [_cell(raw[i]) for i in wanted]
            line = self.header_line + index + 1
            for name, value in zip(columns, cells, strict=True):
                if isinstance(value, str) and len(value) > most:
                    problem = f"une cellule compte {len(value)} caractères ; la limite est {most}."
                    raise TableRefusal(problem, path=self.path, row=index, line=line, column=name)
            yield Row(index, dict(zip(columns, cells, strict=True)), line)


def open_workbook(
    path: Path, format: str, limits: Limits, log: WarningLog, wanted: str | int | None
) -> Sheet:
    """Raises ``TableRefusal`` for what is damaged, locked, bloated or empty."""
    measure(path, format, limits)
    with _refusing(path):
        book = calamine.CalamineWorkbook.from_path(str(path))
        name, sheet = _choose(book, path, log, wanted)
        head = [list(row) for row in islice(sheet.iter_rows(), _HEADER_WITHIN + sheet.start[0])]
        position = header_position(head, padded=True)
        assert position is not None, "the chosen sheet has a filled cell"
        header = head[position]
        names, renamed = distinct_names([_cell(cell) for cell in header], len(header))
        used = _used(sheet, position, header)
    kept = tuple(i for i in range(len(names)) if i in used)
    columns = tuple(names[i] for i in kept)
    if len(columns) > limits.columns:
        raise too_many_columns(path, len(columns), limits)
    below = sheet.end[0] - position
    if below > limits.rows:
        raise too_many_rows(path, limits)
    note_header(log, [name for name in renamed if name in columns], skipped=_titles(head[:position]))
    if below == 0:
        log.note("no-rows", "La feuille a des en-têtes mais aucune ligne de données.")
    return Sheet(path, name, columns, kept, position + 1, sheet, limits)


def measure(path: Path, format: str, limits: Limits) -> None:
    """Refuse, before the library opens it, a workbook that would not fit."""
    archive = Archive(path, limits)
    try:
        if format == "ods":
            _measure_ods(archive, limits)
        else:
            _measure_xlsx(archive, limits)
    except Unreadable:
        raise archive.damaged() from None


def _measure_ods(archive: Archive, limits: Limits) -> None:
    for name, chunks in archive.inflate():
        if name == "content.xml":
            scan = OdsScan()
            scan.run(chunks)
            _check(archive, limits, scan.largest, scan.text)


def _measure_xlsx(archive: Archive, limits: Limits) -> None:
    scans: dict[str, QuickScan] = {}
    for name, chunks in archive.inflate():
        scan = QuickScan()
        for chunk in chunks:
            scan.feed(chunk)
        scan.close()
        scans[name] = scan
    longest = max((scan.longest for scan in scans.values()), default=0)
    texts = [name for name, scan in scans.items() if scan.longest]
    lengths: list[int] | None = None
    for name, scan in scans.items():
        cells, text = scan.extent.cells, 0
        if not scan.sure or cells > limits.cells or scan.shared * longest > limits.inflated_bytes:
            if not name.endswith((".xml", ".rels")):
                continue  # an image or a printer setting where bytes look like cells
            if lengths is None:
                lengths = _lengths(archive, texts)
            exact = SheetScan(lengths)
            exact.run(archive.chunks_of(name))
            cells, text = exact.extent.cells, exact.extent.text
        _check(archive, limits, cells, text)


def _lengths(archive: Archive, names: Sequence[str]) -> list[int]:
    best: list[int] = []
    for name in names:
        scan = StringLengths()
        scan.run(archive.chunks_of(name))
        best = max(best, scan.lengths, key=sum)
    return best


def _check(archive: Archive, limits: Limits, cells: int, text: int) -> None:
    if cells > limits.cells:
        raise archive.bomb(f"une feuille s’étend sur {cells} cellules, la limite est {limits.cells}")
    if text > limits.inflated_bytes:
        raise archive.bomb("ses textes répétés prendraient toute la mémoire")


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Turn every failure of the library, panics included, into a refusal."""
    mend = "Ouvrez-le dans un tableur, enregistrez-le de nouveau en .xlsx, puis réessayez."
    try:
        yield
    except calamine.PasswordError:
        mend = "Enregistrez-le sans mot de passe."
        raise TableRefusal("il est protégé par un mot de passe.", path=path, mend=mend) from None
    except (calamine.CalamineError, OSError, ValueError, OverflowError):
        raise TableRefusal("ce classeur ne peut pas être lu.", path=path, mend=mend) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the library's own, not an Exception
            raise
        raise TableRefusal("ce classeur ne peut pas être lu.", path=path, mend=mend) from None


def _choose(book: Any, path: Path, log: WarningLog, wanted: str | int | None) -> tuple[str, Any]:
    names: list[str] = list(book.sheet_names)
    shown = ", ".join(f"« {name} »" for name in names)
    if wanted is not None:
        name = wanted if isinstance(wanted, str) else dict(enumerate(names)).get(wanted, "")
        if name not in names:
            mend = f"Feuilles du classeur : {shown}."
            raise TableRefusal(f"il n’a pas de feuille « {wanted} ».", path=path, mend=mend)
        sheet = book.get_sheet_by_name(name)
        if _filled_rows(sheet) == 0:
            raise TableRefusal(f"la feuille « {name} » est vide.", path=path, mend=f"Feuilles : {shown}.")
        return name, sheet
    visible = [
        meta.name
        for meta in book.sheets_metadata
        if meta.visible == calamine.SheetVisibleEnum.Visible and meta.typ == calamine.SheetTypeEnum.WorkSheet
    ]
    fallback: tuple[str, Any] | None = None
    for name in visible or names:
        sheet = book.get_sheet_by_name(name)
        filled = _filled_rows(sheet)
        if filled and fallback is None:
            fallback = name, sheet
        if filled > 1 and sheet.width > 1:  # a cover page has one column
            fallback = name, sheet
            break
    if fallback is None:
        raise TableRefusal("toutes les feuilles sont vides.", path=path, mend="Choisissez un autre fichier.")
    others = ", ".join(f"« {name} »" for name in names if name != fallback[0])
    if others:
        log.note("sheet", f"La feuille lue est « {fallback[0]} » ; autres feuilles : {others}.")
    return fallback


def _filled_rows(sheet: Any) -> int:
    """0, 1 or 2 (for two or more)."""
    filled = (row for row in sheet.iter_rows() if any(map(is_filled, row)))
    return sum(1 for _ in islice(filled, 2))


def _used(sheet: Any, position: int, header: Sequence[Cell]) -> set[int]:
    """Ranks of the columns that have a name or, below it, a value."""
    used = {i for i, cell in enumerate(header) if is_filled(cell)}
    nameless = [i for i in range(len(header)) if i not in used]
    for row in islice(sheet.iter_rows(), position + 1, None):
        if not nameless:
            break
        found = [i for i in nameless if is_filled(row[i])]
        if found:
            used.update(found)
            nameless = [i for i in nameless if i not in used]
    return used


def _titles(rows: Sequence[Sequence[Cell]]) -> int:
    return sum(any(map(is_filled, row)) for row in rows)


def _cell(value: Any) -> Cell:
    """A spreadsheet has one kind of number: a whole one is given back as an ``int`` (codes, phones)."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) <= _EXACT else value
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, str):  # a workbook may spell the sign that no database holds: _x0000_
        return value.replace("\0", "")
    if value is None or isinstance(value, bool | int | date | datetime):
        return value
    return str(value)
