"""What is asked of access, as an address says it, and all that is measured to answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fabrique.core.policies import Actor, fetch
from fabrique.observe.models import TravelTimes
from fabrique.observe.queries.access import (
    ESFCA,
    NEAREST,
    POPULATION,
    Demand,
    Reading,
    WhatIf,
    demand_points,
    measure_access,
)
from fabrique.observe.queries.access_maps import Wanted, need_of
from fabrique.observe.queries.access_times import Lacking, measure_by_times
from fabrique.observe.queries.supply import Supply, in_sight, open_places
from fabrique.observe.queries.travel_times import SEE as SEE_TIMES
from fabrique.observe.queries.travel_times import TimeTable, time_table

PLACES, HOURS = "lieux", "heures"
# The least and the most that an address may say.
LIMITS: Mapping[str, tuple[float, float]] = {"portee": (0.1, 100), "detour": (1, 3), "duree": (1, 600)}


@dataclass(frozen=True, slots=True)
class Asked:
    """Names as in an address. ``portee`` in kilometres, ``duree`` in minutes, for a table of times
    (``trajets``, its key)."""

    methode: str = ESFCA
    service: str = ""
    portee: float = 5.0
    detour: float = 1.3
    capacite: str = PLACES
    personnes: str = POPULATION
    trajets: str = ""
    duree: float = 30.0
    besoin: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Asked:
        """From the values of a form that was found right."""
        return cls(**{name: values[name] for name in cls.__slots__ if name in values})

    @property
    def nearest(self) -> bool:
        return self.methode == NEAREST

    @property
    def by_hours(self) -> bool:
        return self.capacite == HOURS


@dataclass(frozen=True, slots=True)
class Answer:
    """``before``: what is; ``after``: what would be, if something was to change. ``row`` and ``table``: the
    travel times, if they were asked for; ``lacking``: what they lack. ``need``: None when none was asked for,
    or when it is not known by commune."""

    asked: Asked
    demand: Demand
    supply: Supply
    before: Reading
    after: Reading | None
    row: TravelTimes | None
    table: TimeTable | None
    lacking: Lacking | None
    need: Wanted | None

    @property
    def shown(self) -> Reading:
        return self.after or self.before

    @property
    def timed(self) -> bool:
        return self.table is not None


def answer(actor: Actor, asked: Asked, what_if: WhatIf | None = None) -> Answer:
    """Measure for an actor, from what they see. Raises ``DomainRefusal``: nobody lives there, no place."""
    demand = demand_points(actor, asked.personnes)
    supply = in_sight(open_places(asked.service, by_hours=asked.by_hours), demand.at)
    need = need_of(actor, asked.besoin) if asked.besoin else None
    if asked.trajets:
        row = fetch(actor, SEE_TIMES, TravelTimes.objects.all(), pk=asked.trajets)
        table = time_table(row)
        before, after, lacking = measure_by_times(
            demand, supply, asked.methode, table=table, reach=asked.duree, what_if=what_if
        )
        return Answer(asked, demand, supply, before, after, row, table, lacking, need)
    before, after = measure_access(
        demand, supply, asked.methode, reach=1000 * asked.portee, detour=asked.detour, what_if=what_if
    )
    return Answer(asked, demand, supply, before, after, None, None, None, need)
