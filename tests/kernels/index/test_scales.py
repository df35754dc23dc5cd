"""Each scale and each treatment of extremes, by hand and by properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from fabrique.kernels.index.definition import Indicator, Method, Missing, Normalisation, Outliers
from fabrique.kernels.index.errors import Refusal
from fabrique.kernels.index.normalise import fit, positive
from fabrique.kernels.index.treat import fill_of, fit_outliers, moments

HOWS = [
    Normalisation(Method.RANK),
    Normalisation(Method.PERCENTILE),
    Normalisation(Method.Z),
    Normalisation(Method.MINMAX),
    Normalisation(Method.MINMAX, winsor=0.1),
    Normalisation(Method.GOALPOSTS),
    Normalisation(Method.BANDS, cuts=(0.2, 0.8), scores=(-1, 0, 1)),
    Normalisation(Method.RATIO),
    Normalisation(Method.DISTANCE, reference="median"),
]


def indicator(direction: int = 1, **changes: object) -> Indicator:
    return Indicator("a", "A", direction, goalposts=(1.0, 40.0), **changes)  # type: ignore[arg-type]


def points(how: Normalisation, values, direction: int = 1, learnt=None):
    known = np.array(values if learnt is None else learnt, dtype=float)
    return fit(indicator(direction), how, known)(np.array(values, dtype=float))


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (Normalisation(Method.RANK), [0, 50, 50, 100]),
        (Normalisation(Method.PERCENTILE), [12.5, 50, 50, 87.5]),
        (Normalisation(Method.MINMAX, low=1, high=10), [1, 2, 2, 10]),
        (Normalisation(Method.RATIO), [0, 25, 25, 350]),
        (Normalisation(Method.RATIO, reference=4.0), [0, 25, 25, 225]),
        (Normalisation(Method.BANDS, cuts=(1.0, 5.0), scores=(0, 1, 2), absolute=True), [0, 0, 0, 2]),
        (Normalisation(Method.DISTANCE, reference="max"), [0, 100 / 9, 100 / 9, 100]),
    ],
)
def test_scales_by_hand(how, expected):
    if how.method is Method.RATIO and how.reference == "mean":
        expected = [0, 100 / 2.75, 100 / 2.75, 900 / 2.75]
    np.testing.assert_allclose(points(how, [0, 1, 1, 9]), expected)


def test_z_scores_have_the_mean_and_deviation_asked():
    found = points(Normalisation(Method.Z), [1, 2, 3, 4])
    assert found.mean() == pytest.approx(50)
    assert found.std(ddof=1) == pytest.approx(10)


@pytest.mark.parametrize("how", HOWS, ids=lambda one: str(one.method))
@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0.5, 100), min_size=4, max_size=30), st.sampled_from([-1, 1]))
def test_more_fragile_is_never_a_lower_point_and_missing_stays_missing(how, values, direction):
    try:
        found = points(how, [*values, np.nan], direction, learnt=values)
    except Refusal:
        assert how.method is Method.DISTANCE  # the median is the least value
        return
    assert np.isnan(found[-1])
    assert np.isfinite(found[:-1]).all()
    order = np.argsort(direction * np.array(values))
    assert (np.diff(found[:-1][order]) >= -1e-9).all()


@pytest.mark.parametrize("how", HOWS, ids=lambda one: str(one.method))
def test_a_scale_learnt_on_one_year_is_applied_as_it_is_to_another(how):
    learnt = list(map(float, range(1, 41)))
    whole = points(how, learnt)
    np.testing.assert_allclose(points(how, learnt[5:9], learnt=learnt), whole[5:9])
    above = points(how, [1000.0], learnt=learnt)[0]
    assert above >= whole.max() - 1e-9


@pytest.mark.parametrize("how", HOWS, ids=lambda one: str(one.method))
def test_one_value_everywhere_is_the_middle_not_a_division_by_zero(how):
    found = points(how, [7.0, 7.0, np.nan], learnt=[7.0, 7.0])
    assert np.isfinite(found[:2]).all()
    assert found[0] == found[1]
    assert np.isnan(found[2])


def test_points_are_made_positive_for_the_other_means():
    assert positive(Normalisation(Method.MINMAX), np.array([0.0, 50, 100])).tolist() == [1, 50.5, 100]
    bands = Normalisation(Method.BANDS, cuts=(0.5,), scores=(-3, 3))
    assert positive(bands, np.array([-3.0, 3])).tolist() == [1, 100]
    assert positive(Normalisation(Method.Z), np.array([-20.0, 50])).tolist() == [1, 50]


def treated(outliers: Outliers, values, share: float = 0.1):
    known = np.array(values, dtype=float)
    return fit_outliers(indicator(outliers=outliers, outlier_share=share), known)(known)


def test_winsorising_cuts_at_the_quantiles():
    found = treated(Outliers.WINSOR, range(11))
    assert (found.min(), found.max()) == (1, 9)
    assert found[1:10].tolist() == list(range(1, 10))


def test_tukey_s_fences_cut_only_what_is_far():
    found = treated(Outliers.FENCES, [*range(11), 1000])
    assert found[:11].tolist() == list(range(11))
    quartiles = np.quantile([*range(11), 1000], [0.25, 0.75])
    assert found[11] == quartiles[1] + 3 * (quartiles[1] - quartiles[0])


def test_the_rule_of_moments_stops_as_soon_as_it_can():
    random = np.random.default_rng(1)
    regular = random.normal(size=200)
    np.testing.assert_array_equal(treated(Outliers.MOMENTS, regular), regular)
    wild = np.r_[regular, 500.0, 400.0]
    found = treated(Outliers.MOMENTS, wild)
    assert found.max() == np.sort(wild)[-3]
    low = treated(Outliers.MOMENTS, -wild)
    assert low.min() == -np.sort(wild)[-3]
    skew, kurtosis = moments(found)
    assert abs(skew) <= 2 or kurtosis <= 3.5


def test_moments_are_those_of_the_sample():
    values = np.array([1.0, 2, 3, 10])
    assert moments(values) == pytest.approx(
        (stats.skew(values, bias=False), stats.kurtosis(values, bias=False))
    )
    assert moments(np.ones(9)) == (0, 0)


def test_the_logarithm_keeps_the_order_and_takes_zero():
    assert treated(Outliers.LOG, [0, np.e - 1]).tolist() == pytest.approx([0, 1])
    assert (np.diff(treated(Outliers.LOG, [-5, -1, 0, 3])) > 0).all()


def test_what_fills_a_gap():
    known = np.array([0.0, 10, 20, 70])
    assert [fill_of(one, known) for one in (Missing.MEAN, Missing.MEDIAN)] == [25, 15]
    assert fill_of(Missing.LOW, known) == pytest.approx(3)
    assert fill_of(Missing.HIGH, known) == pytest.approx(55)
    with pytest.raises(Refusal):
        fill_of(Missing.OMIT, known)
