"""Distances on the ground, on the mean sphere: within 0.5 % of the ellipsoid, enough to sort places."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS_M = 6_371_008.8


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Metres between two (latitude, longitude) in degrees, by the haversine formula."""
    south, north = math.radians(a[0]), math.radians(b[0])
    half = math.sin((north - south) / 2) ** 2
    half += math.cos(south) * math.cos(north) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def distances_m(
    origin: tuple[float, float], latitudes: ArrayLike, longitudes: ArrayLike
) -> NDArray[np.float64]:
    """Metres from one (latitude, longitude) to many, all in degrees; the shape is that of the arrays.

    A missing coordinate (NaN) gives NaN.
    """
    lat, lon = np.radians(np.asarray(latitudes, float)), np.radians(np.asarray(longitudes, float))
    lat0, lon0 = math.radians(origin[0]), math.radians(origin[1])
    half = np.sin((lat - lat0) / 2) ** 2 + math.cos(lat0) * np.cos(lat) * np.sin((lon - lon0) / 2) ** 2
    found: NDArray[np.float64] = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return found
