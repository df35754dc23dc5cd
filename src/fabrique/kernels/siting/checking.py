"""Whether tours can be driven as they are written: an arithmetic apart from the one that made them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fabrique.kernels.siting.tours import Cycle, Tours


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong on a day (None: in the cycle), at which halt if any."""

    day: int | None
    halt: str | None
    what: str


def check(cycle: Cycle, plan: Tours) -> tuple[Fault, ...]:
    """Every way in which a plan breaks its shifts, openings, travel times, stays or numbers of visits."""
    faults: list[Fault] = []
    if len(plan.rounds) != len(cycle.shifts):
        return (Fault(None, None, "another number of days"),)
    for day in range(len(cycle.shifts)):
        faults += _day(cycle, plan, day)
    made: Counter[int] = Counter()
    weekly: Counter[tuple[int, int]] = Counter()
    for day, one in enumerate(plan.rounds):
        for visit in one.visits:
            area = cycle.halt[visit.stop].area
            made[area] += 1
            weekly[area, cycle.weeks[day]] += 1
    faults += [
        Fault(None, None, f"area {area} twice in a week") for (area, _), times in weekly.items() if times > 1
    ]
    lacking = {left.area: left.missing for left in plan.left}
    for area, times in enumerate(cycle.visits):
        if made[area] + lacking.get(area, 0) != times:
            faults.append(Fault(None, None, f"area {area}: visits made and missing are not those asked"))
    return tuple(faults)


def _day(cycle: Cycle, plan: Tours, day: int) -> list[Fault]:
    one, (opening, closing) = plan.rounds[day], cycle.shifts[day]
    faults, now, here = [], one.leaves_at, 0
    if one.visits and not opening <= one.leaves_at:
        faults.append(Fault(day, None, "leaves before the shift"))
    for visit in one.visits:
        halt = cycle.halt[visit.stop]
        if visit.arrives_at < now + cycle.travel.seconds[here][halt.place]:
            faults.append(Fault(day, halt.key, "arrives before it can"))
        if visit.begins_at < visit.arrives_at or visit.leaves_at < visit.begins_at + halt.service_s:
            faults.append(Fault(day, halt.key, "stays too short a time"))
        if not any(first <= visit.begins_at and visit.leaves_at <= last for first, last in halt.opens[day]):
            faults.append(Fault(day, halt.key, "is closed"))
        now, here = visit.leaves_at, halt.place
    if one.visits:
        now += cycle.travel.seconds[here][0]
        if one.returns_at < now:
            faults.append(Fault(day, None, "is back before it can"))
        if one.returns_at > closing:
            faults.append(Fault(day, None, "is back after the shift"))
    return faults
