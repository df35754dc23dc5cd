"""Which projection a GeoJSON file is in, from what it declares and its values; and the way to degrees."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

WGS84, LAMBERT_93 = 4326, 2154
# French geodetic systems in degrees: within a metre of EPSG:4326, nothing to convert.
_DEGREES = {WGS84, 4171, 4258, 5489, 4558, 4624, 4627, 4470, 4463}
_LAMBERT_X, _LAMBERT_Y = (-400_000.0, 1_350_000.0), (5_900_000.0, 7_250_000.0)

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Projection:
    """What was decided: an EPSG number, whether axes are swapped, and what there is to say about it."""

    epsg: int
    swapped: bool = False
    warning: str = ""

    def to_degrees(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Longitudes and latitudes (EPSG:4326, degrees) of an ``(n, 2)`` array in this projection."""
        if self.swapped:
            points = points[:, ::-1]
        if self.epsg in _DEGREES or not len(points):
            return points
        transformer = Transformer.from_crs(self.epsg, WGS84, always_xy=True)
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))


def declared_epsg(collection: Mapping[str, Any]) -> int | None:
    """The EPSG number of the ``crs`` member, in its old or URN form; None if absent, 0 if unreadable."""
    crs = collection.get("crs")
    if crs is None:
        return None
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    name = (
        str(properties.get("name", properties.get("code", "")))
        if isinstance(properties, Mapping)
        else str(crs)
    )
    if "CRS84" in name.upper():
        return WGS84
    found = re.search(r"(\d{4,6})\s*$", name)
    return int(found[1]) if found else 0


def detect(collection: Mapping[str, Any], bounds: Bounds) -> Projection | None:
    """Decide from the declaration, corrected by the bounds of all coordinates; None when neither tells.

    ``bounds`` is (least x, least y, greatest x, greatest y) in the file's own units.
    """
    declared = declared_epsg(collection)
    west, south, east, north = bounds
    degrees = west >= -180 and east <= 180 and south >= -90 and north <= 90
    if degrees:
        warning = (
            ""
            if declared in {None, *_DEGREES}
            else "Le fichier annonce une projection, mais il est en degrés."
        )
        if west >= 41 and east <= 52 and south >= -6 and north <= 10:
            return Projection(WGS84, swapped=True, warning="Latitudes et longitudes étaient échangées.")
        return Projection(WGS84, warning=warning)
    if declared and declared not in _DEGREES:
        return Projection(declared) if _known(declared) else None
    if _LAMBERT_X[0] <= west and east <= _LAMBERT_X[1] and _LAMBERT_Y[0] <= south and north <= _LAMBERT_Y[1]:
        warning = "Le fichier annonce des degrés, mais il est en Lambert-93." if declared else ""
        return Projection(LAMBERT_93, warning=warning)
    return None


def _known(epsg: int) -> bool:
    try:
        CRS.from_epsg(epsg)
    except CRSError:
        return False
    return True
