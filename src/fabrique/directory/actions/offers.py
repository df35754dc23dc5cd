"""Services, where they are offered, and closures of a place. Its stops: ``stops``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.directory import scrubbing
from fabrique.directory.actions.places import refuse_conflict
from fabrique.directory.actions.revision import touch_places
from fabrique.directory.enums import InclusionPublic
from fabrique.directory.enums.lifecycle import ClosureKind
from fabrique.directory.models import Closure, Offer, Place, Service
from fabrique.people.models import Organisation
from fabrique.territory.cog import cog
from fabrique.territory.queries import current_territory

SERVICE_FIELDS = (
    "name", "description", "type", "thematics", "categories", "fees", "fees_detail", "publics",
    "publics_detail", "access_conditions", "residence_codes", "reception_modes", "mobilisation_modes",
    "mobilisable_by", "mobilisation_detail", "mobilisation_url", "contact_name", "phone", "email",
    "weekly_hours", "weeks",
)  # fmt: skip
NAME_LENGTHS = (3, 150)  # those of data.inclusion
WEEK_HOURS = 24 * 7


@transaction.atomic
def create_service(
    *, name: str, organisation: Organisation | None = None, actor: str = "", **details: Any
) -> Service:
    """Describe a service once; ``offer_service`` says where it is offered."""
    _refuse_wrong({"name": name, **details})
    scrubbing.refuse_objectors({"name": name, **details})
    now = clock.now()
    details = {"created_at": now, "changed_at": now, **details}
    service = Service.objects.create(name=name.strip(), organisation=organisation, **details)
    journal.record("directory.create_service", actor=actor, subject=f"service:{service.pk}")
    return service


@transaction.atomic
def edit_service(
    *, service: Service, changes: Mapping[str, Any], seen: Mapping[str, Any] | None = None, actor: str = ""
) -> Service:
    """Change some fields of a service, wherever it is offered.

    ``seen`` is what the person saw before: ``EditConflict`` when a field that they change says otherwise now.
    """
    if unknown := changes.keys() - set(SERVICE_FIELDS):
        raise ValueError(f"unknown service fields: {sorted(unknown)}")
    service = Service.objects.select_for_update().get(pk=service.pk)
    refuse_conflict(service, changes, seen)
    _refuse_wrong(changes)
    scrubbing.refuse_objectors(changes)
    now = {"updated_on": clock.today(), "changed_at": clock.now()}
    for name, value in {**changes, **now}.items():
        setattr(service, name, value.strip() if name == "name" else value)
    service.save(update_fields=[*changes, *now])
    touch_places(service.offers.values_list("place_id", flat=True))
    summary = {"fields": sorted(changes)}
    journal.record("directory.edit_service", actor=actor, subject=f"service:{service.pk}", summary=summary)
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
def withdraw_offer(*, place: Place, service: Service, actor: str = "") -> None:
    """Take a service away from a place, and from those merged into it. The service itself is kept."""
    offers = Offer.objects.of(place).filter(service=service)
    touched = list(offers.values_list("place_id", flat=True))
    if not touched:
        raise DomainRefusal(_("Ce service n’est plus proposé dans ce lieu."))
    Offer.objects.filter(pk__in=list(offers.values_list("pk", flat=True))).delete()
    touch_places(touched)
    summary = {"place": place.code}
    journal.record("directory.withdraw_offer", actor=actor, subject=f"service:{service.pk}", summary=summary)


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


def _refuse_wrong(values: Mapping[str, Any]) -> None:
    """Refuse what no service may say; what is not given is not judged."""
    if "name" in values:
        _refuse_name(values["name"].strip())
    publics = set(values.get("publics") or ())
    if InclusionPublic.EVERYONE in publics and len(publics) > 1:
        text = _("« Tous publics » ne va pas avec d’autres publics : gardez l’un ou les autres.")
        raise DomainRefusal(text, field="publics")
    if codes := values.get("residence_codes"):
        _refuse_zones(codes)
    hours, weeks = values.get("weekly_hours"), values.get("weeks")
    if hours is not None and not 0 <= hours <= WEEK_HOURS:
        raise DomainRefusal(_("Une semaine a de 0 à 168 heures."), field="weekly_hours")
    if weeks is not None and weeks < 1:
        raise DomainRefusal(_("Un service dure au moins une semaine."), field="weeks")


def _refuse_name(name: str) -> None:
    least, most = NAME_LENGTHS
    if not name:
        raise DomainRefusal(_("Il manque le nom du service."), field="name")
    if not least <= len(name) <= most:
        raise DomainRefusal(_("Le nom du service doit avoir de 3 à 150 caractères."), field="name")


def _refuse_zones(codes: Iterable[str]) -> None:
    current_territory()  # its own communes join the national code
    table = cog()
    for code in codes:
        if not (table.commune(code) or table.epci(code) or table.departement(code)):
            text = _(
                "« %(code)s » n’est le code ni d’une commune, ni d’une intercommunalité, ni d’un département."
            )
            raise DomainRefusal(text % {"code": code}, field="residence_codes")
