"""Sites that could be, from what the instance knows: its places, and points of its contours."""

from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from fabrique.core.refusals import DomainRefusal
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.models import Place
from fabrique.observe.models import Site
from fabrique.observe.planning.spreading import lattice
from fabrique.observe.standalone.coordinates import plane_around, to_metres
from fabrique.territory.enums import AreaKind
from fabrique.territory.queries import area_tree, communes_in_perimeter, current_territory, latest_areas

PLACES, COMMUNES, QUARTERS, GRID = "places", "communes", "qpv", "grid"
FROM = (PLACES, COMMUNES, QUARTERS, GRID)
STEPS = {AreaKind.QPV: 200.0, AreaKind.COMMUNE: 1_000.0}  # metres between the points of a grid
MOST = 5_000  # sites of a list drawn up at once


def proposed_sites(wanted: Iterable[str]) -> list[Site]:
    """Unsaved sites of these kinds (``FROM``), each with its commune and its priority neighbourhood."""
    kinds = set(wanted)
    found: list[Site] = []
    if PLACES in kinds:
        found += _places()
    for kind, area in ((COMMUNES, AreaKind.COMMUNE), (QUARTERS, AreaKind.QPV)):
        if kind in kinds:
            found += _middles(area)
    if GRID in kinds:
        found += _grid(AreaKind.QPV) + _grid(AreaKind.COMMUNE)
    if len(found) > MOST:
        told = _("%(n)d sites possibles : %(most)d au plus. Retirez la grille, ou les lieux.")
        raise DomainRefusal(told % {"n": len(found), "most": MOST})
    return situated(found)


def situated(sites: list[Site]) -> list[Site]:
    """The same sites; those that do not say it know in which commune and neighbourhood they are."""
    latitudes, longitudes = [one.latitude for one in sites], [one.longitude for one in sites]
    communes = area_tree(AreaKind.COMMUNE).codes_at(latitudes, longitudes)
    quarters = area_tree(AreaKind.QPV).codes_at(latitudes, longitudes)
    for one, commune, quarter in zip(sites, communes, quarters, strict=True):
        one.commune_code = one.commune_code or commune
        one.qpv_code = one.qpv_code or quarter
    return sites


def _places() -> list[Site]:
    """The published places of the territory whose position is known."""
    current_territory()
    inside = [one.code for one in communes_in_perimeter()]
    rows = Place.objects.filter(
        state=PlaceState.PUBLISHED, latitude__isnull=False, commune_code__in=inside
    ).order_by("pk")
    fields = rows.values_list("pk", "name", "latitude", "longitude", "commune_code")
    return [
        Site(
            key=f"lieu-{rank}",
            name=name[:200],
            latitude=lat or 0.0,
            longitude=lon or 0.0,
            commune_code=code,
            place_id=pk,
        )
        for rank, (pk, name, lat, lon, code) in enumerate(fields, start=1)
    ]


def _contours(kind: str) -> list[tuple[str, str, BaseGeometry]]:
    """(code, name, contour) of the areas of a kind that are in the territory."""
    current_territory()
    inside = {one.code for one in communes_in_perimeter()}
    rows = latest_areas(kind).values_list("code", "name", "commune_codes", "geometry")
    return [
        (code, name, shapely.from_geojson(json.dumps(geometry)))
        for code, name, owners, geometry in rows
        if (code in inside if kind == AreaKind.COMMUNE else not owners or not inside.isdisjoint(owners))
    ]


def _middles(kind: str) -> list[Site]:
    """A point inside each contour of a kind."""
    return [
        _site(f"{kind}-{code}", name, shape.representative_point(), code if kind == AreaKind.COMMUNE else "")
        for code, name, shape in _contours(kind)
    ]


def _grid(kind: str) -> list[Site]:
    """Points at equal distances in each contour of a kind: places to look at, not places that are known."""
    contours = _contours(kind)
    if not contours:
        return []
    bounds = shapely.bounds([shape for _code, _name, shape in contours])
    plane = plane_around(np.concatenate([bounds[:, :2], bounds[:, 2:]]))
    found = []
    for code, name, shape in contours:
        flat = shapely.transform(shape, lambda at: to_metres(plane, at))
        for number, (x, y) in enumerate(lattice(flat, STEPS[AreaKind(kind)]), start=1):
            at = shapely.Point(plane.transform(x, y, direction="INVERSE"))
            owner = code if kind == AreaKind.COMMUNE else ""
            found.append(_site(f"grille-{code}-{number}", f"{name}, point {number}", at, owner))
    return found


def _site(key: str, name: str, at: BaseGeometry, commune: str) -> Site:
    return Site(
        key=key[:60],
        name=name[:200],
        latitude=round(at.y, 6),
        longitude=round(at.x, 6),
        commune_code=commune,
    )
