"""Those who wait count: against worked examples, the plain share, and a count by redistribution."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.kernels.waiting import incidence

days = st.lists(st.integers(0, 12), max_size=12)


def test_the_remission_times_of_freireich_as_every_textbook_has_them():
    """21 patients under 6-mercaptopurine (Freireich 1963): S(6) = 0.857, S(10) = 0.753, S(23) = 0.448."""
    curve = incidence([6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
    known = dict(zip(curve.times, curve.shares, strict=True))
    assert [round(1 - known[time], 3) for time in (6, 7, 10, 13, 16, 22, 23)] == [
        0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448,
    ]  # fmt: skip
    assert (curve.within(0.5), curve.within(0.9), curve.seen) == (23, None, 35)


def test_one_done_among_many_that_wait_is_no_median():
    curve = incidence([34], [30 + rank / 8 for rank in range(38)], [5, 9, 12])
    assert curve.within(0.5) is None
    assert curve.seen == 34.625


def test_what_ended_otherwise_is_never_done():
    curve = incidence([1, 2], [], [1, 1])
    assert curve.shares == (0.25, 0.5)
    assert curve.within(0.5) == 2
    assert incidence([], [], [3]).within(0.1) is None
    # Taken for things that still wait, they would be promised: all would be done on the second day.
    assert incidence([1, 2], [1, 1]).shares[-1] == 1


@pytest.mark.parametrize("done", [[], [-1.0]])
def test_nothing_and_less_than_nothing_are_refused(done: list[float]):
    with pytest.raises(ValueError, match=r"nothing|negative"):
        incidence(done)


@given(days.filter(len), days)
def test_when_nothing_waits_it_is_the_plain_share(done: list[int], other: list[int]):
    curve = incidence(done, (), other)
    for time, share in zip(curve.times, curve.shares, strict=True):
        assert share == pytest.approx(sum(each <= time for each in done) / (len(done) + len(other)))


@given(days.filter(len), days, days)
def test_what_waits_hands_its_part_to_those_that_are_left(
    done: list[int], waiting: list[int], other: list[int]
):
    """Efron 1967: each thing weighs the same; one that is lost to sight leaves its weight to those after."""
    rows = sorted([(t, 0) for t in done] + [(t, 1) for t in other] + [(t, 2) for t in waiting])
    weights = [Fraction(1, len(rows))] * len(rows)
    shares: dict[int, Fraction] = {}
    total = Fraction(0)
    for rank, (time, end) in enumerate(rows):
        after = len(rows) - rank - 1
        if end == 2 and after:
            for other_rank in range(rank + 1, len(rows)):
                weights[other_rank] += weights[rank] / after
        if end == 0:
            total += weights[rank]
            shares[time] = total
    curve = incidence(done, waiting, other)
    assert list(curve.times) == sorted(shares)
    assert list(curve.shares) == pytest.approx([float(shares[time]) for time in sorted(shares)])
    assert list(curve.shares) == sorted(curve.shares)
