"""A file of places sent from the desk: kept while it is examined, imported, then forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import BinaryIO

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fabrique.core import clock, files, jobs, journal
from fabrique.core.models import StoredFile
from fabrique.core.refusals import DomainRefusal
from fabrique.core.retention import key_of

MEDIA_TYPE = "application/x-fabrique-places"  # marks what this module may erase
KEPT = timedelta(days=1)


def keep_upload(*, stream: BinaryIO, name: str) -> StoredFile:
    """Keep a file until it is imported, one day at most."""
    return files.keep(stream, name=name, media_type=MEDIA_TYPE)


def find_upload(identifier: str) -> StoredFile:
    """A file that was sent; refused once it is gone."""
    stored = StoredFile.objects.filter(pk=identifier).first()
    if stored is None or not files.path_of(stored).exists():
        raise DomainRefusal(_("Ce fichier n’est plus là : il est gardé un jour. Envoyez-le de nouveau."))
    return stored


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


@transaction.atomic
def forget_upload(*, stored: StoredFile) -> None:
    """Erase a file that was sent; bytes that the instance keeps for another reason stay."""
    if stored.media_type != MEDIA_TYPE:
        return
    path = files.path_of(stored)
    stored.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def old_uploads(at: datetime) -> QuerySet[StoredFile]:
    """The files that nobody imported within a day."""
    return StoredFile.objects.filter(media_type=MEDIA_TYPE, created_at__lt=at - KEPT)


def forget_uploads(subjects: Sequence[str]) -> list[str]:
    """Erase those of these files (``upload:id``) that are still there and old."""
    wanted = old_uploads(clock.now()).filter(pk__in=[key_of(each) for each in subjects])
    held = {f"upload:{stored.pk}": stored for stored in wanted}
    for stored in held.values():
        forget_upload(stored=stored)
    return [subject for subject in subjects if subject in held]


def forget_old_uploads() -> int:
    """Erase the files that nobody imported within a day; returns how many."""
    return len(forget_uploads([f"upload:{stored.pk}" for stored in old_uploads(clock.now())]))
