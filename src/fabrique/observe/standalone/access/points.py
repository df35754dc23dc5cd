"""People and places read from a table, on one plane in metres; what is not where it says is refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from pyproj import Transformer

from fabrique.core.tabular import TableRefusal
from fabrique.core.tabular.model import Table
from fabrique.kernels.access import demand_of, weekly_hours
from fabrique.kernels.hours.schedule import Schedule
from fabrique.observe.reading import Column, Numbers, choose, open_table, read_numbers
from fabrique.observe.standalone.coordinates import (
    WAYS,
    Floats,
    fault_where,
    plane_around,
    points_of,
    refuse_mixed,
    to_metres,
)

_MOST = 1e15  # people or capacity of one row: beyond, sums would no longer be exact to a unit


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
        fault_where(numbers, table, numbers.values[rate] > 1, rate, "un taux est entre 0 et 1.")
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
        fault_where(numbers, table, hours == 0, "opening_hours", message)
        capacity = capacity * hours
    return _points(table, numbers, where, name, capacity)


def on_one_plane(demand: Points, supply: Points) -> tuple[Points, Points, Transformer | None]:
    """Both in metres; latitudes and longitudes are projected around their middle, and how is given."""
    if demand.on_globe != supply.on_globe:
        degrees, metres = (demand, supply) if demand.on_globe else (supply, demand)
        raise refuse_mixed(degrees.path, metres.path)
    if not demand.on_globe:
        return demand, supply, None
    plane = plane_around(np.vstack([demand.at, supply.at]))
    return _projected(demand, plane), _projected(supply, plane), plane


def _projected(points: Points, plane: Transformer) -> Points:
    return replace(points, at=to_metres(plane, points.at), on_globe=False)


def _read(table: Table, columns: list[Column], *, placed: bool) -> tuple[Numbers, tuple[str, ...]]:
    amounts = [column.name for column in columns]
    if not placed:
        return read_numbers(table, columns), ()
    found = choose(table, *(["id", *where, *amounts] for where in WAYS))
    where = found[1:3]
    return read_numbers(table, [*(Column(name) for name in where), *columns]), where


def _points(table: Table, numbers: Numbers, where: tuple[str, ...], name: str, amount: Floats) -> Points:
    """The rows that are right; ``name`` is the column that the amount comes from."""
    fault_where(numbers, table, amount > _MOST, name, "ce nombre est trop grand pour être une quantité.")
    at, on_globe = points_of(table, numbers, where) if where else (np.zeros((len(amount), 0)), False)
    good = numbers.good
    if not good.any():
        raise TableRefusal(f"aucune ligne n’est juste ; {numbers.faults[0]}", path=table.path)
    ids = [name for name, right in zip(numbers.ids, good, strict=True) if right]
    told = numbers.told(table.path.name)
    return Points(table.path, ids, at[good], amount[good], on_globe, int((~good).sum()), told)
