"""Rounds by savings: where the solver begins, and what it is measured against.

Clarke & Wright (1964), the parallel version, with two loads and windows: each stop is a round, and the two
rounds that gain most by being driven one after the other are joined as long as one vehicle can drive them.
"""

from __future__ import annotations

from fabrique.kernels.rounds.inserting import Orders, alone, fill, left_out, spent
from fabrique.kernels.rounds.model import METRE, SECOND, Plan, Problem, Round
from fabrique.kernels.rounds.timing import evaluate, fits


def savings(problem: Problem) -> Plan:
    """Feasible rounds for the stops that fit; nothing drawn at random."""
    return planned(problem, ordered(problem), "savings")


def planned(problem: Problem, orders: Orders, method: str) -> Plan:
    """The plan of given orders: timed, and what they leave out said."""
    rounds: list[Round] = [
        evaluate(problem, vehicle, orders[vehicle.key])
        for vehicle in problem.vehicles
        if orders.get(vehicle.key)
    ]
    return Plan(tuple(rounds), left_out(problem, orders), method)


def ordered(problem: Problem) -> Orders:
    """The stops of each vehicle."""
    possible = [stop for stop in problem.stops if alone(problem, stop) is None]
    joined = _joined(problem, [stop.key for stop in possible])
    orders = _assigned(problem, joined)
    taken = {key for order in orders.values() for key in order}
    return fill(problem, orders, [stop for stop in possible if stop.key not in taken])


def _joined(problem: Problem, keys: list[str]) -> list[tuple[str, ...]]:
    """The chains of stops once nothing is gained, or feasible, any more."""
    chain_of: dict[str, tuple[str, ...]] = {key: (key,) for key in keys}
    saved = sorted(
        ((-_saved(problem, one, other), one, other) for one in keys for other in keys if one != other),
    )
    for gain, one, other in saved:
        if gain >= 0:
            break
        head, tail = chain_of[one], chain_of[other]
        if head is tail or head[-1] != one or tail[0] != other:
            continue
        chain = head + tail
        if any(fits(problem, vehicle, chain) for vehicle in problem.vehicles):
            chain_of.update(dict.fromkeys(chain, chain))
    return sorted(set(chain_of.values()))


def _saved(problem: Problem, one: str, other: str) -> int:
    """What is not driven when a stop follows another instead of each being driven to from the depot."""
    here, there = problem.place[one], problem.place[other]
    tables = ((SECOND, problem.travel.seconds), (METRE, problem.travel.metres))
    return sum(rate * (table[here][0] + table[0][there] - table[here][there]) for rate, table in tables)


def _assigned(problem: Problem, chains: list[tuple[str, ...]]) -> Orders:
    """The longest chains first, each to the smallest vehicle left that can drive it."""
    free = sorted(problem.vehicles, key=lambda one: (one.litres, one.grams, one.key))
    orders: Orders = {}
    for chain in sorted(chains, key=lambda chain: (-len(chain), chain)):
        vehicle = next((one for one in free if fits(problem, one, chain)), None)
        if vehicle is not None and spent(problem, vehicle, chain) <= _worth(problem, chain):
            orders[vehicle.key] = chain
            free.remove(vehicle)
    return orders


def _worth(problem: Problem, chain: tuple[str, ...]) -> float:
    worths = [problem.stop[key].worth for key in chain]
    return (
        float("inf")
        if None in worths
        else float(sum(SECOND * worth for worth in worths if worth is not None))
    )
