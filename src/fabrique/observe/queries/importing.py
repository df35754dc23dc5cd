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
    """The imports that an organisation asked for in the last day, not ended or refused. One query."""
    asked, ended = ("request_import", "refuse_import"), ("import_data_set", "replace_data_set")
    wanted = [f"observe.{verb}" for verb in (*asked, *ended)]
    rows = JournalEntry.objects.filter(
        action__in=wanted, organisation=str(holder.pk), at__gte=clock.now() - timedelta(days=1)
    )
    found: dict[tuple[str, str], Notice] = {}
    for entry in rows.order_by("seq"):
        key = (str(entry.summary.get("slug", "")), str(entry.summary.get("vintage", "")))
        if entry.action.removeprefix("observe.") in ended:
            found.pop(key, None)
        else:
            found[key] = Notice(*key, str(entry.summary.get("reason", "")))
    return list(found.values())
