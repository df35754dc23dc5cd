"""Rounds: never one that cannot be driven, the best of small days, and a reason for each stop left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique.kernels.rounds import (
    Breach,
    Problem,
    Reason,
    Stop,
    Travel,
    Vehicle,
    Violation,
    evaluate,
    fits,
    on_a_plane,
    on_earth,
    savings,
    solve,
)
from fabrique.kernels.rounds.solve import value

HOUR = 3600
VAN = Vehicle("van", 1_000, 500_000, (8 * HOUR, 18 * HOUR))
SPOTS = st.tuples(st.integers(-20_000, 20_000), st.integers(-20_000, 20_000))


def one_day(*stops: Stop, vans: tuple[Vehicle, ...] = (VAN,), apart: int = 2_000) -> Problem:
    """Stops on a line, each ``apart`` metres from the one before, the depot at its beginning."""
    return Problem(stops, vans, on_a_plane([(apart * at, 0) for at in range(len(stops) + 1)]))


@st.composite
def days(draw: st.DrawFn, most: int = 8) -> Problem:
    """Any day: windows that never open, loads too heavy, worth little, vans of all sizes."""
    size = draw(st.integers(0, most))
    hours = st.tuples(st.integers(6 * HOUR, 14 * HOUR), st.integers(9 * HOUR, 20 * HOUR))
    stops = tuple(
        Stop(
            f"s{at}",
            draw(st.integers(0, 800)),
            draw(st.integers(0, 400_000)),
            draw(st.integers(0, HOUR)),
            tuple(draw(st.lists(hours, min_size=1, max_size=2))),
            draw(st.sampled_from((None, None, 0, 600, 4 * HOUR))),
        )
        for at in range(size)
    )
    vans = tuple(
        Vehicle(
            f"v{at}",
            draw(st.integers(0, 2_000)),
            draw(st.integers(200_000, 900_000)),
            min((first, last), (last, first)),
        )
        for at in range(draw(st.integers(0, 3)))
        for first, last in (draw(hours),)
    )
    return Problem(stops, vans, on_a_plane([(0, 0), *(draw(SPOTS) for _ in stops)]))


@settings(max_examples=40, deadline=None)
@given(days())
def test_no_round_breaks_anything_and_each_stop_is_somewhere(day: Problem) -> None:
    baseline, found = savings(day), solve(day, iterations=40)
    for plan in (baseline, found):
        served = [key for one in plan.rounds for key in one.order]
        assert sorted(served + [left.stop for left in plan.left_out]) == sorted(
            stop.key for stop in day.stops
        )
        for one in plan.rounds:
            vehicle = day.vehicle[one.vehicle]
            assert not one.violations
            assert fits(day, vehicle, one.order)
            assert vehicle.shift[0] <= one.leaves_at <= one.returns_at <= vehicle.shift[1]
            assert one.visits[-1].litres <= vehicle.litres
            assert one.visits[-1].grams <= vehicle.grams
            for visit in one.visits:
                windows = day.stop[visit.stop].windows
                assert any(first <= visit.begins_at and visit.leaves_at <= last for first, last in windows)
    orders = [{one.vehicle: one.order for one in plan.rounds} for plan in (found, baseline)]
    assert value(day, orders[0]) >= value(day, orders[1])


@settings(max_examples=40, deadline=None)
@given(days(), st.randoms(use_true_random=False))
def test_an_order_is_named_feasible_by_both_ways_or_neither(day: Problem, draw: object) -> None:
    keys = [stop.key for stop in day.stops]
    draw.shuffle(keys)  # type: ignore[attr-defined]
    for vehicle in day.vehicles:
        timed = evaluate(day, vehicle, keys)
        assert fits(day, vehicle, keys) == (not timed.violations)
        assert all(one.by > 0 for one in timed.violations)
        later = replace(vehicle, shift=(timed.leaves_at + 1, vehicle.shift[1]))
        if not timed.violations and keys:  # to leave any later is to be back later
            assert evaluate(day, later, keys).returns_at > timed.returns_at


def _every_way(keys: list[str], vans: int) -> Iterator[list[tuple[str, ...]]]:
    for size in range(len(keys) + 1):
        for kept in combinations(keys, size):
            for order in permutations(kept):
                cuts = range(size + 1) if vans == 2 else [size]
                yield from ([order[:cut], order[cut:]] for cut in cuts)


@settings(max_examples=15, deadline=None)
@given(days(most=4))
def test_small_days_are_solved_as_by_trying_everything(day: Problem) -> None:
    day = replace(
        day,
        vehicles=day.vehicles[:2],
        stops=tuple(replace(stop, windows=stop.windows[:1]) for stop in day.stops),
    )
    keys = [vehicle.key for vehicle in day.vehicles]
    best = (0, 0)
    for orders in _every_way([stop.key for stop in day.stops], len(keys)) if keys else ():
        ways = dict(zip(keys, orders, strict=False))
        if all(fits(day, day.vehicle[key], order) for key, order in ways.items()):
            best = max(best, value(day, ways))
    found = solve(day, iterations=400)
    assert value(day, {one.vehicle: one.order for one in found.rounds}) == best


def test_the_same_day_gives_the_same_rounds() -> None:
    stops = [Stop(f"s{at}", 100, 10_000, 600) for at in range(12)]
    day = one_day(*stops, vans=(VAN, replace(VAN, key="other")), apart=1_500)
    assert solve(day, seed=3, iterations=80) == solve(day, seed=3, iterations=80)


@pytest.mark.parametrize(
    ("stop", "vans", "reason"),
    [
        (Stop("s", 2_000), (VAN,), Reason.TOO_BULKY),
        (Stop("s", 1, 600_000), (VAN,), Reason.TOO_HEAVY),
        (Stop("s", 1), (), Reason.NO_VEHICLE),
        (Stop("s", 1, windows=((6 * HOUR, 7 * HOUR),)), (VAN,), Reason.OUT_OF_REACH),
        (Stop("s", 1, service_s=HOUR, windows=((9 * HOUR, 9 * HOUR + 60),)), (VAN,), Reason.OUT_OF_REACH),
        (Stop("s", 1, worth=0), (VAN,), Reason.NOT_WORTH_IT),
    ],
)
def test_a_stop_that_cannot_be_taken_says_why(stop: Stop, vans: tuple[Vehicle, ...], reason: Reason) -> None:
    plan = solve(one_day(stop, Stop("good", 1), vans=vans), iterations=20)
    assert {left.stop: left.reason for left in plan.left_out}["s"] is reason
    assert len(plan.rounds) == len(vans)


def test_what_the_others_leave_no_room_or_no_time_for_says_so() -> None:
    bulky = [Stop(f"s{at}", 600) for at in range(2)]
    assert [left.reason for left in solve(one_day(*bulky), iterations=20).left_out] == [Reason.NO_ROOM]
    slow = [Stop(f"s{at}", 1, service_s=6 * HOUR) for at in range(2)]
    assert [left.reason for left in solve(one_day(*slow), iterations=20).left_out] == [Reason.NO_TIME]


def test_an_empty_day_has_no_round() -> None:
    plan = solve(one_day())
    assert (plan.rounds, plan.left_out, plan.metres, plan.seconds) == ((), (), 0, 0)


def test_an_order_made_by_hand_is_timed_and_what_it_breaks_is_named() -> None:
    early = Stop("early", 600, 100_000, 1_800, ((9 * HOUR, 10 * HOUR),))
    late = Stop("late", 600, 450_000, 1_800, ((11 * HOUR, 12 * HOUR),))
    day = one_day(early, late, apart=0)
    right = evaluate(day, VAN, ("early", "late"))
    assert [visit.begins_at for visit in right.visits] == [int(9.5 * HOUR), 11 * HOUR]
    assert right.leaves_at == int(9.5 * HOUR)  # as late as the first window lets it
    assert right.violations == (
        Violation(Breach.VOLUME, 200, "late"),
        Violation(Breach.WEIGHT, 50_000, "late"),
    )
    wrong = evaluate(day, replace(VAN, shift=(8 * HOUR, 11 * HOUR)), ("late", "early"))
    assert Violation(Breach.WINDOW, 2 * HOUR, "early") in wrong.violations
    assert wrong.violations[-1] == Violation(Breach.SHIFT, HOUR)


def test_distances_by_road() -> None:
    on_map = on_earth([(44.10, 5.30), (44.19, 5.30)], detour=1)
    assert 10_000 < on_map.metres[0][1] < 10_020
    flat = on_a_plane([(0, 0), (5_000, 0), (40_000, 0)], detour=1)
    assert flat.seconds[0][1] == pytest.approx(5 / 22 * HOUR, abs=1)
    assert flat.seconds[0][2] == pytest.approx((5 / 22 + 20 / 45 + 15 / 75) * HOUR, abs=1)


def test_what_makes_no_sense_is_refused() -> None:
    for wrong in (
        (Stop("s"), Stop("s")),
        (Stop("s", -1),),
        (Stop("s", windows=()),),
        (Stop("s", service_s=-1),),
    ):
        with pytest.raises(ValueError, match=r"one key|negative"):
            one_day(*wrong)
    with pytest.raises(ValueError, match="shift"):
        one_day(vans=(replace(VAN, shift=(2, 1)),))
    with pytest.raises(ValueError, match="size"):
        Problem((Stop("s"),), (VAN,), Travel((), ()))
    with pytest.raises(ValueError, match="twice"):
        evaluate(one_day(Stop("s")), VAN, ("s", "s"))
