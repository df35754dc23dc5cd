"""A file of places, or of services, from its bytes to the directory."""

from __future__ import annotations

import time
from collections.abc import Mapping as Dict
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from fabrique.core import clock, collecting
from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular import Limits, Table, read_table
from fabrique.core.tabular.model import MEGABYTE
from fabrique.directory import scrubbing
from fabrique.directory.actions import imports as actions
from fabrique.directory.actions.records import Outcome, find_source
from fabrique.directory.cleaning.model import Change
from fabrique.directory.imports import places, services
from fabrique.directory.imports.summary import Cleaned, ImportSummary, Tell, keep_report
from fabrique.directory.mapping import Mapping, load_mapping, recognise
from fabrique.territory.queries import load_instance

# An import holds every row in memory, as read, as cleaned, and as the source had it: 60,000 rows of 82 MB
# peak at 1.3 GB the first time and at 2 GB when all of them changed.
LIMITS = Limits(
    streamed_bytes=80 * MEGABYTE,
    json_bytes=80 * MEGABYTE,
    rows=60_000,
    mend=(
        "Gardez les lignes de votre territoire, ou coupez-le en plusieurs fichiers, chacun sous sa propre "
        "source (--source)."
    ),
)


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
    about: Dict[str, Any] | None = None,
) -> ImportSummary:
    """Bring the source to what the file says. A row in error is reported and the others are taken.
    ``tell`` learns from time to time how many rows are cleaned. ``about``: the ``trust`` and ``url`` to keep.

    Refused, with nothing written, when the file cannot be read or is beyond ``LIMITS``, its layout is not
    known, no row can be taken, or the source would lose half of its places or more.
    """
    started_at, clocked = clock.now(), time.perf_counter()
    load_instance()
    table = read_table(path, limits=LIMITS)
    mapping = load_mapping(mapping_path) if mapping_path else _recognised(table)
    cleaned = _clean(table, mapping, source, tell)
    cleaned.report = _without_objectors(cleaned.report)
    if report_path:
        report_path.write_bytes(b"".join(cleaned.report))
    if not cleaned.taken():
        raise DomainRefusal(_nothing_taken(path, cleaned))
    known = {"name": mapping.title, "producer": mapping.producer, "licence": mapping.licence}
    origin = find_source(slug=source, **{**known, **(about or {})})
    report = None if dry_run else keep_report(source, cleaned.report)
    digests = {"file": table.sha256, "report": report.sha256 if report else "", "rejected": cleaned.rejected}

    def summed(outcome: Outcome) -> ImportSummary:
        return ImportSummary(
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

    def noted(outcome: Outcome) -> None:
        actions.note_run(
            source=origin, file_sha256=table.sha256, mapping=mapping.name, report=report,
            counts=summed(outcome).as_dict(), started_at=started_at,
        )  # fmt: skip

    options = {"allow_shrink": allow_shrink, "dry_run": dry_run, "actor": actor, "summary": digests}
    return summed(cleaned.enter(origin, **options, closing=noted))


def _clean(table: Table, mapping: Mapping, source: str, tell: Tell | None) -> Cleaned:
    cleaned: Cleaned
    cleaned = services.clean(table) if mapping.of_services else places.clean(table, mapping, source, tell)
    warnings = cleaned.warnings
    for warning in table.warnings:
        place = warning.row if warning.row is not None else -1
        cleaned.tell([Change(place, warning.column or "", "", warning.message, warning.code, "warning")])
    cleaned.warnings = warnings  # those of the table are counted apart
    return cleaned


def _without_objectors(lines: list[bytes]) -> list[bytes]:
    """The lines of a report, of which nobody who asked not to be named is left."""
    scrubber = scrubbing.current()
    return [scrubber.value(line.decode()).encode() for line in lines] if scrubber else lines


def _recognised(table: Table) -> Mapping:
    mapping = recognise(table.columns)
    if mapping is None and not table.columns:
        raise DomainRefusal(_nothing_taken(table.path, places.CleanedPlaces()))
    if mapping is None:
        text = _("« %(file)s » : la disposition de ce fichier n’est pas connue (colonnes : %(columns)s).")
        mend = _("Faites un brouillon avec « fabrique places suggest-mapping », relisez-le, puis --mapping.")
        columns = ", ".join(table.columns[:8]) + ("…" if len(table.columns) > 8 else "")
        raise DomainRefusal(f"{text % {'file': table.path.name, 'columns': columns}} {mend}")
    return mapping


def _nothing_taken(path: Path, cleaned: Cleaned) -> str:
    if not cleaned.rows:
        return _("« %(file)s » ne contient aucune ligne de données.") % {"file": path.name}
    text = _("« %(file)s » : aucune des %(rows)d lignes ne peut être prise ; voyez le rapport (--report).")
    return text % {"file": path.name, "rows": cleaned.rows}
