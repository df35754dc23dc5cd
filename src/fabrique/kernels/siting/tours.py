"""An itinerant van: which stop in each area, on which day of the fortnight, in which order.

An area is visited at one of its possible stops, so many times in the cycle, never twice in a week. Each pair
(stop, opening on a day) is a client of PyVRP (Wouda, Lan & Kool 2024, doi:10.1287/ijoc.2023.0055), those of
one area in one week are a group of which it takes one at most, and each day is a vehicle that exists on that
day only: a team orienteering problem with windows. Times count from the first midnight of the cycle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from fabrique.kernels.rounds import Problem, Round, Span, Stop, Travel, Vehicle, evaluate, fits

if TYPE_CHECKING:
    from pyvrp import ProblemData

DAY = 24 * 3600
ITERATIONS = 10_000
NARROWED = 8  # searches at most, when areas ask for several visits
PERSON = 60
"""Seconds of tour that a person reached is worth, between plans that visit as many areas."""


class Reason(StrEnum):
    """Why an area has not all its visits: the first three whatever the other areas."""

    NO_STOP = "no_stop"
    OUT_OF_REACH = "out_of_reach"
    CLOSED = "closed"
    NO_TIME = "no_time"


@dataclass(frozen=True, slots=True)
class Halt:
    """A possible stop. ``place``: its line in the travel table; ``opens``: for each day of the cycle, the
    spans (seconds since that midnight) in which the whole service must hold; ``people`` whom it reaches."""

    key: str
    area: int
    place: int
    service_s: int
    people: int
    opens: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True)
class Cycle:
    """``shifts``: for each day, when the van may be out; ``weeks``: the week of each day; ``visits`` (by
    area): how many in the cycle, at most one a week. The depot is place 0 of ``travel``.

    Raises ValueError when two halts bear one key, sizes differ, a halt is at an unknown place or stays a
    negative time, or an area asks for more visits than there are weeks.
    """

    halts: tuple[Halt, ...]
    shifts: tuple[Span, ...]
    weeks: tuple[int, ...]
    visits: tuple[int, ...]
    travel: Travel

    def __post_init__(self) -> None:
        if len({halt.key for halt in self.halts}) < len(self.halts):
            raise ValueError("two of one key")
        if len(self.weeks) != len(self.shifts) or any(
            len(one.opens) != len(self.shifts) for one in self.halts
        ):
            raise ValueError("days of several numbers")
        places, areas = len(self.travel.metres), len(self.visits)
        if any(not 0 < one.place < places or not 0 <= one.area < areas for one in self.halts):
            raise ValueError("an unknown place or area")
        if any(one.service_s < 0 or one.people < 0 for one in self.halts):
            raise ValueError("a negative stay, or people")
        if any(not 0 <= times <= len(set(self.weeks)) for times in self.visits):
            raise ValueError("more visits than weeks")

    @cached_property
    def halt(self) -> dict[str, Halt]:
        """Each halt by its key."""
        return {one.key: one for one in self.halts}

    @cached_property
    def day(self) -> tuple[Problem, ...]:
        """Each day as a round of one vehicle among the halts that open then."""
        return tuple(self._day(day) for day in range(len(self.shifts)))

    def _day(self, day: int) -> Problem:
        able = [one for one in self.halts if one.opens[day]]
        at = [0, *(one.place for one in able)]
        tables = (self.travel.metres, self.travel.seconds)
        metres, seconds = (tuple(tuple(table[i][j] for j in at) for i in at) for table in tables)
        stops = tuple(Stop(one.key, service_s=one.service_s, windows=one.opens[day]) for one in able)
        return Problem(stops, (Vehicle(str(day), 0, 0, self.shifts[day]),), Travel(metres, seconds))

    def fits(self, day: int, order: tuple[str, ...]) -> bool:
        """Whether the van can make these stops in that order on a day."""
        problem = self.day[day]
        return all(key in problem.stop for key in order) and fits(problem, problem.vehicles[0], order)


@dataclass(frozen=True, slots=True)
class LeftArea:
    """An area that lacks so many visits, and why."""

    area: int
    missing: int
    reason: Reason


@dataclass(frozen=True)
class Tours:
    """One round for each day (empty for a day without stops), what is left, people reached by visit.

    ``reachable``: areas that the van could visit as often as asked were they alone: no plan visits more.
    """

    rounds: tuple[Round, ...]
    left: tuple[LeftArea, ...]
    people: int
    reachable: int


def tours(cycle: Cycle, *, seed: int = 0, iterations: int = ITERATIONS) -> Tours:
    """Visit as many areas as can be, then as many people for their time, as far as ``iterations`` tell."""
    why = {area: _alone(cycle, area) for area in range(len(cycle.visits)) if cycle.visits[area]}
    possible = [area for area, reason in why.items() if reason is None]
    orders: list[tuple[str, ...]] = [()] * len(cycle.shifts)
    if possible and iterations > 0:
        several = any(cycle.visits[area] > 1 for area in possible)
        orders = (_most_whole if several else _searched)(cycle, set(possible), seed, iterations)
    orders = _filled(cycle, orders, possible)
    rounds = tuple(
        evaluate(one, one.vehicles[0], order) for one, order in zip(cycle.day, orders, strict=True)
    )
    lacking = _lacking(cycle, orders, why)
    left = tuple(LeftArea(area, count, why[area] or Reason.NO_TIME) for area, count in lacking.items())
    return Tours(rounds, left, _people(cycle, orders), len(possible))


def _most_whole(cycle: Cycle, areas: set[int], seed: int, iterations: int) -> list[tuple[str, ...]]:
    """The search takes visits one by one. Where areas ask for several it would give one to each and all to
    none: it is made again among fewer, without half of those that lack the most, until all are whole."""
    best: tuple[tuple[int, int], list[tuple[str, ...]]] = (-1, 0), []
    for _again in range(NARROWED):
        orders = _filled(cycle, _searched(cycle, areas, seed, iterations), areas)
        lacking = _lacking(cycle, orders, areas)
        worth = len(areas) - len(lacking), _people(cycle, orders)
        if worth > best[0]:
            best = worth, orders
        if not lacking:
            break
        worst = sorted(lacking, key=lambda area: (-lacking[area], area))
        areas = areas - set(worst[: (len(worst) + 1) // 2])
        if not areas:
            break
    return best[1]


def _lacking(cycle: Cycle, orders: list[tuple[str, ...]], areas: Iterable[int]) -> dict[int, int]:
    """How many visits each of these areas lacks, those that lack some."""
    made = Counter(cycle.halt[key].area for order in orders for key in order)
    return {area: lack for area in areas if (lack := cycle.visits[area] - made[area])}


def _people(cycle: Cycle, orders: list[tuple[str, ...]]) -> int:
    return sum(cycle.halt[key].people for order in orders for key in order)


def _alone(cycle: Cycle, area: int) -> Reason | None:
    """Why the van could not visit an area as often as asked even with nothing else to do."""
    halts = [one for one in cycle.halts if one.area == area]
    if not halts:
        return Reason.NO_STOP
    weeks = {
        week for day, week in enumerate(cycle.weeks) if any(cycle.fits(day, (one.key,)) for one in halts)
    }
    if len(weeks) >= cycle.visits[area]:
        return None
    seconds = cycle.travel.seconds
    longest = max(last - first for first, last in cycle.shifts)
    near = any(seconds[0][one.place] + one.service_s + seconds[one.place][0] <= longest for one in halts)
    return Reason.CLOSED if near else Reason.OUT_OF_REACH


def _filled(cycle: Cycle, orders: list[tuple[str, ...]], areas: Iterable[int]) -> list[tuple[str, ...]]:
    """Insert each visit that lacks and fits, where it lengthens the day least; most people first."""
    orders = list(orders)
    halts = sorted(
        (one for one in cycle.halts if one.area in set(areas)), key=lambda one: (-one.people, one.key)
    )
    for halt in halts:
        for week in sorted(set(cycle.weeks)):
            if not _wanted(cycle, orders, halt.area, week):
                continue
            tried = [
                (_seconds(cycle, day, longer) - _seconds(cycle, day, orders[day]), day, longer)
                for day in range(len(orders))
                if cycle.weeks[day] == week
                for at in range(len(orders[day]) + 1)
                if cycle.fits(day, longer := (*orders[day][:at], halt.key, *orders[day][at:]))
            ]
            if tried:
                _, day, longer = min(tried)
                orders[day] = longer
    return orders


def _wanted(cycle: Cycle, orders: list[tuple[str, ...]], area: int, week: int) -> bool:
    """Whether an area lacks a visit and has none in this week."""
    when = [
        cycle.weeks[day] for day, order in enumerate(orders) for key in order if cycle.halt[key].area == area
    ]
    return len(when) < cycle.visits[area] and week not in when


def _seconds(cycle: Cycle, day: int, order: tuple[str, ...]) -> int:
    problem = cycle.day[day]
    return evaluate(problem, problem.vehicles[0], order).seconds if order else 0


_Client = tuple[Halt, int, int, int]
"""A halt, a day, and when its service may begin in the cycle: first and last instant."""


def _searched(cycle: Cycle, areas: set[int], seed: int, iterations: int) -> list[tuple[str, ...]]:
    import pyvrp  # only who plans tours pays for loading it
    from pyvrp.stop import MaxIterations

    clients, data = _data(cycle, areas)
    found = pyvrp.solve(data, MaxIterations(iterations), seed=seed, collect_stats=False, display=False).best
    orders: list[tuple[str, ...]] = [()] * len(cycle.shifts)
    if found.is_feasible():
        for route in found.routes():
            stops = [clients[one.idx] for one in route if one.is_client()]
            orders[route.vehicle_type()] = tuple(halt.key for halt, _, _, _ in stops)
    kept = _few_enough(cycle, orders)
    return [order if cycle.fits(day, order) else () for day, order in enumerate(kept)]


def _few_enough(cycle: Cycle, orders: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Take out the visits beyond what an area asks, the last first: groups bound weeks, not the cycle."""
    seen: dict[int, int] = {}
    kept = []
    for order in orders:
        stays = []
        for key in order:
            area = cycle.halt[key].area
            seen[area] = seen.get(area, 0) + 1
            if seen[area] <= cycle.visits[area]:
                stays.append(key)
        kept.append(tuple(stays))
    return kept


