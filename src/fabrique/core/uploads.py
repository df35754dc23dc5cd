"""A file sent from the desk to be imported: kept while it is examined, one day at most."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import BinaryIO

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fabrique.core import clock, files
from fabrique.core.models import StoredFile
from fabrique.core.refusals import DomainRefusal
from fabrique.core.retention import key_of

# Marks what this module may erase. The name is that of the first files which were sent so.
MEDIA_TYPE = "application/x-fabrique-places"
KEPT = timedelta(days=1)


def keep_upload(*, stream: BinaryIO, name: str) -> StoredFile:
    """Keep a file until it is imported, one day at most; the row has the name under which it was sent now.

    The same bytes, sent again by whoever, are kept a day from then on.
    """
    stored = files.keep(stream, name=name, media_type=MEDIA_TYPE)
    now = clock.now()
    if StoredFile.objects.filter(pk=stored.pk, media_type=MEDIA_TYPE).update(created_at=now):
        stored.created_at = now
    stored.name = name[-200:]
    return stored


def find_upload(identifier: str, *, name: str = "") -> StoredFile:
    """A file that was sent; refused once it is gone.

    ``name``: the one under which this person sent it; the row keeps that of whoever sent these bytes first.
    """
    stored = StoredFile.objects.filter(pk=identifier).first()
    if stored is None or not files.path_of(stored).exists():
        raise DomainRefusal(_("Ce fichier n’est plus là : il est gardé un jour. Envoyez-le de nouveau."))
    stored.name = name or stored.name
    return stored


@transaction.atomic
def settle_upload(*, stored: StoredFile, media_type: str) -> None:
    """From now on the file belongs to what was made of it, which decides how long it is kept."""
    StoredFile.objects.filter(pk=stored.pk, media_type=MEDIA_TYPE).update(media_type=media_type)


@transaction.atomic
def _forget(stored: StoredFile, at: datetime) -> None:
    """Erase a file that was sent, unless it was sent again; bytes kept for another reason stay."""
    held = old_uploads(at).select_for_update().filter(pk=stored.pk).first()
    if held is None:
        return
    path = files.path_of(held)
    held.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def old_uploads(at: datetime) -> QuerySet[StoredFile]:
    """The files that were sent a day ago. Nothing else erases them: another may still examine these bytes."""
    return StoredFile.objects.filter(media_type=MEDIA_TYPE, created_at__lt=at - KEPT)


def forget_uploads(subjects: Sequence[str]) -> list[str]:
    """Erase those of these files (``upload:id``) that are still there and old."""
    at = clock.now()
    wanted = old_uploads(at).filter(pk__in=[key_of(each) for each in subjects])
    held = {f"upload:{stored.pk}": stored for stored in wanted}
    for stored in held.values():
        _forget(stored, at)
    return [subject for subject in subjects if subject in held]


def forget_old_uploads() -> int:
    """Erase the files that were sent a day ago; returns how many."""
    return len(forget_uploads([f"upload:{stored.pk}" for stored in old_uploads(clock.now())]))
