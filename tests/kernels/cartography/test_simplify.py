"""Contours made light together: no gap, no overlap, nobody lost; the rest is refused in French."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique.kernels.cartography import ContoursRefused, basemap, simplified
from fabrique.kernels.cartography.paths import rings
from fabrique.kernels.cartography.planes import Plane
from tests.conftest import ROOT
from tests.kernels.cartography.coverages import dense, named, voronoi

REAL = Path(ROOT).parent / "shared/data/observatory/contours/territoires_communes.geojson"
SQUARE = shapely.box(2.0, 46.0, 2.1, 46.1)
NEXT = shapely.box(2.1, 46.0, 2.2, 46.1)


def edges(found: list[np.ndarray]) -> Counter[tuple[int, ...]]:
    """The directed edges of rings on the grid, those that go and come back along one line taken out."""
    count: Counter[tuple[int, ...]] = Counter()
    for ring in found:
        for start, end in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            edge, back = (*map(int, start), *map(int, end)), (*map(int, end), *map(int, start))
            if count[back]:
                count[back] -= 1
            else:
                count[edge] += 1
    return +count


@given(st.integers(0, 10_000), st.integers(2, 40))
@settings(max_examples=12, deadline=None)
def test_neighbours_still_share_their_borders(seed, number):
    cells = dense(seed, number)
    assert shapely.coverage_is_valid(cells)
    coverage = simplified(named(number), cells, points=20 * number)
    assert shapely.get_num_coordinates(coverage.shapes).sum() < shapely.get_num_coordinates(cells).sum() / 2
    assert shapely.coverage_is_valid(coverage.shapes)
    assert (shapely.area(coverage.shapes) > 0).all()
    whole, apart = shapely.coverage_union_all(coverage.shapes), shapely.union_all(coverage.shapes)
    assert whole.area == pytest.approx(shapely.area(coverage.shapes).sum(), rel=1e-9)
    assert shapely.symmetric_difference(whole, apart).area <= whole.area * 1e-9


@given(st.integers(0, 10_000), st.integers(2, 60))
@settings(max_examples=12, deadline=None)
def test_on_the_grid_inner_borders_cancel_and_the_outline_remains(seed, number):
    coverage = simplified(named(number), dense(seed, number))
    base = basemap(coverage)
    found = [ring for shape in coverage.shapes for ring in rings(shape, base.origin, base.unit)]
    border = rings(shapely.coverage_union_all(coverage.shapes), base.origin, base.unit)
    assert edges(found) == edges(border)
    assert base.drawn.all()


def test_corners_go_until_few_enough_remain():
    cells, codes = dense(4, 40), named(40)
    fine, coarse = simplified(codes, cells), simplified(codes, cells, points=500)
    assert shapely.get_num_coordinates(coarse.shapes).sum() <= 500
    assert 500 < shapely.get_num_coordinates(fine.shapes).sum() < shapely.get_num_coordinates(cells).sum()


def test_the_same_contours_give_the_same_map():
    cells = dense(3, 30)
    assert basemap(simplified(named(30), cells)).paths == basemap(simplified(named(30), cells)).paths


def test_an_islet_of_a_territory_stays_visible():
    islet = shapely.Point(2.5, 46.0).buffer(0.0001)
    base = basemap(simplified(["far", "here", "there"], [islet, SQUARE, NEXT]))
    assert base.small.tolist() == [True, False, False]
    assert base.paths[0].endswith("-6 6 6 6 6-6z")


def test_the_islands_of_an_area_are_kept():
    island = shapely.box(2.3, 46.0, 2.31, 46.01)
    base = basemap(simplified(["a", "b"], [shapely.union(SQUARE, island), NEXT]))
    assert base.paths[0].count("z") == 2


def test_a_hole_is_a_hole():
    ring = shapely.difference(SQUARE, shapely.box(2.03, 46.03, 2.06, 46.06))
    coverage = simplified(["ring"], [ring])
    base = basemap(coverage)
    assert base.paths[0].count("z") == 2
    assert base.surface * base.unit**2 == pytest.approx(coverage.shapes[0].area, rel=0.001)


def test_what_has_no_contour_is_said_and_left_out():
    base = basemap(simplified(["a", "b", "c"], [SQUARE, None, shapely.Polygon()]))
    assert base.drawn.tolist() == [True, False, False]
    assert np.isfinite(base.anchors).all()
    assert base.notes == ("Sans contour, donc absents de la carte : b, c.",)
    nothing = basemap(simplified(["a"], [None]))
    assert nothing.paths == ("",)
    assert nothing.outline == ""


def test_a_contour_that_crosses_itself_is_mended_and_said():
    bow = shapely.Polygon([(2, 46), (2.1, 46.1), (2.1, 46), (2, 46.1)])
    coverage = simplified(["bow", "next"], [bow, NEXT])
    assert coverage.notes == ()
    assert coverage.mended == ("Contours qui se croisaient eux-mêmes, réparés : bow.",)
    assert coverage.shapes[0].area > 0


def test_borders_drawn_twice_are_adjusted_and_said():
    beside = shapely.Polygon([(2.0999995, 46), (2.2, 46), (2.2, 46.1), (2.1000004, 46.1), (2.0999996, 46.05)])
    coverage = simplified(["a", "b"], [SQUARE, beside])
    assert shapely.coverage_is_valid(coverage.shapes)
    assert coverage.notes == ()
    assert coverage.mended == ("Bords mal ajustés entre voisins, réparés : a, b.",)


@given(st.integers(0, 10_000), st.integers(2, 12))
@settings(max_examples=10, deadline=None)
def test_contours_drawn_apart_by_a_shaky_hand_are_adjusted(seed, number):
    draw, cells = np.random.default_rng(seed), dense(seed, number)
    corners = [shapely.get_coordinates(cell)[:-1] for cell in cells]
    shaky = [shapely.Polygon(one + draw.uniform(-2e-6, 2e-6, one.shape)) for one in corners]
    assert not shapely.coverage_is_valid(shaky)
    coverage = simplified(named(number), shaky)
    assert shapely.coverage_is_valid(coverage.shapes)
    assert coverage.mended[-1].startswith("Bords mal ajustés")
    steady = simplified(named(number), cells)
    assert shapely.area(coverage.shapes) == pytest.approx(shapely.area(steady.shapes), rel=0.01)


def test_a_slit_between_two_areas_is_closed():
    beside = shapely.union(shapely.box(2.10001, 46.0, 2.2, 46.1), shapely.box(2.1, 46.0, 2.2, 46.001))
    beside = shapely.union(beside, shapely.box(2.1, 46.099, 2.2, 46.1))
    assert shapely.union(SQUARE, beside).interiors
    coverage = simplified(["a", "b"], [SQUARE, beside])
    assert not shapely.coverage_union_all(coverage.shapes).interiors


def test_a_lagoon_is_no_slit():
    around = shapely.difference(shapely.box(2.1, 46, 2.3, 46.1), shapely.box(2.1, 46.02, 2.15, 46.08))
    square = shapely.Polygon([(2, 46), (2.1, 46), (2.1, 46.02), (2.1, 46.08), (2.1, 46.1), (2, 46.1)])
    coverage = simplified(["a", "b"], [square, around])
    assert len(shapely.coverage_union_all(coverage.shapes).interiors) == 1
    assert coverage.mended == ()


@pytest.mark.parametrize(
    ("codes", "contours", "said"),
    [
        (["a", "b"], [SQUARE, shapely.box(2.05, 46, 2.2, 46.1)], "se recouvrent : a et b"),
        (["a", "b"], [SQUARE, SQUARE], "se recouvrent : a et b"),
        (["a", "a"], [SQUARE, NEXT], "même code : a"),
        (["a"], [shapely.box(650_000, 6_860_000, 651_000, 6_861_000)], "EPSG:4326"),
        (["a"], [shapely.Polygon([(2, 46), (np.inf, 46), (2, 47)])], "pas des nombres"),
        (["a"], [shapely.LineString([(2, 46), (3, 47)])], "pas une surface"),
        (["a"], [shapely.Polygon([(2, 46), (3, 46), (2, 46)])], "pas de surface"),
    ],
)
def test_what_cannot_be_drawn_is_refused(codes, contours, said):
    with pytest.raises(ContoursRefused, match=said):
        simplified(codes, contours)


def test_neighbours_are_kept_where_they_are_seen():
    far = shapely.box(5, 46, 5.1, 46.1)
    inside = [True, False, False]
    base = basemap(simplified(["a", "b", "far"], [SQUARE, NEXT, far], inside=inside), inside)
    assert base.drawn.tolist() == [True, True, False]
    assert base.notes == ()
    assert "b" not in base.notes
    alone = basemap(simplified(["a"], [SQUARE]))
    assert base.outline == alone.outline


def test_overseas_and_the_equator_keep_their_shape():
    for latitude in (-21.1, -12.8, 0.0, 4.0, 46.5):
        around = np.array([[55.01, latitude], [55.0, latitude + 0.01], [54.99, latitude]])
        east, north, west = Plane(55.0, latitude)(around)
        expected = 0.01 * np.pi / 180 * 6_371_008.8
        assert north[1] - east[1] == pytest.approx(expected, abs=0.5)
        assert north[0] == pytest.approx(0, abs=0.1)
        assert east[0] == pytest.approx(expected * np.cos(np.radians(latitude)), rel=1e-4)
        assert west[0] == pytest.approx(-east[0])


def test_points_fall_where_their_area_is():
    base = basemap(simplified(["a", "b"], [SQUARE, NEXT]))
    (spot,) = base.place([2.15], [46.05])
    assert spot == pytest.approx(base.anchors[1], abs=2)


def test_voronoi_far_from_the_middle_of_the_drawing_is_not_lost():
    cells = voronoi(5, 12, middle=(-61.0, 14.6), wide=0.3)
    assert basemap(simplified(named(12), cells)).drawn.all()


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.is_file(), reason="les contours (../shared/data) ne sont pas là")
def test_the_communes_of_eight_departments():
    features = json.loads(REAL.read_text())["features"]
    codes = [one["properties"]["code"] for one in features]
    shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in features]
    coverage = simplified(codes, shapes)
    base = basemap(coverage)
    assert base.drawn.all()
    assert shapely.coverage_is_valid(coverage.shapes)
    assert sum(map(len, base.paths)) < 130_000
    found = [ring for shape in coverage.shapes for ring in rings(shape, base.origin, base.unit)]
    assert edges(found) == edges(rings(shapely.coverage_union_all(coverage.shapes), base.origin, base.unit))
