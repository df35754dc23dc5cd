"""A contact who asks not to be named: taken out of everything that is kept, and out of later imports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.directory import scrubbing
from fabrique.directory.actions.claims import end_claims
from fabrique.directory.actions.places import refresh_places
from fabrique.directory.actions.records import Entry
from fabrique.directory.actions.revision import touch_places
from fabrique.directory.enums.lifecycle import ContactKind, PlaceState
from fabrique.directory.fields import FIELDS, Kind
from fabrique.directory.models import (
    Closure,
    ContactObjection,
    ErrorReport,
    Offer,
    Place,
    PlaceClaim,
    Service,
    Source,
    SourceRecord,
    Stop,
)
from fabrique.directory.scrubbing import Scrubber
from fabrique.people.models import Organisation

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Removal:
    """What an objection took out: how many rows of sources, places and services said it."""

    records: int
    places: int
    services: int


@transaction.atomic
def object_contact(*, name: str = "", email: str = "", phone: str = "", actor: str = "") -> Removal:
    """Take a person out of the whole directory, and keep keyed digests so that no import names them again.

    Nothing of what was given is written anywhere, the journal included. Doing it again changes nothing.
    """
    wanted = _wanted(name, email, phone)
    # An import of any source ends before this starts, or finds the new objection (see enter_records).
    list(Source.objects.select_for_update().order_by("pk"))
    for kind, value in wanted.items():
        words = len(value.split()) if kind == ContactKind.NAME else 1
        ContactObjection.objects.get_or_create(
            kind=kind,
            digest=scrubbing.digest_of(kind, value),
            defaults={"words": words, "created_at": clock.now()},
        )
    scrubber = scrubbing.current()
    touched = _scrub_records(scrubber)
    services, hung = _scrub_texts(scrubber)
    hung |= _detach_organisations(scrubber)
    removal = Removal(len(touched), len(_scrub_places(scrubber, touched) | hung), services)
    touch_places(hung)
    summary = {"kinds": sorted(wanted), "records": removal.records, "places": removal.places}
    journal.record("directory.object_contact", actor=actor, summary=summary)
    return removal


def _wanted(name: str, email: str, phone: str) -> dict[str, str]:
    given = {ContactKind.NAME: name, ContactKind.EMAIL: email, ContactKind.PHONE: phone}
    if not any(text.strip() for text in given.values()):
        raise DomainRefusal(_("Écrivez le nom, l’adresse électronique ou le téléphone à retirer."))
    wrong = {
        ContactKind.NAME: _("Écrivez au moins le prénom et le nom : un mot seul se retrouve partout."),
        ContactKind.EMAIL: _("Cette adresse électronique n’est pas complète."),
        ContactKind.PHONE: _("Ce numéro de téléphone n’est pas complet."),
    }
    wanted = {}
    for kind, text in given.items():
        if not text.strip():
            continue
        value = scrubbing.normalised(kind, text)
        if not value or (kind == ContactKind.NAME and " " not in value):
            raise DomainRefusal(wrong[kind], field=kind.value)
        wanted[kind.value] = value
    return wanted


def _named_records(scrubber: Scrubber) -> Iterator[tuple[SourceRecord, Any, Any, list[str]]]:
    """The rows that name somebody, each with its raw line, fields and flags as they should be."""
    rows = SourceRecord.objects.only("external_id", "row", "raw", "fields", "flags", "place", "home")
    for record in rows.order_by("pk").iterator(chunk_size=_CHUNK):
        raw, fields = scrubber.value(record.raw), scrubber.fields(record.fields)
        flags = scrubber.flags(record.flags)
        if (raw, fields, flags) != (record.raw, record.fields, record.flags):
            yield record, raw, fields, flags


def _scrub_records(scrubber: Scrubber) -> set[Any]:
    """Rewrite the rows that name somebody; returns the ids of the places that they feed."""
    touched: set[Any] = set()
    for record, raw, fields, flags in _named_records(scrubber):
        entry = Entry(record.external_id, record.row, fields, raw, flags)
        SourceRecord.objects.filter(pk=record.pk).update(
            raw=raw, fields=fields, flags=flags, digest=entry.digest
        )
        touched.add(record.place_id)
    return touched


def _scrub_places(scrubber: Scrubber, touched: Iterable[Any]) -> set[Any]:
    """Work out the places again, then clean what they remember: their history, the values of merged ones."""
    feeding = list(Place.objects.filter(pk__in=list(touched)))
    refresh_places(feeding)
    changed = {place.pk for place in feeding}
    for pk, after in _naming_places(scrubber):
        Place.objects.filter(pk=pk).update(**after)
        changed.add(pk)
    return changed


def _naming_places(scrubber: Scrubber) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The places that remember somebody, each with what it should remember."""
    for place in Place.objects.only(*_REMEMBERED).order_by("pk").iterator(chunk_size=_CHUNK):
        before = {name: getattr(place, name) for name in _REMEMBERED}
        after = {**scrubber.fields(before)}
        if before != after:
            yield place.pk, after


