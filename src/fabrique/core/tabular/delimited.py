"""CSV and TSV: opened by their content, read row by row."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from fabrique.core.tabular.dialect import Dialect, read_dialect
from fabrique.core.tabular.encoding import ERRORS, Encoding
from fabrique.core.tabular.guard import unguarded
from fabrique.core.tabular.headers import tidy_name
from fabrique.core.tabular.model import Limits, Row, TableRefusal, WarningLog
from fabrique.core.tabular.records import Overlong, Records

_SAMPLE_CHARS = 1 << 18
_RECORD_CELLS = 4  # a record may be as long as so many of the longest cells
_SHOWN = 60


class Delimited(NamedTuple):
    """A delimited file whose dialect is known; ``rows()`` reads it from its beginning."""

    path: Path
    encoding: Encoding
    dialect: Dialect
    limits: Limits
    log: WarningLog

    def rows(self) -> Iterator[Row]:
        try:
            with _open(self.path, self.encoding) as handle:
                yield from self._rows(handle)
        except Overlong as error:
            raise self._overlong(error) from None

    def _rows(self, handle: TextIO) -> Iterator[Row]:
        columns, limits = self.dialect.columns, self.limits
        if self.dialect.declared:
            handle.readline()
        most = limits.cell_chars * _RECORD_CELLS
        records = Records(handle, self.dialect.delimiter, most_chars=most)
        below = iter(records)
        for _ in range(self.dialect.skip + 1):
            next(below, None)
        offset = 1 if self.dialect.declared else 0
        width = len(columns)
        for index, raw in enumerate(below):
            if not any(map(str.strip, raw)):
                continue
            if index >= limits.rows:
                raise too_many_rows(self.path, limits, records.line + offset)
            cells = raw
            if records.quoted:
                cells = [unguarded(cell) if cell[:1] == "'" else cell for cell in raw]
            surplus: tuple[str, ...] = ()
            if len(cells) != width:
                cells, surplus = self._fitted(index, cells)
            if records.had_nul or records.mended:
                self._note_odd(index, records)
            if records.chars > limits.cell_chars and max(map(len, cells)) > limits.cell_chars:
                self._refuse_cell(cells, index, records.line + offset)
            # As many cells as columns, made sure above: « strict » would cost a tenth of the time.
            yield Row(
                index,
                dict(zip(columns, cells)),  # noqa: B905
                records.line + offset,
                surplus,
            )

    def _fitted(self, index: int, cells: list[str]) -> tuple[list[str], tuple[str, ...]]:
        width = len(self.dialect.columns)
        surplus = tuple(cells[width:])
        while surplus and not surplus[-1].strip():
            surplus = surplus[:-1]
        if surplus:
            shown = " | ".join(surplus)[:_SHOWN]
            what = f"{width + len(surplus)} cellules pour {width} colonnes ; en trop : « {shown} »."
            self.log.note_row("ragged", what, index)
        elif len(cells) < width:
            what = f"{len(cells)} cellules pour {width} colonnes ; les dernières sont lues comme vides."
            self.log.note_row("ragged", what, index)
        return cells[:width] + [""] * (width - len(cells)), surplus

    def _note_odd(self, index: int, record: Records) -> None:
        if record.had_nul:
            self.log.note_row("nul", "Des octets nuls ont été retirés.", index)
        if record.mended:
            what = "Un guillemet ouvert n’est jamais refermé : la ligne est lue telle quelle."
            self.log.note_row("quote", what, index)

    def _refuse_cell(self, cells: list[str], index: int, line: int) -> None:
        longest = max(range(len(cells)), key=lambda i: len(cells[i]))
        raise TableRefusal(
            f"une cellule compte {len(cells[longest])} caractères ; la limite est {self.limits.cell_chars}.",
            path=self.path,
            mend="Raccourcissez ce texte, ou vérifiez que ses guillemets sont refermés.",
            row=index,
            line=line,
            column=self.dialect.columns[longest],
        )

    def _overlong(self, error: Overlong) -> TableRefusal:
        cells = error.text.split(self.dialect.delimiter)
        longest = max(range(len(cells)), key=lambda i: len(cells[i]))
        columns = self.dialect.columns
        return TableRefusal(
            f"une ligne dépasse {self.limits.cell_chars * _RECORD_CELLS} caractères.",
            path=self.path,
            mend="Vérifiez que le fichier a bien des fins de ligne et que ses guillemets sont refermés.",
            line=error.line + (1 if self.dialect.declared else 0),
            column=columns[longest] if longest < len(columns) else None,
        )


def too_many_rows(path: Path, limits: Limits, line: int | None = None) -> TableRefusal:
    return TableRefusal(
        f"le fichier a plus de {limits.rows} lignes de données.",
        path=path,
        mend=limits.mend,
        row=limits.rows,
        line=line,
    )


def _open(path: Path, encoding: Encoding) -> TextIO:
    return path.open(encoding=encoding.name, errors=ERRORS, newline="")


def sample_lines(path: Path, encoding: Encoding) -> tuple[list[str], bool]:
    """The first lines of a text file, with their ends, and whether they are all of it."""
    with _open(path, encoding) as handle:
        text = handle.read(_SAMPLE_CHARS)
        if text.count("\n") + text.count("\r") < 3:
            text += handle.read(_SAMPLE_CHARS * 15)  # very long lines
        whole = not handle.read(1)
    return io.StringIO(text, newline="").readlines(), whole


def open_delimited(
    path: Path, encoding: Encoding, limits: Limits, log: WarningLog, *, delimiter: str | None = None
) -> Delimited:
    lines, whole = sample_lines(path, encoding)
    dialect = read_dialect(lines, whole=whole, delimiter=delimiter)
    if dialect is None:
        raise TableRefusal("le fichier ne contient aucune donnée.", path=path, mend="Choisissez-en un autre.")
    columns = tuple(tidy_name(unguarded(name)) or name for name in dialect.columns)
    dialect = dialect._replace(columns=columns)
    if len(columns) > limits.columns:
        raise too_many_columns(path, len(columns), limits)
    if len(columns) == 1:
        what = (
            "Une seule colonne : si le fichier en a d’autres, enregistrez-le avec « ; » ou « , » entre elles."
        )
        log.note("one-column", what)
    note_header(log, dialect.renamed, skipped=dialect.skip)
    if not dialect.has_rows:
        log.note("no-rows", "Le fichier a des en-têtes mais aucune ligne de données.")
    return Delimited(path, encoding, dialect, limits, log)


def too_many_columns(path: Path, count: int, limits: Limits) -> TableRefusal:
    return TableRefusal(
        f"le tableau a {count} colonnes ; la limite est {limits.columns}.",
        path=path,
        mend="Gardez seulement les colonnes utiles.",
    )


def note_header(log: WarningLog, renamed: list[str], *, skipped: int = 0) -> None:
    """Say which columns had to be named and how many title rows were passed over."""
    if renamed:
        names = ", ".join(f"« {name} »" for name in renamed[:10])
        log.note("header", f"Des en-têtes vides ou répétés ont été renommés : {names}.")
    if skipped:
        log.note("title", f"Les en-têtes ont été trouvés après {skipped} ligne(s) de titre.")
