"""Handovers outlive the person only as numbers: what, when, where it counts; no name, no paper, no words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction

from fabrique.core import clock
from fabrique.core.crypto import files
from fabrique.core.retention import key_of
from fabrique.core.states import advance
from fabrique.equip.enums import BEFORE_HANDOVER, HANDOVER_MACHINE
from fabrique.equip.models import FollowUp, Handover
from fabrique.equip.queries.handing_keeping import WHY, erasable_handovers, past_handovers
from fabrique.people.actions.notifying import forget_subjects


@transaction.atomic
def empty_past_handovers(subjects: list[str]) -> list[str]:
    """Take the person out of those of these handovers still past their time; gives those that it did
    empty.
    """
    ids = [UUID(key_of(each)) for each in subjects]
    going = list(past_handovers(clock.now()).filter(pk__in=ids).select_related("scan__stored"))
    _empty(going)
    return [f"handover:{each.pk}" for each in going]


@transaction.atomic
def empty_handovers_of(ids: Sequence[UUID]) -> None:
    """With a person's file: every handover that no hold keeps; what did not take place is cancelled."""
    _empty(list(erasable_handovers(ids, clock.now()).select_related("scan__stored")))


def _empty(handovers: Iterable[Handover]) -> None:
    for each in handovers:
        if each.state in BEFORE_HANDOVER:
            advance(HANDOVER_MACHINE, each, "cancel", ended_at=clock.now())
        scan = each.scan
        each.resident, each.request, each.scan, each.emptied_at = None, None, None, clock.now()
        texts = ("body_contact", "reference", "meeting_where", "text", "drawn", "scanned")
        for name in texts:
            setattr(each, name, "")
        each.save(update_fields=["resident", "request", "scan", "emptied_at", *texts])
        if scan:
            files.discard(scan)
        _silence(each)


def _silence(handover: Handover) -> None:
    """What was said after a handover goes too; that it was answered still counts."""
    rows = FollowUp.objects.everywhere(WHY).filter(handover=handover)
    for each in rows:
        each.trouble, each.token_digest = "", None
        each.save(update_fields=["trouble", "token_digest"])
    forget_subjects(f"follow_up:{pk}" for pk in rows.values_list("pk", flat=True))
