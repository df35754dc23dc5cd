"""The invented coast, estuary and river, on a plane in kilometres around Port-Sablier's bridge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

# At sea, south of Brittany: a position that is plausible on a map of France and covers nobody's home.
ORIGIN_LONGITUDE, ORIGIN_LATITUDE = -3.05, 46.95
KM_PER_DEGREE = 111.32
_SHRINK = float(np.cos(np.radians(ORIGIN_LATITUDE)))

Line = NDArray[np.float64]
# West, south, east, north, in kilometres.
METROPOLIS_BOUNDS = (-16.5, -18.0, 22.5, 18.5)
REGION_BOUNDS = (-30.0, -102.0, 152.0, 68.0)

# The Saudrelle from its mouth to the east, and half the width of its water, in kilometres.
_RIVER = (
    (-22.0, -3.6, 4.6), (-16.0, -3.2, 2.7), (-13.5, -2.7, 1.75), (-11.0, -2.9, 1.15), (-8.4, -2.2, 0.72),
    (-5.6, -1.5, 0.45), (-3.0, -0.9, 0.26), (-0.9, 0.1, 0.15), (0.6, -0.1, 0.08), (2.4, 0.9, 0.0),
    (4.3, 1.5, 0.0), (6.6, 1.3, 0.0), (8.6, 2.6, 0.0), (10.9, 3.5, 0.0), (13.2, 4.4, 0.0),
    (15.4, 3.5, 0.0), (17.9, 3.9, 0.0), (20.2, 5.2, 0.0), (23.5, 5.0, 0.0),
)  # fmt: skip
_COAST = (
    (-15.2, 20.0), (-14.7, 16.5), (-16.1, 14.0), (-15.9, 11.6), (-14.6, 9.4), (-14.9, 7.0), (-16.3, 4.9),
    (-15.7, 2.2), (-14.6, 0.2), (-14.4, -5.6), (-15.6, -7.2), (-15.2, -9.6), (-13.6, -12.0),
    (-12.4, -14.6), (-10.9, -17.0), (-9.4, -20.0),
)  # fmt: skip


def degrees(points: Line) -> Line:
    """Longitudes and latitudes of an ``(n, 2)`` array in kilometres, to six decimals (ten centimetres)."""
    east, north = points[:, 0], points[:, 1]
    longitude = ORIGIN_LONGITUDE + east / KM_PER_DEGREE / _SHRINK
    latitude = ORIGIN_LATITUDE + north / KM_PER_DEGREE
    return np.column_stack([longitude, latitude]).astype(np.float64).round(6)


def smooth(points: Sequence[tuple[float, ...]], steps: int = 8) -> Line:
    """A Catmull-Rom curve through ``points``: an array of the same columns."""
    known = np.array(points, dtype=float)
    padded = np.vstack([2 * known[0] - known[1], known, 2 * known[-1] - known[-2]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        curve = 2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
        pieces.append(curve / 2)
    return np.vstack([*pieces, known[-1:]])


def river(east_limit: float) -> BaseGeometry:
    """The middle of the river, from the sea to beyond the east of the land."""
    line = smooth(_RIVER)[:, :2]
    if east_limit > line[-1, 0]:
        x = np.arange(line[-1, 0] + 3, east_limit + 6, 3.0)
        line = np.vstack([line, np.column_stack([x, 5.0 + 1.6 * np.sin((x - line[-1, 0]) / 4.7)])])
    return shapely.linestrings(line)


def estuary() -> BaseGeometry:
    """The salt water, from the sea to the old harbour."""
    curve = smooth(_RIVER)
    wide = curve[curve[:, 2] > 0.02]
    along = np.gradient(wide[:, :2], axis=0)
    across = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]
    banks = [wide[:, :2] + across * wide[:, 2:], (wide[:, :2] - across * wide[:, 2:])[::-1]]
    return shapely.make_valid(shapely.polygons(np.vstack(banks)))


def land(bounds: tuple[float, float, float, float]) -> BaseGeometry:
    """The firm ground inside ``bounds``: west of it the sea, and the estuary cut out."""
    _west, south, east, north = bounds
    coast = smooth(_COAST)
    if south < coast[-1, 1] or north > coast[0, 1]:
        coast = _long_coast(coast, south, north)
    corners = np.array([[east, south - 1], [east, north + 1]])
    inside = shapely.intersection(shapely.polygons(np.vstack([coast, corners])), _hinterland(bounds))
    return shapely.difference(inside, estuary())


def _long_coast(coast: Line, south: float, north: float) -> Line:
    """The coast carried on beyond the metropolis, with capes and bays."""
    up = np.arange(north + 2, coast[0, 1] + 2, -2.0)
    down = np.arange(coast[-1, 1] - 2, south - 2, -2.0)
    bend = [np.column_stack([-14.5 + 1.4 * np.sin(y / 5.0) + 0.7 * np.sin(y / 1.9), y]) for y in (up, down)]
    return np.vstack([bend[0], coast, bend[1]])


def _hinterland(bounds: tuple[float, float, float, float]) -> BaseGeometry:
    """The limit on land: a rounded shape rather than a box, which no territory is."""
    west, south, east, north = bounds
    middle, half = ((west + east) / 2, (south + north) / 2), ((east - west) / 2, (north - south) / 2)
    angle = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    # A superellipse, gently dented.
    radius = 0.98 + 0.05 * np.sin(5 * angle + 0.6) + 0.045 * np.sin(9 * angle + 2.1)
    radius += 0.035 * np.sin(16 * angle + 1.1)
    cos, sin = np.cos(angle), np.sin(angle)
    x = middle[0] + half[0] * radius * np.sign(cos) * np.abs(cos) ** 0.55 - 1.5
    y = middle[1] + half[1] * radius * np.sign(sin) * np.abs(sin) ** 0.55
    return shapely.polygons(np.column_stack([x, y]))


def island(centre: tuple[float, float], rng: np.random.Generator) -> BaseGeometry:
    """A long island around a point, some five kilometres from end to end."""
    angle = np.linspace(0, 2 * np.pi, 22, endpoint=False)
    radius = 1 + 0.18 * np.sin(2 * angle + 0.4) + rng.uniform(-0.13, 0.13, angle.size)
    x, y = 1.15 * radius * np.cos(angle), 2.5 * radius * np.sin(angle)
    tilt = 0.35
    turned = np.column_stack([x * np.cos(tilt) - y * np.sin(tilt), x * np.sin(tilt) + y * np.cos(tilt)])
    return shapely.polygons(turned + np.array(centre))


def block(centre: tuple[float, float], size: float, rng: np.random.Generator) -> BaseGeometry:
    """A neighbourhood's outline: straight streets at angles, ``size`` kilometres across."""
    angle = np.sort(np.linspace(0, 2 * np.pi, 9, endpoint=False) + rng.uniform(-0.22, 0.22, 9))
    radius = size / 2 * rng.uniform(0.72, 1.2, 9)
    ring = np.column_stack([1.25 * radius * np.cos(angle), 0.85 * radius * np.sin(angle)])
    tilt = rng.uniform(0, np.pi)
    turn = np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])
    return shapely.polygons(ring @ turn + np.array(centre))


def united(shapes: Iterable[BaseGeometry]) -> BaseGeometry:
    """Shapes that share exact borders, as one."""
    return shapely.union_all(list(shapes))
