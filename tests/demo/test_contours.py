"""Contours are valid, share their borders exactly, and are the same for the same seed."""

import pytest
import shapely

from fabrique.demo import geography
from fabrique.demo.communes import POPULATION, communes
from fabrique.demo.contours import DemoMap, draw

METROPOLIS = communes("metropolis")


def drawn(seed: int = 1) -> DemoMap:
    return draw(METROPOLIS, bounds=geography.METROPOLIS_BOUNDS, seed=seed)


def test_the_metropolis_has_the_communes_of_the_story():
    assert [one.code for one in METROPOLIS] == [f"{code:05d}" for code in range(101, 125)]
    assert sum(one.population for one in METROPOLIS) == POPULATION == 412_300
    assert {one.name: one.former_names for one in METROPOLIS}["Les Deux-Écluses"] == (
        "Écluse-Haute",
        "Écluse-Basse",
    )
    assert all(code.startswith("00") and len(code) == 5 for one in METROPOLIS for code in one.postal_codes)


def test_the_region_repeats_the_pattern_under_other_names():
    region = communes("region")
    assert len(region) == len({one.code for one in region}) == len({one.name for one in region}) == 384
    assert all(len(code) == 5 for one in region for code in one.postal_codes)
    assert region[:24] == METROPOLIS


@pytest.mark.parametrize("seed", [1, 2, 7])
def test_communes_neither_overlap_nor_leave_a_gap(seed):
    outlines = drawn(seed).communes
    assert set(outlines) == {one.code for one in METROPOLIS}
    shapes = list(outlines.values())
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    whole = shapely.union_all(shapes)
    assert sum(shape.area for shape in shapes) == pytest.approx(whole.area, rel=1e-9)
    # Firm ground and an island, without a hole in either.
    parts = shapely.get_parts(whole)
    assert len(parts) == 2
    assert [len(part.interiors) for part in parts] == [0, 0]


def test_the_towns_are_in_their_communes_and_port_sablier_touches_its_neighbours():
    outlines = drawn().communes
    for one in METROPOLIS:
        for seed in geography.degrees(geography.np.array(one.seeds)):
            assert shapely.contains_xy(outlines[one.code], *seed), one.name
    for neighbour in ("00102", "00103"):
        assert shapely.intersection(outlines["00101"], outlines[neighbour]).length > 0.01


def test_the_centre_is_denser_than_the_outside():
    outlines = drawn().communes
    assert outlines["00102"].area < outlines["00123"].area / 3


def test_six_neighbourhoods_lie_each_in_its_commune():
    made = drawn()
    assert len({one.code for one in made.neighbourhoods}) == 6
    for one in made.neighbourhoods:
        assert one.outline.is_valid
        assert shapely.contains(made.communes[one.commune_code], one.outline), one.name
    outlines = [one.outline for one in made.neighbourhoods]
    assert sum(one.area for one in outlines) == pytest.approx(shapely.union_all(outlines).area)


def test_the_same_seed_draws_the_same_map_and_another_seed_another_one():
    assert drawn(3) == drawn(3)
    assert drawn(3) != drawn(4)
