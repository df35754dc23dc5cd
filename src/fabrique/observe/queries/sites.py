"""Lists of possible sites as pages read them; where sites can be taken from, and in which areas they lie."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from uuid import UUID

import numpy as np
import shapely
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from fabrique.core.policies import Actor, permitted, scope
from fabrique.core.tabular import Cell
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.models import Place
from fabrique.observe.enums import ScenarioState
from fabrique.observe.models import HandedSite, Scenario, Site, SiteList
from fabrique.observe.planning.spreading import lattice
from fabrique.observe.site_files import LONGEST_NAME, SiteRow, cells
from fabrique.observe.standalone.coordinates import plane_around, to_metres
from fabrique.territory.enums import AreaKind
from fabrique.territory.models import Territory
from fabrique.territory.queries import (
    area_tree,
    communes_in_perimeter,
    current_territory,
    latest_areas,
    perimeter,
)

SEE, KEEP, WRITE = "observe.see_sites", "observe.keep_sites", "observe.write_sites"
_NAMED = frozenset({"name"})  # all that these sources say besides the position
GRID_STEPS = {AreaKind.QPV: 200.0, AreaKind.COMMUNE: 1_000.0}  # metres
NOBODY, OUTSIDE, ANY = "aucun", "dehors", "tout"


def lists_seen(actor: Actor) -> QuerySet[SiteList]:
    """The lists that the actor sees, the latest first, with ``held``, ``opened`` and ``barred``: how many
    sites they have, how many are open, how many somebody says no to."""
    rows = scope(actor, SEE, SiteList.objects.all()).select_related("organisation")
    rows = rows.annotate(
        held=Count("sites"),
        opened=Count("sites", filter=Q(sites__existing=True)),
        barred=Count("sites", filter=~Q(sites__vetoes=[])),
    )
    return rows.order_by("-changed_at", "title")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which sites are looked for: ``veto`` one of ``Veto``, ``NOBODY`` or ``ANY``; ``qpv`` a code, ``NOBODY``
    or ``ANY``; ``commune`` a code or ``OUTSIDE``."""

    veto: str = ""
    commune: str = ""
    qpv: str = ""
    text: str = ""


def sites_of(site_list: SiteList, asked: Asked | None = None) -> QuerySet[Site]:
    """The sites of a list that the actor sees, by name. One query."""
    rows = Site.objects.of(site_list.organisation).filter(site_list=site_list)
    asked = asked or Asked()
    if asked.veto in (NOBODY, ANY):
        none = Q(vetoes=[])
        rows = rows.filter(none if asked.veto == NOBODY else ~none)
    elif asked.veto:  # one database of the two has no « contains »
        held = [key for key, vetoes in rows.values_list("pk", "vetoes") if asked.veto in _who(vetoes)]
        rows = rows.filter(pk__in=held)
    if asked.commune:
        rows = rows.filter(commune_code="" if asked.commune == OUTSIDE else asked.commune)
    if asked.qpv in (NOBODY, ANY):
        rows = rows.filter(Q(qpv_code="") if asked.qpv == NOBODY else ~Q(qpv_code=""))
    elif asked.qpv:
        rows = rows.filter(qpv_code=asked.qpv)
    if asked.text:
        rows = rows.filter(Q(name__icontains=asked.text) | Q(key__iexact=asked.text))
    return rows.order_by("name", "key")


def _who(vetoes: Iterable[dict[str, str]]) -> set[str]:
    return {each["by"] for each in vetoes}


def scenarios_using(site: Site) -> list[Scenario]:
    """The scenarios that were solved on a site, or wait for it to be: it cannot go."""
    rows = Scenario.objects.everywhere("a site that others plan with").filter(site_list=site.site_list_id)
    key = str(site.pk)
    handed = set(
        HandedSite.objects.everywhere("a site that was handed over")
        .filter(site=site)
        .values_list("scenario_id", flat=True)
    )
    return [
        each
        for each in rows
        if each.pk in handed
        or each.state == ScenarioState.ASKED
        or key in str(each.inputs)
        or key in str(each.result)
    ]


def titles_of(actor: Actor, scenarios: Sequence[Scenario]) -> list[str]:
    """How the actor reads that these scenarios are there: one that it does not see has no title."""
    seen = permitted(actor, "observe.see_scenario", scenarios)
    other = _("un scénario d’une autre organisation")
    return list(dict.fromkeys(f"« {one.title} »" if one.pk in seen else other for one in scenarios))


@dataclass(frozen=True, slots=True)
class Areas:
    """Names of the communes and neighbourhoods, by code."""

    communes: dict[str, str] = field(default_factory=dict)
    quarters: dict[str, str] = field(default_factory=dict)


def area_names() -> Areas:
    """Those of the territory. Two queries."""
    current_territory()
    quarters = latest_areas(AreaKind.QPV).values_list("code", "name")
    return Areas({one.code: one.name for one in communes_in_perimeter()}, dict(quarters))


