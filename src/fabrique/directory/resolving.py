"""From the records that feed a place to the values of the place."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from fabrique.directory.fields import BY_NAME, FIELDS, Kind
from fabrique.directory.models import Place, Source, SourceRecord
from fabrique.kernels.survivorship import Origin, Rule, Settled, Witness, is_empty, settle

MANUAL, LOCATED = "saisie", "adresses"  # what people enter; what the address service answers
OURS = (MANUAL, LOCATED)
_NAMESPACE = uuid.UUID("5b8e2f0a-3c61-5c5e-9a53-6d0f5a1d7e42")


def _rules() -> tuple[Rule, ...]:
    bundles: dict[str, list[str]] = {}
    for field in FIELDS:
        bundles.setdefault(field.bundle or field.name, []).append(field.name)
    return tuple(Rule(tuple(names), union=BY_NAME[names[0]].union) for names in bundles.values())


RULES = _rules()


def place_id(source: str, external_id: str) -> uuid.UUID:
    """The id of the place that a record makes: the same whatever was imported before."""
    return uuid.uuid5(_NAMESPACE, f"{source}/{external_id}")


def service_id(source: str, external_id: str) -> uuid.UUID:
    """The id of the service that a row describes."""
    return uuid.uuid5(_NAMESPACE, f"service/{source}/{external_id}")


def place_code(identifier: uuid.UUID) -> str:
    """Ten letters and digits for a place's address on the web."""
    return base64.b32encode(identifier.bytes)[:10].decode().lower()


def is_edit(record: SourceRecord) -> bool:
    """Whether a record only corrects a place that another one made."""
    return record.source_id in OURS and record.external_id == place_code(record.home_id)


def settle_records(records: Iterable[SourceRecord], sources: Mapping[str, Source]) -> Settled:
    """The values that these records give together."""
    witnesses = [
        Witness(
            key=record.key,
            trust=sources[record.source_id].trust,
            updated_on=record.updated_on,
            values=record.fields,
            authoritative=record.source_id == MANUAL,
        )
        for record in records
    ]
    return settle(witnesses, RULES)


def apply_settled(place: Place, settled: Settled, *, at: datetime, by: str = "") -> list[str]:
    """Give ``place`` the settled values with their provenance; returns the names of the fields that changed.

    A place that had values keeps what each changed field was, in its history: when, from which sources the
    new value comes, and by which account.
    """
    changed: list[str] = []
    for field in FIELDS:
        value = _stored(field.kind, settled.values.get(field.name, field.empty))
        before = getattr(place, field.name)
        if before == value:
            continue
        setattr(place, field.name, value)
        changed.append(field.name)
        if place.provenance:
            place.history = [*place.history, _change(field.name, before, value, settled, at=at, by=by)]
    place.provenance = {name: _origin(origin) for name, origin in sorted(settled.origins.items())}
    place.completeness = completeness(place)
    return changed


def _change(
    name: str, before: object, after: object, settled: Settled, *, at: datetime, by: str
) -> dict[str, object]:
    origin = settled.origins.get(name)
    slugs = dict.fromkeys(key.partition("/")[0] for key in origin.keys) if origin else {}
    told = {"field": name, "before": _json(before), "after": _json(after), "at": at.isoformat()}
    return {**told, "from": list(slugs), "by": by}


# A flag that speaks of one field, by the start of its code.
_FLAG_FIELDS = {
    "address": "address",
    "coordinates": "latitude",
    "date": "updated_on",
    "hours": "hours",
    "phone-unusable": "phone",
    "pivot": "pivot",
    "postal-code": "postal_code",
    "services-missing": "services",
}


def standing_flags(records: Iterable[SourceRecord], settled: Settled) -> list[str]:
    """The flags of a place: those of its records, but for a field that another record gave."""
    return sorted({flag for record in records for flag in record.flags if _stands(flag, record.key, settled)})


def _stands(flag: str, key: str, settled: Settled) -> bool:
    field = next((field for start, field in _FLAG_FIELDS.items() if flag.startswith(start)), "")
    origin = settled.origins.get(field)
    return origin is None or field not in settled.values or key in origin.keys


def _stored(kind: Kind, value: object) -> object:
    if kind is Kind.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    return value


def _json(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _origin(origin: Origin) -> dict[str, object]:
    return {"records": list(origin.keys), "on": origin.on.isoformat() if origin.on else None}


# What a visitor needs of a place, with the weight of each: they add up to 100.
COMPLETENESS = {
    "services": (20, _("les services proposés")),
    "hours": (15, _("les horaires")),
    "phone": (15, _("le numéro de téléphone")),
    "address": (10, _("l’adresse")),
    "latitude": (10, _("la position sur la carte")),
    "access_modes": (8, _("comment venir ou prendre rendez-vous")),
    "fees": (6, _("si c’est gratuit")),
    "accompaniment": (4, _("comment on est aidé")),
    "summary": (4, _("une présentation courte")),
    "typologies": (4, _("le type de lieu")),
    "emails": (2, _("une adresse électronique")),
    "wheelchair": (2, _("l’accès en fauteuil")),
}


def completeness(place: Place) -> int:
    """How much of what a visitor needs is known, 0 to 100."""
    return sum(
        weight for name, (weight, _label) in COMPLETENESS.items() if not is_empty(getattr(place, name))
    )


def missing(place: Place, *, stops: bool = False) -> list[str]:
    """The reasons of the score: what is not known, heaviest first, in words; ``stops`` stand for hours."""
    return [
        str(label)
        for name, (_w, label) in COMPLETENESS.items()
        if is_empty(getattr(place, name)) and not (stops and name == "hours")
    ]


FRESH_DAYS, OUTDATED_DAYS = 183, 730


def freshness(place: Place, today: date) -> int:
    """How recent a sheet is, 0 to 100: full for six months, then down to nothing at two years.

    The day is the publisher's own or that of the last check by a person; without either, nothing is known: 0.
    The bounds are those of the data.inclusion quality score.
    """
    days = [day for day in (place.updated_on, place.verified_on) if day]
    if not days:
        return 0
    age = (today - max(days)).days
    return round(100 * min(1.0, max(0.0, (OUTDATED_DAYS - age) / (OUTDATED_DAYS - FRESH_DAYS))))
