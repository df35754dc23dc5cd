"""Remembering what was imported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from fabrique.core import clock, jobs
from fabrique.core.models import StoredFile
from fabrique.directory.models import ImportRun, Source


@transaction.atomic
def note_run(
    *,
    source: Source,
    file_sha256: str,
    mapping: str,
    report: StoredFile | None,
    counts: Mapping[str, object],
    started_at: datetime,
) -> ImportRun:
    """Keep the counts and the report of an import, and ask for duplicates to be searched again."""
    run = ImportRun.objects.create(
        source=source,
        file_sha256=file_sha256,
        mapping=mapping,
        report=report,
        counts=dict(counts),
        started_at=started_at,
        finished_at=clock.now(),
    )
    jobs.enqueue("directory.search_duplicates")
    return run
