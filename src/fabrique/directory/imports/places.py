"""Cleaning the rows of a file of places."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from fabrique.core import clock, parallel
from fabrique.core.tabular import Row, Table
from fabrique.directory.actions.records import Entry, Outcome, enter_records
from fabrique.directory.cleaning.context import Context
from fabrique.directory.cleaning.model import Change, CleanRow
from fabrique.directory.cleaning.row import clean_row
from fabrique.directory.exports.own import OwnRows
from fabrique.directory.imports.ids import MARK, made_id, settle_ids
from fabrique.directory.imports.summary import Cleaned, Tell, as_json, count_warnings, report_line
from fabrique.directory.mapping import Mapping
from fabrique.directory.models import Source
from fabrique.directory.queries import records_that_share


@dataclass
class CleanedPlaces(Cleaned):
    """A file of places once cleaned.

    ``found`` has the rows by id, then by digest; ``echoed`` the ids of rows that say just what we publish.
    """

    entries: list[Entry] = field(default_factory=list)
    found: dict[str, dict[str, Entry]] = field(default_factory=dict)
    echoed: set[str] = field(default_factory=set)

    def taken(self) -> int:
        return len(self.entries) + self.repeated

    def enter(self, source: Source, **options: Any) -> Outcome:
        return enter_records(source=source, entries=self.entries, echoed=self.echoed, **options)


class _Done(NamedTuple):
    """A row once cleaned: its entry, None when it is refused, and its lines of the report."""

    entry: Entry | None
    report: list[bytes]
    warnings: int


def clean(table: Table, mapping: Mapping, source: str, tell: Tell | None) -> CleanedPlaces:
    """Clean every row; a row of our own export that says what we publish is only counted."""
    context = Context(today=clock.today(), source=mapping.producer or source)
    cleaned = CleanedPlaces()
    own = OwnRows()
    rows = []
    for row in table:
        cleaned.rows += 1
        if own.unchanged(row.values):
            cleaned.repeated += 1
            cleaned.echoed.add(str(row.values.get("id")))
        else:
            rows.append((row, own.place_of(row.values)))
    for done in parallel.work_out(partial(_clean_one, mapping, context), rows, tell=tell):
        cleaned.report += done.report
        cleaned.warnings += done.warnings
        if done.entry:
            _take(cleaned, done.entry)
        else:
            cleaned.rejected += 1
    _settle_ids(cleaned, source)
    return cleaned


def _clean_one(mapping: Mapping, context: Context, numbered: tuple[Row, str]) -> _Done:
    """Clean one row; pure, so that rows can be shared between processes."""
    row, place = numbered
    clean = clean_row(row.index, row.values, mapping, context=context)
    changes = clean.changes
    if clean.refused:
        return _Done(None, [report_line(change) for change in changes], count_warnings(changes))
    entry = _entry(clean, clean.external_id or made_id(clean), place)
    entry.digest  # noqa: B018 — worked out here, where two cores share it
    return _Done(entry, [report_line(change) for change in changes], count_warnings(changes))


def _take(cleaned: CleanedPlaces, entry: Entry) -> None:
    """Keep a row under its id. The same row twice counts once."""
    namesakes = cleaned.found.setdefault(entry.external_id, {})
    if namesakes.setdefault(entry.digest, entry) is not entry:
        cleaned.repeated += 1
        cleaned.tell([Change(entry.row, "external_id", entry.external_id, "", "row-repeated", "warning")])


def _settle_ids(cleaned: CleanedPlaces, source: str) -> None:
    """Rows that differ and share an id all stay, and this is said; their order in the file is nothing."""
    shared = {name for name, namesakes in cleaned.found.items() if len(namesakes) > 1}
    held = records_that_share(source, shared, MARK)
    for identifier, namesakes in cleaned.found.items():
        entries = list(namesakes.values())
        if identifier not in shared and len(held.get(identifier, ())) < 2:
            cleaned.entries += entries
            continue
        for entry in settle_ids(identifier, entries, held.get(identifier, {}), cleaned.found):
            cleaned.entries.append(entry)
            if entry.external_id != identifier:
                change = Change(
                    entry.row, "external_id", identifier, entry.external_id, "id-repeated", "warning"
                )
                cleaned.tell([change])


def _entry(clean: CleanRow, external_id: str, place: str) -> Entry:
    fields = {name: as_json(value) for name, value in clean.fields.items() if name != "external_id"}
    raw = {name: as_json(value) for name, value in clean.raw.items()}
    return Entry(external_id[:200], clean.index, fields, raw, tuple(clean.flags), place)
