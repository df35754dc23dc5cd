"""Finding duplicates over the whole directory: certain ones merge, the others wait for a person.

The result depends on the records and on people’s decisions only, never on the order of imports: what was
merged by itself is judged again each time, what a person decided is obeyed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from fabrique.core import clock, collecting, journal
from fabrique.directory.actions.merging import feed_groups
from fabrique.directory.enums.lifecycle import PairState
from fabrique.directory.models import DuplicatePair, SourceRecord
from fabrique.directory.resolving import OURS
from fabrique.kernels.linkage import Group, Pair, Record, find_duplicates

_BATCH = 500
SIRET_LENGTH = 14


@dataclass(frozen=True, slots=True)
class Member:
    """A record of a group, as scripts know it."""

    source: str
    row: int
    id: str


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """A group that was found; ``status`` is ``merged`` or ``queued``."""

    probability: float
    status: str
    reasons: tuple[str, ...]
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """What is kept in memory of a record while all of them are compared."""

    pk: int
    source_id: str
    external_id: str
    row: int
    place_id: UUID


@collecting.paused()
def search_duplicates(*, merge_certain: bool = False, actor: str = "") -> list[FoundGroup]:
    """Compare all active records, note the pairs, and merge the certain groups if asked to."""
    records, compared = _load()
    groups = find_duplicates(compared, decisions=_decisions(records)).groups
    _note(groups, records, merge_certain=merge_certain, actor=actor)
    return [_found(group, records, merged=merge_certain) for group in groups]


def _load() -> tuple[dict[str, _Row], list[Record]]:
    """Active rows of sources; edits by hand of an existing place are no place of their own."""
    rows = SourceRecord.objects.filter(withdrawn_at=None).order_by("source", "external_id")
    rows = rows.exclude(source__in=OURS, external_id=F("home__code"))
    columns = rows.values_list("pk", "source_id", "external_id", "row", "place_id", "fields")
    records: dict[str, _Row] = {}
    compared: list[Record] = []
    for pk, source, external_id, row, place, fields in columns.iterator(chunk_size=500):
        key = f"{source}/{external_id}"
        records[key] = _Row(pk, source, external_id, row, place)
        compared.append(_as_linkage(key, source, fields))
    return records, compared


def _as_linkage(key: str, source: str, fields: Mapping[str, Any]) -> Record:
    pivot = fields.get("pivot") or ""
    return Record(
        id=key,
        source=source,
        name=fields.get("name") or "",
        address=fields.get("address") or "",
        postal_code=fields.get("postal_code") or "",
        commune_code=fields.get("commune_code") or "",
        latitude=fields.get("latitude"),
        longitude=fields.get("longitude"),
        siret=pivot if len(pivot) == SIRET_LENGTH else "",
        phone=fields.get("phone") or "",
        emails=tuple(fields.get("emails") or ()),
        websites=tuple(fields.get("websites") or ()),
        typologies=tuple(fields.get("typologies") or ()),
    )


def _decisions(records: dict[str, _Row]) -> dict[frozenset[str], bool]:
    """What people decided; what was merged by itself is not a decision."""
    key_of = {record.pk: key for key, record in records.items()}
    settled = DuplicatePair.objects.exclude(state=PairState.QUEUED).filter(automatic=False)
    return {
        frozenset({key_of[left], key_of[right]}): state == PairState.MERGED
        for left, right, state in settled.values_list("left", "right", "state")
        if left in key_of and right in key_of
    }


@transaction.atomic
def _note(groups: Iterable[Group], records: dict[str, _Row], *, merge_certain: bool, actor: str) -> None:
    wanted: dict[tuple[int, int], DuplicatePair] = {}
    for group in groups:
        merged = merge_certain and group.status == "certain"
        for pair in group.pairs:
            row = _pair_row(pair, records, PairState.MERGED if merged else PairState.QUEUED)
            wanted[row.left_id, row.right_id] = row
    touched = _store(wanted, merge_certain=merge_certain)
    merges = feed_groups(touched) if merge_certain else 0
    summary = {"pairs": len(wanted), "merges": merges, "merge_certain": merge_certain}
    journal.record("directory.search_duplicates", actor=actor, summary=summary)


def _pair_row(pair: Pair, records: dict[str, _Row], state: PairState) -> DuplicatePair:
    left, right = sorted((records[pair.left], records[pair.right]), key=lambda record: record.pk)
    reasons = [{"code": r.code, "text": r.text, "weight": round(r.weight, 2)} for r in pair.reasons]
    decided_at = clock.now() if state == PairState.MERGED else None
    return DuplicatePair(
        left_id=left.pk,
        right_id=right.pk,
        probability=pair.probability,
        reasons=reasons,
        state=state,
        automatic=state == PairState.MERGED,
        decided_at=decided_at,
    )


def _store(wanted: dict[tuple[int, int], DuplicatePair], *, merge_certain: bool) -> set[int]:
    """Bring the table to the wanted pairs; returns the records whose place may change.

    Pairs that a person settled are left alone. Without ``merge_certain`` nothing that is merged is touched.
    """
    touched: set[int] = set()
    known = {(pair.left_id, pair.right_id): pair for pair in DuplicatePair.objects.all()}
    free = {
        key: pair
        for key, pair in known.items()
        if pair.state == PairState.QUEUED or (pair.automatic and merge_certain)
    }
    gone = [key for key in free if key not in wanted]
    new = [pair for key, pair in wanted.items() if key not in known]
    changed = []
    for key in free.keys() & wanted.keys():
        old, fresh = free[key], wanted[key]
        if (old.state, old.probability, old.reasons) != (fresh.state, fresh.probability, fresh.reasons):
            fresh.pk = old.pk
            changed.append(fresh)
        if old.state != fresh.state:
            touched |= set(key)
    for key in gone:
        if free[key].state == PairState.MERGED:
            touched |= set(key)
    touched |= {pk for pair in new if pair.state == PairState.MERGED for pk in (pair.left_id, pair.right_id)}
    DuplicatePair.objects.filter(pk__in=[free[key].pk for key in gone]).delete()
    DuplicatePair.objects.bulk_create(new, batch_size=_BATCH)
    fields = ["probability", "reasons", "state", "automatic", "decided_at"]
    DuplicatePair.objects.bulk_update(changed, fields, batch_size=_BATCH)
    return touched


def _found(group: Group, records: dict[str, _Row], *, merged: bool) -> FoundGroup:
    members = [records[key] for key in group.members]
    texts = dict.fromkeys(reason.text for pair in group.pairs for reason in pair.reasons)
    together = len({record.place_id for record in members}) == 1
    status = "merged" if together or (merged and group.status == "certain") else "queued"
    named = tuple(Member(record.source_id, record.row, record.external_id) for record in members)
    return FoundGroup(round(group.probability, 4), status, tuple(texts), named)
