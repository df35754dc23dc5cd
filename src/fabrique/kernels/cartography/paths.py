"""Path data as short as it gets: whole numbers, each point told from the one before, on one grid for all.

Neighbours are rounded on the same grid, so that the points they share stay shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from fabrique.kernels.cartography.planes import Plane
from fabrique.kernels.cartography.simplify import WIDTH, Coverage

Ring = npt.NDArray[np.int64]
MARGIN = 24  # units around the territory: room for its outline and for the area that is pointed at
SMALL = 16  # units²: below, an area is a mark, or nobody would see it
_MARK = "-6 6 6 6 6-6z"  # a lozenge, after its top


@dataclass(frozen=True, slots=True)
class Basemap:
    """What does not change from one map of a territory to the next; to be kept by version of the contours.

    ``paths`` (n): path data, "" without contour. ``anchors`` (n, 2): a point in each area, (0, 0) without
    contour. ``inside`` (n): areas of the territory, the others are its neighbours. ``small`` (n): areas drawn
    as a mark. ``outline``: the border of the territory. ``unit``: metres per unit.
    ``surface``: of the territory, in units². ``behind``: areas without value under it all.
    """

    width: int
    height: int
    codes: tuple[str, ...]
    paths: tuple[str, ...]
    anchors: npt.NDArray[np.float64]
    inside: npt.NDArray[np.bool_]
    small: npt.NDArray[np.bool_]
    outline: str
    unit: float
    surface: float
    notes: tuple[str, ...]
    plane: Plane
    origin: tuple[float, float]
    behind: tuple[str, ...] = ()

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the frame, in metres on ``plane``."""
        west, north = self.origin
        return west, north - self.height * self.unit, west + self.width * self.unit, north

    @property
    def drawn(self) -> npt.NDArray[np.bool_]:
        """(n) True where there is something to fill."""
        return np.array([bool(path) for path in self.paths], dtype=bool)

    def place(self, longitudes: npt.ArrayLike, latitudes: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """(n, 2) where points in degrees fall in the drawing."""
        degrees = np.column_stack([np.asarray(longitudes, float), np.asarray(latitudes, float)])
        return _on_grid(self.plane(degrees), self.origin, self.unit)


def basemap(coverage: Coverage, inside: npt.ArrayLike | None = None, *, width: int = WIDTH) -> Basemap:
    """The paths of a coverage in a frame ``width`` units wide and at most as high; the same ``inside`` as
    the coverage's."""
    drawn = coverage.drawn
    within = np.ones(len(drawn), bool) if inside is None else np.asarray(inside, bool)
    west, south, east, north = coverage.bounds
    unit = coverage.unit * width / (width - 2 * MARGIN)
    # The taller territories leave room on both sides; the words of a drawing keep one size on all.
    origin = ((west + east) / 2 - unit * width / 2, north + unit * MARGIN)
    height = int(np.ceil((north - south) / unit)) + 2 * MARGIN
    frame = shapely.box(origin[0], origin[1] - height * unit, origin[0] + width * unit, origin[1])
    paths, small = [""] * len(drawn), np.zeros(len(drawn), bool)
    anchors = np.zeros((len(drawn), 2))
    for rank in np.flatnonzero(drawn):
        shape = coverage.shapes[rank]
        anchors[rank] = _on_grid(_anchor(shape), origin, unit)[0]
        if not within[rank]:
            shape = shapely.clip_by_rect(shape, *shapely.bounds(frame))
        found = rings(shape, origin, unit)
        if within[rank] and sum(area_of(ring) for ring in found) < SMALL:
            x, y = np.round(anchors[rank]).astype(int)
            paths[rank], small[rank] = f"m{x} {y - 6} {_MARK}".replace(" -", "-"), True
        else:
            paths[rank] = data(found)
    whole = drawn & within
    border = rings(shapely.coverage_union_all(coverage.shapes[whole]), origin, unit) if whole.any() else []
    return Basemap(
        width, height, coverage.codes, tuple(paths), np.round(anchors, 1), within, small, data(border), unit,
        sum(area_of(ring) for ring in border), coverage.notes, coverage.plane, origin,
    )  # fmt: skip


def rings(shape: Any, origin: tuple[float, float], unit: float) -> list[Ring]:
    """The rings of a polygon on the grid, open (the last point is not the first again), without repeats.

    A ring that the grid folds into two points or one is left out: going and coming back cancel. y goes down.
    """
    found = []
    for part in shapely.get_parts(shape):
        if part.geom_type != "Polygon":
            continue
        for ring in shapely.get_rings(shapely.orient_polygons(part)):
            points = np.round(_on_grid(shapely.get_coordinates(ring), origin, unit)).astype(np.int64)
            points = points[:-1][np.any(points[:-1] != points[1:], axis=1)]
            if len(points) >= 3:
                found.append(points)
    return found


def area_of(ring: Ring) -> float:
    """Signed area in units²: positive for the outside of an area, negative for its holes."""
    x, y = ring[:, 0], ring[:, 1]
    return float(np.sum(np.roll(x, -1) * y - x * np.roll(y, -1))) / 2


def data(found: list[Ring]) -> str:
    """Path data in relative coordinates; each ring begins from the start of the one before."""
    parts, at = [], np.zeros(2, dtype=np.int64)
    for ring in found:
        steps = np.diff(ring, axis=0, prepend=at[None])
        parts.append("m" + " ".join(map(str, steps.ravel().tolist())).replace(" -", "-") + "z")
        at = ring[0]
    return "".join(parts)


def _on_grid(points: npt.NDArray[np.float64], origin: tuple[float, float], unit: float) -> npt.NDArray[Any]:
    return np.column_stack([points[:, 0] - origin[0], origin[1] - points[:, 1]]) / unit


def _anchor(shape: Any) -> npt.NDArray[np.float64]:
    """(1, 2) the middle of the largest part, or a point of it when its middle lies out of it."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    middle = largest.centroid
    return np.asarray(
        shapely.get_coordinates(middle if largest.contains(middle) else largest.point_on_surface())
    )
