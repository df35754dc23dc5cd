"""Adding stops to rounds one by one, and saying why one cannot be added."""

from __future__ import annotations

from collections.abc import Iterable

from fabrique.kernels.rounds.model import LeftOut, Problem, Reason, Round, Stop, Vehicle, cost
from fabrique.kernels.rounds.timing import evaluate, fits

Orders = dict[str, tuple[str, ...]]
"""The stops of each vehicle, in order."""


def fill(problem: Problem, orders: Orders, waiting: Iterable[Stop]) -> Orders:
    """Insert each stop where it costs least, as long as it fits and is worth it: the dearest stops first."""
    orders = dict(orders)
    for stop in sorted(waiting, key=_rank):
        best = cheapest(problem, orders, stop)
        if best is not None and worth_it(stop, best[0]):
            orders[best[1]] = best[2]
    return orders


def _rank(stop: Stop) -> tuple[float, int, int, str]:
    return (-float("inf") if stop.worth is None else -stop.worth, stop.litres, stop.grams, stop.key)


def worth_it(stop: Stop, added: int) -> bool:
    """Whether a stop is worth what it adds to the cost."""
    return stop.worth is None or added <= price(stop.worth)


def price(worth: int) -> int:
    """Seconds of round, as a cost."""
    return cost((Round("", 0, worth, 0, ()),))


def cheapest(problem: Problem, orders: Orders, stop: Stop) -> tuple[int, str, tuple[str, ...]] | None:
    """The least that a stop adds to the cost, in which vehicle and which order; None when it fits nowhere."""
    found = []
    for vehicle in problem.vehicles:
        order = orders.get(vehicle.key, ())
        tried = ((*order[:at], stop.key, *order[at:]) for at in range(len(order) + 1))
        fitting = [longer for longer in tried if fits(problem, vehicle, longer)]
        if fitting:
            before = spent(problem, vehicle, order)
            costs = [(spent(problem, vehicle, longer) - before, longer) for longer in fitting]
            found.append((min(costs)[0], vehicle.key, min(costs)[1]))
    return min(found, key=lambda row: row[0], default=None)


def spent(problem: Problem, vehicle: Vehicle, order: tuple[str, ...]) -> int:
    """What a round costs; a vehicle that stays costs nothing."""
    return cost((evaluate(problem, vehicle, order),)) if order else 0


def alone(problem: Problem, stop: Stop) -> Reason | None:
    """Why no vehicle could take a stop even by itself; None when one can."""
    if not problem.vehicles:
        return Reason.NO_VEHICLE
    if all(stop.litres > one.litres for one in problem.vehicles):
        return Reason.TOO_BULKY
    if all(stop.grams > one.grams for one in problem.vehicles):
        return Reason.TOO_HEAVY
    able = [one for one in problem.vehicles if stop.litres <= one.litres and stop.grams <= one.grams]
    if not able:
        return Reason.TOO_BULKY
    return None if any(fits(problem, one, (stop.key,)) for one in able) else Reason.OUT_OF_REACH


def left_out(problem: Problem, orders: Orders) -> tuple[LeftOut, ...]:
    """Each stop that no round takes and the reason, in the order of the problem."""
    taken = {key for order in orders.values() for key in order}
    return tuple(
        LeftOut(stop.key, alone(problem, stop) or _crowded(problem, orders, stop))
        for stop in problem.stops
        if stop.key not in taken
    )


def _crowded(problem: Problem, orders: Orders, stop: Stop) -> Reason:
    """Why a stop that could be served is not, given the rounds."""
    if cheapest(problem, orders, stop) is not None:
        return Reason.NOT_WORTH_IT
    for vehicle in problem.vehicles:
        aboard = [problem.stop[key] for key in orders.get(vehicle.key, ())]
        room = vehicle.litres - sum(one.litres for one in aboard) >= stop.litres
        if room and vehicle.grams - sum(one.grams for one in aboard) >= stop.grams:
            return Reason.NO_TIME
    return Reason.NO_ROOM
