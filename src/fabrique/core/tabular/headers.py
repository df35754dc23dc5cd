"""Names of columns: folding for comparison, making them distinct, finding the row that holds them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from fabrique.core.tabular.model import Cell

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "°": " ", "º": " "})
_NOT_WORD = re.compile(r"[\W_]+")
_SPACES = re.compile(r"\s+")


def normalise_header(text: object) -> str:
    """Fold accents, case, punctuation and spaces: ``"N° de Téléphone_"`` gives ``"n de telephone"``."""
    plain = unicodedata.normalize("NFKD", str(text).translate(_LIGATURES))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare.casefold()).strip()


def tidy_name(value: Cell) -> str:
    """The name of a column as it is kept: spaces and line ends squeezed, invisible marks removed."""
    text = "" if value is None else str(value)
    return _SPACES.sub(" ", text.replace("\ufeff", "").replace("\u200b", "")).strip()


def distinct_names(header: Sequence[Cell], width: int) -> tuple[tuple[str, ...], list[str]]:
    """Names for ``width`` columns, all different, and the names that had to be changed.

    A blank name becomes ``colonne_3`` (its 1-based rank), a repeated one ``nom (2)``.
    """
    names: list[str] = []
    changed: list[str] = []
    wanted = [tidy_name(header[i]) if i < len(header) else "" for i in range(width)]
    reserved = {name for name in wanted if name}
    taken: set[str] = set()
    for rank, name in enumerate(wanted, start=1):
        base = name or f"colonne_{rank}"
        final, copy = base, 2
        while final in taken or (final != name and final in reserved):
            final, copy = f"{base} ({copy})", copy + 1
        if final != name:
            changed.append(final)
        taken.add(final)
        names.append(final)
    return tuple(names), changed


def is_filled(value: Cell) -> bool:
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def header_position(rows: Sequence[Sequence[Cell]], *, padded: bool) -> int | None:
    """Index of the header in the first rows of a sheet, or ``None`` if all are blank.

    Titles, dates of extraction and the like come before it with one cell, or few of many. ``padded`` says
    that all rows were brought to the same width, as in a workbook.
    """
    filled = [sum(map(is_filled, row)) for row in rows]
    width = max(filled, default=0)
    if width == 0:
        return None
    first = next(i for i, count in enumerate(filled) if count)
    for i, count in enumerate(filled):
        if count and not _is_title(rows[i], count, width, padded=padded):
            return i
    return first


def _is_title(row: Sequence[Cell], count: int, width: int, *, padded: bool) -> bool:
    if width == 2:
        return count == 1 and (padded or len(row) == 1)
    return width > 2 and count <= max(1, width // 4)
