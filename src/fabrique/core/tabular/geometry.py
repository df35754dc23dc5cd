"""One point for a GeoJSON geometry."""

from __future__ import annotations

import math
from typing import Any

LONGITUDE, LATITUDE = "_longitude", "_latitude"


def point_of(geometry: Any) -> tuple[float, float] | None:
    """``(x, y)`` of a GeoJSON geometry in its own coordinates, or ``None`` if it has none that is sound.

    For a line or an area it is a point that lies on it.
    """
    if not isinstance(geometry, dict):
        return None
    if geometry.get("type") == "Point":
        return _pair(geometry.get("coordinates"))
    # Heavy, and needed only for lines and areas.
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    try:
        inside = shape(geometry).representative_point()
        return None if inside.is_empty else _pair([inside.x, inside.y])
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None


def _pair(coordinates: Any) -> tuple[float, float] | None:
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        return None
    x, y = coordinates[:2]
    if not all(isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v) for v in (x, y)):
        return None
    return float(x), float(y)
