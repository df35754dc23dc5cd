"""Points read from a table, on one plane in metres; what is not where it says is refused."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from fabrique.core.tabular import TableRefusal
from fabrique.core.tabular.model import Table
from fabrique.observe.reading import Column, Numbers, choose, open_table, read_numbers
from fabrique.observe.standalone.coordinates import (
    WAYS,
    Bools,
    Floats,
    fault_where,
    plane_around,
    points_of,
    refuse_mixed,
    to_metres,
)

_LENGTH = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(km|m)\s*\Z", re.IGNORECASE)


def length_typed(_ctx: click.Context, _param: click.Parameter, value: str | None) -> float | None:
    """« 5km », « 800 m »: metres, more than 0."""
    if value is None:
        return None
    found = _LENGTH.match(value)
    if found is None:
        raise click.BadParameter(f"« {value} » n’est pas une distance : écrivez 5km ou 800m.")
    metres = float(found[1].replace(",", ".")) * (1000 if found[2].lower() == "km" else 1)
    if not (metres > 0 and math.isfinite(metres)):
        raise click.BadParameter("la distance doit être plus grande que zéro.")
    return metres


@dataclass(frozen=True)
class Places:
    """A table of points. ``at`` (n, 2): metres, or longitude and latitude when ``on_globe``; a row at fault
    is not ``good`` and takes no part; ``texts``: the cells of a column as text, empty where there is none."""

    table: Table
    numbers: Numbers
    at: Floats
    on_globe: bool

    @property
    def path(self) -> Path:
        return self.table.path

    @property
    def good(self) -> Bools:
        return self.numbers.good

    @property
    def ids(self) -> list[str]:
        """Of the good rows."""
        return [name for name, right in zip(self.numbers.ids, self.good, strict=True) if right]

    def has(self, name: str) -> bool:
        return name in self.table.columns

    def texts(self, name: str) -> list[str]:
        """A column as text, every row; empty texts when there is no such column."""
        if not self.has(name):
            return [""] * len(self.numbers.ids)
        cells = (row.values[name] for row in self.table)
        return ["" if cell is None else str(cell).strip() for cell in cells]

    def fault(self, wrong: Bools, column: str, message: str) -> None:
        """Put rows at fault."""
        fault_where(self.numbers, self.table, wrong, column, message)

    def checked(self) -> Places:
        """Itself; a refusal when no row is right."""
        if not self.good.any():
            raise TableRefusal(f"aucune ligne n’est juste ; {self.numbers.faults[0]}", path=self.path)
        return self


def read_places(path: Path, columns: list[Column], optional: list[Column] | None = None) -> Places:
    """A table with ``id``, coordinates, columns of numbers, and those of ``optional`` that it has."""
    table = open_table(path)
    names = [column.name for column in columns]
    found = choose(table, *(["id", *way, *names] for way in WAYS))[1:3]
    wanted = [*columns, *(column for column in optional or [] if column.name in table.columns)]
    numbers = read_numbers(table, [*(Column(name) for name in found), *wanted])
    at, on_globe = points_of(table, numbers, found)
    return Places(table, numbers, at, on_globe).checked()


def on_one_plane(one: Places, other: Places) -> tuple[Floats, Floats]:
    """The good rows of both, in metres; latitudes and longitudes are projected around their middle."""
    if one.on_globe != other.on_globe:
        degrees, metres = (one, other) if one.on_globe else (other, one)
        raise refuse_mixed(degrees.path, metres.path)
    first, second = one.at[one.good], other.at[other.good]
    if not one.on_globe:
        return first, second
    plane = plane_around(np.vstack([first, second]))
    return to_metres(plane, first), to_metres(plane, second)
