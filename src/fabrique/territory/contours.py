"""Contours read from GeoJSON: one projection, valid polygons, one feature for each code. Writes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from fabrique.core.refusals import DomainRefusal
from fabrique.kernels import cartography
from fabrique.territory import projections
from fabrique.territory.columns import code_property, communes_property, name_property, pad, text_of
from fabrique.territory.enums import AreaKind

MAXIMUM_BYTES = 200 * 1024 * 1024
MAXIMUM_FEATURES = 60_000
# A corner goes when its triangle (Visvalingam) is smaller than the square of the tolerance: a 700th of all,
# which is about a pixel of the map; between 30 m and 400 m.
MAP_PIXELS, LEAST_TOLERANCE, MOST_TOLERANCE = 700, 0.0003, 0.004
_POLYGONS = {"Polygon", "MultiPolygon"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one feature: ``feature`` is its 0-based rank in the file (-1: the whole file)."""

    feature: int
    code: str
    message: str


@dataclass(slots=True)
class Contour:
    """One area before it is stored; ``geometry`` in EPSG:4326, valid, polygonal."""

    code: str
    name: str
    commune_codes: list[str]
    geometry: BaseGeometry
    simplified: BaseGeometry | None = None


@dataclass(slots=True)
class Reading:
    """What a file holds: contours, what was mended (``warnings``), what could not be (``rejected``)."""

    contours: list[Contour] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    rejected: list[Problem] = field(default_factory=list)
    features: int = 0
    epsg: int = projections.WGS84


