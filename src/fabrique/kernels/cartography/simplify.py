"""Contours made light together, so that two neighbours keep one and the same border.

Simplified one by one, neighbours drift apart: white slits and overlaps appear. Here the whole coverage is
simplified at once (Visvalingam and Whyatt 1993, by GEOS), after it was checked and mended where that is safe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from fabrique.kernels.cartography import mending
from fabrique.kernels.cartography.planes import Plane

WIDTH = 2000  # units of a drawing; about half a pixel each on a large screen, a 12th of a millimetre on paper
TOLERANCES = (
    2.0,
    2.5,
    3.0,
    4.0,
    5.0,
    7.0,
    10.0,
)  # units: a corner goes when its triangle is below their square
POINTS = 20_000  # under five bytes each: with names and values, a map of 1,500 areas stays under 200 kB
ContoursRefused = mending.ContoursRefused


@dataclass(frozen=True, slots=True)
class Coverage:
    """Areas that tile a territory, as they are drawn. ``shapes`` (n polygons, None where there is no contour)
    in metres on ``plane``. ``unit``: metres per unit of the drawing. In French, ``notes``: what is absent,
    which readers of a map must know; ``mended``: what was put right, for those who keep the contours.
    """

    codes: tuple[str, ...]
    shapes: npt.NDArray[Any]
    plane: Plane
    unit: float
    bounds: tuple[float, float, float, float]
    notes: tuple[str, ...]
    mended: tuple[str, ...] = ()

    @property
    def drawn(self) -> npt.NDArray[np.bool_]:
        """(n) True where there is a contour."""
        return np.array([one is not None for one in self.shapes], dtype=bool)


def simplified(
    codes: Sequence[str],
    contours: Sequence[Any],
    *,
    inside: Sequence[bool] | None = None,
    width: int = WIDTH,
    points: int = POINTS,
) -> Coverage:
    """Contours (n shapely polygons in degrees, or None) made light for a drawing ``width`` units wide.

    The drawing is fitted to the areas ``inside`` (all by default); the others, its neighbours, are only kept
    where they can be seen. Corners go until ``points`` remain, or the coarsest of ``TOLERANCES`` is reached.
    Raises ContoursRefused, in French, with the mend: another projection, codes that
    repeat, areas that overlap.
    """
    if len(codes) != len(contours):
        raise ValueError(f"{len(codes)} codes for {len(contours)} contours")
    shapes, absent, crossed = mending.polygons(codes, contours)
    has = np.array([one is not None for one in shapes], dtype=bool)
    within = has if inside is None else has & np.asarray(inside, dtype=bool)
    if not within.any():
        return Coverage(
            tuple(codes), np.full(len(codes), None), Plane(0, 0), 1.0, (0, 0, 0, 0), tuple(absent)
        )
    plane = _plane(shapes[within])
    shapes[has] = shapely.transform(shapes[has], plane)
    west, south, east, north = (float(one) for one in shapely.total_bounds(shapes[within]))
    unit = max(east - west, north - south) / width
    _keep_near(shapes, within, (west, south, east, north))
    has = np.array([one is not None for one in shapes], dtype=bool)
    kept = [code for code, one in zip(codes, has, strict=True) if one]
    whole, adjusted = mending.coverage(kept, shapes[has], unit)
    shapes[has] = shapely.orient_polygons(lighter(whole, unit, points))
    bounds, mended = (west, south, east, north), (*crossed, *adjusted)
    return Coverage(tuple(codes), shapes, plane, unit, bounds, tuple(absent), mended)


def lighter(whole: npt.NDArray[Any], unit: float, points: int) -> npt.NDArray[Any]:
    """A coverage of a plane with fewer corners, ``points`` at most if the coarsest tolerance allows it."""
    found = whole
    for tolerance in TOLERANCES:
        found = shapely.coverage_simplify(whole, tolerance * unit)
        if shapely.get_num_coordinates(found).sum() <= points:
            break
    return found


def _plane(shapes: npt.NDArray[Any]) -> Plane:
    west, south, east, north = (float(one) for one in shapely.total_bounds(shapes))
    return Plane((west + east) / 2, (south + north) / 2)


def _keep_near(
    shapes: npt.NDArray[Any], within: npt.NDArray[np.bool_], bounds: tuple[float, float, float, float]
) -> None:
    """Forget the neighbours that lie wholly out of the frame."""
    frame = shapely.box(*bounds)
    for rank in np.flatnonzero(~within):
        if shapes[rank] is not None and not shapely.intersects(shapes[rank], frame):
            shapes[rank] = None