_REMEMBERED = (*(field.name for field in FIELDS if field.kind in (Kind.TEXT, Kind.LIST)), "flags", "history")

_UNSEEN = (ErrorReport, PlaceClaim)  # the guide does not show them

# Every other text of the directory that a person wrote; a test finds the one that is forgotten here.
TEXTS: dict[type[Any], tuple[str, ...]] = {
    Service: (
        "name", "description", "fees_detail", "publics_detail", "access_conditions", "mobilisation_detail",
        "mobilisation_url", "contact_name", "phone", "email", "source_url", "raw",
    ),
    Offer: ("hours", "note"),
    Stop: ("name", "address", "hours"),
    Closure: ("hours", "reason"),
    ErrorReport: ("words", "answer", "proposed"),
    PlaceClaim: ("words", "reason"),
}  # fmt: skip


def _naming_texts(scrubber: Scrubber) -> Iterator[tuple[type[Any], Any, Any, Mapping[str, Any]]]:
    """(model, id, owner, what it should say) of what hangs on places and names somebody."""
    for model, names in TEXTS.items():
        owner = "pk" if model is Service else "place_id"
        for pk, place, *texts in model._base_manager.values_list("pk", owner, *names).order_by("pk"):
            before = dict(zip(names, texts, strict=True))
            after = scrubber.fields(before)
            if before != after:
                yield model, pk, place, after


def _scrub_texts(scrubber: Scrubber) -> tuple[int, set[Any]]:
    """(how many services named her, the places to read again because of what hangs on them)."""
    services: list[Any] = []
    places: set[Any] = set()
    for model, pk, place, after in list(_naming_texts(scrubber)):
        model._base_manager.filter(pk=pk).update(**after)
        if model is Service:
            services.append(pk)
        elif model not in _UNSEEN:
            places.add(place)
    return len(services), places | _offering(services)


def _offering(services: Sequence[Any]) -> set[Any]:
    return set(Offer.objects.filter(service__in=services).values_list("place_id", flat=True))


def places_naming(*, name: str = "", email: str = "", phone: str = "") -> list[Place]:
    """The places that ``object_contact`` would correct, by name; nothing is written.

    Raises ``DomainRefusal`` for what it would refuse.
    """
    scrubber = scrubbing.scrubber_of(_wanted(name, email, phone))
    named = {record.place_id for record, *_rest in _named_records(scrubber)}
    named |= {pk for pk, _after in _naming_places(scrubber)}
    texts = [(model, pk, place) for model, pk, place, _after in _naming_texts(scrubber)]
    named |= {place for model, _pk, place in texts if model is not Service}
    named |= set(_held_under(scrubber).values_list("pk", flat=True))
    named |= _offering([pk for model, pk, _place in texts if model is Service])
    rows = Place.objects.filter(pk__in=named).exclude(state=PlaceState.MERGED)
    return list(rows.only("code", "name", "commune_name").order_by("name", "pk"))


def _held_under(scrubber: Scrubber) -> QuerySet[Place]:
    """The places whose organisation bears the name of somebody who objected."""
    names = Organisation.objects.values_list("pk", "name")
    return Place.objects.filter(organisation__in=[pk for pk, name in names if scrubber.value(name) != name])


def _detach_organisations(scrubber: Scrubber) -> set[Any]:
    """A place no longer says that it is held by an organisation that bears her name. The places changed."""
    places = _held_under(scrubber)
    changed = set(places.values_list("pk", flat=True))
    for place in places:
        end_claims(place)
    places.update(organisation=None)
    return changed
