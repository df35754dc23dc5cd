"""Settling pairs of records: the same place or not, by itself or by a person, and back again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.db import transaction

from fabrique.core import clock, journal
from fabrique.core.states import advance
from fabrique.directory.actions.places import refresh_places
from fabrique.directory.enums.lifecycle import PAIR_MACHINE, PairState, PlaceState
from fabrique.directory.models import DuplicatePair, Place, SourceRecord


def _ordered(left: SourceRecord, right: SourceRecord) -> tuple[SourceRecord, SourceRecord]:
    return (left, right) if left.pk < right.pk else (right, left)


@transaction.atomic
def queue_pair(
    *, left: SourceRecord, right: SourceRecord, probability: float, reasons: Sequence[dict[str, object]]
) -> DuplicatePair:
    """Note that two records may be one place; a pair that a person settled is left as it is."""
    first, second = _ordered(left, right)
    facts = {"probability": probability, "reasons": list(reasons)}
    pair, created = DuplicatePair.objects.get_or_create(left=first, right=second, defaults=facts)
    if not created and pair.state == PairState.QUEUED:
        pair.probability, pair.reasons = probability, list(reasons)
        pair.save(update_fields=["probability", "reasons"])
    return pair


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
    pairs = DuplicatePair.objects.filter(left__in=group, right__in=group)
    refused = list(pairs.filter(state=PairState.REFUSED).values_list("left", "right"))
    confirmed = pairs.filter(state=PairState.MERGED).order_by("-probability", "left", "right")
    homes = sorted(records, key=lambda record: (str(record.home_id), record.pk))
    ties = [(None, a.pk, b.pk) for a, b in pairwise(homes) if a.home_id == b.home_id]
    broken: list[int] = []
    for pk, left, right in [*ties, *confirmed.values_list("pk", "left", "right")]:
        union = group[left] | group[right]
        if pk is not None and any(a in union and b in union for a, b in refused):
            broken.append(pk)
            continue
        group.update(dict.fromkeys(union, union))
    by_pk = {record.pk: record for record in records}
    return [[by_pk[pk] for pk in sorted(members)] for members in set(group.values())], broken


def feed_groups(record_ids: Iterable[int]) -> int:
    """Bring the places of these records, and of all that is tied to them, to what the settled pairs say.

    Returns the number of groups of several records.
    """
    records = _tied(set(record_ids))
    groups, broken = _regroup(records)
    DuplicatePair.objects.filter(pk__in=broken).update(state=PairState.QUEUED, automatic=False)
    moved = [group for group in groups if len(group) > 1 or group[0].place_id != group[0].home_id]
    for group in moved:
        _feed(group)
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
    return list(SourceRecord.objects.filter(pk__in=known).select_related("source", "home").order_by("pk"))


def _feed(records: Sequence[SourceRecord]) -> Place:
    """Let these records feed one place: the home of the smallest key, whoever came first."""
    survivor = min(records, key=lambda record: record.key).home
    left_behind = {record.place_id for record in records} | {record.home_id for record in records}
    left_behind.discard(survivor.pk)
    SourceRecord.objects.filter(pk__in=[record.pk for record in records]).update(place=survivor)
    now = clock.now()
    for place in Place.objects.filter(pk__in=left_behind, records=None):
        Place.objects.filter(merged_into=place).update(merged_into=survivor, changed_at=now)
        Place.objects.filter(pk=place.pk).update(
            state=PlaceState.MERGED, merged_into=survivor, changed_at=now
        )
    absorbed_before = Place.objects.filter(pk=survivor.pk, state=PlaceState.MERGED)
    absorbed_before.update(state=PlaceState.PUBLISHED, merged_into=None)
    refresh_places(Place.objects.filter(pk__in=[survivor.pk, *left_behind]).exclude(records=None).distinct())
    survivor.refresh_from_db()
    return survivor
