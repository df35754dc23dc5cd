"""Cleaning the rows of a file of services, and finding the places where they are offered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fabrique.core import clock
from fabrique.core.tabular import Table
from fabrique.directory.actions.records import Outcome
from fabrique.directory.actions.services import ServiceEntry, enter_services
from fabrique.directory.cleaning.messages import REFUSALS
from fabrique.directory.cleaning.model import Change
from fabrique.directory.cleaning.services import CleanService, clean_service
from fabrique.directory.imports.summary import Cleaned, as_json
from fabrique.directory.models import Source
from fabrique.directory.queries import places_of_records


@dataclass
class CleanedServices(Cleaned):
    """A file of services once cleaned."""

    entries: dict[str, ServiceEntry] = field(default_factory=dict)

    def taken(self) -> int:
        return len(self.entries)

    def enter(self, source: Source, **options: Any) -> Outcome:
        return enter_services(source=source, entries=list(self.entries.values()), **options)


def clean(table: Table) -> CleanedServices:
    """Clean every row. Refused: no name, no id, an id met already, a structure that nobody knows."""
    cleaned, today = CleanedServices(), clock.today()
    rows = [clean_service(row.index, row.values, today=today) for row in table]
    places = places_of_records({row.structure for row in rows})
    for row in rows:
        cleaned.rows += 1
        cleaned.tell(row.changes)
        place = places.get(row.structure)
        if place is None and not row.refused:
            row.refused = REFUSALS["service-structure"].format(value=row.structure[:80])
        if place is None or row.refused:
            name = row.fields["name"]
            cleaned.rejected += 1
            cleaned.tell([Change(row.index, "", name, row.refused or "", "row-refused", "error")])
            continue
        entry = _entry(row, str(place))
        first = cleaned.entries.setdefault(entry.external_id, entry)
        if first is not entry and first != entry:
            cleaned.rejected += 1
            reason = REFUSALS["service-repeated"].format(value=entry.external_id[:80])
            cleaned.tell([Change(row.index, "id", row.fields["name"], reason, "row-refused", "error")])
        elif first is not entry:
            cleaned.repeated += 1
            cleaned.tell([Change(row.index, "id", row.external_id, "", "row-repeated", "warning")])
    return cleaned


def _entry(row: CleanService, place: str) -> ServiceEntry:
    fields, raw = ({name: as_json(value) for name, value in one.items()} for one in (row.fields, row.raw))
    return ServiceEntry(row.external_id[:200], place, fields, raw, row.hours, row.note)
