"""Figures that others published: COINr's documentation, the Arras rows of the IFN V0, DERI by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fabrique.kernels.index import compute, from_mapping
from fabrique.kernels.index.definition import Indicator, Method, Normalisation
from fabrique.kernels.index.normalise import fit
from fabrique.observe.standalone.index_data import load_definition
from tests.kernels.index.samples import data

# COINr 1.1.14 (MIT), « Presenting Results »: scores of the ASEM example, pillars then the two sub-indices and
# the index, to two decimals. Physical, ConEcFin, Political, Instit, P2P | Environ, Social, SusEcFin.
ASEM = {
    "CHE": ([63.41, 32.87, 74.78, 85.94, 56.93], [77.21, 87.85, 56.88], (62.79, 73.98, 68.38)),
    "NLD": ([64.87, 46.62, 84.55, 71.74, 41.92], [58.73, 86.58, 57.78], (61.94, 67.70, 64.82)),
    "DNK": ([50.52, 30.43, 78.13, 75.35, 51.04], [69.83, 86.40, 61.29], (57.10, 72.51, 64.80)),
    "NOR": ([58.18, 25.70, 80.03, 89.46, 33.80], [70.90, 87.00, 56.59], (57.44, 71.50, 64.47)),
    "BEL": ([71.97, 48.22, 80.84, 75.60, 43.32], [53.01, 86.17, 50.09], (63.99, 63.09, 63.54)),
    "SWE": ([51.51, 23.87, 80.98, 74.51, 38.50], [66.37, 87.74, 62.27], (53.87, 72.12, 63.00)),
    "IND": ([18.78, 6.38, 51.90, 59.84, 6.07], [75.34, 22.74, 54.88], (28.60, 50.99, 39.79)),
}
CONN, SUST = ["Physical", "ConEcFin", "Political", "Instit", "P2P"], ["Environ", "Social", "SusEcFin"]


def test_coinr_asem_scores_and_ranks_from_the_pillars_up():
    codes = [*CONN, *SUST]
    definition = from_mapping(
        {
            "name": "asem",
            "title": "ASEM",
            "version": "1",
            "normalisation": "goalposts",
            "indicators": [{"code": code, "direction": 1, "goalposts": [0, 100]} for code in codes],
            "groups": {
                "Conn": {"parts": CONN},
                "Sust": {"parts": SUST},
                "Index": {"parts": ["Conn", "Sust"]},
            },
        }
    )
    rows = [first + second for first, second, _scores in ASEM.values()]
    found = compute(definition, data(dict(zip(codes, np.array(rows).T.tolist(), strict=True))))
    published = np.array([scores for _first, _second, scores in ASEM.values()])
    ours = np.array([found.group_scores["Conn"], found.group_scores["Sust"], found.score]).T
    np.testing.assert_allclose(ours, published, atol=0.0101)  # the pillars are rounded to two decimals
    assert found.rank[:6].tolist() == [1, 2, 3, 4, 5, 6]


# COINr, « Normalisation »: ten made-up values, then by min-max on 0–100 and by distance to the first.
VALUES = [
    (0.87460066, 89.275844, 1.00000000),
    (0.17494063, 14.947235, 0.16742754),
    (0.03424133, 0.000000, 0.00000000),
    (0.32038573, 30.398642, 0.34050244),
    (0.40232824, 39.103831, 0.43801133),
    (0.19566983, 17.149409, 0.19209462),
    (0.40353812, 39.232363, 0.43945104),
    (0.06366146, 3.125456, 0.03500898),
    (0.38870131, 37.656170, 0.42179574),
    (0.97554784, 100.000000, None),
]


def scaled(how: Normalisation, values, *, direction: int = 1, goalposts=None):
    indicator = Indicator("a", "A", direction, goalposts=goalposts)
    return fit(indicator, how, np.asarray(values, dtype=float))(np.asarray(values, dtype=float))


def test_coinr_normalised_values():
    x = [row[0] for row in VALUES]
    minmax = scaled(Normalisation(Method.MINMAX), x)
    np.testing.assert_allclose(minmax, [row[1] for row in VALUES], atol=2e-5)
    distance = scaled(Normalisation(Method.DISTANCE, high=1.0, reference=x[0]), x)
    np.testing.assert_allclose(distance[:9], [row[2] for row in VALUES[:9]], atol=1e-7)


def test_coinr_goalposts_and_z_scores():
    posts = Normalisation(Method.GOALPOSTS, high=1.0)
    assert scaled(posts, [1, 11, -1], goalposts=(0.0, 10.0)).tolist() == [0.1, 1, 0]
    assert scaled(posts, [1, 11, -1], direction=-1, goalposts=(0.0, 10.0)).tolist() == [0.9, 0, 1]
    z = scaled(Normalisation(Method.Z, centre=5.0, spread=2.0), range(1, 11))
    assert z.mean() == pytest.approx(5)
    assert z.std(ddof=1) == pytest.approx(2)


# Two rows of the published Arras file of the V0, the means of the département, the EPCI and the region, and
# the published « SCORE GLOBAL … » (sum of six) and « SCORE GLOBAL … 1 » (÷ 6).
CODES = (
    "share_single_parent",
    "share_one_person",
    "median_income",
    "share_15_29",
    "share_low_diploma",
    "share_65_plus",
)
ARRAS = {
    "Hyper Centre": (0.253963588, 0.626189449, 17868, 0.348281899, 0.213505084, 0.187451626),
    "Jean Jaures Cheminots": (0.213515353, 0.335309818, 17868, 0.215657878, 0.391512328, 0.154572539),
}
MEANS = {
    "departement": (0.158662457, 0.30636784, 18099.285714286, 0.176702576, 0.347756974, 0.174811591),
    "epci": (0.176932523, 0.373161217, 20314.642857143, 0.190516077, 0.277163687, 0.180065701),
    "region": (0.162532919, 0.323203418, 18982, 0.187253868, 0.337224441, 0.168883617),
}
GLOBAL = {
    "departement": (138.150840829, 110.965203656),
    "epci": (127.207258348, 106.464110567),
    "region": (134.07185342, 108.672953127),
}


@pytest.mark.parametrize("scale", list(MEANS))
def test_the_v0_gives_its_published_scores_income_upside_down_included(scale):
    shipped = load_definition("ifn-v0")
    assert shipped.codes == CODES
    indicators = tuple(
        replace(one, normalisation=Normalisation(Method.RATIO, reference=mean))
        for one, mean in zip(shipped.indicators, MEANS[scale], strict=True)
    )
    frozen = replace(shipped, indicators=indicators, population="")
    columns = dict(zip(CODES, np.array(list(ARRAS.values())).T.tolist(), strict=True))
    found = compute(frozen, data(columns))
    np.testing.assert_allclose(found.score, GLOBAL[scale], rtol=1e-7)
    if scale == "departement":
        np.testing.assert_allclose(found.group_scores["interfaces"], 98.722127945, rtol=1e-9)


def test_deri_by_hand():
    """Two authorities of two areas: within each, an area that is worst everywhere has 10, best has 0. In the
    second, the first area is worst on qualifications only: 4/10 of deprivation, a third of the whole."""
    shipped = load_definition("deri-1.6")
    worst = {code: [1.0, 0.0, 0.0, 5.0] for code in shipped.codes}
    worst["mean_download_speed"] = [20.0, 90.0, 90.0, 20.0]
    worst["pct_no_qualifications"] = [30.0, 10.0, 40.0, 20.0]
    found = compute(shipped, data(worst, local_authority=["A", "A", "B", "B"]))
    np.testing.assert_allclose(found.score, [10, 0, 10 * 0.4 / 3, 10 - 10 * 0.4 / 3], atol=1e-12)


def test_deri_weighs_ages_five_and_the_two_others_two():
    """Fourteen in all, a third of the whole; the formula written with 1.4 gives 5/10 + 5/10 + 2/14 + 2/14."""
    shipped = load_definition("deri-1.6")
    ages, added = ("pct_65_74", "pct_75_plus"), ("pct_activities_limited", "pct_grade_de")
    for code in (*ages, *added):
        columns = {one: [1.0, 1.0] for one in shipped.codes} | {code: [0.0, 1.0]}
        found = compute(shipped, data(columns, local_authority=["A", "A"]))
        assert found.score[1] - found.score[0] == pytest.approx(10 / 3 * (5 if code in ages else 2) / 14)
    assert "9/7, soit 1,29" in shipped.description


def test_v2_bands_run_from_minus_ten_to_ten():
    shipped = load_definition("ifn-v2")
    columns = {one.code: [float(one.direction * rank) for rank in range(100)] for one in shipped.indicators}
    score = compute(shipped, data(columns)).score
    assert score[0] == pytest.approx(-10)
    assert score[-1] == pytest.approx(10)
    assert score[50] == pytest.approx(0)
    assert (score >= 10 - 1e-9).sum() == 10
