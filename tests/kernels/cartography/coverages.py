"""Invented territories: areas that tile a square, with winding borders that neighbours share."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely


def voronoi(
    seed: int, number: int, *, middle: tuple[float, float] = (2.0, 46.5), wide: float = 1.0
) -> list[Any]:
    """``number`` areas around random points, in degrees."""
    draw = np.random.default_rng(seed)
    points = draw.random((number, 2))
    frame = shapely.box(0, 0, 1, 1)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), extend_to=frame))
    order = [int(np.flatnonzero(shapely.contains(cells, point))[0]) for point in shapely.points(points)]
    # One grid for all corners, so that a corner has the same coordinates in all the areas that meet there.
    corners = shapely.set_precision(cells[order], 1e-9)
    whole = [shapely.set_precision(shapely.intersection(cell, frame), 1e-9) for cell in corners]
    return list(shapely.transform(whole, lambda at: (winding(at) - 0.5) * wide + np.asarray(middle)))


def winding(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The same bend for all: what touched still touches."""
    x, y = points[:, 0], points[:, 1]
    return np.column_stack([x + 0.02 * np.sin(9 * y), y + 0.02 * np.sin(7 * x)])


def dense(seed: int, number: int, **where: Any) -> list[Any]:
    """Voronoi areas whose borders have many points, drawn from both sides at the same places."""
    cells = voronoi(seed, number, **where)
    return [shapely.transform(shapely.segmentize(cell, 0.01), _shaken) for cell in _noded(cells)]


def _noded(cells: list[Any]) -> list[Any]:
    """The same areas, each with the corners of its neighbours that lie on its border."""
    lines = shapely.union_all(shapely.boundary(cells))
    faces = shapely.get_parts(shapely.polygonize([lines]))
    return [faces[int(np.flatnonzero(shapely.contains(faces, cell.point_on_surface()))[0])] for cell in cells]


def _shaken(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Moved by what depends on the place alone, and so little that no two places meet."""
    rounded = np.round(points, 9)
    return rounded + 0.0003 * np.sin(rounded * 2000)[:, ::-1]


def named(number: int) -> list[str]:
    return [f"a{rank:04d}" for rank in range(number)]
