"""People and places read from a table, on one plane in metres; what is not where it says is refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import TableRefusal
from fabrique.core.tabular.model import Table
from fabrique.kernels.access import demand_of, weekly_hours
from fabrique.kernels.hours.schedule import Schedule
from fabrique.observe.reading import Column, Fault, Numbers, choose, open_table, read_numbers

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_PLANE, _GLOBE = ("x", "y"), (("lat", "lon"), ("latitude", "longitude"))
_FARTHEST = 1e8  # metres: farther than any projection of the Earth goes
_MOST = 1e15  # people or capacity of one row: beyond, sums would no longer be exact to a unit
_WIDEST = 16.0  # degrees: beyond, one plane is no longer true to distances


@dataclass(frozen=True, slots=True)
class Points:
    """Rows without fault. ``at`` (n, 2): metres, or longitude and latitude when ``on_globe``; empty when the
    costs come from a table. ``amount`` (n): population or capacity."""

    path: Path
    ids: list[str]
    at: Floats
    amount: Floats
    on_globe: bool
    faults: int
    told: list[str]


def read_demand(path: Path, *, rate: str, placed: bool) -> Points:
    """People: ``population``, times the column ``rate`` if one is named."""
    table = open_table(path)
    columns = [Column("population", least=0.0), *([Column(rate, least=0.0)] if rate else [])]
    numbers, where = _read(table, columns, placed=placed)
    population = numbers.values["population"]
    if rate:
        _fault_where(numbers, table, numbers.values[rate] > 1, rate, "un taux est entre 0 et 1.")
        with np.errstate(invalid="ignore"):
            shares = np.where(numbers.good, numbers.values[rate], 0.0)
        population = demand_of(np.where(numbers.good, population, 0.0), shares)
    return _points(table, numbers, where, "population", population)


def read_supply(path: Path, *, placed: bool, since: date) -> Points:
    """Places: ``capacity``, or ``opening_hours`` (OSM) and ``staff``: hours of help in a week."""
    table = open_table(path)
    by_hours = "capacity" not in table.columns and {"opening_hours", "staff"} <= set(table.columns)
    name = "staff" if by_hours else "capacity"
    numbers, where = _read(table, [Column(name, least=0.0)], placed=placed)
    capacity = numbers.values[name]
    if by_hours:
        texts = [str(row.values["opening_hours"] or "") for row in table]
        known = {text: weekly_hours(Schedule(text), since) for text in set(texts)}
        hours = np.array([known[text] for text in texts])
        message = (
            "ces horaires ne disent aucune ouverture certaine (format OSM, par exemple « Mo 09:00-12:00 »)."
        )
        _fault_where(numbers, table, hours == 0, "opening_hours", message)
        capacity = capacity * hours
    return _points(table, numbers, where, name, capacity)


def on_one_plane(demand: Points, supply: Points) -> tuple[Points, Points, Transformer | None]:
    """Both in metres; latitudes and longitudes are projected around their middle, and how is given."""
    if demand.on_globe != supply.on_globe:
        degrees, metres = (demand, supply) if demand.on_globe else (supply, demand)
        raise DomainRefusal(
            f"« {degrees.path.name} » est en latitude et longitude, « {metres.path.name} » en x et y : "
            "donnez les deux fichiers dans les mêmes coordonnées."
        )
    if not demand.on_globe:
        return demand, supply, None
    both = np.vstack([demand.at, supply.at])
    low, high = both.min(axis=0), both.max(axis=0)
    if (high - low).max() > _WIDEST:
        raise DomainRefusal(
            f"Les points s’étendent sur plus de {_WIDEST:g} degrés, trop pour mesurer des distances sur un "
            "seul plan : faites un calcul par territoire (métropole, chaque outre-mer)."
        )
    plane = _plane((low + high) / 2)
    return _projected(demand, plane), _projected(supply, plane), plane


def to_metres(plane: Transformer, degrees: Floats) -> Floats:
    """(n, 2) longitudes and latitudes to metres."""
    return np.column_stack(plane.transform(degrees[:, 0], degrees[:, 1]))


def _plane(middle: Floats) -> Transformer:
    """Transverse Mercator around the middle: 0.1 % at 280 km from its meridian, 0.4 % at 560 km."""
    local = f"+proj=tmerc +lon_0={middle[0]:.4f} +lat_0={middle[1]:.4f} +k=1 +ellps=GRS80 +units=m"
    return Transformer.from_crs("EPSG:4326", local, always_xy=True)


def _projected(points: Points, plane: Transformer) -> Points:
    return replace(points, at=to_metres(plane, points.at), on_globe=False)


def _read(table: Table, columns: list[Column], *, placed: bool) -> tuple[Numbers, tuple[str, ...]]:
    amounts = [column.name for column in columns]
    if not placed:
        return read_numbers(table, columns), ()
    found = choose(table, *(["id", *where, *amounts] for where in (_PLANE, *_GLOBE)))
    where = found[1:3]
    return read_numbers(table, [*(Column(name) for name in where), *columns]), where


def _points(table: Table, numbers: Numbers, where: tuple[str, ...], name: str, amount: Floats) -> Points:
    """The rows that are right; ``name`` is the column that the amount comes from."""
    on_globe = bool(where) and where != _PLANE
    _fault_where(numbers, table, amount > _MOST, name, "ce nombre est trop grand pour être une quantité.")
    at = np.zeros((len(amount), 0))
    if where:
        first, second = (numbers.values[name] for name in where)
        at = np.column_stack([second, first] if on_globe else [first, second])
        check = _check_degrees if on_globe else _check_metres
        check(table, numbers, at)
    good = numbers.good
    if not good.any():
        raise TableRefusal(f"aucune ligne n’est juste ; {numbers.faults[0]}", path=table.path)
    ids = [name for name, right in zip(numbers.ids, good, strict=True) if right]
    told = numbers.told(table.path.name)
    return Points(table.path, ids, at[good], amount[good], on_globe, int((~good).sum()), told)


def _in_degrees(at: Floats) -> Bools:
    inside: Bools = (np.abs(at[:, 0]) <= 180) & (np.abs(at[:, 1]) <= 90)
    return inside


def _check_degrees(table: Table, numbers: Numbers, at: Floats) -> None:
    """Metres, or columns exchanged, are refused; a few impossible rows are at fault."""
    wrong = numbers.good & ~_in_degrees(at)
    if 2 * wrong.sum() > numbers.good.sum():
        raise TableRefusal(
            "la latitude va de -90 à 90 et la longitude de -180 à 180 ; ces nombres n’en sont pas.",
            path=table.path,
            mend="Des coordonnées en mètres (Lambert-93…) vont dans des colonnes « x » et « y ».",
        )
    _fault_where(numbers, table, wrong, "lat", "ce n’est pas une latitude et une longitude en degrés.")
    x, y = at[numbers.good, 0], at[numbers.good, 1]
    if len(x) and ((x > 41) & (x < 52) & (y > -5.5) & (y < 10)).all():
        raise TableRefusal(
            "« lat » et « lon » semblent échangées : ces points sont au large de la Somalie.",
            path=table.path,
            mend="Échangez les noms des deux colonnes.",
        )


def _check_metres(table: Table, numbers: Numbers, at: Floats) -> None:
    """Degrees are refused: whole numbers may be a small plan in metres, but degrees have decimals."""
    far = numbers.good & (np.abs(at) > _FARTHEST).any(axis=1)
    _fault_where(numbers, table, far, "x", "aucun point de la Terre n’est si loin en mètres.")
    at = at[numbers.good]
    if len(at) and _in_degrees(at).all() and (at % 1 != 0).any():
        raise TableRefusal(
            "« x » et « y » ressemblent à des degrés, alors qu’ils sont en mètres.",
            path=table.path,
            mend="Nommez ces colonnes « lon » et « lat ».",
        )


def _fault_where(numbers: Numbers, table: Table, wrong: Bools, column: str, message: str) -> None:
    """Add a fault to the rows that are wrong; their lines are read again, since they are few."""
    wrong = wrong & numbers.good
    if not wrong.any():
        return
    lines = [row.line for row in table]
    numbers.faults.extend(Fault(lines[rank], column, message) for rank in np.flatnonzero(wrong))
    numbers.good[wrong] = False
