"""The stock: the devices that one asks for, how many are in each state, where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from fabrique.core import clock
from fabrique.core.policies import Actor, scope
from fabrique.equip.enums import GROUPS, IN_STOCK, DeviceState
from fabrique.equip.models import Device, Lot, Shelf, Site

SEE = "equip.see_stock"
ORDERS = {"attente": ("state_at", "code"), "recent": ("-state_at", "code"), "code": ("code",)}
STATES = {name: states for name, _words, states in GROUPS} | {state.value: (state,) for state in DeviceState}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one wants to see. ``state``: a state or a group; ``days``: in its state since so long."""

    state: str = "stock"
    kind: str = ""
    site: UUID | None = None
    shelf: UUID | None = None
    lot: UUID | None = None
    days: int = 0
    words: str = ""
    order: str = "attente"


def sites_of(actor: Actor) -> QuerySet[Any]:
    """The open workshops and stores that one sees, by name."""
    return scope(actor, SEE, Site.objects.filter(closed_at__isnull=True)).order_by("name", "code")


def shelves_of(actor: Actor) -> QuerySet[Any]:
    """The open shelves that one sees, site by site."""
    rows = scope(actor, SEE, Shelf.objects.filter(closed_at__isnull=True)).select_related("site")
    return rows.order_by("site__name", "code")


def devices_wanted(actor: Actor, wanted: Wanted) -> QuerySet[Any]:
    """The devices asked for, with their places, in the order asked for."""
    rows = scope(actor, SEE, Device.objects.all()).filter(_asked(wanted))
    rows = rows.select_related("site", "shelf", "lot")
    return rows.order_by(*ORDERS.get(wanted.order, ORDERS["attente"]))


def tally(actor: Actor, wanted: Wanted) -> list[tuple[DeviceState, int]]:
    """(state, how many) of what is asked for, in any state of the stock, in the order of a device's life."""
    whole = replace(wanted, state="tout")
    rows = scope(actor, SEE, Device.objects.all()).filter(_asked(whole)).order_by()
    counts = dict(rows.values_list("state").annotate(number=Count("pk")))
    return [(state, counts[state]) for state in DeviceState if counts.get(state)]


def _asked(wanted: Wanted) -> Q:
    states: Sequence[str] = STATES.get(wanted.state, IN_STOCK)
    found = Q() if len(states) == len(DeviceState) else Q(state__in=states)
    for name in ("kind", "site", "shelf", "lot"):
        if value := getattr(wanted, name):
            found &= Q(**{name: value})
    if wanted.days:
        found &= Q(state_at__lt=clock.now() - timedelta(days=wanted.days))
    if wanted.words:
        words = wanted.words
        found &= (
            Q(code__startswith=words.upper())
            | Q(serial__iexact=words)
            | Q(make__icontains=words)
            | Q(model__icontains=words)
        )
    return found


def lots_of(actor: Actor) -> QuerySet[Any]:
    """The lots that one sees, the latest first, each with how many devices it has given."""
    rows = scope(actor, SEE, Lot.objects.all()).select_related("site", "donation")
    return rows.annotate(entered=Count("devices")).order_by("-received_on", "-created_at")


@dataclass(frozen=True, slots=True)
class KindCount:
    """Of one kind in a lot: promised, counted at arrival (None: nothing was), entered into the stock."""

    label: str
    promised: int
    counted: int | None
    entered: int

    @property
    def left(self) -> int:
        """How many came and are not entered yet; below zero when more are entered than came."""
        return (self.promised if self.counted is None else self.counted) - self.entered
