"""A file of places sent from the desk: its import in the background, asked for or refused."""

from __future__ import annotations

from django.db import transaction

from fabrique.core import jobs, journal
from fabrique.core.models import StoredFile


@transaction.atomic
def request_import(*, stored: StoredFile, source: str, allow_shrink: bool, actor: str = "") -> None:
    """Ask for a long import in the background."""
    journal.record("directory.request_import", actor=actor, subject=f"source:{source}")
    jobs.enqueue("directory.import_file", str(stored.pk), source, allow_shrink, actor)


@transaction.atomic
def note_refused_import(*, source: str, reason: str, actor: str = "") -> None:
    """Remember that a background import was refused, and why, for whoever asked for it."""
    summary = {"reason": reason[:500]}
    journal.record("directory.refuse_import", actor=actor, subject=f"source:{source}", summary=summary)
