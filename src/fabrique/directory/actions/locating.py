"""Giving a position to the places that have an address and no point, by the national address service.

What the service answers is a record of its own source, little trusted: a position that a publisher or a
person gives takes its place by itself, and the sheet says where the point comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import bulk, clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions.places import refresh_places
from fabrique.directory.actions.records import Entry, register_source
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.models import Place, SourceRecord
from fabrique.directory.resolving import LOCATED
from fabrique.territory.gateways.geocoder import Address, Outcome, Query, Status, geocoder

TRUST, SURE = 20, 0.6  # below this score the service itself is guessing
_PRECISE = {"housenumber", "street", "locality"}
_READ = ("code", "address", "postal_code", "commune_name", "commune_code", "latitude")


@dataclass(frozen=True, slots=True)
class Located:
    """How many addresses were asked, how many gave a point, and why the others did not, in French."""

    asked: int
    found: int
    reasons: tuple[str, ...] = ()


def locate_places(*, actor: str = "") -> Located:
    """Ask for each published place that has an address, a commune and no point. One transaction a batch.

    An address that was asked and has not changed is not asked again. Refused when the service is off.
    """
    client = geocoder()
    if not client.enabled:
        raise DomainRefusal(_("La recherche d’adresses n’est pas activée : réglez FABRIQUE_GEOCODER_URL."))
    asked, found, reasons = 0, 0, set()
    for places in bulk.batched(_to_ask()):
        queries = [Query(one.address, one.postal_code, one.commune_name, one.commune_code) for one in places]
        outcomes = client.search_many(queries)
        asked += len(places)
        found += _note(list(zip(places, outcomes, strict=True)), actor=actor)
        reasons |= {outcome.reason for outcome in outcomes if outcome.status not in _ANSWERED}
    return Located(asked, found, tuple(sorted(reasons)))


_ANSWERED = (Status.FOUND, Status.NOT_FOUND)


def _to_ask() -> Iterable[Place]:
    told = SourceRecord.objects.filter(source=LOCATED).values_list("external_id", "raw")
    known = {code: raw.get("asked") for code, raw in told}
    rows = Place.objects.filter(state=PlaceState.PUBLISHED).exclude(address="").exclude(commune_code="")
    for place in list(rows.order_by("commune_code", "pk").only(*_READ)):
        without = place.latitude is None or place.code in known
        if without and known.get(place.code) != _asked(place):
            yield place


def _asked(place: Place) -> str:
    return f"{place.address} {place.postal_code} {place.commune_code}"


@transaction.atomic
def _note(answers: Sequence[tuple[Place, Outcome]], *, actor: str) -> int:
    answered = [(place, outcome) for place, outcome in answers if outcome.status in _ANSWERED]
    if not answered:
        return 0
    source = register_source(slug=LOCATED, name=_("Service national d’adresses"), trust=TRUST)
    found = 0
    for place, outcome in answered:
        best = _best(place, outcome)
        found += best is not None
        fields: dict[str, Any] = {"latitude": best.latitude, "longitude": best.longitude} if best else {}
        told = {"label": best.label, "score": best.score, "type": best.type} if best else {}
        entry = Entry(place.code, 0, fields, {"asked": _asked(place), **told})
        own = {"raw": dict(entry.raw), "fields": fields, "digest": entry.digest, "last_seen_at": clock.now()}
        first = {"row": 0, "home": place, "place": place, "first_seen_at": clock.now()}
        SourceRecord.objects.update_or_create(
            source=source, external_id=place.code, defaults=own, create_defaults={**own, **first}
        )
    refresh_places(Place.objects.in_bulk([place.pk for place, _outcome in answered]).values())
    summary = {"asked": len(answered), "found": found}
    journal.record("directory.locate_places", actor=actor, subject=f"source:{LOCATED}", summary=summary)
    return found


def _best(place: Place, outcome: Outcome) -> Address | None:
    """The first answer, if it is sure, precise, and in the commune that the sheet names."""
    for address in outcome.addresses[:1]:
        if address.score >= SURE and address.type in _PRECISE and address.commune_code == place.commune_code:
            return address
    return None
