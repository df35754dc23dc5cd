"""People set on points: none lost, none outside, the same every time."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique.observe.planning.spreading import Part, cell_middles, gathered, lattice, spread


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(50, 20_000), st.floats(50, 20_000), st.floats(0, 1e6), st.booleans()),
        min_size=1,
        max_size=6,
    )
)
def test_everybody_is_placed_inside_their_own_area(boxes: list[tuple[float, float, float, bool]]):
    parts = [
        Part(shapely.box(30_000 * at, 0, 30_000 * at + wide, high), people, fine=fine)
        for at, (wide, high, people, fine) in enumerate(boxes)
    ]
    places, people, rank = spread(parts, wanted=200)
    for at, part in enumerate(parts):
        inside = rank == at
        assert people[inside].sum() == pytest.approx(part.people)
        assert shapely.intersects_xy(part.shape, *places[inside].T).all()
    again = spread(parts, wanted=200)
    assert all(np.array_equal(one, two) for one, two in zip((places, people, rank), again, strict=True))


def test_there_are_about_as_many_points_as_wanted_and_several_in_a_neighbourhood():
    town = Part(shapely.box(0, 0, 20_000, 20_000), 10_000)
    quarter = Part(shapely.box(30_000, 0, 30_300, 300), 900, fine=True)
    places, people, rank = spread([town, quarter], wanted=4_000)
    assert 3_500 < (rank == 0).sum() < 4_500
    assert (rank == 1).sum() >= 4
    assert spread([Part(town.shape, 0)])[0].shape == (0, 2)
    assert len(places) == len(people)


def test_a_lattice_has_a_point_even_in_a_sliver():
    sliver = shapely.Polygon([(0, 0), (1000, 1), (1000, 2)])
    found = lattice(sliver, 500)
    assert len(found) == 1
    assert shapely.contains_xy(sliver, *found[0])


def test_a_cell_says_where_it_is():
    latitude, longitude = cell_middles(["CRS3035RES200mN2889000E3761200", "autre chose"])
    assert 48.8 < latitude[0] < 49.0
    assert 2.2 < longitude[0] < 2.5
    assert np.isnan(latitude[1])


def test_too_many_cells_are_gathered_without_losing_anybody_or_mixing_groups():
    random = np.random.default_rng(1)
    places, people = random.uniform(0, 20_000, (3_000, 2)), random.uniform(0, 50, 3_000)
    groups = ["a" if one < 10_000 else "b" for one in places[:, 0]]
    found, counts, first = gathered(places, people, groups, most=500)
    assert len(found) <= 500
    assert counts.sum() == pytest.approx(people.sum())
    assert {(groups[at], bool(x < 10_000)) for at, (x, _y) in zip(first, found, strict=True)} == {
        ("a", True),
        ("b", False),
    }
    same = gathered(places, people, groups)
    assert same[0] is places
