"""The days of a van: feasible by an arithmetic apart, each area as often as asked, reasons that hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique.kernels.rounds import Travel, on_a_plane
from fabrique.kernels.siting.checking import check
from fabrique.kernels.siting.tours import Cycle, Halt, Reason, tours

HOUR = 3600
MORNING, OPEN, SHIFT = (9 * HOUR, 12 * HOUR), (8 * HOUR, 18 * HOUR), (8 * HOUR, 16 * HOUR)


def cycle(seed: int, areas: int = 5, days: int = 4, twice: bool = False) -> Cycle:
    """A small fortnight: two weeks of ``days`` / 2 days, one or two stops for each area."""
    chance = np.random.default_rng(seed)
    halts, at = [], [(0.0, 0.0)]
    for area in range(areas):
        for rank in range(int(chance.integers(1, 3))):
            at.append(tuple(chance.uniform(-25_000, 25_000, 2)))
            opens = tuple(
                () if chance.random() < 0.2 else (MORNING if chance.random() < 0.4 else OPEN,)
                for _ in range(days)
            )
            service, people = int(chance.integers(1, 4)) * HOUR, int(chance.integers(1, 200))
            halts.append(Halt(f"{area}-{rank}", area, len(at) - 1, service, people, opens))
    weeks = tuple(2 * day // days for day in range(days))
    visits = tuple(2 if twice and area == 0 else 1 for area in range(areas))
    return Cycle(tuple(halts), (SHIFT,) * days, weeks, visits, on_a_plane(at))


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_tours_can_be_driven_and_what_is_left_is_told(seed, twice):
    one = cycle(seed, twice=twice)
    plan = tours(one, seed=1, iterations=60)
    assert check(one, plan) == ()
    for left in plan.left:
        halts = [halt for halt in one.halts if halt.area == left.area]
        able = {
            one.weeks[day] for halt in halts for day in range(len(one.shifts)) if one.fits(day, (halt.key,))
        }
        assert (left.reason is Reason.NO_TIME) == (len(able) >= one.visits[left.area])
    assert plan.reachable >= len(one.visits) - len(plan.left)
    assert plan.people == sum(one.halt[v.stop].people for day in plan.rounds for v in day.visits)
    assert tours(one, seed=1, iterations=60) == plan


def test_every_area_once_a_fortnight_when_there_is_time():
    one = cycle(3, areas=10, days=8)
    free = replace(
        one, halts=tuple(replace(halt, opens=((OPEN,),) * 8, service_s=HOUR) for halt in one.halts)
    )
    plan = tours(free, iterations=300)
    assert (plan.left, plan.reachable, check(free, plan)) == ((), 10, ())
    assert len({free.halt[v.stop].area for day in plan.rounds for v in day.visits}) == 10


def line(*seconds: int) -> Travel:
    """Places on a line, at so many seconds from the depot."""
    table = tuple(tuple(abs(one - other) for other in (0, *seconds)) for one in (0, *seconds))
    return Travel(table, table)


def test_each_reason_by_hand():
    opens, closed = ((OPEN,),) * 2, ((), ())
    halts = (
        Halt("near", 1, 1, HOUR, 10, opens),
        Halt("far", 2, 2, HOUR, 10, opens),
        Halt("shut", 3, 3, HOUR, 10, closed),
        Halt("long", 4, 4, 7 * HOUR, 5, opens),
        Halt("longer", 5, 4, 7 * HOUR, 50, opens),
        Halt("longest", 6, 4, 7 * HOUR, 60, opens),
    )
    one = Cycle(halts, (SHIFT, SHIFT), (0, 1), (1, 0, 1, 1, 1, 1, 1), line(600, 5 * HOUR, 600, 900))
    plan = tours(one, iterations=100)
    assert check(one, plan) == ()
    assert {left.area: left.reason for left in plan.left} == {
        0: Reason.NO_STOP,
        2: Reason.OUT_OF_REACH,
        3: Reason.CLOSED,
        4: Reason.NO_TIME,
    }
    assert plan.people == 110


def test_twice_a_fortnight_is_once_each_week_and_the_better_stop_is_chosen():
    opens = ((OPEN,),) * 4
    halts = (Halt("hall", 0, 1, HOUR, 5, opens), Halt("market", 0, 2, HOUR, 50, opens))
    one = Cycle(halts, (SHIFT,) * 4, (0, 0, 1, 1), (2,), line(600, 700))
    plan = tours(one, iterations=100)
    made = [(one.weeks[day], v.stop) for day, found in enumerate(plan.rounds) for v in found.visits]
    assert made == [(0, "market"), (1, "market")]


def test_some_areas_whole_rather_than_all_in_part():
    """Twelve areas ask for a visit a week, two weeks, and a day has room for four: four areas, not eight
    halves."""
    at = [(0.0, 0.0), *((1_000.0 * np.cos(turn), 1_000.0 * np.sin(turn)) for turn in range(12))]
    halts = tuple(Halt(str(area), area, area + 1, 6_000, 10, ((OPEN,),) * 2) for area in range(12))
    asked = Cycle(halts, (SHIFT,) * 2, (0, 1), (2,) * 12, on_a_plane(at))
    plan = tours(asked, seed=1, iterations=200)
    assert check(asked, plan) == ()
    assert [len(one.visits) for one in plan.rounds] == [4, 4]
    assert 12 - len(plan.left) == 4


def test_the_check_sees_what_is_wrong():
    one = cycle(8)
    plan = tours(one, iterations=60)
    assert check(one, plan) == ()
    day = next(at for at, found in enumerate(plan.rounds) if found.visits)
    good = plan.rounds[day]

    def spoiled(**change: object) -> str:
        rounds = list(plan.rounds)
        rounds[day] = replace(good, **change)
        return " ".join(fault.what for fault in check(one, replace(plan, rounds=tuple(rounds))))

    first = good.visits[0]
    assert "leaves before the shift" in spoiled(leaves_at=SHIFT[0] - 1)
    assert "back after the shift" in spoiled(returns_at=SHIFT[1] + 1)
    assert "back before it can" in spoiled(returns_at=good.visits[-1].leaves_at)
    assert "arrives before it can" in spoiled(
        visits=(replace(first, arrives_at=good.leaves_at), *good.visits[1:])
    )
    assert "stays too short" in spoiled(visits=(replace(first, leaves_at=first.begins_at), *good.visits[1:]))
    assert "is closed" in spoiled(visits=(replace(first, begins_at=0, arrives_at=0), *good.visits[1:]))
    assert "not those asked" in spoiled(visits=())
    assert "twice in a week" in spoiled(visits=(*good.visits, first))


@pytest.mark.parametrize(
    "change",
    [
        {"visits": (3, 1, 1, 1, 1)},
        {"weeks": (0, 1)},
        {"halts": (Halt("x", 0, 0, 1, 1, ((),) * 4),)},
        {"halts": (Halt("x", 0, 1, -1, 1, ((),) * 4),)},
        {"halts": (Halt("x", 0, 1, 1, 1, ((),) * 4),) * 2},
    ],
)
def test_what_makes_no_sense_is_refused(change):
    with pytest.raises(ValueError, match=r"."):
        replace(cycle(1), **change)
