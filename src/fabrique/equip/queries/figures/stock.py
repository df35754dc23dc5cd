"""The stock by state and age, where devices wait, how long from the promise to the person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from fabrique.equip.enums import ENDED, HANDED, WITH_SOMEBODY, DeviceState
from fabrique.equip.queries.figures.reach import Reach
from fabrique.equip.showing.spread import Spread, spread_of

BANDS = (7, 30, 90)  # days in the state: ends of the bands; the last is open
YEAR = timedelta(days=365)
_DAY = 86_400


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
    """How long devices stayed in a state before they left it, in the year before ``until``."""

    state: DeviceState
    spread: Spread


def stock_by_state(reach: Reach, at: datetime) -> list[StateLine]:
    """Devices that are in the workshop or reserved, in the order of their life. One query."""
    edges = [at - timedelta(days=days) for days in BANDS]
    rows = reach.devices().exclude(state__in=[*ENDED, *WITH_SOMEBODY]).order_by()
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
    """How long devices stayed in each state that they left in the last year, the longest first. One query."""
    rows = reach.events().filter(at__gt=at - 2 * YEAR).order_by("device", "pk")
    found: dict[str, list[float]] = {}
    for state, seconds in _stays(rows.values_list("device", "at", "origin", "target").iterator(), at - YEAR):
        found.setdefault(state, []).append(seconds / _DAY)
    made = [Wait(DeviceState(state), spread) for state, days in found.items() if (spread := spread_of(days))]
    return sorted(made, key=lambda wait: -wait.spread.ninth)


def _stays(
    moves: Iterable[tuple[object, datetime, str, str]], since: datetime
) -> Iterable[tuple[str, float]]:
    """(state, seconds in it) for each stay that ended after ``since`` and whose beginning is known."""
    device: object = None
    entered: datetime | None = None
    for key, at, origin, target in moves:
        if key != device:
            device, entered = key, None
        if origin == target:  # a gesture that moves nothing; the first of all is the entry
            entered = entered or at
            continue
        if entered is not None and at >= since:
            yield origin, (at - entered).total_seconds()
        entered = at


def lead_times(reach: Reach) -> Spread | None:
    """Days from a promise to the first time that a device of it was handed over. One query."""
    rows = reach.handovers().filter(state__in=HANDED, device__lot__donation__isnull=False).order_by()
    firsts = rows.values("device").annotate(
        handed=Min("handed_at"), promised=Min("device__lot__donation__announced_at")
    )
    pairs = firsts.values_list("promised", "handed")
    return spread_of([(handed - promised).total_seconds() / _DAY for promised, handed in pairs])
