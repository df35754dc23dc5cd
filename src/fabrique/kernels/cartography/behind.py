"""Areas drawn behind those of a map, without value: the communes around neighbourhoods that lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from fabrique.kernels.cartography import mending
from fabrique.kernels.cartography.paths import Basemap, data, rings
from fabrique.kernels.cartography.simplify import POINTS, lighter


def with_behind(base: Basemap, codes: Sequence[str], contours: Sequence[Any], said: str = "") -> Basemap:
    """The same map, over these areas (n shapely polygons in degrees, or None) as far as its frame goes; it
    stays as wide as its own areas are. ``said``: what they are, among its notes, when some are seen.

    Raises ContoursRefused, as for contours that are shaded.
    """
    shapes, _absent, _crossed = mending.polygons(codes, contours)
    shapes = shapes[[one is not None for one in shapes]]
    if not len(shapes) or not base.drawn.any():
        return base
    shapes = shapely.transform(shapes, base.plane)
    shapes = shapes[shapely.intersects(shapes, shapely.box(*base.bounds))]
    if not len(shapes):
        return base
    whole, _mended = mending.coverage([str(rank) for rank in range(len(shapes))], shapes, base.unit)
    clipped = shapely.clip_by_rect(lighter(whole, base.unit, POINTS), *base.bounds)
    paths = [data(rings(one, base.origin, base.unit)) for one in np.atleast_1d(clipped)]
    kept = tuple(path for path in paths if path)
    return replace(base, behind=kept, notes=(*base.notes, said) if said and kept else base.notes)
