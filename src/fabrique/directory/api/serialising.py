"""A place as the API says it: most of it once for the life of a sheet, the rest at each answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Any

from fabrique.directory.api.catalogue import STILL
from fabrique.directory.guide.record import Neighbourhood, OfferRecord, PlaceRecord

_DIGEST = 8


def plain(value: object) -> object:
    """A value as JSON has it: dates in ISO form, instants in UTC, tuples as lists."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Neighbourhood):
        return {"code": value.code, "nom": value.name}
    return list(value) if isinstance(value, tuple) else value


def services_of(place: PlaceRecord) -> list[str]:
    """The national services: the place's own, and those of what is offered there (as in the exports)."""
    offered = (code for offer in place.offers for code in offer.categories)
    return list(dict.fromkeys([*place.services, *offered]))


def still(place: PlaceRecord, names: Iterable[str] | None = None) -> dict[str, Any]:
    """The columns that do not change by themselves, or those of ``names``."""
    wanted = None if names is None else frozenset(names)
    found = {
        column.name: plain(getattr(place, column.attribute))
        for column in STILL
        if wanted is None or column.name in wanted
    }
    if "services" in found:
        found["services"] = services_of(place)
    return found


def compact(value: object) -> bytes:
    """Compact UTF-8 JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def fragment(place: PlaceRecord) -> tuple[bytes, bytes]:
    """(the JSON object of ``still`` without its last brace, a digest of it), kept with the sheet."""
    return _kept(place, "_api_json", _plain_head)


def feature(place: PlaceRecord) -> tuple[bytes, bytes]:
    """The same as the beginning of a GeoJSON feature, up to the last of its columns that stay."""
    return _kept(place, "_api_feature", _feature)


def _plain_head(place: PlaceRecord) -> bytes:
    return compact(still(place))[:-1]


def _feature(place: PlaceRecord) -> bytes:
    return feature_head(place) + compact(still(place))[:-1]


def feature_head(place: PlaceRecord) -> bytes:
    """A feature of GeoJSON up to its properties. An itinerant place is drawn at each of its stops."""
    points = [[round(lon, 6), round(lat, 6)] for lat, lon in place.points]
    geometry: object = None
    if points:
        alone = len(points) == 1
        geometry = {
            "type": "Point" if alone else "MultiPoint",
            "coordinates": points[0] if alone else points,
        }
    head = compact({"type": "Feature", "id": place.id, "geometry": geometry})
    return head[:-1] + b',"properties":'


def _kept(place: PlaceRecord, name: str, make: Callable[[PlaceRecord], bytes]) -> tuple[bytes, bytes]:
    known: tuple[bytes, bytes] | None = place.__dict__.get(name)
    if known is None:
        made = make(place)
        known = place.__dict__[name] = (made, blake2b(made, digest_size=_DIGEST).digest())
    return known


def details(place: PlaceRecord) -> dict[str, Any]:
    """What only the sheet holds."""
    return {
        "arrets": [
            {
                "nom": stop.name,
                "adresse": stop.address,
                "code_insee": stop.commune_code,
                "commune": stop.commune_name,
                "latitude": stop.latitude,
                "longitude": stop.longitude,
                "horaires": stop.hours,
                "passages": [{"debut": plain(start), "fin": plain(end)} for start, end in stop.visits],
            }
            for stop in place.stops
        ],
        "fermetures": [
            {
                "du": plain(one.starts_on),
                "au": plain(one.ends_on),
                "horaires": one.hours,
                "motif": one.reason,
            }
            for one in place.closures
        ],
        "services_proposes": [_offer(one) for one in place.offers],
    }


_OFFER = {
    "name": "nom", "description": "description", "type": "type", "thematics": "thematiques",
    "categories": "services", "fees": "frais", "fees_detail": "frais_precisions", "publics": "publics",
    "publics_detail": "publics_precisions", "access_conditions": "conditions_acces",
    "residence_codes": "zone_eligibilite", "reception_modes": "modes_accueil",
    "mobilisation_modes": "modes_mobilisation", "mobilisation_detail": "mobilisation_precisions",
    "mobilisation_url": "lien_mobilisation", "phone": "telephone", "email": "courriel",
    "hours": "horaires_accueil", "note": "remarque",
}  # fmt: skip


def _offer(offer: OfferRecord) -> Mapping[str, Any]:
    values = asdict(offer)
    return {ours: plain(values[name]) for name, ours in _OFFER.items()}
