"""What donors read: who receives, where one may leave things, how a collection goes, what a gift became."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.core import clock
from fabrique.core.secrets import digest_of
from fabrique.directory.guide import snapshot
from fabrique.directory.guide.record import PlaceRecord
from fabrique.equip.enums import COMPUTERS, WITH_SOMEBODY, DeviceKind, DeviceState, DonationState
from fabrique.equip.models import (
    CollectionCampaign,
    Device,
    Donation,
    DonationDraft,
    DonationLine,
    DropOffPoint,
    ReceiverProfile,
)
from fabrique.equip.queries.unlabelled import group_of, missing
from fabrique.kernels.hours import describe
from fabrique.people.models import Organisation

WHY = "what the public may know of gifts"
_SLUG = re.compile(r"[-\w]+")  # PostgreSQL raises for a zero byte
BEFORE_COUNT = (DonationState.ANNOUNCED, DonationState.AWAITED)
PROMISED = (DonationState.ANNOUNCED, DonationState.AWAITED, DonationState.TO_COLLECT, DonationState.RECEIVED)


def receivers() -> list[Organisation]:
    """The organisations to which the public form promises, by name."""
    rows = ReceiverProfile.objects.everywhere(WHY).filter(takes_gifts=True).select_related("organisation")
    return sorted((each.organisation for each in rows), key=lambda one: one.name)


def draft_of(code: str) -> DonationDraft | None:
    """The draft of a code."""
    return DonationDraft.objects.filter(digest=digest_of(code)).first() if code else None


def donation_of(token: str) -> Donation | None:
    """The gift that a donor's secret opens today."""
    related = ("organisation", "donor", "campaign", "drop_off__place", "frame")
    rows = Donation.objects.everywhere("the donor's own link").select_related(*related)
    return rows.filter(token_digest=digest_of(token), token_until__gte=clock.today()).first()


def donation_promised(key: UUID) -> Donation | None:
    """The gift that a draft has become."""
    return Donation.objects.everywhere("the donor's own code").filter(pk=key).first()


@dataclass(frozen=True, slots=True)
class Point:
    """A drop-off point as donors see it; ``left`` is how many things it can still take."""

    row: DropOffPoint
    place: PlaceRecord
    left: int
    hours: tuple[str, ...]

    @property
    def where(self) -> str:
        town = " ".join(part for part in (self.place.postal_code, self.place.commune_name) if part)
        return ", ".join(part for part in (self.place.address, town) if part)


def open_points(organisation: Organisation | None = None) -> list[Point]:
    """The drop-off points whose place is in the guide, by the name of the place. Two queries at most."""
    rows = with_expected(DropOffPoint.objects.everywhere(WHY)).filter(closed_at__isnull=True)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    directory = snapshot.current()
    found = []
    for row in rows.select_related("place", "organisation"):
        rank = directory.rank_of.get(row.place.code)
        if rank is not None:
            place = directory.places[rank]
            left = max(0, row.capacity - row.expected)
            found.append(Point(row, place, left, tuple(describe(place.hours))))
    return sorted(found, key=lambda point: point.place.name)


