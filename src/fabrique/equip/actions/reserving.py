"""Keeping a device outside the calculation: it is possible, it says why, and it does not last."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.moving import LONGEST_NOTE, locked_device, move_device
from fabrique.equip.enums.asking import ProposalState
from fabrique.equip.enums.devices import DeviceState
from fabrique.equip.enums.handing import BEFORE_HANDOVER
from fabrique.equip.models import Device, Handover, Proposal
from fabrique.equip.queries.passing import wanted_by
from fabrique.equip.retention import RESERVED_DAYS
from fabrique.people.models import Account
from fabrique.people.residents import said

AT_ONCE = 50  # reservations that one pass of the job lets go


@transaction.atomic
def reserve_by_hand(*, device: Device, by: Account, reason: str = "") -> Device:
    """Keep a ready device for whom no request waits. While some do that it would fit, ``reason`` says why.

    The reason stays in the history of the device; three weeks later it is free again.
    """
    held = locked_device(device)
    why = said(reason, "reason", most=LONGEST_NOTE)
    if not why and held.state == DeviceState.READY and (number := wanted_by(held)):
        words = ngettext(
            "%(n)s demande attend et cet appareil lui conviendrait. Acceptez une proposition, ou dites ici "
            "pourquoi il va ailleurs : ce sera compté sur la page publique des règles.",
            "%(n)s demandes attendent et cet appareil leur conviendrait. Acceptez une proposition, ou dites "
            "ici pourquoi il va ailleurs : ce sera compté sur la page publique des règles.",
            number,
        )
        raise DomainRefusal(words % {"n": number}, field="reason")
    moved = move_device(device=held, verb="reserve", by=by, note=why)
    device.state, device.state_at = moved.state, moved.state_at
    return moved


@transaction.atomic
def expire_reservations_by_hand() -> int:
    """Free the devices that were kept too long for no request and no prepared handover; how many."""
    last = clock.now() - timedelta(days=RESERVED_DAYS)
    rows = Device.objects.everywhere("reservations expire wherever they are")
    kept = Proposal.objects.everywhere("those expire by themselves").filter(state=ProposalState.ACCEPTED)
    coming = Handover.objects.everywhere("a device that is about to be handed over stays kept")
    late = rows.filter(state=DeviceState.RESERVED, state_at__lte=last)
    late = late.exclude(pk__in=kept.values("device"))
    late = late.exclude(pk__in=coming.filter(state__in=BEFORE_HANDOVER).values("device"))
    found = list(late.select_related("organisation").order_by("state_at", "pk")[:AT_ONCE])
    for each in found:
        held = locked_device(each)
        if held.state == DeviceState.RESERVED and held.state_at <= last:
            move_device(device=held, verb="release", by=None, note=_("Gardé plus de trois semaines."))
    return len(found)
