"""What became of work done in the background, as the journal tells it."""

from __future__ import annotations

from datetime import timedelta

from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry


def asked_for(
    asked: tuple[str, str], ended: tuple[str, ...], by: tuple[str, ...], **where: str
) -> dict[tuple[str, ...], str]:
    """What was asked for in the last day and is not there: "" while on its way, else why it was refused.

    ``asked``: the acts that ask and that refuse; ``ended``: those that give; ``by``: the words of their
    summaries that tell one from another; ``where``: fields of the entries. One query.
    """
    wanted = [f"observe.{verb}" for verb in (*asked, *ended)]
    day = clock.now() - timedelta(days=1)
    found: dict[tuple[str, ...], str] = {}
    for entry in JournalEntry.objects.filter(action__in=wanted, at__gte=day, **where).order_by("seq"):
        key = tuple(str(entry.summary.get(name, "")) for name in by)
        if entry.action.removeprefix("observe.") in ended:
            found.pop(key, None)
        else:
            found[key] = str(entry.summary.get("reason", ""))
    return found
