"""Ready-made rows and sources of the directory, entered through the application's own actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fabrique.directory.actions.records import Entry, Outcome, enter_records, register_source
from fabrique.directory.models import DuplicatePair, Place, Source, SourceRecord

MEDIATHEQUE = {
    "name": "Médiathèque des Deux-Rives",
    "commune_name": "Port-Sablier",
    "commune_code": "00101",
    "postal_code": "00100",
    "address": "12 quai des Chanvres",
    "latitude": 47.21,
    "longitude": -1.55,
    "phone": "+33261910001",
    "services": ["Aide aux démarches administratives"],
    "updated_on": "2026-10-01",
}


def entry(external_id: str, row: int = 0, *, flags: Sequence[str] = (), **fields: Any) -> Entry:
    """A cleaned row; what is not said is the médiathèque's."""
    values = {**MEDIATHEQUE, **fields}
    return Entry(external_id=external_id, row=row, fields=values, raw={"nom": values["name"]}, flags=flags)


def entered(source: Source | str, *entries: Entry, **options: Any) -> Outcome:
    """Enter a whole source."""
    if isinstance(source, str):
        source = register_source(slug=source)
    source.refresh_from_db()
    return enter_records(source=source, entries=entries, **options)


def place_of(source: str, external_id: str) -> Place:
    """The place that a record feeds."""
    return SourceRecord.objects.get(source=source, external_id=external_id).place


def queue_pair(
    *, left: SourceRecord, right: SourceRecord, probability: float, reasons: Sequence[dict[str, object]]
) -> DuplicatePair:
    """Two records that wait for a person, as a search leaves them."""
    first, second = sorted((left, right), key=lambda record: record.pk)
    facts = {"probability": probability, "reasons": list(reasons)}
    return DuplicatePair.objects.get_or_create(left=first, right=second, defaults=facts)[0]
