"""The journal: one entry for each action, written in the action's own transaction, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from fabrique.core import clock
from fabrique.core.models import JournalEntry


def record(
    action: str,
    *,
    actor: str | UUID = "",
    subject: str = "",
    summary: Mapping[str, object] | None = None,
) -> JournalEntry:
    """Append one entry.

    ``action`` is ``app.verb``; ``actor`` an opaque account id ("" for the system); ``subject`` ``model:id``;
    ``summary`` small JSON-able facts without personal data (an import gives its report's digest, no rows).
    """
    return JournalEntry.objects.create(
        at=clock.now(), action=action, actor=str(actor), subject=subject, summary=dict(summary or {})
    )