def load(path: Path) -> Mapping[str, Any]:
    """The FeatureCollection of a file. Raises DomainRefusal with what to do when it is not one."""
    if not path.is_file():
        raise DomainRefusal(_("Le fichier « %(file)s » n’existe pas.") % {"file": path.name})
    if path.stat().st_size > MAXIMUM_BYTES:
        raise DomainRefusal(
            _("Le fichier « %(file)s » dépasse %(limit)s Mo. Gardez-y votre département seulement.")
            % {"file": path.name, "limit": MAXIMUM_BYTES // 1024**2}
        )
    raw = path.read_bytes()
    if not raw.strip():
        raise DomainRefusal(_("Le fichier « %(file)s » est vide.") % {"file": path.name})
    try:
        content = json.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise DomainRefusal(
            _("« %(file)s » n’est pas un fichier GeoJSON lisible. Exportez vos contours au format GeoJSON.")
            % {"file": path.name}
        ) from None
    return checked(content, path.name)


def checked(content: Any, label: str) -> Mapping[str, Any]:
    """The same object, once sure that it is a FeatureCollection with features and not too many."""
    features = content.get("features") if isinstance(content, dict) else None
    if (
        not isinstance(content, dict)
        or content.get("type") != "FeatureCollection"
        or not isinstance(features, list)
    ):
        raise DomainRefusal(
            _("« %(file)s » n’est pas une collection de contours (« FeatureCollection » GeoJSON).")
            % {"file": label}
        )
    if not features:
        raise DomainRefusal(_("« %(file)s » ne contient aucun contour.") % {"file": label})
    if len(features) > MAXIMUM_FEATURES:
        raise DomainRefusal(
            _("« %(file)s » contient plus de %(limit)s contours.")
            % {"file": label, "limit": MAXIMUM_FEATURES}
        )
    return content


def read(collection: Mapping[str, Any], kind: AreaKind) -> Reading:
    """Contours of a checked FeatureCollection, in EPSG:4326. Raises DomainRefusal when it has no codes."""
    reading = Reading(features=len(collection["features"]))
    shapes = _shapes(collection["features"], reading)
    if not shapes:
        raise DomainRefusal(_("Ce fichier ne contient aucune surface (Polygon ou MultiPolygon)."))
    geometries = _in_degrees(collection, [geometry for _rank, geometry in shapes], reading)
    rows = [_properties(collection["features"][rank]) for rank, _geometry in shapes]
    code_name = code_property(rows, kind)
    if not code_name:
        raise DomainRefusal(
            _("Aucune colonne ne contient le code des contours. Colonnes lues : %(names)s.")
            % {"names": ", ".join(sorted({name for row in rows for name in row})[:12]) or _("aucune")}
        )
    name_name = name_property(rows, kind, code_name)
    communes_name = "" if kind in {AreaKind.COMMUNE, AreaKind.EPCI} else communes_property(rows, code_name)
    for (rank, _geometry), geometry, row in zip(shapes, geometries, rows, strict=True):
        code = pad(text_of(row.get(code_name)).upper(), kind)
        if not code or len(code) > 32:
            reading.rejected.append(Problem(rank, code[:32], _("Ce contour n’a pas de code.")))
        elif mended := _mended(geometry, rank, code, reading):
            communes = text_of(row.get(communes_name)).replace(";", ",").split(",") if communes_name else []
            name = text_of(row.get(name_name))[:200] if name_name else ""
            found = [pad(one.strip(), AreaKind.COMMUNE) for one in communes if one.strip()]
            reading.contours.append(Contour(code, name, found, mended))
    reading.contours = united(reading.contours, reading)
    return reading


def _properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = feature.get("properties")
    return properties if isinstance(properties, Mapping) else {}


def _shapes(features: Sequence[Any], reading: Reading) -> list[tuple[int, BaseGeometry]]:
    """The polygonal geometries with their rank; the others are rejected, with a reason."""
    found = []
    for rank, feature in enumerate(features):
        raw = feature.get("geometry") if isinstance(feature, Mapping) else None
        if not isinstance(raw, Mapping) or raw.get("type") not in _POLYGONS:
            reading.rejected.append(Problem(rank, "", _("Ce contour n’est pas une surface.")))
            continue
        try:
            geometry = shapely.force_2d(shapely.from_geojson(json.dumps(raw)))
        except (shapely.GEOSException, ValueError):
            reading.rejected.append(Problem(rank, "", _("Les coordonnées de ce contour sont illisibles.")))
            continue
        if geometry.is_empty or not np.isfinite(shapely.get_coordinates(geometry)).all():
            reading.rejected.append(Problem(rank, "", _("Ce contour n’a pas de coordonnées.")))
        else:
            found.append((rank, geometry))
    return found


def _in_degrees(
    collection: Mapping[str, Any], geometries: list[BaseGeometry], reading: Reading
) -> Sequence[BaseGeometry]:
    west, south, east, north = (float(one) for one in shapely.total_bounds(geometries))
    projection = projections.detect(collection, (west, south, east, north))
    if projection is None:
        raise DomainRefusal(
            _(
                "La projection de ce fichier n’est pas reconnue. Exportez-le en degrés (EPSG:4326) "
                "ou en Lambert-93 (EPSG:2154)."
            )
        )
    reading.epsg = projection.epsg
    if projection.warning:
        reading.warnings.append(Problem(-1, "", projection.warning))
    return list(shapely.transform(geometries, projection.to_degrees))


def _mended(geometry: BaseGeometry, rank: int, code: str, reading: Reading) -> BaseGeometry | None:
    """A valid polygonal geometry with a surface, or None once the reason is noted."""
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        reading.rejected.append(Problem(rank, code, _("Ce contour sort de la projection annoncée.")))
        return None
    if not geometry.is_valid:
        geometry = _polygonal(shapely.make_valid(geometry))
        if geometry.area > 0:
            reading.warnings.append(
                Problem(rank, code, _("Ce contour se croisait lui-même : il a été réparé."))
            )
    if geometry.area <= 0:
        reading.rejected.append(Problem(rank, code, _("Ce contour n’a pas de surface.")))
        return None
    return geometry


def _polygonal(geometry: BaseGeometry) -> BaseGeometry:
    parts = [one for one in shapely.get_parts(geometry) if one.geom_type in _POLYGONS]
    return shapely.union_all(parts)


def united(contours: list[Contour], reading: Reading) -> list[Contour]:
    """One contour for each code: pieces that share a code become one, and it is said."""
    groups: dict[str, list[Contour]] = {}
    for one in contours:
        groups.setdefault(one.code, []).append(one)
    for code, pieces in groups.items():
        if len(pieces) > 1:
            pieces[0].geometry = _polygonal(shapely.union_all([one.geometry for one in pieces]))
            pieces[0].commune_codes = sorted({each for one in pieces for each in one.commune_codes})
            message = _("%(count)s contours portent ce code : ils ont été réunis.") % {"count": len(pieces)}
            reading.warnings.append(Problem(-1, code, message))
    return [pieces[0] for pieces in groups.values()]


def simplify(contours: list[Contour]) -> None:
    """Give each contour its ``simplified`` form; neighbours keep one common border, so no gap opens.

    Longitudes are shrunk meanwhile by the cosine of the latitude: the tolerance is the same on both axes.
    A contour that would vanish or break keeps its full form.
    """
    if not contours:
        return
    full = [one.geometry for one in contours]
    west, south, east, north = shapely.total_bounds(full)
    extent = max(north - south, east - west)
    tolerance = min(max(extent / MAP_PIXELS, LEAST_TOLERANCE), MOST_TOLERANCE)
    scale = np.array([np.cos(np.radians((south + north) / 2)), 1.0])
    flat = shapely.transform(full, lambda points: points * scale)
    lighter = shapely.transform(shapely.coverage_simplify(flat, tolerance), lambda points: points / scale)
    for one, light in zip(contours, lighter, strict=True):
        rounded = shapely.transform(light, lambda points: np.round(points, 5))
        kept = next((form for form in (rounded, light) if form.is_valid and form.area > 0), one.geometry)
        one.simplified = kept


def fitting(contours: list[Contour], kind: AreaKind) -> list[Problem]:
    """What whoever loads contours must know of the maps to come: borders that had to be adjusted, or that no
    map can be drawn. Areas of no kind in particular may lie over one another: they have no map."""
    if not contours or kind == AreaKind.OTHER:
        return []
    try:
        drawn = cartography.simplified([one.code for one in contours], [one.geometry for one in contours])
    except cartography.ContoursRefused as refused:
        told = _("Aucune carte ne peut en être dessinée. %(why)s") % {"why": refused}
        return [Problem(-1, "", told)]
    return [Problem(-1, "", each) for each in drawn.mended]


def as_geojson(geometry: BaseGeometry, digits: int) -> dict[str, Any]:
    """A geometry as a GeoJSON object, coordinates rounded to ``digits`` decimals of a degree."""
    rounded = shapely.transform(geometry, lambda points: np.round(points, digits))
    kept: dict[str, Any] = json.loads(shapely.to_geojson(rounded if rounded.is_valid else geometry))
    return kept
