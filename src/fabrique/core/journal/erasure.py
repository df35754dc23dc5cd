"""Forgetting what entries said of a person. The entries stay, and the chain is as valid as before."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from fabrique.core.journal.appending import record
from fabrique.core.journal.models import JournalPersonal

FORGOTTEN = "core.forget_personal"


@transaction.atomic
def forget(*, person: str, actor: str | UUID = "") -> int:
    """Erase all the values about a person; returns how many. Doing it again changes nothing.

    The journal tells of which entries, without what they said: the trigger of the table deletes on no other
    condition, and a verification tells a value that was forgotten from one that was taken away.
    """
    rows = JournalPersonal.objects.filter(person=person)
    entries = sorted(set(rows.values_list("entry_id", flat=True)))
    if not entries:
        return 0
    record(FORGOTTEN, actor=actor, subject=person, summary={"entries": entries})
    return int(rows.filter(entry_id__in=entries).delete()[0])