def _data(cycle: Cycle, areas: set[int]) -> tuple[list[_Client], ProblemData]:
    import pyvrp

    clients = [
        (halt, day, day * DAY + max(first, 0), day * DAY + last - halt.service_s)
        for halt in cycle.halts
        if halt.area in areas
        for day, spans in enumerate(halt.opens)
        for first, last in spans
        if max(first, 0) + halt.service_s <= last
    ]
    groups: dict[tuple[int, int], list[int]] = {}
    for number, (halt, day, _, _) in enumerate(clients):
        # who asks for one visit has it in any week: its group is the cycle
        week = cycle.weeks[day] if cycle.visits[halt.area] > 1 else -1
        groups.setdefault((halt.area, week), []).append(number)
    group_of = {number: at for at, numbers in enumerate(groups.values()) for number in numbers}
    every = DAY * len(cycle.shifts)  # a visit outweighs any time
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _place in cycle.travel.metres],
        clients=[
            pyvrp.Client(
                location=halt.place,
                service_duration=halt.service_s,
                tw_early=first,
                tw_late=last,
                prize=every + PERSON * halt.people,
                required=False,
                group=group_of[number],
            )
            for number, (halt, _, first, last) in enumerate(clients)
        ],
        depots=[pyvrp.Depot(0)],
        vehicle_types=[
            pyvrp.VehicleType(
                tw_early=day * DAY + first,
                tw_late=day * DAY + last,
                unit_distance_cost=0,
                unit_duration_cost=1,
            )
            for day, (first, last) in enumerate(cycle.shifts)
        ],
        distance_matrices=[_table(cycle.travel.metres)],
        duration_matrices=[_table(cycle.travel.seconds)],
        groups=[pyvrp.ClientGroup(numbers, required=False) for numbers in groups.values()],
    )
    return clients, data


def _table(lines: tuple[tuple[int, ...], ...]) -> Any:
    return np.asarray(lines, dtype=np.int64)
