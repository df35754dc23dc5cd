"""The timetable of stops in a given order, feasible or not: what the solver found, or what a hand changed."""

from __future__ import annotations

from collections.abc import Sequence

from fabrique.kernels.rounds.model import Breach, Problem, Round, Vehicle, Violation, Visit


def evaluate(problem: Problem, vehicle: Vehicle, order: Sequence[str]) -> Round:
    """Time a round and name what it breaks.

    It ends as early as it can, then leaves as late as it can without ending later. What it breaks does not
    stop it: a crew that is late is served when it comes. Raises ValueError when a stop comes twice, KeyError
    when one is unknown.
    """
    if len(set(order)) < len(order):
        raise ValueError("a stop comes twice")
    earliest = _driven(problem, vehicle, order, vehicle.shift[0])
    if any(one.breach in (Breach.WINDOW, Breach.SHIFT) for one in earliest.violations):
        return earliest
    return _driven(problem, vehicle, order, _latest(problem, vehicle, order, earliest.returns_at))


def _latest(problem: Problem, vehicle: Vehicle, order: Sequence[str], back: int) -> int:
    """The last instant to leave and be back by a given one, which a round that breaks no window can."""
    now, there = back, vehicle.end
    for key in reversed(order):
        stop, here = problem.stop[key], problem.place[key]
        done = now - problem.travel.seconds[here][there]
        ends = ((first, min(last, done) - stop.service_s) for first, last in stop.windows)
        now, there = max(begins for first, begins in ends if first <= begins), here
    return now - problem.travel.seconds[vehicle.start][there]


def fits(problem: Problem, vehicle: Vehicle, order: Sequence[str]) -> bool:
    """Whether a vehicle can drive stops in that order; quicker than ``evaluate``, which says why not."""
    now, here, litres, grams = vehicle.shift[0], vehicle.start, 0, 0
    for key in order:
        stop, there = problem.stop[key], problem.place[key]
        litres, grams = litres + stop.litres, grams + stop.grams
        begins = stop.begins(now + problem.travel.seconds[here][there])
        if begins is None or litres > vehicle.litres or grams > vehicle.grams:
            return False
        now, here = begins + stop.service_s, there
    return now + problem.travel.seconds[here][vehicle.end] <= vehicle.shift[1]


def _driven(problem: Problem, vehicle: Vehicle, order: Sequence[str], leaving: int) -> Round:
    now, here, litres, grams, metres = leaving, vehicle.start, 0, 0, 0
    visits: list[Visit] = []
    broken: list[Violation] = []
    for key in order:
        stop, there = problem.stop[key], problem.place[key]
        arrives, leg = now + problem.travel.seconds[here][there], problem.travel.metres[here][there]
        begins = stop.begins(arrives)
        if begins is None:
            over, begins = stop.overruns(arrives)
            broken.append(Violation(Breach.WINDOW, over, key))
        before = (litres, grams)
        litres, grams, metres = litres + stop.litres, grams + stop.grams, metres + leg
        for breach, was, now_at, most in (
            (Breach.VOLUME, before[0], litres, vehicle.litres),
            (Breach.WEIGHT, before[1], grams, vehicle.grams),
        ):
            if now_at > most and now_at > was:
                broken.append(Violation(breach, now_at - most, key))
        now, here = begins + stop.service_s, there
        visits.append(Visit(key, arrives, begins, now, leg, litres, grams))
    now += problem.travel.seconds[here][vehicle.end]
    metres += problem.travel.metres[here][vehicle.end]
    if now > vehicle.shift[1]:
        broken.append(Violation(Breach.SHIFT, now - vehicle.shift[1]))
    return Round(vehicle.key, leaving, now, metres, tuple(visits), tuple(broken))
