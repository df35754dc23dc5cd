"""Rounds by PyVRP: an iterated local search with two loads, windows, and stops that may be left (Wouda, Lan &
Kool 2024, doi:10.1287/ijoc.2023.0055).

It starts from the savings, so that it is never worse than they are; the number of its iterations is given,
never a time, so that the same day asked twice gives the same rounds. What it answers is timed by ``evaluate``
like any other order: a plan never rests on the arithmetic of the solver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fabrique.kernels.rounds.inserting import Orders, alone, fill, spent
from fabrique.kernels.rounds.model import METRE, SECOND, Plan, Problem, Span, Stop
from fabrique.kernels.rounds.savings import ordered, planned
from fabrique.kernels.rounds.timing import evaluate, fits

if TYPE_CHECKING:
    from pyvrp import ProblemData, Solution

ITERATIONS, PASSES = 1_200, 4
"""Of search in all, and in how many parts: each begins from the best that is known, stops inserted."""


def solve(problem: Problem, *, seed: int = 0, iterations: int = ITERATIONS) -> Plan:
    """The rounds that serve most, then cost least, as far as ``iterations`` of search can tell.

    A stop without a ``worth`` outweighs any cost. ``method`` says « pyvrp », or « savings » when the search
    found nothing better.
    """
    first = ordered(problem)
    possible = [stop for stop in problem.stops if alone(problem, stop) is None]
    if len(possible) < 2 or iterations < 1:
        return planned(problem, first, "savings")
    best = first
    for again in range(PASSES):
        found = _searched(problem, possible, best, seed=seed + again, iterations=iterations // PASSES)
        if any(not fits(problem, problem.vehicle[key], order) for key, order in found.items()):
            continue
        taken = {key for order in found.values() for key in order}
        found = fill(problem, found, [stop for stop in possible if stop.key not in taken])
        best = max(best, found, key=lambda orders: value(problem, orders))
    return planned(problem, best, "savings" if best is first else "pyvrp")


def value(problem: Problem, orders: Orders) -> tuple[int, int]:
    """How many stops without a worth are served, then what the others are worth less what all cost."""
    served = [problem.stop[key] for order in orders.values() for key in order]
    costs = sum(spent(problem, problem.vehicle[key], order) for key, order in orders.items())
    return (
        sum(stop.worth is None for stop in served),
        sum(SECOND * stop.worth for stop in served if stop.worth is not None) - costs,
    )


def _searched(problem: Problem, possible: list[Stop], first: Orders, *, seed: int, iterations: int) -> Orders:
    import pyvrp  # only who plans a round pays for loading it
    from pyvrp.stop import MaxIterations

    clients, data = _data(problem, possible)
    result = pyvrp.solve(
        data,
        MaxIterations(iterations),
        seed=seed,
        collect_stats=False,
        display=False,
        initial_solution=_solution(problem, data, clients, first),
    )
    if not result.best.is_feasible():
        return first
    return {
        problem.vehicles[route.vehicle_type()].key: tuple(
            clients[activity.idx][0].key for activity in route if activity.is_client()
        )
        for route in result.best.routes()
    }


_Clients = list[tuple[Stop, Span]]


def _data(problem: Problem, possible: list[Stop]) -> tuple[_Clients, ProblemData]:
    """The problem in the solver's terms: one client for each window of each stop, of which it takes one."""
    import pyvrp

    clients: _Clients = [
        (stop, window) for stop in possible for window in stop.windows if _opens(stop, window)
    ]
    several = [stop.key for stop in possible if sum(other.key == stop.key for other, _ in clients) > 1]
    every = _every_cost(problem)
    return clients, pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _place in problem.travel.metres],
        clients=[
            pyvrp.Client(
                location=problem.place[stop.key],
                pickup=[stop.litres, stop.grams],
                service_duration=stop.service_s,
                tw_early=max(first, 0),
                tw_late=last - stop.service_s,
                prize=every if stop.worth is None else SECOND * stop.worth,
                required=False,
                group=several.index(stop.key) if stop.key in several else None,
            )
            for stop, (first, last) in clients
        ],
        depots=[pyvrp.Depot(at) for at in range(problem.depots)],
        vehicle_types=[
            pyvrp.VehicleType(
                capacity=[one.litres, one.grams],
                start_depot=one.start,
                end_depot=one.end,
                tw_early=one.shift[0],
                tw_late=one.shift[1],
                unit_distance_cost=METRE,
                unit_duration_cost=SECOND,
            )
            for one in problem.vehicles
        ],
        distance_matrices=[_table(problem.travel.metres)],
        duration_matrices=[_table(problem.travel.seconds)],
        groups=[
            pyvrp.ClientGroup([at for at, (stop, _) in enumerate(clients) if stop.key == key], required=False)
            for key in several
        ],
    )


def _table(lines: tuple[tuple[int, ...], ...]) -> Any:
    return np.asarray(lines, dtype=np.int64)


def _opens(stop: Stop, window: Span) -> bool:
    return max(window[0], 0) + stop.service_s <= window[1]


def _every_cost(problem: Problem) -> int:
    """More than any rounds cost: what a stop that must be served if it can is worth to the solver."""
    longest = max(max(line) for line in problem.travel.metres)
    driven = METRE * longest * (len(problem.stops) + len(problem.vehicles))
    return 1 + driven + sum(SECOND * (one.shift[1] - one.shift[0]) for one in problem.vehicles)


def _solution(problem: Problem, data: ProblemData, clients: _Clients, orders: Orders) -> Solution:
    """Known rounds in the solver's terms, each stop by the window in which it is served."""
    import pyvrp

    routes = []
    for at, vehicle in enumerate(problem.vehicles):
        visits = [
            next(
                number
                for number, (stop, (first, last)) in enumerate(clients)
                if stop.key == visit.stop and first <= visit.begins_at <= last - stop.service_s
            )
            for visit in evaluate(problem, vehicle, orders.get(vehicle.key, ())).visits
        ]
        if visits:
            routes.append(pyvrp.Route(data, visits, at))
    return pyvrp.Solution(data, routes)
