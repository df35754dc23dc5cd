"""A place as JSON: the columns of the national schema by their own names, then what it does not know."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from fabrique.directory.enums.fields import FIELDS
from fabrique.directory.guide.record import PlaceRecord

# A person's name leaves the site on the page of the place only, never in open data.
_BEYOND = {
    "wheelchair": "accessible_fauteuil",
    "languages": "langues",
    "fees_detail": "precisions_frais",
    "directions": "comment_s_y_rendre",
    "to_bring": "a_apporter",
    "hours_text": "horaires_texte",
}
_COLUMNS = tuple((field.name, field.column or _BEYOND.get(field.name, "")) for field in FIELDS)


def as_dict(place: PlaceRecord) -> dict[str, Any]:
    """A place as plain values; ``id`` is its code on this site, dates are in ISO form."""
    values: dict[str, Any] = {"id": place.code}
    for name, column in _COLUMNS:
        if column:
            value = getattr(place, name)
            values[column] = value.isoformat() if isinstance(value, date) else value
    values["verifie_le"] = place.verified_on.isoformat() if place.verified_on else None
    values["completude"] = place.completeness
    return values


def as_json(place: PlaceRecord) -> bytes:
    """The same as compact UTF-8 JSON, to be kept by ``Snapshot.as_json``."""
    return json.dumps(as_dict(place), ensure_ascii=False, separators=(",", ":")).encode()
