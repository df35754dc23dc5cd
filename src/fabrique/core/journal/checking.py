"""Verifying the journal in the background, and keeping what was found for its page and ``fabrique check``."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from fabrique.core import clock, jobs
from fabrique.core.journal.appending import record
from fabrique.core.journal.models import JournalCheck
from fabrique.core.journal.verifying import verify

ASKED = "core.ask_verification"
JOB = "core.verify_journal"
_KEPT = timedelta(days=365)


@transaction.atomic
def ask(*, actor: str | UUID) -> None:
    """Ask for a verification in the background."""
    record(ASKED, actor=actor)
    jobs.enqueue(JOB, str(actor))


def check(asked_by: str = "") -> JournalCheck:
    """Verify the journal now and keep the result; results of more than a year are forgotten."""
    report = verify()
    now = clock.now()
    with transaction.atomic():
        JournalCheck.objects.filter(at__lte=now - _KEPT).delete()
        return JournalCheck.objects.create(
            at=now,
            asked_by=asked_by,
            entries=report.entries,
            seq=report.seq,
            seconds=report.seconds,
            damages=[damage.as_dict() for damage in report.damages],
        )
