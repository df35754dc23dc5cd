"""Stocktakings: which are open, how far each is, what is missing, too many, or put elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from fabrique.core.policies import Actor, scope
from fabrique.equip.enums import BY_VERB, IN_STOCK
from fabrique.equip.models import Stocktake, StocktakeLine
from fabrique.equip.queries.stock import SEE

MOST = 200  # lines of each list on the page; the counts are whole
SEEN = Q(lines__seen_at__isnull=False)


def stocktakes_of(actor: Actor) -> QuerySet[Any]:
    """The stocktakings that one sees, those that are open first, with how many devices were seen."""
    rows = scope(actor, SEE, Stocktake.objects.all()).select_related("site", "shelf__site")
    rows = rows.annotate(
        expected=Count("lines", filter=Q(lines__expected=True)), seen=Count("lines", filter=SEEN)
    )
    return rows.order_by("-closed_at", "-opened_at")


@dataclass(frozen=True, slots=True)
class Result:
    """What a count gives. The lists hold at most ``MOST`` lines."""

    expected: int
    found: int
    missing: list[StocktakeLine]
    missing_count: int
    elsewhere: list[StocktakeLine]
    surprising: list[StocktakeLine]
    unexpected_count: int
    can_be_lost: int


def result_of(stocktake: Stocktake) -> Result:
    """What is missing (expected, not seen), elsewhere (in the stock, but written down in another place) or
    surprising (not in the stock any more: given, lost, recycled; and yet there).
    """
    lines = StocktakeLine.objects.of(stocktake.organisation).filter(stocktake=stocktake)
    counts = lines.aggregate(
        awaited=Count("pk", filter=Q(expected=True)),
        found=Count("pk", filter=Q(expected=True, seen_at__isnull=False)),
        unexpected=Count("pk", filter=Q(expected=False)),
        can_be_lost=Count("pk", filter=_lost(expected=True, seen_at__isnull=True)),
    )
    rows = lines.select_related("device__site", "device__shelf", "device__organisation").order_by(
        "device__code"
    )
    unexpected = rows.filter(expected=False)
    return Result(
        counts["awaited"],
        counts["found"],
        list(rows.filter(expected=True, seen_at__isnull=True)[:MOST]),
        counts["awaited"] - counts["found"],
        list(unexpected.filter(device__state__in=IN_STOCK)[:MOST]),
        list(unexpected.exclude(device__state__in=IN_STOCK)[:MOST]),
        counts["unexpected"],
        counts["can_be_lost"],
    )


def _lost(**more: Any) -> Q:
    return Q(device__state__in=BY_VERB["lose"].origins, **more)


def missing_of(stocktake: Stocktake, keys: list[str]) -> QuerySet[Any]:
    """Of the lines of these keys, those that are missing still and whose loss can be noted."""
    rows = StocktakeLine.objects.of(stocktake.organisation).filter(stocktake=stocktake)
    whole = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 16]
    return rows.filter(_lost(expected=True, seen_at__isnull=True), pk__in=whole).select_related("device")
