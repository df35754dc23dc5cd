"""Class breaks: as Fisher's exact optimum, readable, and nobody moved by rounding."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique.kernels.cartography.classes import UNKNOWN, Method, classify, roundest, shades

NUMBERS = st.lists(st.integers(-60, 60).map(lambda one: one / 4), min_size=1, max_size=11)
ANY = st.lists(st.floats(-1e9, 1e9, allow_subnormal=False), min_size=1, max_size=40)


def spread(groups: list[list[float]]) -> float:
    return sum(float(np.sum((np.array(one) - np.mean(one)) ** 2)) for one in groups)


def least_spread(values: list[float], number: int) -> float:
    """By trying all cuts between values that differ."""
    ordered, found = sorted(values), sorted(set(values))
    return min(
        spread([[v for v in ordered if low <= v < high] for low, high in pairwise(ends)])
        for cuts in combinations(found[1:], number - 1)
        for ends in [[found[0], *cuts, np.inf]]
    )


@given(NUMBERS, st.integers(1, 5))
def test_natural_breaks_are_the_exact_optimum(values, number):
    classes = classify(values, Method.NATURAL, number)
    groups = [[v for v, r in zip(values, classes.ranks, strict=True) if r == k] for k in range(len(classes))]
    assert len(classes) == min(number, len(set(values)))
    assert spread(groups) == pytest.approx(least_spread(values, len(classes)), abs=1e-9)


@given(ANY, st.sampled_from(Method), st.integers(1, 5))
def test_every_value_is_in_the_class_that_its_bounds_say(values, method, number):
    classes = classify(values, method, number)
    assert 1 <= len(classes) <= number
    assert (np.diff(classes.bounds) > 0)[:-1].all()
    assert np.isfinite(classes.bounds).all()
    for value, rank in zip(values, classes.ranks, strict=True):
        low, high = classes.bounds[rank], classes.bounds[rank + 1]
        assert low <= value
        assert value < high or (rank == len(classes) - 1 and value == high)
    assert classes.counts.sum() == len(values)
    assert len(classes.labels("%")) == len(classes)
    assert "nan" not in classes.said + "".join(classes.labels())


@given(st.integers(2, 5), st.integers(5, 40))
def test_quantiles_share_areas_evenly_when_all_values_differ(number, size):
    classes = classify(np.random.default_rng(size).permutation(size), Method.QUANTILES, number)
    assert classes.counts.max() - classes.counts.min() <= 1


def test_quantiles_as_worked_by_hand():
    classes = classify(range(35), Method.QUANTILES)
    assert classes.bounds.tolist() == [0, 7, 14, 21, 28, 34]
    assert classes.said == "Cinq classes de 7 communes chacune."
    assert classes.labels("%")[0] == "moins de 7\u202f%"
    assert classes.labels("%")[1] == "de 7 à moins de 14\u202f%"
    assert classes.labels("%")[4] == "28\u202f% et plus"


def test_equal_values_stay_together():
    classes = classify([0, 0, 0, 0, 0, 0, 1, 2, 3, 4], Method.QUANTILES)
    assert classes.ranks.tolist()[:6] == [0] * 6
    assert "cinq étaient demandées" in classes.said.lower()


def test_equal_steps_begin_at_round_numbers():
    classes = classify([3, 12, 27, 33, 48], Method.EQUAL)
    assert classes.bounds.tolist() == [3, 10, 20, 30, 40, 48]
    assert classes.said == "Cinq classes d’égale étendue, de 10 en 10."
    holed = classify([0.0, 0.1, 0.9, 1.0], Method.EQUAL, 5)
    assert holed.said == "Quatre classes d’égale étendue, de 0,25 en 0,25, dont deux sans commune."


def test_one_value_makes_one_class():
    for method in Method:
        classes = classify([7.5, 7.5, np.nan], method, area=("zone", "zones"))
        assert classes.labels("%") == ("7,5\u202f%",)
        assert classes.ranks.tolist() == [0, 0, UNKNOWN]
        assert classes.said == "Une seule classe : toutes les valeurs sont égales."


def test_no_value_makes_no_class():
    classes = classify([np.nan, np.nan])
    assert len(classes) == 0
    assert classes.labels() == ()
    assert classes.ranks.tolist() == [UNKNOWN, UNKNOWN]
    assert "Aucune valeur" in classes.said


def test_too_many_classes_are_not_asked():
    with pytest.raises(ValueError, match="from 1 to 5"):
        classify([1, 2], number=6)


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [(12.3, 12.9, 12.5), (1234, 1301, 1300), (-5, 3, 0), (3, 4, 4), (0.0123, 0.0128, 0.0125), (98, 103, 100)],
)
def test_the_roundest_number(low, high, written):
    assert roundest(low, high) == written


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_the_roundest_number_lies_between(one, two):
    low, high = sorted((one, two))
    if low < high:
        assert low < roundest(low, high) <= high


def test_shades_are_far_apart_when_few():
    assert [list(shades(number)) for number in range(6)] == [
        [], [3], [2, 4], [1, 3, 5], [1, 2, 4, 5], [1, 2, 3, 4, 5],
    ]  # fmt: skip


def test_one_value_or_none_is_said_in_any_gender():
    for area in (("commune", "communes"), ("quartier", "quartiers")):
        assert classify([np.nan, 4.0], area=area).said.startswith("Une seule valeur est connue")
        assert classify([np.nan], area=area).said == "Aucune valeur n’est connue : il n’y a pas de classe."
