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
from fabrique.core.ui.pages import Pages, page_of
from fabrique.equip.enums import GROUPS, IN_STOCK, DeviceState
from fabrique.equip.models import Device, Lot, Shelf, Site

SEE = "equip.see_stock"
PAGE = 20  # a phone scrolls no further
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


@dataclass(frozen=True, slots=True)
class Counted:
    """The keys of the devices asked for, page by page, when their number is already known."""

    keys: QuerySet[Any]
    number: int

    def count(self) -> int:
        """How many there are."""
        return self.number

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, part: slice) -> Any:
        return self.keys[part]


def page_wanted(
    actor: Actor, wanted: Wanted, counts: Sequence[tuple[DeviceState, int]], number: str | None
) -> Pages[Device]:
    """One page of what is asked for. ``counts`` (``tally``) spares a count; only a page is read whole."""
    rows = devices_wanted(actor, wanted)
    states = STATES.get(wanted.state, IN_STOCK)
    keys = rows.select_related(None).values_list("pk", flat=True)
    known = Counted(keys, sum(many for state, many in counts if state in states))

    def load(some: list[Any]) -> list[Device]:
        found = {each.pk: each for each in devices_wanted(actor, Wanted("tout")).filter(pk__in=some)}
        return [found[key] for key in some if key in found]

    return page_of(known, number, size=PAGE, load=load)  # type: ignore[arg-type]  # what it needs of a sequence


def tally(actor: Actor, wanted: Wanted) -> list[tuple[DeviceState, int]]:
    """(state, how many) of what is asked for, in any state of the stock, in the order of a device's life."""
    whole = replace(wanted, state="tout")
    rows = scope(actor, SEE, Device.objects.all()).filter(_asked(whole)).order_by()
    counts = dict(rows.values_list("state").annotate(number=Count("*")))
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


@dataclass(frozen=True, slots=True)
class LotLine:
    """A lot, and how many devices it has given."""

    lot: Lot
    entered: int


def page_of_lots(actor: Actor, number: str | None) -> Pages[LotLine]:
    """The lots that one sees, the latest first; only those of the page are counted."""
    rows = scope(actor, SEE, Lot.objects.all()).select_related("site", "donation")

    def load(some: list[Lot]) -> list[LotLine]:
        held = scope(actor, SEE, Device.objects.filter(lot__in=some)).order_by()
        counts = dict(held.values_list("lot").annotate(number=Count("*")))
        return [LotLine(each, counts.get(each.pk, 0)) for each in some]

    return page_of(rows.order_by("-received_on", "-created_at"), number, load=load)


def sites_with_numbers(actor: Actor) -> list[tuple[Site, int]]:
    """The workshops and stores that one sees, those that are open first, each with what it holds."""
    sites = list(scope(actor, SEE, Site.objects.all()).order_by("closed_at", "name"))
    rows = Device.objects.filter(site__in=sites, state__in=IN_STOCK)
    counts = dict(scope(actor, SEE, rows).order_by().values_list("site").annotate(number=Count("*")))
    sites.sort(key=lambda each: each.closed_at is not None)
    return [(each, counts.get(each.pk, 0)) for each in sites]


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
