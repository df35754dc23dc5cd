"""Writing XLSX: streamed, every text a text, every date a date."""

from __future__ import annotations

import io
import math
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from typing import IO, Any

from fabrique.core.tabular.atomic import atomic_file
from fabrique.core.tabular.guard import is_dangerous
from fabrique.core.tabular.model import AnyPath, Cell, TableRefusal, TableWarning
from fabrique.core.tabular.text_writing import RowLike, cell_text, cells_of

MOST_ROWS, MOST_COLUMNS, MOST_CHARS = 1_048_575, 16_384, 32_767
_FIRST_DATE = date(1900, 3, 1)  # before it, spreadsheets do not agree on the calendar
_SAFE_WHOLE = 999_999_999_999_999  # a spreadsheet keeps fifteen figures
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_BAD_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_SAMPLE, _NARROWEST, _WIDEST = 100, 8, 60
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


@dataclass(frozen=True, slots=True)
class SheetOut:
    """A sheet to write: its name, its columns, its rows (mappings or sequences)."""

    name: str
    columns: Sequence[str]
    rows: Iterable[RowLike]


class _Exact(float):
    """Written with all its figures, where the library would keep sixteen."""

    def __format__(self, _: str) -> str:
        return repr(float(self))


def write_xlsx(target: AnyPath | IO[bytes], sheets: Sequence[SheetOut]) -> tuple[TableWarning, ...]:
    """Write a workbook in bounded memory; return what a cell could not hold (texts over 32,767 characters).

    No cell is a formula or a link: a text that looks like one is stored as text and marked so, which holds
    when somebody edits it. Characters that XML forbids are removed. Raises ``TableRefusal`` for more rows or
    columns than the format allows.
    """
    if isinstance(target, str | os.PathLike):
        with atomic_file(target) as file:
            return write_xlsx(file, sheets)
    import xlsxwriter  # a tenth of the start of every command, for the few that write a workbook
    from xlsxwriter.exceptions import XlsxWriterException

    book = xlsxwriter.Workbook(target, _OPTIONS)
    try:
        warnings = _fill(book, sheets)
    except BaseException:
        book.filename = io.BytesIO()  # closed all the same, for its own temporary files
        book.close()
        raise
    try:
        book.close()
    except XlsxWriterException:
        raise TableRefusal(
            "le classeur ne peut pas être écrit.", mend="Réessayez, ou exportez en CSV."
        ) from None
    return tuple(warnings)


def _fill(book: Any, sheets: Sequence[SheetOut]) -> list[TableWarning]:
    warnings: list[TableWarning] = []
    taken: set[str] = set()
    styles = {
        "header": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "instant": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        "text": book.add_format({"quote_prefix": True}),
    }
    for number, out in enumerate(sheets, start=1):
        if len(out.columns) > MOST_COLUMNS:
            problem = f"un classeur a au plus {MOST_COLUMNS} colonnes, et il en faut {len(out.columns)}."
            raise TableRefusal(problem, mend="Exportez en CSV.")
        sheet = book.add_worksheet(_sheet_name(out.name, number, taken))
        _write_sheet(sheet, out, styles, warnings)
    return warnings


def _write_sheet(sheet: Any, out: SheetOut, styles: dict[str, Any], warnings: list[TableWarning]) -> None:
    rows = (cells_of(row, out.columns) for row in out.rows)
    sample = list(islice(rows, _SAMPLE))
    for column, width in enumerate(_widths(out.columns, sample)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(out.columns):
        sheet.write_string(0, column, _ILLEGAL.sub("", name)[:MOST_CHARS], styles["header"])
    for index, cells in enumerate(chain(sample, rows)):
        if index >= MOST_ROWS:
            problem = f"une feuille a au plus {MOST_ROWS} lignes de données."
            raise TableRefusal(problem, row=index, mend="Exportez en CSV.")
        for column, cell in enumerate(cells):
            if not _write_cell(sheet, index + 1, column, cell, styles):
                what = f"Le texte est coupé à {MOST_CHARS} caractères : un classeur n’en tient pas plus."
                warnings.append(TableWarning("cut", what, index, out.columns[column]))


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, styles: dict[str, Any]) -> bool:
    """False if the text had to be cut."""
    if cell is None or cell == "":
        return True
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int) and abs(cell) <= _SAFE_WHOLE:
        sheet.write_number(row, column, cell)
    elif isinstance(cell, float):
        if math.isfinite(cell):
            sheet.write_number(row, column, _Exact(cell))
    elif isinstance(cell, datetime) and cell.tzinfo is None and cell.date() >= _FIRST_DATE:
        sheet.write_datetime(row, column, cell, styles["instant"])
    elif isinstance(cell, date) and not isinstance(cell, datetime) and cell >= _FIRST_DATE:
        sheet.write_datetime(row, column, cell, styles["date"])
    else:
        text = _ILLEGAL.sub("", cell_text(cell))
        sheet.write_string(row, column, text[:MOST_CHARS], styles["text"] if is_dangerous(text) else None)
        return len(text) <= MOST_CHARS
    return True


def _widths(columns: Sequence[str], sample: Sequence[Sequence[Cell]]) -> list[int]:
    widths = [len(name) for name in columns]
    for cells in sample:
        for column, cell in enumerate(cells[: len(widths)]):
            widths[column] = max(widths[column], len(cell_text(cell)[: _WIDEST + 1]))
    return [min(max(width + 2, _NARROWEST), _WIDEST) for width in widths]


def _sheet_name(wanted: str, number: int, taken: set[str]) -> str:
    """A name that spreadsheets accept: 31 characters, some forbidden, none twice whatever the case."""
    base = _cut(_BAD_NAME.sub(" ", wanted).strip(" '"), 31).rstrip(" '") or f"Feuille {number}"
    if base.casefold() == "history":
        base = f"{base} 1"
    name, copy = base, 2
    while name.casefold() in taken:
        suffix = f" ({copy})"
        name, copy = _cut(base, 31 - len(suffix)) + suffix, copy + 1
    taken.add(name.casefold())
    return name


def _cut(text: str, most: int) -> str:
    """Spreadsheets count the halves of a sign beyond the first plane, as UTF-16 writes it."""
    return text.encode("utf-16-le", "ignore")[: 2 * most].decode("utf-16-le", "ignore")
