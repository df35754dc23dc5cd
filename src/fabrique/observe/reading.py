"""Columns of numbers read from any table; each fault has its line and column: nothing is skipped unsaid."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fabrique.core.tabular import Cell, TableRefusal, read_table
from fabrique.core.tabular.model import Table

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009")
_TOLD = 20
MOST_FAULTS = 1_000  # beyond, the file is one of something else


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers to read. ``least``: smallest value admitted. ``blank``: an empty cell is NaN."""

    name: str
    least: float | None = None
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row; ``line`` is what an editor shows."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"ligne {self.line}, colonne « {self.column} » : {self.message}"


class WrongCell(Exception):
    """A cell that cannot be; the column and what to do."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column, self.message = column, message


def check_faults(faults: Sequence[Fault], table: Table) -> None:
    """Refuse a table of which too many rows cannot be read."""
    if len(faults) > MOST_FAULTS:
        told = f"plus de {MOST_FAULTS} lignes ne peuvent pas être lues ; la première, {faults[0]}"
        raise TableRefusal(told, path=table.path)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Rows in the order of the file: ``ids`` (n), ``values`` by column (n, NaN where a cell is at fault or
    blank), ``good`` (n, False for a row at fault, which takes no part in a calculation)."""

    ids: list[str]
    values: dict[str, Floats]
    good: npt.NDArray[np.bool_]
    faults: list[Fault]

    def told(self, name: str) -> list[str]:
        """The faults in French, the first of them; the last line counts the others."""
        lines = [f"« {name} », {fault}" for fault in self.faults[:_TOLD]]
        beyond = len(self.faults) - len(lines)
        return [*lines, *([f"« {name} » : et {beyond} autres lignes en erreur."] if beyond > 0 else [])]


def number_of(cell: Cell) -> float | None:
    """A cell as a number: « 1 234,5 » and « 12 % » are read as people write them. None when it is not one."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) else None
    if not isinstance(cell, str):
        return None
    try:
        value = float(cell)
    except ValueError:
        try:
            value = float(cell.translate(_SPACES).removesuffix("%").replace(",", "."))
        except ValueError:
            return None
    return value if math.isfinite(value) and "_" not in cell else None


def choose(table: Table, *choices: Sequence[str]) -> tuple[str, ...]:
    """The first group of columns that the table has whole; a refusal that names them all if it has none."""
    for names in choices:
        if all(name in table.columns for name in names):
            return tuple(names)
    wanted = ", ou ".join(" et ".join(f"« {name} »" for name in names) for names in choices)
    has = ", ".join(f"« {name} »" for name in table.columns[:12])
    raise TableRefusal(
        f"il faut les colonnes {wanted} ; le fichier a {has}.",
        path=table.path,
        mend="Renommez ou ajoutez ces colonnes.",
    )


def read_numbers(table: Table, columns: Sequence[Column], *, key: str = "id") -> Numbers:
    """Read a key and columns of numbers. Raises ``TableRefusal`` when a column or every row is missing.

    A key that is empty, or that was read already, is a fault too: which row is meant cannot be known.
    """
    choose(table, [key, *(column.name for column in columns)])
    ids: list[str] = []
    lines: dict[str, int] = {}
    arrays = [array("d") for _ in columns]
    good = bytearray()
    faults: list[Fault] = []
    for row in table:
        name = str(row.values[key] if row.values[key] is not None else "").strip()
        before = len(faults)
        if not name:
            faults.append(Fault(row.line, key, "l’identifiant manque."))
        elif lines.setdefault(name, row.line) != row.line:
            faults.append(Fault(row.line, key, f"« {name} » est déjà à la ligne {lines[name]}."))
        for column, values in zip(columns, arrays, strict=True):
            values.append(_value(row.values[column.name], column, row.line, faults))
        ids.append(name)
        good.append(len(faults) == before)
    if not ids:
        raise TableRefusal("le fichier n’a aucune ligne de données.", path=table.path)
    found = {c.name: np.frombuffer(v, dtype=np.float64) for c, v in zip(columns, arrays, strict=True)}
    return Numbers(ids, found, np.frombuffer(good, dtype=np.bool_), faults)


def _value(cell: Cell, column: Column, line: int, faults: list[Fault]) -> float:
    if cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()):
        if not column.blank:
            faults.append(Fault(line, column.name, "la valeur manque."))
        return math.nan
    value = number_of(cell)
    if value is None:
        faults.append(Fault(line, column.name, f"« {str(cell)[:40]} » n’est pas un nombre."))
        return math.nan
    if column.least is not None and value < column.least:
        faults.append(Fault(line, column.name, f"{value:g} est plus petit que {column.least:g}."))
        return math.nan
    return value


def once(ranks: Ints) -> tuple[Ints, list[tuple[int, int]]]:
    """Of rows (origin, site, line): those that are the first of their pair, and the lines of the others, each
    with that of its first."""
    order = np.lexsort((ranks[:, 2], ranks[:, 1], ranks[:, 0]))
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (np.diff(ranks[order, :2], axis=0) != 0).any(axis=1)
    leader = order[new][np.cumsum(new) - 1]
    again = zip(ranks[order[~new], 2].tolist(), ranks[leader[~new], 2].tolist(), strict=True)
    return np.sort(order[new]), list(again)


def open_table(path: Path) -> Table:
    """A table to read; a refusal that names the file when it cannot be one."""
    table = read_table(path)
    if not table.columns:
        raise TableRefusal("le fichier n’a pas de colonnes.", path=path)
    return table
