"""Sites that could be, from what the instance knows: its places, middles of communes and of quarters."""

from __future__ import annotations

import json
from collections.abc import Iterable

import shapely

from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.models import Place
from fabrique.observe.models import Site
from fabrique.territory.enums import AreaKind
from fabrique.territory.queries import area_tree, communes_in_perimeter, current_territory, latest_areas

PLACES, COMMUNES, QUARTERS = "places", "communes", "qpv"
FROM = (PLACES, COMMUNES, QUARTERS)


def proposed_sites(wanted: Iterable[str]) -> list[Site]:
    """Unsaved sites of these kinds (``FROM``), each with its commune and its priority neighbourhood."""
    kinds = set(wanted)
    found: list[Site] = []
    if PLACES in kinds:
        found += _places()
    for kind, area in ((COMMUNES, AreaKind.COMMUNE), (QUARTERS, AreaKind.QPV)):
        if kind in kinds:
            found += _middles(area)
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


def _middles(kind: str) -> list[Site]:
    """A point inside each contour of a kind."""
    current_territory()
    inside = {one.code for one in communes_in_perimeter()}
    found = []
    for code, name, owners, geometry in latest_areas(kind).values_list(
        "code", "name", "commune_codes", "geometry"
    ):
        if kind == AreaKind.COMMUNE and code not in inside:
            continue
        if kind == AreaKind.QPV and owners and inside.isdisjoint(owners):
            continue
        middle = shapely.from_geojson(json.dumps(geometry)).representative_point()
        found.append(
            Site(
                key=f"{kind}-{code}"[:60],
                name=name[:200],
                latitude=round(middle.y, 6),
                longitude=round(middle.x, 6),
                commune_code=code if kind == AreaKind.COMMUNE else "",
            )
        )
    return found
