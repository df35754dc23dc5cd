"""Importing a file of places: read, recognise, clean, then enter everything in one short transaction."""

from __future__ import annotations

import hashlib
import io
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from fabrique.core import clock, collecting, files, parallel
from fabrique.core.models import StoredFile
from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import Row, Table, read_table
from fabrique.directory.actions import imports as actions
from fabrique.directory.actions.records import Entry, enter_records, find_source
from fabrique.directory.cleaning.context import Context
from fabrique.directory.cleaning.model import Change, CleanRow
from fabrique.directory.cleaning.row import clean_row
from fabrique.directory.exports.own import OwnRows
from fabrique.directory.mapping import Mapping, load_mapping, recognise
from fabrique.territory.queries import load_instance

_REPORTED = ("row", "field", "before", "after", "rule", "severity")
_encode = json.JSONEncoder(ensure_ascii=False).encode
Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did; every row of the file is in exactly one of the first four counts or rejected."""

    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    withdrawn: int
    warnings: int
    seconds: float
    mapping: str
    dry_run: bool

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


@dataclass(slots=True)
class _Cleaned:
    """A file once cleaned: its entries, and its report as JSON lines.

    ``found`` has the rows by id, then by digest; ``echoed`` the ids of rows that say just what we publish.
    """

    entries: list[Entry]
    report: list[bytes]
    found: dict[str, dict[str, Entry]] = field(default_factory=dict)
    echoed: set[str] = field(default_factory=set)
    rows: int = 0
    rejected: int = 0
    repeated: int = 0
    warnings: int = 0


class _Done(NamedTuple):
    """A row once cleaned: its entry, None when it is refused, and its lines of the report."""

    entry: Entry | None
    report: list[bytes]
    warnings: int


@collecting.paused()
def import_places(
    *,
    path: Path,
    source: str,
    mapping_path: Path | None = None,
    report_path: Path | None = None,
    dry_run: bool = False,
    allow_shrink: bool = False,
    actor: str = "",
    tell: Tell | None = None,
) -> ImportSummary:
    """Bring the source to what the file says. A row in error is reported and the others are taken.
    ``tell`` learns from time to time how many rows are cleaned.

    Refused, with nothing written, when the file cannot be read, its layout is not known, no row can be taken,
    or the source would lose more than half of its places.
    """
    started_at, clocked = clock.now(), time.perf_counter()
    load_instance()
    table = read_table(path)
    mapping = load_mapping(mapping_path) if mapping_path else _recognised(table)
    cleaned = _clean(table, mapping, source, tell)
    if report_path:
        report_path.write_bytes(b"".join(cleaned.report))
    if not cleaned.entries and not cleaned.repeated:
        raise DomainRefusal(_nothing_taken(path, cleaned))
    origin = find_source(slug=source, name=mapping.title, producer=mapping.producer, licence=mapping.licence)
    report = None if dry_run else _keep_report(source, cleaned.report)
    outcome = enter_records(
        source=origin,
        entries=cleaned.entries,
        echoed=cleaned.echoed,
        allow_shrink=allow_shrink,
        dry_run=dry_run,
        actor=actor,
        summary={
            "file": table.sha256,
            "report": report.sha256 if report else "",
            "rejected": cleaned.rejected,
        },
    )
    summary = ImportSummary(
        rows=cleaned.rows,
        created=len(outcome.created),
        updated=len(outcome.updated),
        unchanged=len(outcome.unchanged) + cleaned.repeated,
        rejected=cleaned.rejected,
        withdrawn=len(outcome.withdrawn),
        warnings=cleaned.warnings + len(table.warnings),
        seconds=round(time.perf_counter() - clocked, 2),
        mapping=mapping.name,
        dry_run=dry_run,
    )
    if not dry_run:
        actions.note_run(
            source=origin, file_sha256=table.sha256, mapping=mapping.name, report=report,
            counts=summary.as_dict(), started_at=started_at,
        )  # fmt: skip
    return summary


def _recognised(table: Table) -> Mapping:
    mapping = recognise(table.columns)
    if mapping is None:
        text = _("« %(file)s » : la disposition de ce fichier n’est pas connue (colonnes : %(columns)s).")
        mend = _("Faites un brouillon avec « fabrique places suggest-mapping », relisez-le, puis --mapping.")
        columns = ", ".join(table.columns[:8]) + ("…" if len(table.columns) > 8 else "")
        raise DomainRefusal(f"{text % {'file': table.path.name, 'columns': columns}} {mend}")
    return mapping


def _nothing_taken(path: Path, cleaned: _Cleaned) -> str:
    if not cleaned.rows:
        return _("« %(file)s » ne contient aucune ligne de données.") % {"file": path.name}
    text = _("« %(file)s » : aucune des %(rows)d lignes ne peut être prise ; voyez le rapport (--report).")
    return text % {"file": path.name, "rows": cleaned.rows}


def _clean(table: Table, mapping: Mapping, source: str, tell: Tell | None) -> _Cleaned:
    context = Context(today=clock.today(), source=mapping.producer or source)
    cleaned = _Cleaned([], [])
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
    _settle_ids(cleaned)
    for warning in table.warnings:
        place = warning.row if warning.row is not None else -1
        notice = Change(place, warning.column or "", "", warning.message, warning.code, "warning")
        cleaned.report.append(_line(notice))
    return cleaned


def _clean_one(mapping: Mapping, context: Context, numbered: tuple[Row, str]) -> _Done:
    """Clean one row; pure, so that rows can be shared between processes."""
    row, place = numbered
    clean = clean_row(row.index, row.values, mapping, context=context)
    changes = clean.changes
    if clean.refused:
        name = clean.fields.get("name", "")
        changes = [*changes, Change(clean.index, "", name, clean.refused, "refused", "error")]
        return _Done(None, [_line(change) for change in changes], _warnings(changes))
    entry = _entry(clean, clean.external_id or _made_id(clean), place)
    entry.digest  # noqa: B018 — worked out here, where two cores share it
    return _Done(entry, [_line(change) for change in changes], _warnings(changes))


def _take(cleaned: _Cleaned, entry: Entry) -> None:
    """Keep a row under its id. The same row twice counts once."""
    namesakes = cleaned.found.setdefault(entry.external_id, {})
    if namesakes.setdefault(entry.digest, entry) is not entry:
        cleaned.repeated += 1
        _report(cleaned, [Change(entry.row, "external_id", entry.external_id, "", "row-repeated", "warning")])


def _settle_ids(cleaned: _Cleaned) -> None:
    """Rows that differ and share an id all stay, and this is said; their order in the file is nothing."""
    for identifier, namesakes in list(cleaned.found.items()):
        if len(namesakes) == 1:
            cleaned.entries.extend(namesakes.values())
            continue
        first, *others = sorted(namesakes.values(), key=_content)
        cleaned.entries.append(first)
        count = 1
        for entry in others:
            count += 1
            while f"{identifier}~{count}" in cleaned.found:
                count += 1
            other = replace(entry, external_id=f"{identifier}~{count}"[-200:], place="")
            change = Change(entry.row, "external_id", identifier, other.external_id, "id-repeated", "warning")
            _report(cleaned, [change])
            cleaned.entries.append(other)


def _content(entry: Entry) -> str:
    return json.dumps(entry.raw, sort_keys=True, ensure_ascii=False, default=str)


def _entry(clean: CleanRow, external_id: str, place: str) -> Entry:
    fields = {name: _json(value) for name, value in clean.fields.items() if name != "external_id"}
    raw = {name: _json(value) for name, value in clean.raw.items()}
    return Entry(external_id[:200], clean.index, fields, raw, tuple(clean.flags), place)


def _made_id(clean: CleanRow) -> str:
    """An id for a row whose publisher gives none: the same as long as its name and whereabouts are."""
    names = ("name", "address", "postal_code", "commune_code")
    words = "|".join(str(clean.fields[name]).casefold() for name in names)
    return "auto-" + hashlib.sha256(words.encode()).hexdigest()[:16]


def _json(value: Any) -> Any:
    """A cell as JSON that both databases take: no NUL, no date object."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value.replace("\0", "")
    return value


def _report(cleaned: _Cleaned, changes: Sequence[Change]) -> None:
    cleaned.warnings += _warnings(changes)
    cleaned.report += map(_line, changes)


def _warnings(changes: Sequence[Change]) -> int:
    return sum(change.severity == "warning" for change in changes)


def _line(change: Change) -> bytes:
    return (_encode({name: getattr(change, name) for name in _REPORTED}) + "\n").encode()


def _keep_report(source: str, lines: list[bytes]) -> StoredFile:
    stream: BinaryIO = io.BytesIO(b"".join(lines))
    return files.keep(stream, name=f"import-{source}.jsonl", media_type="application/jsonl")
