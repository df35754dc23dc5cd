"""Maps of the territory: contours made light once by version, then filled with an indicator or an index."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from django.utils.translation import gettext as _

from fabrique.kernels.cartography import (
    Basemap,
    Certainty,
    ContoursRefused,
    Drawing,
    Frame,
    Method,
    Town,
    basemap,
    choropleth,
    circles,
    classify,
    simplified,
    with_behind,
)
from fabrique.kernels.index import Standing
from fabrique.kernels.indicators import Kind, Measure, Status
from fabrique.observe import words
from fabrique.observe.enums import Level
from fabrique.observe.queries.indicators import Line
from fabrique.observe.queries.indices import Place
from fabrique.territory.cog import cog
from fabrique.territory.enums import AreaKind
from fabrique.territory.models import Territory
from fabrique.territory.queries.areas import latest_areas

_CODES = re.compile(r"\b[0-9A-Z]{4,12}\b")
NAMED = 12  # communes written on a map, the most populous
KINDS = {
    Level.COMMUNE: AreaKind.COMMUNE,
    Level.EPCI: AreaKind.EPCI,
    Level.QPV: AreaKind.QPV,
    Level.IRIS: AreaKind.IRIS,
    Level.OTHER: AreaKind.OTHER,
}
CERTAINTIES = {
    Standing.ROBUST: Certainty.ROBUST,
    Standing.PROBABLE: Certainty.PROBABLE,
    Standing.CONTESTED: Certainty.CONTESTED,
    Standing.UNKNOWN: Certainty.ROBUST,
}


def base_of(level: str, codes: Sequence[str]) -> Basemap | None:
    """What a map of these areas is drawn on; None when no contour of them is known, or none can be drawn."""
    kind = KINDS.get(Level(level))
    if kind is None or not codes:
        return None
    version = Territory.objects.values_list("areas_version", flat=True).first() or ""
    return _base(kind, version, tuple(sorted(codes))) if version else None


@lru_cache(maxsize=8)
def _base(kind: str, version: str, codes: tuple[str, ...]) -> Basemap | None:
    rows = latest_areas(kind).filter(code__in=codes).values_list("code", "geometry")
    shapes = {code: shapely.from_geojson(json.dumps(geometry)) for code, geometry in rows}
    if not shapes:
        return None
    try:
        found = basemap(simplified(codes, [shapes.get(code) for code in codes]))
    except ContoursRefused:
        return None  # the page then has its table; the import of contours has said what is wrong
    return _over_communes(found) if kind == AreaKind.QPV else found


def _over_communes(base: Basemap) -> Basemap:
    """Neighbourhoods lie apart from one another: the communes behind tell where, when they are known."""
    rows = latest_areas(AreaKind.COMMUNE).values_list("code", "geometry")
    shapes = {code: shapely.from_geojson(json.dumps(geometry)) for code, geometry in rows}
    try:
        return with_behind(base, tuple(shapes), list(shapes.values()), _("En fond, les communes."))
    except ContoursRefused:
        return base


def shapes_of(level: str, codes: Collection[str]) -> dict[str, Any]:
    """The simplified contours of some areas, as GeoJSON geometries; those that are known."""
    kind = KINDS.get(Level(level))
    rows = latest_areas(kind).filter(code__in=codes).values_list("code", "simplified") if kind else ()
    return dict(rows)


def map_of_lines(
    level: str, measure: Measure, lines: Sequence[Line], *, key: str = "mesure", highlight: str = ""
) -> Drawing | None:
    """An indicator over the territory, in shades, or in circles for a number, which a large area would
    swell; what is secret is dotted, what is missing blank. ``highlight``: the code of an area to point at.
    """
    held = {line.code: line for line in lines}
    base = base_of(level, list(held))
    if base is None:
        return None
    values = np.array([_number(held[code].value) for code in base.codes])
    secret = np.array([held[code].status == Status.SECRET for code in base.codes])
    said = {
        code: words.said(line.value, measure) if line.value is not None else str(words.STANDING[line.status])
        for code, line in held.items()
    }
    names = {code: line.name for code, line in held.items()}
    frame = _frame(key, measure.label, names, said, highlight)
    if measure.kind is Kind.COUNT and not (values < 0).any():
        return named(circles(base, values, frame, secret=secret, unit=measure.unit), names)
    classes = classify(_as_said(values, measure.unit), area=_areas(level))
    return named(choropleth(base, classes, frame, secret=secret, unit=measure.unit), names)


def map_of_places(level: str, title: str, places: Sequence[Place], *, highlight: str = "") -> Drawing | None:
    """A choropleth of an index; the less sure it is that an area is, or is not, among the most fragile, the
    denser its hatching."""
    held = {place.code: place for place in places}
    base = base_of(level, list(held))
    if base is None:
        return None
    values = np.array([_number(held[code].score) for code in base.codes])
    certainty = [CERTAINTIES[held[code].standing] for code in base.codes]
    said = {
        code: _("rang %(rank)g") % {"rank": place.rank} if place.rank is not None else _("sans rang")
        for code, place in held.items()
    }
    names = {code: place.name for code, place in held.items()}
    frame = _frame("indice", title, names, said, highlight)
    classes = classify(_as_said(values, "%"), area=_areas(level))
    return named(choropleth(base, classes, frame, certainty=certainty), names)


def _as_said(values: npt.NDArray[np.float64], unit: str) -> npt.NDArray[np.float64]:
    """Percentages and scores as pages write them, to one decimal: no class ends at « 19,7172 % », and two
    areas that read the same have the same shade."""
    return np.round(values, 1) if unit == "%" else values


def named(drawing: Drawing, names: Mapping[str, str]) -> Drawing:
    """What must be said of the contours, with the names of areas rather than their codes."""
    notes = tuple(
        _CODES.sub(lambda found: names.get(found.group(), found.group()), note) for note in drawing.notes
    )
    return replace(drawing, notes=notes)


def _frame(
    key: str, title: str, names: Mapping[str, str], said: Mapping[str, str], highlight: str = ""
) -> Frame:
    """The largest communes are written on the map, where there is room; or the areas that are no communes."""
    known = cog()
    people = {code: each.population or 0 for code in names if (each := known.commune(code))}
    if not people:  # neighbourhoods lie apart from one another: their names say where one is
        people = dict.fromkeys(names, 0)
    largest = sorted(people, key=lambda code: (-people[code], code))[:NAMED]
    towns = [Town(code, names[code], float(people[code])) for code in largest]
    desc = _("Le tableau qui suit dit la même chose.")
    return Frame(key, title, desc, names, said, highlight if highlight in names else "", towns)


def _areas(level: str) -> tuple[str, str]:
    return {
        Level.EPCI: (_("intercommunalité"), _("intercommunalités")),
        Level.QPV: (_("quartier"), _("quartiers")),
        Level.IRIS: (_("îlot"), _("îlots")),
        Level.OTHER: (_("zone"), _("zones")),
    }.get(Level(level), (_("commune"), _("communes")))


def _number(value: float | None) -> float:
    return np.nan if value is None else value


def map_of_shares(
    key: str,
    title: str,
    names: Mapping[str, str],
    shares: Mapping[str, float | None],
    said: Mapping[str, str],
) -> Drawing | None:
    """A choropleth of a share (0 to 100, None for none) of each commune, in five equal steps."""
    base = base_of(Level.COMMUNE, list(names))
    if base is None:
        return None
    values = np.array([_number(shares.get(code)) for code in base.codes])
    classes = classify(values, Method.EQUAL, area=_areas(Level.COMMUNE))
    return named(choropleth(base, classes, _frame(key, title, names, said), unit="%"), names)
