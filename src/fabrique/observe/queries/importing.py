"""What became of the files that are read in the background."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry
from fabrique.people.models import Organisation


@dataclass(frozen=True, slots=True)
class Notice:
    """A background import of the last day: under way, or refused with its reason."""

    slug: str
    vintage: str
    reason: str


def notices(holder: Organisation) -> list[Notice]:
    """The imports that an organisation asked for in the last day and that did not end well, or yet. One query."""
    wanted = (
        "observe.request_import", "observe.refuse_import", "observe.import_data_set", "observe.replace_data_set"
    )  # fmt: skip
    rows = JournalEntry.objects.filter(
        action__in=wanted, organisation=str(holder.pk), at__gte=clock.now() - timedelta(days=1)
    )
    found: dict[tuple[str, str], Notice] = {}
    for entry in rows.order_by("seq"):
        key = (str(entry.summary.get("slug", "")), str(entry.summary.get("vintage", "")))
        if entry.action in wanted[2:]:
            found.pop(key, None)
        else:
            found[key] = Notice(*key, str(entry.summary.get("reason", "")))
    return list(found.values())
