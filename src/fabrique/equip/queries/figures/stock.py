"""The stock by state and age, where devices wait, how long from the promise to the person."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from fabrique.equip.enums import ENDED, HANDED, IN_STOCK, DeviceState
from fabrique.equip.queries.figures.reach import Reach
from fabrique.equip.showing.spread import Spread, spread_of

BANDS = (7, 30, 90)  # days in the state: ends of the bands; the last is open
YEAR = timedelta(days=365)
_DAY = 86_400
WAITING = tuple(
    state for state in IN_STOCK if state not in ENDED
)  # in the workshop, for somebody or something


@dataclass(frozen=True, slots=True)
class StateLine:
    """How many devices are in a state, and since when: one number for each band."""

    state: DeviceState
    bands: tuple[int, ...]

    @property
    def total(self) -> int:
        """Whatever the time."""
        return sum(self.bands)


@dataclass(frozen=True, slots=True)
class Wait:
    """How long devices stand in a state: those that left it, those that are still there."""

    state: DeviceState
    spread: Spread


def stock_by_state(reach: Reach, at: datetime) -> list[StateLine]:
    """The devices of the stock, in the order of their life. One query."""
    edges = [at - timedelta(days=days) for days in BANDS]
    rows = reach.devices().filter(state__in=IN_STOCK).order_by()
    counts = {f"band_{rank}": Count("pk", filter=_band(rank, edges)) for rank in range(len(BANDS) + 1)}
    told: list[dict[str, Any]] = list(rows.values("state").annotate(**counts))
    found = {row["state"]: row for row in told}
    return [
        StateLine(state, tuple(found[state][name] for name in counts))
        for state in DeviceState
        if state in found
    ]


def _band(rank: int, edges: list[datetime]) -> Q:
    """In the state since less than the end of this band and no less than the one before."""
    wanted = Q()
    if rank < len(edges):
        wanted &= Q(state_at__gt=edges[rank])
    if rank:
        wanted &= Q(state_at__lte=edges[rank - 1])
    return wanted


def band_names() -> list[str]:
    """The words of the bands."""
    return [
        _("moins d’une semaine"),
        _("1 à 4 semaines"),
        _("1 à 3 mois"),
        _("plus de 3 mois"),
    ]


def waits(reach: Reach, at: datetime) -> list[Wait]:
    """How long devices stand in each state of the workshop, the longest first. Two queries.

    Of the stays that were on at some time in the last year, each from its beginning, however old: what has
    stood for two years is what one looks for. A stay that is still on counts for what it has lasted.
    """
    since = at - YEAR
    near = Q(device__state_at__gte=since) | Q(device__state__in=WAITING)
    rows = reach.events().filter(near).order_by("device", "pk")
    found: dict[str, tuple[list[float], list[float]]] = {}
    for stay in _stays(rows.values_list("device", "at", "origin", "target").iterator()):
        if stay.state in WAITING and (stay.left is None or stay.left >= since):
            seconds = ((stay.left or at) - stay.entered).total_seconds()
            over, still = found.setdefault(stay.state, ([], []))
            (still if stay.left is None else over).append(max(0.0, seconds) / _DAY)
    made = [
        Wait(DeviceState(state), spread)
        for state, (over, still) in found.items()
        if (spread := spread_of(over, still))
    ]
    return sorted(made, key=_longest)


@dataclass(frozen=True, slots=True)
class _Stay:
    """A device in a state. ``left`` None: it is still there."""

    state: str
    entered: datetime
    left: datetime | None = None


def _longest(wait: Wait) -> tuple[float, ...]:
    """Those of which nothing can be said last; a decile that is not reached is beyond what was seen."""
    spread = wait.spread
    if not spread.deciles:
        return (1, -spread.seen)
    return (
        0,
        *(-(math.inf if each is None else each) for each in (spread.median, spread.ninth)),
        -spread.seen,
    )


def _stays(moves: Iterable[tuple[object, datetime, str, str]]) -> Iterable[_Stay]:
    """Each stay whose beginning is known, device by device, up to the one that is still on."""
    device: object = None
    stay: _Stay | None = None
    for key, at, origin, target in moves:
        if key != device:
            if stay is not None:
                yield stay
            device, stay = key, None
        if origin == target:  # a gesture that moves nothing; the first of all is the entry
            stay = stay or _Stay(target, at)
            continue
        if stay is not None:
            yield replace(stay, left=at)
        stay = _Stay(target, at)
    if stay is not None:
        yield stay


def lead_times(reach: Reach, at: datetime) -> Spread | None:
    """Days from a promise to the first time that a device of it was handed over. One query.

    A device that is not yet handed over waits since the promise; one that ended without it never will be.
    """
    handed = reach.handovers().filter(device=OuterRef("pk"), state__in=HANDED).order_by("handed_at")
    ends = reach.events().filter(device=OuterRef("pk"), target__in=ENDED).exclude(origin__in=ENDED)
    rows = (
        reach.devices()
        .filter(lot__donation__isnull=False)
        .annotate(
            handed=Subquery(handed.values("handed_at")[:1]),
            ended=Subquery(ends.order_by("-pk").values("at")[:1]),
        )
        .order_by()
        .values_list("lot__donation__announced_at", "handed", "ended", "state", "state_at")
    )
    done, waiting, other = list[float](), list[float](), list[float]()
    for promised, given, ended, state, state_at in rows:
        over = given or ((ended or state_at) if state in ENDED else None)
        kept = done if given else waiting if over is None else other
        kept.append(max(0.0, ((over or at) - promised).total_seconds()) / _DAY)
    return spread_of(done, waiting, other)
