"""Correcting a request that waits: it keeps its code, its date and so its place."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import journal
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.proposals import drop_proposals, hold_devices_of
from fabrique.equip.actions.requests import (
    Wanted,
    check_deadline,
    check_proofs,
    check_reference,
    locked_request,
    values_of,
)
from fabrique.equip.enums.asking import RequestState, Urgency
from fabrique.equip.models import DeviceRequest
from fabrique.needs.actions.needs import relocate_need
from fabrique.people.models import Account


@transaction.atomic
def correct_request(*, request: DeviceRequest, wanted: Wanted, by: Account | None) -> DeviceRequest:
    """Change what was answered, never since when it waits, nor whose household it is.

    What was proposed for the former answers is replaced at the next calculation.
    """
    devices = hold_devices_of([request.pk])
    held = locked_request(request)
    if held.state != RequestState.WAITING:
        raise DomainRefusal(_("On ne corrige qu’une demande qui attend. Rechargez la page."))
    check_reference(held.resident, wanted)
    check_proofs(held.programme, wanted)
    same_day = held.needed_on == wanted.needed_on
    if not same_day:
        check_deadline(wanted)
    values = values_of(wanted, Urgency(held.urgency) if same_day else None)
    changed = [name for name, value in values.items() if getattr(held, name) != value]
    if not changed:
        return held
    if "area_code" in changed:
        relocate_need(need=held.need, area=wanted.area, by=by)
    drop_proposals(held, by, devices)
    for name in changed:
        setattr(held, name, values[name])
    held.save(update_fields=changed)
    journal.record(
        "equip.correct_request",
        actor=by.pk if by else "",
        organisation=held.organisation_id,
        subject=f"device_request:{held.pk}",
        summary={"code": held.code, "changed": changed},
    )
    return held
