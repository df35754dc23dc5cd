"""Entering the records of a source: create, update, withdraw, in one short transaction."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import bulk, clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.directory import scrubbing
from fabrique.directory.actions.pairing import MADE, Facts, pair_again
from fabrique.directory.actions.revision import raise_revision
from fabrique.directory.enums.lifecycle import PlaceState
from fabrique.directory.models import Place, Source, SourceRecord
from fabrique.directory.resolving import (
    apply_settled,
    is_edit,
    place_code,
    place_id,
    settle_records,
    standing_flags,
)
from fabrique.directory.scrubbing import Scrubber


@dataclass(frozen=True)
class Entry:
    """One cleaned row: ``fields`` by canonical name as JSON (dates in ISO form), ``raw`` as it came."""

    external_id: str
    row: int
    fields: Mapping[str, Any]
    raw: Mapping[str, Any]
    flags: Sequence[str] = ()
    place: str = ""  # the id of a place of ours that the row names, when it comes from our own export

    @property
    def updated_on(self) -> date | None:
        """The day on which the publisher last changed the row."""
        text = self.fields.get("updated_on")
        return date.fromisoformat(text) if text else None

    @cached_property
    def digest(self) -> str:
        """A digest of everything that, when it changes, changes the record."""
        content = [self.raw, self.fields, list(self.flags)]
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What entering did, by external id."""

    created: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    withdrawn: tuple[str, ...]


Closing = Callable[[Outcome], None]


class ShrinkRefused(DomainRefusal):
    """A complete source would lose ``lost`` of the ``held`` places that it has."""

    def __init__(self, message: str, *, lost: int, held: int) -> None:
        super().__init__(message)
        self.lost, self.held = lost, held


@dataclass
class _Plan:
    """What will be written; worked out before the transaction opens."""

    now: datetime
    scrubber: Scrubber
    by: str = ""
    records: dict[str, SourceRecord] = field(default_factory=dict)
    places: dict[UUID, Place] = field(default_factory=dict)
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    echoed: int = 0


def register_source(*, slug: str, name: str = "", **details: Any) -> Source:
    """The source of this slug, made on first use."""
    source, _created = Source.objects.get_or_create(
        slug=slug, defaults={"name": name or slug, "created_at": clock.now(), **details}
    )
    return source


def find_source(*, slug: str, trust: int | None = None, url: str = "", **details: Any) -> Source:
    """The source of this slug, or a new one. ``enter_records`` saves it with its rows, and with its ``trust``
    and its ``url`` when they are given.
    """
    details["name"] = details.get("name") or slug
    known = Source.objects.filter(pk=slug).first()
    source = known or Source(slug=slug, created_at=clock.now(), **details)
    source.trust = source.trust if trust is None else trust
    source.url = url or source.url
    return source


def enter_records(
    *,
    source: Source,
    entries: Sequence[Entry],
    echoed: Collection[str] = (),
    complete: bool = True,
    allow_shrink: bool = False,
    dry_run: bool = False,
    actor: str = "",
    summary: Mapping[str, object] | None = None,
    closing: Closing | None = None,
) -> Outcome:
    """Bring a source to ``entries``. ``complete`` says that they are all of it: what is absent is withdrawn.
    ``echoed`` are the external ids of rows that are there and say just what we publish: nothing to enter.

    Refused when a complete source loses half of its records or more, unless ``allow_shrink``. Everything is
    worked out first; the transaction only writes, and is refused if somebody else wrote meanwhile;
    ``closing`` writes its own in it (the run of an import, for instance).
    """
    stamp = source.last_imported_at
    plan = _plan(source, entries, complete=complete, echoed=echoed, by=actor)
    active = plan.echoed + len(plan.updated) + len(plan.unchanged) + len(plan.withdrawn)
    if not allow_shrink:
        refuse_shrink(source, lost=len(plan.withdrawn), held=active)
    outcome = Outcome(tuple(plan.created), tuple(plan.updated), tuple(plan.unchanged), tuple(plan.withdrawn))
    if not dry_run:
        with transaction.atomic():
            _write(plan, source, stamp, actor=actor, summary=summary)
            if closing:
                closing(outcome)
    return outcome


