"""Entering the services of a source: each described once, offered at the place of its structure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import bulk, clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.directory import scrubbing
from fabrique.directory.actions.records import Closing, Outcome, claim_source, refuse_shrink
from fabrique.directory.actions.revision import touch_places
from fabrique.directory.models import Offer, Service, Source, SourceRecord
from fabrique.directory.resolving import service_id
from fabrique.directory.scrubbing import Scrubber


@dataclass(frozen=True)
class ServiceEntry:
    """One cleaned row: ``fields`` by column of ``Service`` as JSON, and where it is offered, when and how."""

    external_id: str
    place: str
    fields: Mapping[str, Any]
    raw: Mapping[str, Any]
    hours: str = ""
    note: str = ""


@dataclass
class _Plan:
    scrubber: Scrubber
    services: list[Service] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    withdrawn: dict[str, Service] = field(default_factory=dict)
    former: dict[UUID, str] = field(default_factory=dict)  # the structure that each changed service had


def enter_services(
    *,
    source: Source,
    entries: Sequence[ServiceEntry],
    allow_shrink: bool = False,
    dry_run: bool = False,
    actor: str = "",
    summary: Mapping[str, object] | None = None,
    closing: Closing | None = None,
) -> Outcome:
    """Bring the services of a source to ``entries``; those that are absent are no longer offered at the place
    of their structure.

    Refused when the source loses half of its services or more, unless ``allow_shrink``. What a person
    offers elsewhere by hand is not touched.
    """
    plan = _plan(source, entries)
    held = len(plan.updated) + len(plan.unchanged) + len(plan.withdrawn)
    if not allow_shrink:
        refuse_shrink(source, lost=len(plan.withdrawn), held=held)
    outcome = Outcome(tuple(plan.created), tuple(plan.updated), tuple(plan.unchanged), tuple(plan.withdrawn))
    if not dry_run:
        with transaction.atomic():
            _write(plan, source, actor=actor, summary=summary)
            if closing:
                closing(outcome)
    return outcome


def _plan(source: Source, entries: Sequence[ServiceEntry]) -> _Plan:
    plan = _Plan(scrubbing.current())
    known = {one.external_id: one for one in Service.objects.filter(source=source.pk).order_by("external_id")}
    offered = set(Offer.objects.filter(service__source=source.pk).values_list("service", "place"))
    for given in entries:
        entry = _scrubbed(given, plan.scrubber)
        service = known.pop(entry.external_id, None)
        moved = service is not None and (service.pk, UUID(entry.place)) not in offered
        if service and service.withdrawn_at is None and service.raw == dict(entry.raw) and not moved:
            plan.unchanged.append(entry.external_id)
            continue
        (plan.updated if service else plan.created).append(entry.external_id)
        service = service or _new(source, entry)
        plan.former[service.pk] = str(service.raw.get("structure_id", ""))
        _fill(service, entry)
        plan.services.append(service)
        plan.offers.append(
            Offer(service=service, place_id=UUID(entry.place), hours=entry.hours, note=entry.note)
        )
    plan.withdrawn = {name: one for name, one in known.items() if one.withdrawn_at is None}
    plan.former |= {one.pk: str(one.raw.get("structure_id", "")) for one in plan.withdrawn.values()}
    return plan


def _scrubbed(entry: ServiceEntry, scrubber: Scrubber) -> ServiceEntry:
    if not scrubber:
        return entry
    own = {"hours": scrubber.value(entry.hours), "note": scrubber.value(entry.note)}
    return replace(entry, fields=scrubber.fields(entry.fields), raw=scrubber.value(entry.raw), **own)


def _new(source: Source, entry: ServiceEntry) -> Service:
    identifier = service_id(source.slug, entry.external_id)
    return Service(id=identifier, source=source, external_id=entry.external_id, created_at=clock.now())


def _fill(service: Service, entry: ServiceEntry) -> None:
    for name, value in entry.fields.items():
        setattr(service, name, value)
    updated_on = entry.fields.get("updated_on")
    service.updated_on = date.fromisoformat(updated_on) if updated_on else None
    service.raw, service.withdrawn_at, service.changed_at = dict(entry.raw), None, clock.now()


def _places_of(plan: _Plan) -> set[tuple[UUID, UUID]]:
    """(service, place) of the offers that are the import's own: at the structure that the service had, and at
    the one that it has now. What a person offers elsewhere by hand is not among them."""
    records: dict[str, set[UUID]] = {}
    for names in bulk.batched(sorted(set(plan.former.values()) - {""})):
        rows = SourceRecord.objects.filter(external_id__in=names).values_list("external_id", "home", "place")
        for name, home, place in rows:
            records.setdefault(name, set()).update((home, place))
    former = {(pk, place) for pk, name in plan.former.items() for place in records.get(name, ())}
    return former | {(offer.service_id, offer.place_id) for offer in plan.offers}


def _write(plan: _Plan, source: Source, *, actor: str, summary: Mapping[str, object] | None) -> None:
    now = clock.now()
    claim_source(source, source.last_imported_at, at=now)
    if scrubbing.current() != plan.scrubber:
        raise DomainRefusal(_("Une opposition vient d’être enregistrée. Recommencez l’import."))
    gone = [service.pk for service in plan.withdrawn.values()]
    changed = [*gone, *(service.pk for service in plan.services)]
    touched = {offer.place_id for offer in plan.offers}
    ours = _places_of(plan)
    for keys in bulk.batched(changed):
        rows = Offer.objects.filter(service__in=keys).values_list("pk", "service", "place")
        stale = [(pk, place) for pk, service, place in rows if (service, place) in ours]
        touched |= {place for _pk, place in stale}
        Offer.objects.filter(pk__in=[pk for pk, _place in stale]).delete()
    for keys in bulk.batched(gone):
        Service.objects.filter(pk__in=keys).update(withdrawn_at=now, changed_at=now)
    bulk.upsert_rows(Service, plan.services)
    bulk.insert_rows(Offer, plan.offers)
    for places in bulk.batched(sorted(touched)):
        touch_places(places)
    counts = {"created": len(plan.created), "updated": len(plan.updated), "withdrawn": len(plan.withdrawn)}
    details = {**counts, "unchanged": len(plan.unchanged), **(summary or {})}
    journal.record("directory.enter_services", actor=actor, subject=f"source:{source.slug}", summary=details)
