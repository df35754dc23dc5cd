"""Where the places are, as arrays: distances and boxes of thousands of points in microseconds."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fabrique.territory.distances import EARTH_RADIUS_M, distances_m

Bounds = tuple[float, float, float, float]  # west, south, east, north, in degrees

WALKING_M_PER_MIN = 4500 / 60
DETOUR = 1.3  # streets are longer than the flight of a bird
WALKABLE_M = 2000


def walking_minutes(metres: float) -> int | None:
    """Minutes on foot at 4.5 km/h over 1.3 times the distance; None beyond 2 km: one takes a bus."""
    if not metres <= WALKABLE_M:
        return None
    return max(1, round(metres * DETOUR / WALKING_M_PER_MIN))


def unit(latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points of the unit sphere, shape (n, 3), from degrees."""
    lat, lon = np.radians(latitudes), np.radians(longitudes)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


class Points:
    """The points of n places, some with none and some (itinerant ones) with several.

    Nearness is the cosine of the angle between two points seen from the centre of the Earth: it decreases
    with the distance, and costs one product of matrices.
    """

    def __init__(self, points: Sequence[Sequence[tuple[float, float]]]) -> None:
        self.size = len(points)
        first = np.array([one[0] if one else (np.nan, np.nan) for one in points], float).reshape(-1, 2)
        self.latitudes, self.longitudes = first[:, 0], first[:, 1]
        self.located: NDArray[np.bool_] = ~np.isnan(self.latitudes)
        self._unit = unit(np.nan_to_num(self.latitudes), np.nan_to_num(self.longitudes))
        extra = [(rank, lat, lon) for rank, one in enumerate(points) for lat, lon in one[1:]]
        rows = np.array(extra, float).reshape(-1, 3)
        self._owners = rows[:, 0].astype(np.int64)
        self._more = rows[:, 1:]
        self._more_unit = unit(rows[:, 1], rows[:, 2])

    def nearness(self, latitude: float, longitude: float) -> NDArray[np.float64]:
        """For each place the nearness of its nearest point; -2 without any point."""
        here = unit(np.array([latitude]), np.array([longitude]))[0]
        near: NDArray[np.float64] = self._unit @ here
        near[~self.located] = -2.0
        if len(self._owners):
            np.maximum.at(near, self._owners, self._more_unit @ here)
        return near

    def metres(self, ranks: NDArray[np.int64], latitude: float, longitude: float) -> NDArray[np.float64]:
        """The distance of these places, by their nearest point; NaN without any."""
        origin = (latitude, longitude)
        found = distances_m(origin, self.latitudes[ranks], self.longitudes[ranks])
        if len(self._owners):
            more = distances_m(origin, self._more[:, 0], self._more[:, 1])
            best = np.full(self.size, np.inf)
            np.minimum.at(best, self._owners, more)
            found = np.where(np.isnan(found), found, np.minimum(found, best[ranks]))
        return found

    def inside(self, bounds: Bounds) -> NDArray[np.bool_]:
        """Which places have a point in a box."""
        west, south, east, north = bounds
        lat, lon = self.latitudes, self.longitudes
        found: NDArray[np.bool_] = (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)
        if len(self._owners):
            lat, lon = self._more[:, 0], self._more[:, 1]
            hit = (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)
            found[self._owners[hit]] = True
        return found


def least_nearness(radius_m: float) -> float:
    """The nearness at this distance."""
    return math.cos(min(max(radius_m, 0.0) / EARTH_RADIUS_M, math.pi))