def refuse_shrink(source: Source, *, lost: int, held: int) -> None:
    """Raise :class:`ShrinkRefused` when a source would lose half of what it has, or more."""
    if held >= 2 and lost * 2 >= held:
        text = _("La source « %(source)s » perdrait %(lost)d lieux sur %(all)d.")
        advice = _("Vérifiez le fichier ; si c’est voulu, recommencez avec --allow-shrink.")
        values = {"source": source.name, "lost": lost, "all": held}
        raise ShrinkRefused(f"{text % values} {advice}", lost=lost, held=held)


def _plan(
    source: Source, entries: Sequence[Entry], *, complete: bool, echoed: Collection[str], by: str
) -> _Plan:
    plan = _Plan(clock.now(), scrubbing.current(), by)
    rows = SourceRecord.objects.filter(source=source.pk).order_by("pk")
    known = {record.external_id: record for record in rows}
    touched: set[UUID] = set()
    entries = _without_objectors(entries, plan.scrubber)
    for entry in _under_old_ids(entries, known) if complete else entries:
        record = known.pop(entry.external_id, None)
        digest = entry.digest
        if record is None:
            record = _new_record(source, entry, plan)
            plan.created.append(entry.external_id)
        elif record.digest == digest and record.withdrawn_at is None:
            plan.unchanged.append(entry.external_id)
            continue
        else:
            plan.updated.append(entry.external_id)
        _fill(record, entry, digest, plan.now)
        plan.records[entry.external_id] = record
        touched.add(record.place_id)
    if complete:
        for record in known.values():
            if record.withdrawn_at is None and record.external_id in echoed:
                plan.echoed += 1
            elif record.withdrawn_at is None:
                record.withdrawn_at = plan.now
                plan.withdrawn.append(record.external_id)
                plan.records[record.external_id] = record
                touched.add(record.place_id)
    if Source.objects.filter(pk=source.pk).exclude(trust=source.trust).exists():
        touched |= _shared_places(source)
    _resolve(plan, touched, {source.slug: source})
    return plan


def _shared_places(source: Source) -> set[UUID]:
    """The places that other sources feed too: there, another trust may give another value."""
    ours = SourceRecord.objects.filter(source=source.pk, withdrawn_at=None).values("place")
    others = SourceRecord.objects.exclude(source=source.pk).filter(withdrawn_at=None, place__in=ours)
    return set(others.values_list("place", flat=True))


def _without_objectors(entries: Sequence[Entry], scrubber: Scrubber) -> Sequence[Entry]:
    """The entries without the people who objected, so that a file that names them again changes nothing."""
    if not scrubber:
        return entries
    return [
        replace(
            entry,
            raw=scrubber.value(entry.raw),
            fields=scrubber.fields(entry.fields),
            flags=tuple(scrubber.flags(entry.flags)),
        )
        for entry in entries
    ]


def _under_old_ids(entries: Sequence[Entry], known: Mapping[str, SourceRecord]) -> Sequence[Entry]:
    """The entries; one that continues a record under another made id takes that record's id back."""
    ids = {entry.external_id for entry in entries}
    active = [record for record in known.values() if record.withdrawn_at is None]
    left = {
        record.external_id: Facts.of(record.digest, record.fields)
        for record in active
        if record.external_id.startswith(MADE) and record.external_id not in ids
    }
    came = {
        entry.external_id: Facts.of(entry.digest, entry.fields)
        for entry in entries
        if left and entry.external_id.startswith(MADE) and entry.external_id not in known
    }
    pairs = pair_again(
        left, came, before=(one.fields for one in active), after=(one.fields for one in entries)
    )
    if not pairs:
        return entries
    return [replace(one, external_id=pairs.get(one.external_id, one.external_id)) for one in entries]


def _new_record(source: Source, entry: Entry, plan: _Plan) -> SourceRecord:
    identifier = UUID(entry.place) if entry.place else place_id(source.slug, entry.external_id)
    place = Place(id=identifier, code=place_code(identifier), created_at=plan.now)
    if not entry.place:
        plan.places[identifier] = place
    return SourceRecord(
        source=source, external_id=entry.external_id, home=place, place=place, first_seen_at=plan.now
    )


