"""Services, stops and closures of a place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.directory import scrubbing
from fabrique.directory.actions.revision import touch_places
from fabrique.directory.enums.lifecycle import ClosureKind
from fabrique.directory.models import Closure, Offer, Place, Service, Stop, StopVisit
from fabrique.people.models import Organisation


@transaction.atomic
def create_service(
    *, name: str, organisation: Organisation | None = None, actor: str = "", **details: Any
) -> Service:
    """Describe a service once; ``offer_service`` says where it is offered."""
    if not name.strip():
        raise DomainRefusal(_("Il manque le nom du service."), field="name")
    scrubbing.refuse_objectors({"name": name, **details})
    now = clock.now()
    details = {"created_at": now, "changed_at": now, **details}
    service = Service.objects.create(name=name.strip(), organisation=organisation, **details)
    journal.record("directory.create_service", actor=actor, subject=f"service:{service.pk}")
    return service


@transaction.atomic
def offer_service(
    *, service: Service, places: Iterable[Place], hours: str = "", note: str = "", actor: str = ""
) -> list[Offer]:
    """Offer a service at one or several places; a place that has it already keeps it, with the new hours."""
    scrubbing.refuse_objectors({"note": note, "hours": hours})
    offers = []
    for place in places:
        details = {"hours": hours, "note": note}
        offer, _created = Offer.objects.update_or_create(service=service, place=place, defaults=details)
        offers.append(offer)
    touch_places([offer.place_id for offer in offers])
    summary = {"places": len(offers)}
    journal.record("directory.offer_service", actor=actor, subject=f"service:{service.pk}", summary=summary)
    return offers


@transaction.atomic
def add_stop(
    *,
    place: Place,
    name: str,
    visits: Iterable[tuple[datetime, datetime]] = (),
    actor: str = "",
    **where: Any,
) -> Stop:
    """Give an itinerant place a stop, with its dated visits if it has some."""
    if not name.strip():
        raise DomainRefusal(_("Il manque le nom de l’arrêt."), field="name")
    scrubbing.refuse_objectors({"name": name, **where})
    try:
        with transaction.atomic():
            stop = Stop.objects.create(place=place, name=name.strip(), **where)
    except IntegrityError as error:
        raise DomainRefusal(
            _("Ce lieu a déjà un arrêt de ce nom dans cette commune."), field="name"
        ) from error
    rows = []
    for starts_at, ends_at in visits:
        if ends_at <= starts_at:
            raise DomainRefusal(_("Un passage doit finir après avoir commencé."), field="ends_at")
        rows.append(StopVisit(stop=stop, starts_at=starts_at, ends_at=ends_at))
    StopVisit.objects.bulk_create(rows)
    touch_places([place.pk])
    journal.record(
        "directory.add_stop", actor=actor, subject=f"place:{place.code}", summary={"stop": stop.pk}
    )
    return stop


@transaction.atomic
def close_place(
    *, place: Place, starts_on: date, ends_on: date, reason: str = "", hours: str = "", actor: str = ""
) -> Closure:
    """Close a place for some days (both included), or give it other hours for these days."""
    if ends_on < starts_on:
        raise DomainRefusal(_("Le dernier jour ne peut pas venir avant le premier."), field="ends_on")
    scrubbing.refuse_objectors({"reason": reason, "hours": hours})
    kind = ClosureKind.HOURS if hours else ClosureKind.CLOSED
    closure = Closure.objects.create(
        place=place, kind=kind, starts_on=starts_on, ends_on=ends_on, reason=reason, hours=hours
    )
    touch_places([place.pk])
    journal.record(
        "directory.close_place", actor=actor, subject=f"place:{place.code}", summary={"kind": kind}
    )
    return closure


@transaction.atomic
def reopen_place(*, closure: Closure, actor: str = "") -> None:
    """Take back a closure."""
    place = closure.place
    closure.delete()
    touch_places([place.pk])
    journal.record("directory.reopen_place", actor=actor, subject=f"place:{place.code}")
