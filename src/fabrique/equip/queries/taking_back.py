"""What is read of take-backs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from fabrique.core.policies import Actor, scope
from fabrique.equip.enums import DeviceState
from fabrique.equip.models import Device, TakeBack, TakeBackLine

NOTE = "equip.note_take_back"


def take_backs_for(actor: Actor) -> QuerySet[TakeBack]:
    """Those of the actor's organisation, with how many devices, the latest first."""
    rows = scope(actor, NOTE, TakeBack.objects.all())
    return rows.annotate(devices=Count("lines"), weighed_g=Sum("lines__weight_g")).order_by(
        "-taken_on", "-noted_at"
    )


def lines_of(take_back: TakeBack) -> QuerySet[Any]:
    """The devices of a take-back that its caller may see, by code."""
    rows = TakeBackLine.objects.everywhere("of a take-back that its caller holds")
    return rows.filter(take_back=take_back).select_related("device").order_by("device__code")


def untracked(actor: Actor) -> QuerySet[Device]:
    """Devices that were sent for recycling and are on no slip."""
    rows = scope(actor, NOTE, Device.objects.filter(state=DeviceState.RECYCLED, take_back_line__isnull=True))
    return rows.order_by("code")


def codes_of(actor: Actor, codes: Iterable[str]) -> dict[str, UUID]:
    """The keys of these devices of the actor's organisation, by code. One query."""
    rows = scope(actor, NOTE, Device.objects.filter(code__in=list(codes)))
    return dict(rows.values_list("code", "pk"))