def located(rows: Sequence[SiteRow]) -> list[tuple[str, str]]:
    """(commune, neighbourhood) of each site, from its position; "" outside of the territory, or of any
    neighbourhood. Where no contour of communes was imported, the commune is the one that the row names."""
    served = perimeter()
    communes, quarters = area_tree(AreaKind.COMMUNE), area_tree(AreaKind.QPV)
    at = [one.latitude for one in rows], [one.longitude for one in rows]
    found = communes.codes_at(*at) if len(communes) else [one.commune_code for one in rows]
    within = quarters.codes_at(*at)
    return [
        (code if code in served else "", quarter if code in served or not len(communes) else "")
        for code, quarter in zip(found, within, strict=True)
    ]


def rows_from_guide(*, existing: bool) -> list[SiteRow]:
    """The published places of the territory that have a position; ``existing``: they count as open."""
    rows = Place.objects.filter(state=PlaceState.PUBLISHED, latitude__isnull=False)
    rows = rows.filter(commune_code__in=perimeter()).order_by("name", "code")
    values = rows.values_list("pk", "code", "name", "latitude", "longitude", "commune_code")
    return [
        SiteRow(
            key=f"lieu-{code}",
            name=name[:LONGEST_NAME],
            latitude=latitude,
            longitude=longitude,
            existing=existing,
            commune_code=commune,
            place=pk,
            given=_NAMED | {"existing"} if existing else _NAMED,
        )
        for pk, code, name, latitude, longitude, commune in values
        if latitude is not None and longitude is not None
    ]


def rows_from_communes() -> list[SiteRow]:
    """A point inside each commune of the perimeter whose contour is known."""
    version = Territory.objects.values_list("areas_version", flat=True).first() or ""
    middles = _middles(version) if version else {}
    return [
        SiteRow(f"commune-{one.code}", one.name, *middles[one.code], commune_code=one.code, given=_NAMED)
        for one in communes_in_perimeter()
        if one.code in middles
    ]


@lru_cache(maxsize=4)
def _middles(version: str) -> dict[str, tuple[float, float]]:
    """A point inside each commune, worked out once for each import of contours, as ``version`` tells."""
    rows = latest_areas(AreaKind.COMMUNE).values_list("code", "geometry")
    return {code: point_inside(geometry) for code, geometry in rows}


def rows_from_quarters() -> list[SiteRow]:
    """A point inside each priority neighbourhood of the perimeter."""
    served = perimeter()
    found = []
    for area in latest_areas(AreaKind.QPV).only("code", "name", "geometry", "commune_codes"):
        at = point_inside(area.geometry)
        inside = area.commune_codes or [area_tree(AreaKind.COMMUNE).code_at(*at)]
        if not served.isdisjoint(inside):
            found.append(SiteRow(f"quartier-{area.code}", area.name[:LONGEST_NAME], *at, given=_NAMED))
    return found


def rows_from_grid() -> list[SiteRow]:
    """Points at equal distances in each neighbourhood and each commune of the perimeter: where to look, for
    want of sites that are known."""
    served, found = perimeter(), []
    for kind, step in GRID_STEPS.items():
        rows = latest_areas(kind).only("code", "name", "geometry", "commune_codes")
        for area in rows:
            if served.isdisjoint([area.code] if kind == AreaKind.COMMUNE else area.commune_codes):
                continue
            shape = shapely.from_geojson(json.dumps(area.geometry))
            west, south, east, north = shape.bounds
            plane = plane_around(np.array([[west, south], [east, north]]))
            flat = shapely.transform(shape, partial(to_metres, plane))
            for number, (x, y) in enumerate(lattice(flat, step), start=1):
                longitude, latitude = plane.transform(x, y, direction="INVERSE")
                name = f"{area.name[: LONGEST_NAME - 20]}, point {number}"
                key = f"grille-{area.code}-{number}"
                found.append(SiteRow(key, name, round(latitude, 6), round(longitude, 6), given=_NAMED))
    return found


def point_inside(geometry: object) -> tuple[float, float]:
    """(latitude, longitude) of the middle of the largest part, or of a point of it."""
    shape = shapely.from_geojson(json.dumps(geometry))
    parts = shapely.get_parts(shape)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    middle = shapely.centroid(largest)
    point = middle if shapely.contains(largest, middle) else shapely.point_on_surface(largest)
    return round(float(shapely.get_y(point)), 6), round(float(shapely.get_x(point)), 6)


def row_of(site: Site) -> SiteRow:
    """A site as a row of a file."""
    return SiteRow(
        key=site.key,
        name=site.name,
        latitude=site.latitude,
        longitude=site.longitude,
        cost_cents=site.cost_cents,
        capacity=site.capacity,
        existing=site.existing,
        kept=site.kept,
        vetoes=tuple(site.vetoes),
        minutes=site.minutes,
        opens=site.opens,
        commune_code=site.commune_code,
        place=site.place_id,
    )


def lines_out(sites: Iterable[Site]) -> Iterable[list[Cell]]:
    """The lines of the file, that can be sent back as they are."""
    return (cells(row_of(site), site.commune_code, site.qpv_code) for site in sites)


def site_of(site_list: SiteList, pk: UUID) -> Site | None:
    """One site of a list that the actor sees."""
    return sites_of(site_list).select_related("place").filter(pk=pk).first()
