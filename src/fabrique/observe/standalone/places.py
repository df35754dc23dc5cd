"""Points read from a table, on one plane in metres; what is not where it says is refused."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt
from pyproj import Transformer

from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import TableRefusal
from fabrique.core.tabular.model import Table
from fabrique.observe.reading import Column, Fault, Numbers, choose, open_table, read_numbers

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_WAYS = (("x", "y"), ("lat", "lon"), ("latitude", "longitude"))
_WIDEST = 16.0  # degrees: beyond, one plane is no longer true to distances
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
        """Put rows at fault; their lines are read again, since they are few."""
        wrong = wrong & self.good
        if not wrong.any():
            return
        lines = [row.line for row in self.table]
        self.numbers.faults.extend(Fault(lines[rank], column, message) for rank in np.flatnonzero(wrong))
        self.numbers.good[wrong] = False

    def checked(self) -> Places:
        """Itself; a refusal when no row is right."""
        if not self.good.any():
            raise TableRefusal(f"aucune ligne n’est juste ; {self.numbers.faults[0]}", path=self.path)
        return self


def read_places(path: Path, columns: list[Column], optional: list[Column] | None = None) -> Places:
    """A table with ``id``, coordinates, columns of numbers, and those of ``optional`` that it has."""
    table = open_table(path)
    names = [column.name for column in columns]
    found = choose(table, *(["id", *way, *names] for way in _WAYS))[1:3]
    wanted = [*columns, *(column for column in optional or [] if column.name in table.columns)]
    numbers = read_numbers(table, [*(Column(name) for name in found), *wanted])
    on_globe = found != _WAYS[0]
    first, second = (numbers.values[name] for name in found)
    places = Places(
        table, numbers, np.column_stack([second, first] if on_globe else [first, second]), on_globe
    )
    if on_globe:
        _check_degrees(places)
    else:
        _check_metres(places)
    return places.checked()


def on_one_plane(one: Places, other: Places) -> tuple[Floats, Floats]:
    """The good rows of both, in metres; latitudes and longitudes are projected around their middle."""
    if one.on_globe != other.on_globe:
        degrees, metres = (one, other) if one.on_globe else (other, one)
        raise DomainRefusal(
            f"« {degrees.path.name} » est en latitude et longitude, « {metres.path.name} » en x et y : "
            "donnez les deux fichiers dans les mêmes coordonnées."
        )
    first, second = one.at[one.good], other.at[other.good]
    if not one.on_globe:
        return first, second
    low, high = (side(np.vstack([first, second]), axis=0) for side in (np.min, np.max))
    if (high - low).max() > _WIDEST:
        raise DomainRefusal(
            f"Les points s’étendent sur plus de {_WIDEST:g} degrés, trop pour mesurer des distances sur un "
            "seul plan : faites un calcul par territoire (métropole, chaque outre-mer)."
        )
    plane = _plane((low + high) / 2)
    return _projected(plane, first), _projected(plane, second)


def _plane(middle: Floats) -> Transformer:
    """Transverse Mercator around the middle: 0.1 % at 280 km from its meridian."""
    local = f"+proj=tmerc +lon_0={middle[0]:.4f} +lat_0={middle[1]:.4f} +k=1 +ellps=GRS80 +units=m"
    return Transformer.from_crs("EPSG:4326", local, always_xy=True)


def _projected(plane: Transformer, degrees: Floats) -> Floats:
    return np.column_stack(plane.transform(degrees[:, 0], degrees[:, 1]))


def _in_degrees(at: Floats) -> Bools:
    inside: Bools = (np.abs(at[:, 0]) <= 180) & (np.abs(at[:, 1]) <= 90)
    return inside


def _check_degrees(places: Places) -> None:
    """Metres, or columns exchanged, are refused; a few impossible rows are at fault."""
    wrong = places.good & ~_in_degrees(places.at)
    if 2 * wrong.sum() > places.good.sum():
        raise TableRefusal(
            "la latitude va de -90 à 90 et la longitude de -180 à 180 ; ces nombres n’en sont pas.",
            path=places.path,
            mend="Des coordonnées en mètres (Lambert-93…) vont dans des colonnes « x » et « y ».",
        )
    places.fault(wrong, "lat", "ce n’est pas une latitude et une longitude en degrés.")
    x, y = places.at[places.good].T
    if len(x) and ((x > 41) & (x < 52) & (y > -5.5) & (y < 10)).all():
        raise TableRefusal(
            "« lat » et « lon » semblent échangées : ces points sont au large de la Somalie.",
            path=places.path,
            mend="Échangez les noms des deux colonnes.",
        )


def _check_metres(places: Places) -> None:
    """Whole numbers may be a small plan in metres; degrees have decimals."""
    at = places.at[places.good]
    if len(at) and _in_degrees(at).all() and (at % 1 != 0).any():
        raise TableRefusal(
            "« x » et « y » ressemblent à des degrés, alors qu’ils sont en mètres.",
            path=places.path,
            mend="Nommez ces colonnes « lon » et « lat ».",
        )
