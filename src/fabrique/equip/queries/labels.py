"""What is to be labelled: devices by codes or by lot, shelves, supplies."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from fabrique.core.policies import Actor, scope
from fabrique.equip.documents.labels import MOST, Label
from fabrique.equip.models import Device, Lot, Shelf, Supply
from fabrique.equip.queries.stock import SEE
from fabrique.equip.reading import readings

SOURCES = ("codes", "lot", "lieu", "etagere", "fourniture")
FEW = 3
Absolute = Callable[[str], str]  # a path to a whole address


def labels_for(actor: Actor, source: str, value: str, absolute: Absolute) -> list[Label]:
    """The labels of what an address names, ``MOST`` at most, in the order of the codes."""
    if source == "codes":
        return _devices(scope(actor, SEE, Device.objects.filter(code__in=_codes(value))), absolute)
    try:
        key = UUID(value)
    except ValueError:
        return []
    if source == "lot":
        return _devices(scope(actor, SEE, Device.objects.filter(lot=key)), absolute)
    if source == "fourniture":
        rows = scope(actor, SEE, Supply.objects.filter(pk=key)).select_related("site")
        return [
            Label(
                each.scan_code, absolute(reverse("equip:supply", args=[each.pk])), each.name, each.site.name
            )
            for each in rows
        ]
    shelves = Shelf.objects.filter(pk=key) if source == "etagere" else Shelf.objects.filter(site=key)
    return _shelves(
        scope(actor, SEE, shelves.filter(closed_at__isnull=True)).select_related("site"), absolute
    )


def lots_behind(actor: Actor, source: str, value: str) -> list[Lot]:
    """The lots from which the labelled devices come: where one was before printing. A few at most."""
    if source == "codes":
        rows = Lot.objects.filter(
            devices__in=scope(actor, SEE, Device.objects.filter(code__in=_codes(value)))
        )
        return list(scope(actor, SEE, rows).distinct().order_by("code")[:FEW])
    try:
        key = UUID(value) if source == "lot" else None
    except ValueError:
        key = None
    return list(scope(actor, SEE, Lot.objects.filter(pk=key))) if key else []


def _codes(value: str) -> list[str]:
    found = [read.parts[0] for each in value.split(",") for read in readings(each) if read.kind == "device"]
    return found[:MOST]


def _devices(rows: QuerySet[Device], absolute: Absolute) -> list[Label]:
    found = rows.select_related("site").order_by("code")[:MOST]
    return [
        Label(
            each.code,
            absolute(reverse("equip:labelled", args=[each.code])),
            f"{each.make} {each.model}".strip() or each.get_kind_display(),
            each.serial,
        )
        for each in found
    ]


def _shelves(rows: Iterable[Shelf], absolute: Absolute) -> list[Label]:
    found = sorted(rows, key=lambda each: each.code)[:MOST]
    return [
        Label(each.scan_code, absolute(reverse("equip:shelf", args=[each.pk])), each.label, each.site.name)
        for each in found
    ]
