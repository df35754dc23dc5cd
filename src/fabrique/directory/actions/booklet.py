"""Making the booklet: its volumes are stored, and the journal says which they are."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from fabrique.core import files, journal
from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.documents.booklet import MadeVolume, make_volumes
from fabrique.directory.documents.editions import ACTION, subject_of
from fabrique.directory.documents.setting import current_setting
from fabrique.directory.guide import snapshot
from fabrique.directory.models import Revision

PDF = "application/pdf"


def make_booklet(*, site: str, large: bool = False, actor: str | UUID = "") -> JournalEntry:
    """Make and store the booklet of the territory's places as they are now; returns the entry of its volumes.

    ``site`` is the address of the site, printed in the booklet. Raises ``DomainRefusal`` when no place is
    published, ``DocumentError`` when a volume cannot be made: what was offered before stays.
    """
    places = [one for one in snapshot.current().places if one.inside]
    if not places:
        raise DomainRefusal("Le guide ne contient encore aucun lieu : le livret serait vide.")
    revision = Revision.objects.values_list("number", flat=True).first() or 0
    with tempfile.TemporaryDirectory() as folder:
        made = list(make_volumes(places, current_setting(site), Path(folder), large=large))
        with transaction.atomic():
            stored = [_kept(volume) for volume in made]
            summary = {"revision": revision, "places": len(places), "large": large, "files": stored}
            return journal.record(ACTION, actor=actor, subject=subject_of(large=large), summary=summary)


def _kept(volume: MadeVolume) -> dict[str, Any]:
    with volume.path.open("rb") as stream:
        stored = files.keep(stream, name=volume.name, media_type=PDF)
    return {
        "id": str(stored.pk),
        "name": volume.name,
        "title": volume.title,
        "pages": volume.pages,
        "places": volume.places,
        "size": stored.size,
    }