def _fill(record: SourceRecord, entry: Entry, digest: str, now: datetime) -> None:
    record.row, record.digest = entry.row, digest
    record.raw, record.fields, record.flags = dict(entry.raw), dict(entry.fields), list(entry.flags)
    record.updated_on, record.last_seen_at, record.withdrawn_at = entry.updated_on, now, None


def _resolve(plan: _Plan, touched: set[UUID], sources: dict[str, Source]) -> None:
    """Work out the values of every place that a changed record feeds, together with its other records."""
    by_place: dict[UUID, list[SourceRecord]] = defaultdict(list)
    changed = {record.pk for record in plan.records.values() if record.pk}
    for record in plan.records.values():
        by_place[record.place_id].append(record)
    older = [identifier for identifier in touched if identifier not in plan.places]
    for chunk in bulk.batched(older):
        plan.places |= Place.objects.in_bulk(chunk)
        for record in SourceRecord.objects.filter(place__in=chunk).select_related("source"):
            if record.pk not in changed:
                by_place[record.place_id].append(record)
                sources.setdefault(record.source_id, record.source)
    for identifier, records in by_place.items():
        refresh_place(plan.places[identifier], records, sources, at=plan.now, by=plan.by)


def refresh_place(
    place: Place,
    records: Iterable[SourceRecord],
    sources: Mapping[str, Source],
    *,
    at: datetime,
    by: str = "",
) -> None:
    """Give a place what its records say now (not saved); its history notes ``by`` whom.

    Without an active record that makes it (edits by hand only correct it) it is withdrawn: it keeps what its
    records said last, and the edits wait with it.
    """
    known = list(records)
    feeding = [record for record in known if record.withdrawn_at is None]
    stands = any(not is_edit(record) for record in feeding)
    place.changed_at = at
    told = feeding if stands else known
    settled = settle_records(told, sources)
    if "name" in settled.values:  # a sheet that nothing feeds any more keeps its last words
        apply_settled(place, settled, at=at, by=by)
        place.flags = standing_flags(told, settled)
    if not stands:
        if place.state == PlaceState.PUBLISHED:
            place.state = PlaceState.WITHDRAWN
        return
    if place.state == PlaceState.WITHDRAWN and not place.withdrawn_by_hand:
        place.state = PlaceState.PUBLISHED


def _write(
    plan: _Plan,
    source: Source,
    stamp: datetime | None,
    *,
    actor: str,
    summary: Mapping[str, object] | None,
) -> None:
    claim_source(source, stamp, at=plan.now)
    if scrubbing.current() != plan.scrubber:  # somebody asked not to be named while this was prepared
        raise DomainRefusal(_("Une opposition vient d’être enregistrée. Recommencez l’import."))
    bulk.upsert_rows(Place, plan.places.values())
    upsert_records(plan.records.values())
    if plan.places:
        raise_revision()
    counts = {"created": len(plan.created), "updated": len(plan.updated), "withdrawn": len(plan.withdrawn)}
    about = {"trust": source.trust, "url": source.url}
    details = {**counts, "unchanged": len(plan.unchanged), **about, **(summary or {})}
    journal.record("directory.enter_records", actor=actor, subject=f"source:{source.slug}", summary=details)


def claim_source(source: Source, stamp: datetime | None, *, at: datetime) -> None:
    """Save a source with its import's date, in the transaction of the import: one at a time.

    Refused when its date is not ``stamp`` any more: somebody else imported it while this was prepared.
    """
    if source._state.adding:
        known = {"name": source.name, "producer": source.producer, "licence": source.licence}
        Source.objects.get_or_create(pk=source.pk, defaults={**known, "created_at": at})
    ours = Source.objects.filter(pk=source.pk, last_imported_at=stamp)
    if not ours.update(last_imported_at=at, trust=source.trust, url=source.url):
        raise DomainRefusal(_("Un autre import de cette source vient de finir. Recommencez."))
    source.last_imported_at = at


def upsert_records(records: Iterable[SourceRecord]) -> None:
    """Write many records at once: new ones are inserted, known ones replaced."""
    new: list[SourceRecord] = []
    known: list[SourceRecord] = []
    for record in records:
        (new if record._state.adding else known).append(record)
    bulk.insert_rows(SourceRecord, new)
    bulk.upsert_rows(SourceRecord, known)
