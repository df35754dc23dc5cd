"""Distances and times by road when no road network is at hand: the straight line, lengthened.

A road is longer than the straight line by a factor that is about 1.3 in European towns and countryside alike
(circuity; Ballou, Rahardja & Sakai 2002 give 1.46 for France by intercity roads, Giacomin & Levinson 2015
about 1.3 within agglomerations). The longer a trip, the faster its roads: speed goes by bands of distance.
The time is an increasing concave function of the distance, so that a detour never saves time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fabrique.kernels.rounds.model import Travel

DETOUR = 1.35
BANDS: tuple[tuple[float, float], ...] = ((5_000.0, 22.0), (25_000.0, 45.0), (float("inf"), 75.0))
"""Until how many metres of road, at how many km/h: in town, around it, on the main roads."""
_EARTH_M = 6_371_008.8


def on_a_plane(points: Sequence[tuple[float, float]], *, detour: float = DETOUR) -> Travel:
    """Between points (x, y) in metres, the depots first."""
    at = np.asarray(points, dtype=float).reshape(-1, 2)
    apart = at[:, None, :] - at[None, :, :]
    return _by_road(np.hypot(apart[..., 0], apart[..., 1]), detour)


def on_earth(points: Sequence[tuple[float, float]], *, detour: float = DETOUR) -> Travel:
    """Between points (latitude, longitude) in degrees, the depots first (haversine)."""
    at = np.radians(np.asarray(points, dtype=float).reshape(-1, 2))
    latitude, longitude = at[:, 0], at[:, 1]
    half = np.sin((latitude[:, None] - latitude[None, :]) / 2) ** 2
    half += (
        np.cos(latitude[:, None])
        * np.cos(latitude[None, :])
        * np.sin((longitude[:, None] - longitude[None, :]) / 2) ** 2
    )
    return _by_road(2 * _EARTH_M * np.arcsin(np.sqrt(np.clip(half, 0, 1))), detour)


def _by_road(straight: NDArray[np.float64], detour: float) -> Travel:
    road = straight * detour
    seconds = np.zeros_like(road)
    before = 0.0
    for until, kmh in BANDS:
        seconds += np.clip(road - before, 0, until - before) / (kmh / 3.6)
        before = until
    return Travel(_whole(road), _whole(seconds))


def _whole(table: NDArray[np.float64]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(line) for line in np.ceil(table).astype(int).tolist())
