"""Worked by hand: two places, three people on a line, so that each figure can be checked on paper."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from fabrique.kernels.access import (
    APL,
    CostTable,
    Gaussian,
    Method,
    Power,
    Steps,
    StraightLine,
    capacity_of,
    demand_of,
    measure,
    steps,
    weekly_hours,
    within,
)
from fabrique.kernels.hours.schedule import Schedule

# Hamlets A, B, C at 0, 4 and 12 km, of 100, 300 and 50 people; sites S at 0 km (6) and T at 10 km (4).
PEOPLE = np.array([[0.0, 0.0], [4_000.0, 0.0], [12_000.0, 0.0]])
SITES = np.array([[0.0, 0.0], [10_000.0, 0.0]])
POPULATION, CAPACITY = np.array([100.0, 300.0, 50.0]), np.array([6.0, 4.0])
PAIRS = StraightLine(PEOPLE, SITES)


def values(method, decay, pairs=PAIRS, population=POPULATION, capacity=CAPACITY):
    return measure(pairs, population, capacity, method, [decay])[0].values


def test_cumulative_opportunities_counts_what_is_within():
    # A: S at 0 km, and T at 10 km is on the edge, which counts. B: S at 4, T at 6. C: T at 2.
    assert values(Method.SUM, within(10_000)).tolist() == [10.0, 10.0, 4.0]
    assert values(Method.SUM, within(9_999.9)).tolist() == [6.0, 10.0, 4.0]


def test_hansen_divides_by_the_power_of_the_distance():
    # Nearest 1 km, exponent 1: A = 6/1 + 4/10; B = 6/4 + 4/6; C = 6/12 + 4/2.
    decay = Power(reach=15_000, exponent=1, nearest=1_000)
    assert values(Method.SUM, decay) == pytest.approx([6.4, 1.5 + 2 / 3, 2.5])


def test_two_step_floating_catchment():
    # Within 6 km: S serves A and B (400 people), 6/400. T serves B and C (350), 4/350.
    s, t = 6 / 400, 4 / 350
    assert values(Method.SHARED, within(6_000)) == pytest.approx([s, s + t, t])


def test_enhanced_two_step_floating_catchment_weighs_by_thirds():
    # Thirds of 9 km: 3, 6, 9. A–S 0 km: 1; B–S 4 km: 0.68; B–T 6 km: 0.68, on the edge; C–T 2 km: 1.
    s, t = 6 / (100 + 300 * 0.68), 4 / (300 * 0.68 + 50)
    assert values(Method.SHARED, steps(9_000)) == pytest.approx([s, 0.68 * s + 0.68 * t, t])


def test_gaussian_is_one_at_the_door_and_zero_at_the_edge():
    # A sees S only (T is at 10 km, the edge). At 4 km: (e^-0.08 − e^-0.5) / (1 − e^-0.5) = 0.804601.
    decay = Gaussian(10_000)
    assert decay.weigh(np.array([0.0, 4_000.0, 10_000.0])) == pytest.approx([1, 0.80460, 0], abs=1e-5)
    b = 0.804601
    found = measure(PAIRS, POPULATION, CAPACITY, Method.SHARED, [decay])[0]
    assert found.demand[0] == pytest.approx(100 + 300 * b, rel=1e-5)
    assert found.values[0] == pytest.approx(6 / (100 + 300 * b), rel=1e-5)


def test_three_step_shares_out_those_who_have_the_choice():
    # Thirds of 9 km. B is at 0.68 from both: one half goes to each. A and C have one choice.
    s, t = 6 / (100 + 150 * 0.68), 4 / (150 * 0.68 + 50)
    assert values(Method.CHOSEN, steps(9_000)) == pytest.approx([s, 0.5 * 0.68 * (s + t), t])


def test_modified_two_step_loses_what_is_far_from_all():
    s, t = 6 / (100 + 300 * 0.68), 4 / (300 * 0.68 + 50)
    found = measure(PAIRS, POPULATION, CAPACITY, Method.SUBOPTIMAL, [steps(9_000)])[0]
    assert found.values == pytest.approx([s, 0.68**2 * (s + t), t])
    assert found.expected is None
    assert found.conserved is None
    assert found.total < 10


def test_apl_weighs_minutes_in_a_table_of_times():
    # A–S 4 min: 1; B–S 5 min: 1, on the edge; B–T 12 min: 0.1; C–T 7 min: 0.3; A–T 20 min: out of reach.
    table = CostTable(
        3, 2, np.array([0, 1, 1, 2, 0]), np.array([0, 0, 1, 1, 1]), np.array([4.0, 5.0, 12.0, 7.0, 20.0])
    )
    s, t = 6 / (100 + 300), 4 / (300 * 0.1 + 50 * 0.3)
    assert values(Method.SHARED, steps(15, APL), table) == pytest.approx([s, s + 0.1 * t, 0.3 * t])


class Bell:
    """exp(−½ d²), as in the published example below."""

    reach = 3.0

    def weigh(self, cost):
        return np.exp(-0.5 * cost**2)


def test_a_published_example():
    """The tiny catchment of the introduction to sdc-catchment: three consumers in a line, two providers."""
    pairs = StraightLine(np.array([[0.0, 0], [1, 0], [2, 0]]), np.array([[0.0, 0], [2, 0]]))
    people, places = np.full(3, 100.0), np.full(2, 10.0)
    binary, bell = measure(pairs, people, places, Method.SHARED, [within(3), Bell()])
    assert binary.values.round(6).tolist() == [0.066667] * 3
    assert bell.values.round(6).tolist() == [0.065179, 0.069641, 0.065179]


def test_nearest_is_the_least_cost_to_an_open_site():
    cost, which = PAIRS.nearest(np.array([True, True]))
    assert cost.tolist() == [0.0, 4_000.0, 2_000.0]
    assert which.tolist() == [0, 0, 1]
    assert PAIRS.nearest(np.array([False, True]))[0].tolist() == [10_000.0, 6_000.0, 2_000.0]
    assert PAIRS.nearest(np.array([False, False]))[0].tolist() == [np.inf] * 3
    table = CostTable(3, 2, np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([9.0, 2.0, 5.0]))
    cost, which = table.nearest(np.array([True, True]))
    assert cost.tolist() == [2.0, 5.0, np.inf]
    assert which.tolist() == [1, 1, -1]


def test_a_detour_lengthens_the_way():
    # 5 km × 1.3 = 6.5 km: B no longer reaches T (6 × 1.3 = 7.8) but still S (4 × 1.3 = 5.2).
    pairs = StraightLine(PEOPLE, SITES, scale=1.3)
    assert values(Method.SUM, within(6_500), pairs).tolist() == [6.0, 6.0, 4.0]


def test_nothing_in_reach_is_zero_and_said():
    found = measure(PAIRS, POPULATION, CAPACITY, Method.SHARED, [within(1_500)])[0]
    assert found.values.tolist() == [0.06, 0.0, 0.0]
    assert found.out_of_reach.tolist() == [False, True, True]
    assert found.without_demand.tolist() == [False, True]  # T: nobody within 1.5 km
    assert found.expected == 6.0
    assert found.total == pytest.approx(6.0)
    assert found.conserved is True


@pytest.mark.parametrize("method", list(Method))
def test_no_people_or_no_site_is_not_a_fault(method):
    nobody, nowhere = np.zeros((0, 2)), np.zeros(0)
    assert values(method, steps(9_000), StraightLine(nobody, SITES), nowhere).tolist() == []
    assert values(method, Gaussian(9_000), StraightLine(nobody, SITES), nowhere).tolist() == []
    for decay in (steps(9_000), Gaussian(9_000)):
        empty = values(method, decay, StraightLine(PEOPLE, nobody), capacity=nowhere)
        assert empty.tolist() == [0.0, 0.0, 0.0]


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="increase"):
        Steps((2.0, 2.0), (1.0, 0.5))
    with pytest.raises(ValueError, match="at least 0"):
        Steps((2.0,), (-1.0,))
    with pytest.raises(ValueError, match="positive"):
        within(0)
    with pytest.raises(ValueError, match="one weight"):
        Steps((), ())
    with pytest.raises(ValueError, match="positive"):
        Gaussian(-1)
    with pytest.raises(ValueError, match="positive"):
        Power(10, 0, 1)
    with pytest.raises(ValueError, match="not negative"):
        values(Method.SUM, within(1), population=-POPULATION)
    with pytest.raises(ValueError, match="for 2"):
        values(Method.SUM, within(1), capacity=POPULATION)
    with pytest.raises(ValueError, match="finite"):
        StraightLine(np.array([[np.nan, 0.0]]), SITES)
    with pytest.raises(ValueError, match="scale"):
        StraightLine(PEOPLE, SITES, scale=0)
    with pytest.raises(ValueError, match="twice"):
        CostTable(1, 1, np.array([0, 0]), np.array([0, 0]), np.array([1.0, 2.0]))
    with pytest.raises(ValueError, match="at least 0"):
        CostTable(1, 1, np.array([0]), np.array([0]), np.array([-1.0]))


def test_dated_openings_add_to_the_rule_but_count_once():
    opening, monday = Schedule("Tu 09:00-12:00"), date(2026, 1, 5)
    tuesday, friday = date(2026, 1, 6), date(2026, 1, 9)
    dated = {tuesday: [(600, 780)], friday: [(540, 600), (570, 630)], date(2027, 1, 5): [(0, 600)]}
    # Tuesday: 9 to 13 in all; Friday: 9 to 10:30; the year after is out of the weeks that are looked at.
    assert weekly_hours(opening, monday, 1, dated) == pytest.approx(4 + 1.5)
    assert weekly_hours(Schedule(""), monday, 2, dated) == pytest.approx((3 + 1.5) / 2)


def test_capacity_is_hours_by_staff_and_demand_is_people_by_rate():
    # 2026: 52 weeks from Monday 5 January; three hours on Tuesdays, four on Thursdays but in August.
    opening = Schedule("Tu 09:00-12:00; Th 14:00-18:00; Aug Th off")
    # Thursdays of August 2026: 6, 13, 20, 27.
    assert weekly_hours(opening, date(2026, 1, 5)) == pytest.approx((52 * 3 + 48 * 4) / 52)
    assert weekly_hours(Schedule("on demand, call"), date(2026, 1, 5)) == 0
    assert capacity_of(np.array([7.0, 3.0]), np.array([2.0, 0.5])).tolist() == [14.0, 1.5]
    assert demand_of(np.array([200.0]), np.array([0.15])).tolist() == [30.0]
    with pytest.raises(ValueError, match="between 0 and 1"):
        demand_of(np.array([200.0]), np.array([15.0]))
    with pytest.raises(ValueError, match="one week"):
        weekly_hours(opening, date(2026, 1, 5), weeks=0)
