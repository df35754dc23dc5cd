"""The day before an appointment, a person who accepts reminders gets one, by SMS."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core import clock, journal, outbox
from fabrique.core.enums import Channel
from fabrique.core.ui import formats
from fabrique.equip.actions.handing import entry, locked_handover
from fabrique.equip.enums import BEFORE_HANDOVER
from fabrique.equip.models import Handover
from fabrique.equip.queries.following_up import may_remind

BEFORE = timedelta(days=1)
BATCH = 100


@transaction.atomic
def remind_meetings() -> int:
    """Remind of the appointments of the coming day; how many were looked at. Safe to run twice."""
    now = clock.now()
    rows = Handover.objects.everywhere("appointments of the coming day").filter(
        state__in=BEFORE_HANDOVER, remind=True, reminded_at__isnull=True, resident__isnull=False,
        meeting_at__gt=now, meeting_at__lte=now + BEFORE,
    ).select_related("organisation", "device", "resident__organisation")  # fmt: skip
    found = list(rows.order_by("meeting_at", "pk")[:BATCH])
    for each in found:
        _remind(each)
    return len(found)


def _remind(handover: Handover) -> None:
    held = locked_handover(handover)
    if held.reminded_at or held.state not in BEFORE_HANDOVER or not held.meeting_at or not held.resident:
        return
    held.reminded_at = clock.now()
    held.save(update_fields=["reminded_at"])
    allowed = may_remind(held.resident)
    if allowed:
        outbox.send(
            key=f"equip.reminder:{held.pk}:{held.meeting_at:%Y%m%d%H%M}:resident:{held.resident_id}",
            channel=Channel.SMS,
            recipient=held.resident.phone,
            body=_words(held),
            secret=True,
        )
    journal.record("equip.remind_meeting", **entry(held, None, {"sent": allowed}))


def _words(handover: Handover) -> str:
    """No name, and not what for: a telephone is read by others."""
    assert handover.meeting_at
    at = timezone.localtime(handover.meeting_at)
    return _("Rendez-vous %(day)s à %(hour)s, %(where)s. %(organisation)s") % {
        "day": formats.day(at.date(), today=clock.today()),
        "hour": formats.clock(at),
        "where": handover.meeting_where,
        "organisation": handover.organisation.name,
    }
