"""Editing by hand: an edit is a record of the source « saisie », so that no import undoes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.directory import scrubbing
from fabrique.directory.actions.records import Entry, refresh_place, register_source
from fabrique.directory.actions.revision import raise_revision
from fabrique.directory.actions.telling import tell_of_change
from fabrique.directory.enums.lifecycle import PLACE_MACHINE, PlaceState
from fabrique.directory.fields import BY_NAME, companions
from fabrique.directory.models import Place, Source, SourceRecord
from fabrique.directory.resolving import MANUAL, place_code, place_id
from fabrique.kernels.survivorship import is_empty

MANUAL_TRUST = 100


def manual_source() -> Source:
    """The source of what people enter by hand."""
    return register_source(slug=MANUAL, name="Saisie dans la Fabrique", trust=MANUAL_TRUST)


@transaction.atomic
def create_place(*, values: Mapping[str, Any], actor: str = "") -> Place:
    """Enter a place by hand. It needs a name, and a commune or a position."""
    if is_empty(values.get("name")):
        raise DomainRefusal(_("Il manque le nom du lieu."), field="name")
    if all(is_empty(values.get(name)) for name in ("commune_code", "postal_code", "latitude")):
        raise DomainRefusal(_("Il manque la commune du lieu."), field="commune_name")
    scrubbing.refuse_objectors(_as_json(values))
    external_id = uuid4().hex
    identifier = place_id(MANUAL, external_id)
    now = clock.now()
    place = Place(id=identifier, code=place_code(identifier), created_at=now, changed_at=now)
    place.name = str(values["name"])
    place.save(force_insert=True)
    record = SourceRecord(
        source=manual_source(), external_id=external_id, home=place, place=place, row=0, first_seen_at=now
    )
    _note(record, values)
    refresh_places([place])
    journal.record("directory.create_place", actor=actor, subject=f"place:{place.code}")
    return place


class EditConflict(DomainRefusal):
    """Somebody else changed the same fields meanwhile; ``present`` holds what they say now."""

    def __init__(self, present: Mapping[str, Any]) -> None:
        super().__init__(_("Cette fiche a changé pendant que vous la modifiiez. Comparez, puis enregistrez."))
        self.present = dict(present)


@transaction.atomic
def edit_place(
    *, place: Place, changes: Mapping[str, Any], seen: Mapping[str, Any] | None = None, actor: str = ""
) -> Place:
    """Change some fields by hand; an emptied field stays empty whatever the sources say.

    ``seen`` is what the person saw before they changed it: ``EditConflict`` when a field says otherwise now,
    unless it says what the person wants.
    """
    place = Place.objects.select_for_update().get(pk=place.pk)
    _correct(place, changes, seen, by=actor)
    summary = {"fields": sorted(changes)}
    tell_of_change(place, actor)
    journal.record("directory.edit_place", actor=actor, subject=f"place:{place.code}", summary=summary)
    return place


def _correct(place: Place, changes: Mapping[str, Any], seen: Mapping[str, Any] | None, *, by: str) -> None:
    """Write into the record of edits of a place, and work the place out again."""
    if place.state == PlaceState.MERGED:
        raise DomainRefusal(_("Cette fiche a été réunie avec une autre : modifiez l’autre fiche."))
    refuse_conflict(place, changes, seen)
    scrubbing.refuse_objectors(_as_json(changes), field="contact_name")
    if "name" in changes and is_empty(changes["name"]):
        raise DomainRefusal(_("Il manque le nom du lieu."), field="name")
    record = place.records.filter(source_id=MANUAL).order_by("pk").first()
    if record is None:
        record = SourceRecord(
            source=manual_source(),
            external_id=place.code,
            home=place,
            place=place,
            row=0,
            first_seen_at=clock.now(),
        )
    _note(record, changes)
    refresh_places([place], by=by)


def earlier_values(place: Place, rank: int) -> dict[str, Any]:
    """What a field was before a change of the history, with the fields that go with it, as they were then.

    Raises LookupError when the history has no such change.
    """
    if not 0 <= rank < len(place.history):
        raise LookupError(rank)
    later = place.history[rank:]
    names = companions(later[0]["field"])
    found = {name: _json(getattr(place, name)) for name in names}
    for change in reversed(later):
        if change["field"] in found:
            found[change["field"]] = change["before"]
    return found


@transaction.atomic
def restore_value(
    *, place: Place, rank: int, seen: Mapping[str, Any] | None = None, actor: str = ""
) -> Place:
    """Give a field the value that it had before the change ``rank`` of its history, as an edit by hand.

    It is a change like another: the history grows, so what is undone can be done again. ``EditConflict`` when
    the field is no longer what the person saw; what is there already is left as it is.
    """
    place = Place.objects.select_for_update().get(pk=place.pk)
    wanted = earlier_values(place, rank)
    changes = {name: value for name, value in wanted.items() if value != _json(getattr(place, name))}
    if not changes:
        return place
    _correct(place, changes, seen, by=actor)
    summary = {"fields": sorted(changes)}
    tell_of_change(place, actor)
    journal.record("directory.restore_value", actor=actor, subject=f"place:{place.code}", summary=summary)
    return place


@transaction.atomic
def drop_edit(*, place: Place, fields: Iterable[str], actor: str = "") -> Place:
    """Forget what was entered by hand for these fields, and come back to what the sources say."""
    place = Place.objects.select_for_update().get(pk=place.pk)
    dropped = set(fields)
    edits = [row for row in place.records.filter(source_id=MANUAL) if dropped & row.fields.keys()]
    if not edits:
        raise DomainRefusal(_("Cette valeur vient déjà des sources."))
    others = place.records.filter(withdrawn_at=None).exclude(source_id=MANUAL)
    if "name" in dropped and not any(row.fields.get("name") for row in others):
        raise DomainRefusal(_("Aucune source ne donne de nom à ce lieu : gardez celui-ci."))
    for record in edits:
        own = {name: value for name, value in record.fields.items() if name not in dropped}
        _keep(record, own)
        if not own.keys() - {"updated_on"} and others:
            record.withdrawn_at = clock.now()
            record.save(update_fields=["withdrawn_at"])
    refresh_places([place], by=actor)
    summary = {"fields": sorted(dropped)}
    tell_of_change(place, actor)
    journal.record("directory.drop_edit", actor=actor, subject=f"place:{place.code}", summary=summary)
    place.refresh_from_db()
    return place


@transaction.atomic
def verify_place(*, place: Place, actor: str = "") -> Place:
    """Say that somebody checked the whole sheet today."""
    place.verified_on = clock.today()
    place.changed_at = clock.now()
    place.save(update_fields=["verified_on", "changed_at"])
    raise_revision()
    journal.record("directory.verify_place", actor=actor, subject=f"place:{place.code}")
    return place


@transaction.atomic
def withdraw_place(*, place: Place, actor: str = "") -> Place:
    """Take a place out of the guide; it stays out at the next import, until it is published again."""
    return _move(place, "withdraw", by_hand=True, actor=actor)


@transaction.atomic
def publish_place(*, place: Place, actor: str = "") -> Place:
    """Show a withdrawn place again."""
    return _move(place, "publish", by_hand=False, actor=actor)


def _move(place: Place, verb: str, *, by_hand: bool, actor: str) -> Place:
    advance(PLACE_MACHINE, place, verb, withdrawn_by_hand=by_hand, changed_at=clock.now())
    raise_revision()
    tell_of_change(place, actor)
    journal.record(f"directory.{verb}_place", actor=actor, subject=f"place:{place.code}")
    return place


def refuse_conflict(row: Model, changes: Mapping[str, Any], seen: Mapping[str, Any] | None) -> None:
    """Raise EditConflict when a field of the row is no longer what the person saw, nor what they want."""
    present = {name: getattr(row, name) for name in changes if seen is not None and name in seen}
    moved = {name: now for name, now in present.items() if seen and now not in (seen[name], changes[name])}
    if moved:
        raise EditConflict(moved)


def _note(record: SourceRecord, changes: Mapping[str, Any]) -> None:
    """Write edited fields into the record of edits, beside those of earlier edits."""
    unknown = changes.keys() - BY_NAME.keys()
    if unknown:
        raise ValueError(f"unknown place fields: {sorted(unknown)}")
    own = {**(record.fields or {}), **_as_json(changes)}
    if "updated_on" not in changes:
        own["updated_on"] = clock.today().isoformat()
    _keep(record, own)


def _keep(record: SourceRecord, own: dict[str, Any]) -> None:
    """Save the record of edits with these fields."""
    entry = Entry(external_id=record.external_id, row=0, fields=own, raw=own)
    record.fields, record.raw, record.digest = own, own, entry.digest
    record.updated_on, record.last_seen_at, record.withdrawn_at = entry.updated_on, clock.now(), None
    record.save()


def _as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _json(value) for name, value in values.items()}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def refresh_places(places: Iterable[Place], *, by: str = "") -> None:
    """Work out places again from the records that feed them now, save them, and tell the readers."""
    now = clock.now()
    for place in places:
        records = list(place.records.select_related("source"))
        refresh_place(place, records, {record.source_id: record.source for record in records}, at=now, by=by)
        place.save()
    raise_revision()
