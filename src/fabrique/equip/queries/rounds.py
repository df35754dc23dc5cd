"""What is read of rounds: those to come, one with its stops, the promises that wait to be fetched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum

from fabrique.core.policies import Actor, scope
from fabrique.equip.enums import COMING, DonationState, Handing, RoundState, StopOutcome
from fabrique.equip.models import Donation, DonationLine, Round, RoundStop, Site, Vehicle
from fabrique.people.models import Organisation
from fabrique.territory.cog import cog
from fabrique.territory.enums import AreaKind
from fabrique.territory.models import Area

PLAN, DRIVE = "equip.plan_rounds", "equip.drive_rounds"
Point = tuple[float, float]


def rounds_of(actor: Actor, *, over: bool = False) -> QuerySet[Round]:
    """The rounds that an actor may see: those to come, the nearest first, or those that are over."""
    rows = scope(actor, PLAN, Round.objects.all()).select_related("vehicle", "site")
    done = Count("stops", filter=~Q(stops__outcome=StopOutcome.WAITING))
    rows = rows.annotate(number=Count("stops"), settled=done)
    if over:
        return rows.exclude(state__in=COMING).order_by("-on", "-created_at")
    return rows.filter(state__in=COMING).order_by("on", "leaves_from", "pk")


def stops_of(held: Round) -> list[RoundStop]:
    """The stops of a round, in order, with what was promised: three queries, however many stops."""
    rows = RoundStop.objects.of(held.organisation).filter(round=held).order_by("rank", "pk")
    lines = DonationLine.objects.of(held.organisation).order_by("pk")
    return list(
        rows.select_related("donation__donor", "donation__organisation", "settled_by").prefetch_related(
            Prefetch("donation__lines", queryset=lines)
        )
    )


def to_fetch(
    organisation: Organisation, *, commune: str = "", on: date | None = None, kind: str = ""
) -> QuerySet[Any]:
    """The promises that wait for somebody to come, and that no round holds; the oldest first.

    ``on``: of donors who are free on that day; ``kind``: with at least one thing of that kind.
    """
    taken = RoundStop.objects.of(organisation).filter(donation=OuterRef("pk"))
    rows = Donation.objects.of(organisation).filter(handing=Handing.PICK_UP, state=DonationState.TO_COLLECT)
    rows = rows.filter(~Exists(taken.exclude(outcome=StopOutcome.MISSED)))
    if commune:
        rows = rows.filter(commune_code=commune)
    if on:
        rows = rows.filter(Q(free_from__isnull=True) | Q(free_from__lte=on))
        rows = rows.filter(Q(free_until__isnull=True) | Q(free_until__gte=on))
    if kind:
        of_kind = DonationLine.objects.of(organisation).filter(donation=OuterRef("pk"), kind=kind)
        rows = rows.filter(Exists(of_kind))
    lines = DonationLine.objects.of(organisation).order_by("pk")
    rows = rows.select_related("donor").prefetch_related(Prefetch("lines", queryset=lines))
    return rows.annotate(things=Sum("lines__promised")).order_by("announced_at", "pk")


def communes_to_fetch(organisation: Organisation) -> list[str]:
    """The codes of the communes where something waits."""
    codes = to_fetch(organisation).order_by().values_list("commune_code", flat=True).distinct()
    return sorted(code for code in codes if code)


def stop_holding(donation: Donation) -> RoundStop | None:
    """The stop that holds a promise, in a round that is settled or under way."""
    rows = RoundStop.objects.of(donation.organisation).filter(
        donation=donation,
        outcome=StopOutcome.WAITING,
        round__state__in=(RoundState.PLANNED, RoundState.UNDER_WAY),
    )
    found: RoundStop | None = rows.select_related("round__vehicle", "round__site").first()
    return found


def vehicles_of(organisation: Organisation) -> QuerySet[Any]:
    """The vehicles in service, by name."""
    return Vehicle.objects.of(organisation).filter(retired_at__isnull=True).order_by("name")


def sites_of(organisation: Organisation) -> QuerySet[Any]:
    """The workshops that are open, by name."""
    return Site.objects.of(organisation).filter(closed_at__isnull=True).order_by("name")


def positions_of(donations: Sequence[Donation]) -> dict[UUID, Point]:
    """Where each promise is fetched (latitude, longitude): its address, else the middle of its commune.

    One query. A promise of which nothing says where is left out.
    """
    codes = {each.commune_code for each in donations if each.latitude is None and each.commune_code}
    rows = Area.objects.filter(kind=AreaKind.COMMUNE, code__in=codes).order_by("code", "vintage")
    bounds = {row[0]: row[1:] for row in rows.values_list("code", "south", "north", "west", "east")}
    found: dict[UUID, Point] = {}
    for each in donations:
        if each.latitude is not None and each.longitude is not None:
            found[each.pk] = (each.latitude, each.longitude)
        elif each.commune_code in bounds:
            south, north, west, east = bounds[each.commune_code]
            found[each.pk] = ((south + north) / 2, (west + east) / 2)
    return found


def outlines_of(donations: Sequence[Donation]) -> list[dict[str, Any]]:
    """The simplified contours of the communes of promises, the latest vintage of each."""
    codes = {each.commune_code for each in donations if each.commune_code}
    rows = Area.objects.filter(kind=AreaKind.COMMUNE, code__in=codes).order_by("code", "vintage")
    return list(dict(rows.values_list("code", "simplified")).values())


def address_of(donation: Donation) -> str:
    """Where to ring: the street, then the commune if the street does not name it."""
    commune = cog().commune(donation.commune_code) if donation.commune_code else None
    name = commune.name if commune else ""
    if name.casefold() in donation.address.casefold():
        name = ""
    return ", ".join(each for each in (donation.address, name) if each)
