"""Which areas a point lies in, and contours for a map.

A tree of contours is kept for each kind by process; each call compares the version in the database, so that a
new import is seen at once by every process.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from django.db.models import QuerySet
from numpy.typing import ArrayLike

from fabrique.territory.cog import Commune, cog
from fabrique.territory.enums import AreaKind
from fabrique.territory.models import Area, Territory


@dataclass(frozen=True, slots=True)
class AreaHit:
    """An area that contains a point."""

    kind: str
    code: str
    name: str
    commune_codes: tuple[str, ...]


class AreaTree:
    """The contours of one kind, ready to be asked many times. Immutable."""

    def __init__(self, hits: list[AreaHit], geometries: list[Any]) -> None:
        self._hits = hits
        shapely.prepare(geometries)
        self._tree = shapely.STRtree(geometries)

    def __len__(self) -> int:
        return len(self._hits)

    @property
    def areas(self) -> tuple[AreaHit, ...]:
        """All the areas of the kind, by code."""
        return tuple(self._hits)

    def containing(self, latitude: float, longitude: float) -> list[AreaHit]:
        """The areas that contain the point (degrees), borders included, by code."""
        ranks = self._tree.query(shapely.Point(longitude, latitude), predicate="intersects")
        return sorted((self._hits[rank] for rank in ranks), key=lambda one: one.code)

    def code_at(self, latitude: float, longitude: float) -> str:
        """The code of the first area that contains the point, or ""."""
        found = self.containing(latitude, longitude)
        return found[0].code if found else ""

    def codes_at(self, latitudes: ArrayLike, longitudes: ArrayLike) -> list[str]:
        """The same for arrays of one length: one code ("" for none) for each point."""
        return [found[0].code if found else "" for found in self.all_at(latitudes, longitudes)]

    def all_at(self, latitudes: ArrayLike, longitudes: ArrayLike) -> list[list[AreaHit]]:
        """For arrays of one length: the areas that contain each point, by code."""
        points = shapely.points(np.asarray(longitudes, float), np.asarray(latitudes, float))
        found: list[list[AreaHit]] = [[] for _point in points]
        for point, rank in zip(*self._tree.query(points, predicate="intersects"), strict=True):
            found[point].append(self._hits[rank])
        return [sorted(hits, key=lambda one: one.code) for hits in found]


def area_tree(kind: str) -> AreaTree:
    """The tree of a kind as it is now; take it once before asking for many points."""
    return _tree(kind, _version())


def areas_containing(latitude: float, longitude: float, kind: str | None = None) -> list[AreaHit]:
    """The areas that contain a point (degrees): of one kind, or of all. A point knows its neighbourhood."""
    version = _version()
    kinds: Iterable[str] = (kind,) if kind else AreaKind.values
    return [hit for one in kinds for hit in _tree(one, version).containing(latitude, longitude)]


def commune_at(latitude: float, longitude: float) -> Commune | None:
    """The commune in whose contour a point lies, None outside of the contours that were imported."""
    return cog().commune(area_tree(AreaKind.COMMUNE).code_at(latitude, longitude))


def commune_middles(codes: Iterable[str]) -> dict[str, tuple[float, float]]:
    """(latitude, longitude) of the middle of each commune whose contour is known. One query."""
    rows = Area.objects.filter(kind=AreaKind.COMMUNE, code__in=list(codes)).order_by("vintage")
    bounds = rows.values_list("code", "west", "south", "east", "north")
    return {code: ((south + north) / 2, (west + east) / 2) for code, west, south, east, north in bounds}


def contours_geojson(kind: str) -> str:
    """The simplified contours of a kind in the perimeter, as a compact FeatureCollection (5 decimals)."""
    row = Territory.objects.values_list("areas_version", "commune_codes").first()
    version, served = row or ("", [])
    return _geojson(kind, version, frozenset(served))


def _version() -> str:
    return Territory.objects.values_list("areas_version", flat=True).first() or ""


def latest_areas(kind: str) -> QuerySet[Area]:
    """The areas of the latest vintage of a kind: a new map of the neighbourhoods replaces the old one whole.

    « Other » areas come from maps that have nothing to do with one another: all vintages are there, in order.
    """
    areas = Area.objects.filter(kind=kind)
    if kind != AreaKind.OTHER:
        areas = areas.filter(vintage=areas.order_by("-vintage").values("vintage")[:1])
    return areas.order_by("code", "vintage")


def _latest(kind: str, form: str) -> list[dict[str, Any]]:
    """One row for each code."""
    fields = latest_areas(kind).values("kind", "code", "name", "commune_codes", form)
    return list({row["code"]: row for row in fields}.values())


@lru_cache(maxsize=16)
def _tree(kind: str, version: str) -> AreaTree:
    rows = _latest(kind, "geometry") if version else []
    hits = [AreaHit(row["kind"], row["code"], row["name"], tuple(row["commune_codes"])) for row in rows]
    return AreaTree(hits, [shapely.from_geojson(json.dumps(row["geometry"])) for row in rows])


@lru_cache(maxsize=16)
def _geojson(kind: str, version: str, served: frozenset[str]) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"code": row["code"], "nom": row["name"]},
            "geometry": row["simplified"],
        }
        for row in (_latest(kind, "simplified") if version else ())
        if not row["commune_codes"] or not served.isdisjoint(row["commune_codes"])
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
