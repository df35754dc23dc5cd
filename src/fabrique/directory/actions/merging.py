"""Settling pairs of records: the same place or not, by itself or by a person, and back again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from uuid import UUID

from django.db import transaction

from fabrique.core import bulk, clock, journal
from fabrique.core.states import advance
from fabrique.directory.actions.records import refresh_place
from fabrique.directory.actions.revision import raise_revision
from fabrique.directory.enums.lifecycle import PAIR_MACHINE, PairState, PlaceState
from fabrique.directory.models import DuplicatePair, Place, SourceRecord

_BATCH = 500


@transaction.atomic
def confirm_pair(*, pair: DuplicatePair, actor: str = "", automatic: bool = False) -> DuplicatePair:
    """Say that two records are the same place, and merge the places that they feed."""
    _decide(pair, "confirm", actor=actor, automatic=automatic)
    feed_groups([pair.left_id, pair.right_id])
    subject = f"pair:{pair.left.key}={pair.right.key}"
    journal.record(
        "directory.merge_places", actor=actor, subject=subject[:120], summary={"automatic": automatic}
    )
    return pair


@transaction.atomic
def refuse_pair(*, pair: DuplicatePair, actor: str = "") -> DuplicatePair:
    """Say that two records are different places; later searches respect it."""
    _decide(pair, "refuse", actor=actor, automatic=False)
    journal.record("directory.refuse_pair", actor=actor, subject=f"pair:{pair.pk}")
    return pair


@transaction.atomic
def reopen_pair(*, pair: DuplicatePair, actor: str = "") -> DuplicatePair:
    """Put a refused pair back among those to examine."""
    _decide(pair, "reopen", actor=actor, automatic=False)
    journal.record("directory.reopen_pair", actor=actor, subject=f"pair:{pair.pk}")
    return pair


@transaction.atomic
def undo_merge(*, pair: DuplicatePair, actor: str = "") -> DuplicatePair:
    """Separate a merged pair. Third records stay with the side that they resemble most."""
    _decide(pair, "undo", actor=actor, automatic=False)
    feed_groups([pair.left_id, pair.right_id])
    journal.record("directory.undo_merge", actor=actor, subject=f"pair:{pair.pk}")
    return pair


def _decide(pair: DuplicatePair, verb: str, *, actor: str, automatic: bool) -> None:
    advance(PAIR_MACHINE, pair, verb, decided_at=clock.now(), decided_by=actor, automatic=automatic)


def _regroup(records: Sequence[SourceRecord]) -> tuple[list[list[SourceRecord]], list[int]]:
    """What the confirmed pairs make of these records once the refused ones are obeyed.

    The surest pairs are tied first; a pair that would bring two refused records together is not tied, and is
    returned to be examined again. Records with one home (a row and its edits) always stay together.
    """
    group = {record.pk: frozenset({record.pk}) for record in records}
    settled = DuplicatePair.objects.exclude(state=PairState.QUEUED).order_by("-probability", "left", "right")
    refused: dict[int, set[int]] = {}
    homes = sorted(records, key=lambda record: (str(record.home_id), record.pk))
    ties: list[tuple[int | None, int, int]] = [
        (None, a.pk, b.pk) for a, b in pairwise(homes) if a.home_id == b.home_id
    ]
    for pk, left, right, state in settled.values_list("pk", "left", "right", "state"):
        if left not in group or right not in group:
            continue
        if state == PairState.MERGED:
            ties.append((pk, left, right))
        else:
            refused.setdefault(left, set()).add(right)
            refused.setdefault(right, set()).add(left)
    broken: list[int] = []
    for tied, left, right in ties:
        union = group[left] | group[right]
        if tied is not None and any(refused[pk] & union for pk in union & refused.keys()):
            broken.append(tied)
        else:
            group.update(dict.fromkeys(union, union))
    by_pk = {record.pk: record for record in records}
    return [[by_pk[pk] for pk in sorted(members)] for members in set(group.values())], broken


def feed_groups(record_ids: Iterable[int]) -> int:
    """Bring the places of these records, and of all that is tied to them, to what the settled pairs say.

    Returns the number of groups of several records. The number of queries does not grow with the groups.
    """
    records = _tied(set(record_ids))
    groups, broken = _regroup(records)
    DuplicatePair.objects.filter(pk__in=broken).update(state=PairState.QUEUED, automatic=False)
    _feed(groups)
    return sum(len(group) > 1 for group in groups)


def _tied(record_ids: set[int]) -> list[SourceRecord]:
    """The records that share a place with these now, or that confirmed pairs tie to them, to any depth."""
    known: set[int] = set()
    merged = DuplicatePair.objects.filter(state=PairState.MERGED)
    ties: dict[int, set[int]] = {}
    for left, right in merged.values_list("left", "right"):
        ties.setdefault(left, set()).add(right)
        ties.setdefault(right, set()).add(left)
    place_of = dict(SourceRecord.objects.values_list("pk", "place")) if record_ids else {}
    feeding: dict[object, set[int]] = {}
    for pk, place in place_of.items():
        feeding.setdefault(place, set()).add(pk)
    waiting = set(record_ids)
    while waiting:
        pk = waiting.pop()
        known.add(pk)
        waiting |= (ties.get(pk, set()) | feeding[place_of[pk]]) - known
    rows = SourceRecord.objects.defer("raw").select_related("source").order_by("pk")
    return [record for chunk in bulk.batched(sorted(known)) for record in rows.filter(pk__in=chunk)]


def _feed(groups: Iterable[list[SourceRecord]]) -> None:
    """Let each group feed one place: the home of its smallest key, whoever came first.

    The other homes are merged into it; a home that a record came back to is a place again.
    """
    now = clock.now()
    moved: list[SourceRecord] = []
    feeding: dict[UUID, list[SourceRecord]] = {}
    survivor_of: dict[UUID, UUID] = {}
    for group in groups:
        survivor = min(group, key=lambda record: record.key).home_id
        feeding[survivor] = group
        for record in group:
            survivor_of[record.home_id] = survivor
            if record.place_id != survivor:
                record.place_id = survivor
                moved.append(record)
    if not moved:
        return
    SourceRecord.objects.bulk_update(moved, ["place"], batch_size=_BATCH)
    places = Place.objects.in_bulk(list(survivor_of))
    for identifier, survivor in survivor_of.items():
        place = places[identifier]
        if identifier != survivor:
            place.state, place.merged_into_id, place.changed_at = PlaceState.MERGED, survivor, now
            continue
        if place.state == PlaceState.MERGED:
            place.state, place.merged_into_id = PlaceState.PUBLISHED, None
        fed = feeding[identifier]
        refresh_place(place, fed, {record.source_id: record.source for record in fed}, at=now)
    bulk.upsert_rows(Place, places.values())
    raise_revision()
