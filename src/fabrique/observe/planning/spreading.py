"""People of an area set on a lattice of points inside its contour: an estimate, the same every time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from fabrique.observe.standalone.coordinates import Floats
from fabrique.territory.projections import Projection

Ints = NDArray[np.int64]
WANTED = 4_000  # points, of the whole territory
_FEW = 9  # points, at least about as many in a part that is small: a neighbourhood is no single point
MOST_CELLS = 12_000
_CELL = re.compile(r"CRS(\d{4,5})RES(\d+)mN(\d+)E(\d+)\Z")


@dataclass(frozen=True)
class Part:
    """An area (or what is left of it once others are taken out), in metres, and who lives there."""

    shape: BaseGeometry
    people: float
    fine: bool = False


def spread(parts: Sequence[Part], *, wanted: int = WANTED) -> tuple[Floats, Floats, Ints]:
    """Points (k, 2) in metres, the people of each (k), the rank of its part (k).

    One lattice for all, so fine that there are some ``wanted`` points; finer still in a ``fine`` part. The
    people of a part are shared equally between its points; a part that no point falls in has one, inside it.
    A part without people has no point. Their sum is that of the parts.
    """
    lived = [rank for rank, part in enumerate(parts) if part.people > 0 and not part.shape.is_empty]
    total = sum(parts[rank].shape.area for rank in lived)
    if not lived or not total:
        return np.empty((0, 2)), np.empty(0), np.empty(0, np.int64)
    step = float(np.sqrt(total / wanted))
    places, people, ranks = [], [], []
    for rank in lived:
        part = parts[rank]
        size = min(step, float(np.sqrt(part.shape.area / _FEW))) if part.fine else step
        found = lattice(part.shape, size)
        places.append(found)
        people.append(np.full(len(found), part.people / len(found)))
        ranks.append(np.full(len(found), rank, np.int64))
    return np.concatenate(places), np.concatenate(people), np.concatenate(ranks)


def lattice(shape: BaseGeometry, step: float) -> Floats:
    """The points of a lattice, whose corners are multiples of its step, inside a shape; one at least."""
    west, south, east, north = shape.bounds
    across = (np.arange(np.floor(west / step), np.ceil(east / step)) + 0.5) * step
    up = (np.arange(np.floor(south / step), np.ceil(north / step)) + 0.5) * step
    x, y = (one.ravel() for one in np.meshgrid(across, up))
    shapely.prepare(shape)
    kept = shapely.contains_xy(shape, x, y)
    if kept.any():
        return np.column_stack([x[kept], y[kept]])
    middle = shape.representative_point()
    return np.array([[middle.x, middle.y]])


def cell_middles(codes: Sequence[str]) -> tuple[Floats, Floats]:
    """Latitude and longitude (n) of the middle of each cell of INSEE's grid, which its code gives
    (« CRS3035RES200mN2029800E4252400 »); NaN for a code that is none."""
    at = np.full((len(codes), 2), np.nan)
    by_system: dict[int, list[int]] = {}
    for rank, code in enumerate(codes):
        found = _CELL.search(code)
        if found:
            system, size, north, east = (int(one) for one in found.groups())
            at[rank] = east + size / 2, north + size / 2
            by_system.setdefault(system, []).append(rank)
    for system, ranks in by_system.items():
        at[ranks] = Projection(system).to_degrees(at[ranks])
    return at[:, 1], at[:, 0]


def gathered(
    places: Floats, people: Floats, groups: Sequence[object], *, most: int = MOST_CELLS
) -> tuple[Floats, Floats, Ints]:
    """Fewer points than ``most``: neighbours of one group made one, at the middle of their people.

    ``places`` (n, 2) in metres. Gives the points (k, 2), their people (k), and the group's rank among
    ``groups`` (the rank of a member, k). The same points when they are few enough.
    """
    size, first = 200.0, np.arange(len(people))
    if len(people) <= most:
        return places, people, first
    _names, group = np.unique(np.array([str(one) for one in groups]), return_inverse=True)
    while True:
        size *= 2
        keys = np.column_stack([np.floor(places / size), group.ravel()])
        _keys, first, of = np.unique(keys, axis=0, return_index=True, return_inverse=True)
        of = of.ravel()
        if len(first) <= most or size > 100_000:
            total = np.bincount(of, weights=people)
            weights = np.where(total[of] > 0, people / np.maximum(total[of], 1e-9), 1 / np.bincount(of)[of])
            middle = np.column_stack([np.bincount(of, weights=places[:, side] * weights) for side in (0, 1)])
            return middle.astype(np.float64), total.astype(np.float64), first.astype(np.int64)