def with_expected(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With ``expected``: how many things were promised to the point and are not counted yet."""
    waited = DonationLine.objects.everywhere(WHY).filter(
        donation__drop_off=OuterRef("pk"), donation__state__in=BEFORE_COUNT
    )
    total = waited.order_by().values("donation__drop_off").annotate(n=Sum("promised")).values("n")
    found: QuerySet[Any] = rows.annotate(expected=Coalesce(Subquery(total), 0))
    return found


@dataclass(frozen=True, slots=True)
class Collection:
    """A campaign and how it goes: things promised so far, things counted at arrival, gifts.

    Of a gift that has come, what was counted takes the place of what was promised: the rest will not come.
    """

    row: CollectionCampaign
    promised: int
    received: int
    gifts: int

    @property
    def percent(self) -> int:
        return min(100, self.promised * 100 // self.row.target)

    @property
    def state(self) -> str:
        """``coming``, ``open`` or ``over``, today."""
        today = clock.today()
        if today < self.row.starts_on:
            return "coming"
        return "open" if today <= self.row.ends_on else "over"


def collections(rows: QuerySet[Any]) -> list[Collection]:
    """These campaigns with their figures: promised and not withdrawn, counted. One query."""
    live, come = Q(donations__state__in=PROMISED), Q(donations__state=DonationState.RECEIVED)
    told = Sum("donations__lines__promised", filter=live & ~come)
    counted = rows.annotate(
        received=Coalesce(Sum("donations__lines__counted", filter=come), 0),
        promised=Coalesce(told, 0) + F("received"),
        gifts=Count("donations", filter=live, distinct=True),
    )
    return [
        Collection(each, each.promised, each.received, each.gifts)
        for each in counted.select_related("organisation")
    ]


def public_collections() -> list[Collection]:
    """The campaigns that are not over, the soonest to end first."""
    rows = CollectionCampaign.objects.everywhere(WHY).filter(ends_on__gte=clock.today())
    return collections(rows.order_by("ends_on", "pk"))


def collection_of(slug: str) -> Collection | None:
    """The campaign of an address."""
    rows = CollectionCampaign.objects.everywhere(WHY).filter(slug=slug)
    return next(iter(collections(rows)), None)


def open_campaign_of(slug: str) -> CollectionCampaign | None:
    """The campaign in which one promises today; ``slug`` is what anybody wrote in an address."""
    if not _SLUG.fullmatch(slug):
        return None
    today = clock.today()
    rows = CollectionCampaign.objects.everywhere(WHY).select_related("organisation")
    return rows.filter(slug=slug, starts_on__lte=today, ends_on__gte=today).first()


# What became of a device, for its donor, in the order of a device's life.
OUTCOMES: Mapping[str, tuple[str, str, tuple[DeviceState, ...]]] = {
    "use": (marked("en usage"), marked("en usage"), WITH_SOMEBODY),
    "ready": (marked("prêt à servir"), marked("prêts à servir"), (DeviceState.READY, DeviceState.RESERVED)),
    "parts": (marked("pour pièces"), marked("pour pièces"), (DeviceState.FOR_PARTS,)),
    "recycled": (marked("recyclé"), marked("recyclés"), (DeviceState.RECYCLED,)),
    "gone": (marked("perdu ou volé"), marked("perdus ou volés"), (DeviceState.LOST, DeviceState.STOLEN)),
}
AT_WORK = (marked("à l’atelier"), marked("à l’atelier"))


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of the things of one sort in a gift: ``received`` is the sum of ``outcomes``."""

    label: str
    received: int
    outcomes: Mapping[str, int]

    def words(self) -> str:
        """« 31 en usage, 6 pour pièces, 3 recyclés »."""
        said = []
        for key, number in self.outcomes.items():
            one, many = AT_WORK if key == "work" else OUTCOMES[key][:2]
            if number:
                said.append(f"{number} {_(one) if number == 1 else _(many)}")
        return ", ".join(said)


def fates_of(donation: Donation) -> list[Fate]:
    """What became of a gift, to the unit: its computers first, then each other kind; what is kept by number
    or waits for its label is at the workshop. Two queries."""
    counted: dict[str, int] = {}
    lines = DonationLine.objects.everywhere(WHY).filter(donation=donation, counted__isnull=False)
    for kind, number in lines.values_list("kind", "counted"):
        counted[kind] = counted.get(kind, 0) + (number or 0)
    states: dict[str, dict[str, int]] = {}
    devices = Device.objects.everywhere(WHY).filter(lot__donation=donation)
    for kind, state, number in devices.values_list("kind", "state").annotate(n=Count("pk")).order_by():
        states.setdefault(kind, {})[state] = number
    left = missing(counted, {kind: sum(known.values()) for kind, known in states.items()})
    groups: dict[str, list[str]] = {}
    for kind in DeviceKind:
        if counted.get(kind) or kind in states:
            groups.setdefault(group_of(kind), []).append(kind)
    return [_fate(group, kinds, left[group], states) for group, kinds in groups.items()]


def _fate(group: str, kinds: list[str], left: int, states: Mapping[str, Mapping[str, int]]) -> Fate:
    outcomes = {"use": 0, "ready": 0, "work": left, **dict.fromkeys(list(OUTCOMES)[2:], 0)}
    of = {state: key for key, (_one, _many, held) in OUTCOMES.items() for state in held}
    for kind in kinds:
        for state, number in states.get(kind, {}).items():
            outcomes[of.get(DeviceState(state), "work")] += number
    name = _("Ordinateurs") if group in COMPUTERS else str(DeviceKind(group).label)
    return Fate(name, sum(outcomes.values()), outcomes)
