"""Sharing by priority: the order is served exactly, and nothing fits better within it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.kernels.matching.priority import NONE, Limit, Outcome, Problem, Shared, share


def ints(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int64)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    fit = st.integers(-3, 5)
    table = draw(st.lists(st.lists(fit, min_size=columns, max_size=columns), min_size=rows, max_size=rows))
    devices = draw(st.lists(st.integers(0, columns - 1), max_size=4))
    requests = draw(st.lists(st.integers(0, rows - 1), max_size=6))
    limits = []
    for name in draw(st.sampled_from([(), ("programme",), ("programme", "foyer")])):
        most = draw(st.lists(st.integers(0, 3), min_size=1, max_size=2))
        groups = st.lists(st.integers(NONE, len(most) - 1), min_size=len(requests), max_size=len(requests))
        limits.append(Limit(name, ints(*draw(groups)), ints(*most)))
    return Problem(np.array(table, np.int64), ints(*devices), ints(*requests), limits)


def every_sharing(problem: Problem) -> Iterator[tuple[tuple[int, ...], int]]:
    """Every way to give devices that fit to people within the limits, with its fit: the device of each."""

    def extend(request: int, given: tuple[int, ...], total: int) -> Iterator[tuple[tuple[int, ...], int]]:
        if request == len(problem.requests):
            yield given, total
            return
        yield from extend(request + 1, (*given, NONE), total)
        for device, kind in enumerate(problem.devices):
            fits = int(problem.fit[problem.requests[request], kind])
            if fits >= 0 and device not in given:
                yield from extend(request + 1, (*given, device), total + fits)

    for given_out, total in extend(0, (), 0):
        served = [number for number, device in enumerate(given_out) if device != NONE]
        if all(
            sum(limit.group[number] == group for number in served) <= most
            for limit in problem.limits
            for group, most in enumerate(limit.most)
        ):
            yield given_out, total


def who(given_out: tuple[int, ...]) -> tuple[bool, ...]:
    return tuple(device != NONE for device in given_out)


@given(problems())
def test_the_order_is_served_exactly_with_the_best_fit_within_it(problem):
    found = share(problem)
    ways = list(every_sharing(problem))
    first = max(who(way) for way, _ in ways)
    assert tuple((found.device >= 0).tolist()) == first
    assert found.fit == max(total for way, total in ways if who(way) == first)
    assert (tuple(found.device.tolist()), found.fit) in ways
    if not problem.limits:
        assert found.served == max(sum(who(way)) for way, _ in ways)


def moved(problem: Problem, request: int, place: int) -> Problem:
    """The same people, one of them placed higher."""
    order = list(range(len(problem.requests)))
    order.insert(place, order.pop(request))
    limits = [Limit(limit.name, limit.group[order], limit.most) for limit in problem.limits]
    return Problem(problem.fit, problem.devices, problem.requests[order], limits)


@given(problems())
def test_the_place_said_to_be_needed_is_the_first_that_serves(problem):
    found = share(problem)
    for request in np.flatnonzero(found.device < 0):
        served_at = [
            place
            for place in range(request + 1)
            if share(moved(problem, int(request), place)).device[place] != NONE
        ]
        assert max(served_at, default=NONE) == found.needed[request]


@given(problems())
def test_each_reason_is_true(problem):
    found = share(problem)
    owned = set(problem.devices.tolist())
    for request, reason in enumerate(found.outcome):
        fits = [kind for kind in owned if problem.fit[problem.requests[request], kind] >= 0]
        assert (reason == Outcome.NOTHING_FITS) == (not fits)
        assert (reason == Outcome.SERVED) == (found.device[request] != NONE)
        if reason == Outcome.LIMIT_REACHED:
            limit = problem.limits[found.limit[request]]
            group = limit.group[request]
            above = [one for one in range(request) if limit.group[one] == group and found.device[one] != NONE]
            assert len(above) == limit.most[group]
        if reason == Outcome.TAKEN_ABOVE:
            holders = [one for one, device in enumerate(found.device) if problem.devices[device] in fits]
            assert all(one < request for one in holders if found.device[one] != NONE)


def test_two_people_with_the_same_wish_are_served_in_their_order_whatever_others_gain():
    fit = np.array([[1, NONE], [9, 2]], np.int64)
    found = share(Problem(fit, ints(0, 1), ints(0, 1)))
    assert found.device.tolist() == [0, 1], "the second loses seven points so that the first is served"


def test_a_limit_may_serve_fewer_and_still_keeps_the_order():
    """The first could only be left out to serve two others: the order wins, and the page says so."""
    fit = np.array([[0, NONE], [NONE, 0]], np.int64)
    problem = Problem(fit, ints(0, 1), ints(0, 1, 0), [Limit("foyer", ints(0, 0, NONE), ints(1))])
    found = share(problem)
    assert found.device.tolist() == [0, NONE, NONE]
    assert found.outcome.tolist() == [Outcome.SERVED, Outcome.LIMIT_REACHED, Outcome.TAKEN_ABOVE]
    assert found.needed.tolist() == [NONE, 0, 0]


def test_alike_devices_go_out_in_their_order_and_the_best_ones_to_the_first():
    fit = np.array([[1, 5]], np.int64)
    found = share(Problem(fit, ints(1, 0, 1), ints(0, 0, 0)))
    assert found.device.tolist() == [0, 2, 1]


@pytest.mark.parametrize(
    "problem",
    [
        Problem(np.empty((0, 0), np.int64), ints(), ints()),
        Problem(np.zeros((2, 0), np.int64), ints(), ints(0, 1)),
        Problem(np.zeros((0, 2), np.int64), ints(0, 1), ints()),
        Problem(np.zeros((1, 1), np.int64), ints(0), ints(0), [Limit("nul", ints(0), ints(0))]),
    ],
)
def test_nothing_to_share_or_nobody_to_serve(problem):
    assert share(problem).served == 0


@pytest.mark.parametrize(
    "change",
    [
        {"fit": ints(1, 2)},
        {"devices": ints(0, 2)},
        {"requests": ints(-1)},
        {"limits": [Limit("foyer", ints(0, 0), ints(1))]},
        {"limits": [Limit("foyer", ints(1), ints(1))]},
    ],
)
def test_numbers_that_name_nothing_are_refused(change):
    parts = {"fit": np.zeros((1, 2), np.int64), "devices": ints(0, 1), "requests": ints(0), "limits": ()}
    with pytest.raises(ValueError, match=r"fit|devices|requests|limit"):
        Problem(**(parts | change))


def test_twenty_people_in_a_long_chain_of_exchanges():
    """Each new person is served only if all those before give their device on, one to the next."""
    size = 20
    fit = np.full((size, size), NONE, np.int64)
    for number in range(size):
        fit[number, number] = fit[number, max(0, number - 1)] = 0
    found: Shared = share(Problem(fit, np.arange(size), np.arange(size)[::-1].copy()))
    assert found.served == size
    for place, kinds in enumerate(itertools.pairwise([*range(size), size])):
        assert kinds[0] == place
