"""What the chain gives: erasures that succeed, devices reused, recycled weight, carbon."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import ExtractYear

from fabrique.equip.enums import ENDED, HANDED, IN_STOCK, WITH_SOMEBODY, DeviceState, DonorKind, PartKind
from fabrique.equip.giving.frame import COUNTED, OLDEST_YEARS, target_percent
from fabrique.equip.queries.figures.reach import Reach
from fabrique.equip.queries.unlabelled import Unlabelled, unlabelled
from fabrique.equip.showing.carbon import Avoided, avoided


@dataclass(frozen=True, slots=True)
class Counts:
    """Where devices are, to the unit: ``received`` is the sum of ``in_stock``, ``with_somebody``,
    ``recycled`` and ``gone``. In stock are also those that came back to be repaired and those
    that are kept for parts.
    """

    received: int
    in_stock: int
    after_sale: int
    for_parts: int
    with_somebody: int
    recycled: int
    gone: int


@dataclass(frozen=True, slots=True)
class Erasures:
    """Erasures told by a log: judged, and those that prove something."""

    judged: int
    held: int

    @property
    def percent(self) -> int | None:
        """Of a hundred that were judged; None of none."""
        return self.held * 100 // self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class ReuseYear:
    """What public bodies gave in a year: devices counted by the law, those handed over since, those
    that ended without. Specially protected equipment is not there: it is destroyed.

    It is the workshop's side: the donor's own rate needs what it held (see its yearly account).
    """

    year: int
    received: int
    too_old: int
    reused: int
    scrapped: int

    @property
    def counted(self) -> int:
        """Without those that are too old."""
        return self.received - self.too_old

    @property
    def percent(self) -> int | None:
        """Of a hundred that count; None of none."""
        return self.reused * 100 // self.counted if self.counted else None

    @property
    def target(self) -> int | None:
        """The legal one."""
        return target_percent(self.year)


def counts_of(reach: Reach) -> Counts:
    """One query."""
    states = dict(reach.devices().order_by().values_list("state").annotate(n=Count("pk")))
    held = {
        "in_stock": IN_STOCK,
        "after_sale": (DeviceState.AFTER_SALE,),
        "for_parts": (DeviceState.FOR_PARTS,),
        "with_somebody": WITH_SOMEBODY,
        "recycled": (DeviceState.RECYCLED,),
        "gone": (DeviceState.LOST, DeviceState.STOLEN),
    }
    found = {name: sum(states.get(state, 0) for state in named) for name, named in held.items()}
    return Counts(received=sum(states.values()), **found)


def unlabelled_of(reach: Reach) -> Unlabelled:
    """What came in gifts and has no label yet. Two queries."""
    return unlabelled(reach.gift_lines(), reach.devices())


def handed_over(reach: Reach) -> int:
    """Devices that were handed over at least once. One query."""
    rows = reach.handovers().filter(state__in=HANDED).order_by()
    return rows.values("device").distinct().count()


def erasures_of(reach: Reach) -> Erasures:
    """One query."""
    found = reach.attempts().aggregate(judged=Count("pk"), held=Count("pk", filter=~Q(level="")))
    return Erasures(found["judged"], found["held"])


def reuse_by_year(reach: Reach) -> list[ReuseYear]:
    """What public bodies gave, by year of arrival, the latest first. One query."""
    rows = reach.devices().filter(
        lot__donation__donor__kind=DonorKind.PUBLIC_BODY, kind__in=[str(each) for each in COUNTED]
    )
    rows = rows.exclude(lot__donation__frame__protected_data=True)  # to be destroyed, not reused
    old = Q(made_year__lt=ExtractYear("received_at") - OLDEST_YEARS)
    recent = Q(made_year__isnull=True) | Q(made_year__gte=ExtractYear("received_at") - OLDEST_YEARS)
    ended = Q(state__in=ENDED)
    found = (
        rows.annotate(year=ExtractYear("received_at"))
        .order_by()
        .values("year")
        .annotate(
            received=Count("pk", distinct=True),
            too_old=Count("pk", filter=old, distinct=True),
            reused=Count("pk", filter=recent & Q(handovers__state__in=HANDED), distinct=True),
            scrapped=Count("pk", filter=recent & ended & ~Q(handovers__state__in=HANDED), distinct=True),
        )
    )
    return [ReuseYear(**row) for row in sorted(found, key=lambda row: -row["year"])]


def recycled_weight_g(reach: Reach) -> int:
    """What the slips of recyclers say, in grams. One query."""
    return int(reach.take_backs().aggregate(total=Sum("weight_g"))["total"] or 0)


def carbon_of(reach: Reach, devices: Q | None = None) -> Avoided:
    """What the devices that were handed over avoid, each counted once; ``devices``: a part of them."""
    rows = reach.devices().filter(devices or Q(), handovers__state__in=HANDED)
    kinds = rows.order_by().values("kind").annotate(n=Count("pk", distinct=True))
    new = reach.parts().filter(
        part=PartKind.DRIVE, new=True, drive__isnull=False, device__in=rows.values("pk")
    )
    drives = new.order_by().values(kind=F("drive__kind")).annotate(n=Count("pk"))
    return avoided(
        {row["kind"]: row["n"] for row in kinds},
        {row["kind"]: row["n"] for row in drives},
        settings.DISPLACEMENT,
    )
