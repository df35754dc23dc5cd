"""Requests go when their time is over, or with the person's file; devices and their history stay."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from fabrique.core import clock
from fabrique.core.retention import key_of
from fabrique.equip.actions.proposals import drop_proposals, hold_devices_of
from fabrique.equip.models import Appeal, DeviceRequest, Proposal
from fabrique.equip.queries.asking import WHY, past_requests, requests_on
from fabrique.people.actions.notifying import forget_subjects


@transaction.atomic
def erase_past_requests(subjects: list[str]) -> list[str]:
    """Erase those of these requests still past their two years; gives those that it did erase."""
    ids = [UUID(key_of(each)) for each in subjects]
    going = list(past_requests(clock.now()).filter(pk__in=ids).values_list("pk", flat=True))
    _delete(going)
    return [f"device_request:{pk}" for pk in going]


@transaction.atomic
def erase_requests_of(files: Sequence[UUID]) -> None:
    """With a person's file: every request made on it; a device that was kept goes back to the others."""
    _delete(list(requests_on(files).values_list("pk", flat=True)))


@transaction.atomic
def erase_requests_under(needs: Sequence[UUID]) -> None:
    """The requests that hang from these needs. Its caller deletes the needs."""
    rows = DeviceRequest.objects.everywhere(WHY).filter(need__in=list(needs))
    _delete(list(rows.values_list("pk", flat=True)))


def _delete(going: Sequence[UUID]) -> None:
    devices = hold_devices_of(going)
    rows = DeviceRequest.objects.everywhere(WHY).filter(pk__in=going)
    for each in rows.order_by("pk"):
        drop_proposals(each, None, devices)
    forget_subjects(f"device_request:{pk}" for pk in going)
    Appeal.objects.everywhere(WHY).filter(request__in=going).delete()
    Proposal.objects.everywhere(WHY).filter(request__in=going).delete()
    rows.delete()
