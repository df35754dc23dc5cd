"""One lot: what was promised, what came, what was entered."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count, QuerySet

from fabrique.equip.enums import DeviceKind
from fabrique.equip.models import Device, DonationLine, Lot
from fabrique.equip.queries.stock import KindCount


def devices_of(lot: Lot) -> QuerySet[Any]:
    """The devices of a lot, by code."""
    return (
        Device.objects.of(lot.organisation).filter(lot=lot).select_related("site", "shelf").order_by("code")
    )


def counts_of(lot: Lot) -> list[KindCount]:
    """Kind by kind, what the promise says and what the whole donation has given, in all of its lots."""
    rows = Device.objects.of(lot.organisation)
    rows = rows.filter(lot__donation=lot.donation) if lot.donation_id else rows.filter(lot=lot)
    entered = dict(rows.order_by().values_list("kind").annotate(number=Count("pk")))
    promised, counted, known = Counter[str](), Counter[str](), False
    if lot.donation_id:
        for line in DonationLine.objects.of(lot.organisation).filter(donation=lot.donation_id):
            promised[line.kind] += line.promised
            counted[line.kind] += line.counted or 0
            known = known or line.counted is not None
    return [
        KindCount(kind.label, promised[kind], counted[kind] if known else None, entered.get(kind, 0))
        for kind in DeviceKind
        if promised[kind] or counted[kind] or entered.get(kind)
    ]
