"""Areas drawn behind: as far as the frame goes, never shaded, never moving the map itself."""

from __future__ import annotations

import pytest
import shapely

from fabrique.kernels.cartography import (
    ContoursRefused,
    Frame,
    basemap,
    choropleth,
    classify,
    simplified,
    standalone,
    with_behind,
)

QUARTERS = [shapely.box(2.02, 46.02, 2.04, 46.04), shapely.box(2.16, 46.05, 2.18, 46.07)]
COMMUNES = [shapely.box(2.0, 46.0, 2.1, 46.1), shapely.box(2.1, 46.0, 2.2, 46.1)]
FAR = shapely.box(5.0, 46.0, 5.1, 46.1)


def quarters():
    return basemap(simplified(["q1", "q2"], QUARTERS))


def test_communes_are_behind_their_neighbourhoods_and_the_map_stays_as_it_was():
    base = quarters()
    found = with_behind(base, ["a", "b", "far"], [*COMMUNES, FAR], "En fond, les communes.")
    assert len(found.behind) == 2
    assert (found.paths, found.width, found.height, found.outline) == (
        base.paths, base.width, base.height, base.outline,
    )  # fmt: skip
    assert found.notes == ("En fond, les communes.",)
    drawing = choropleth(found, classify([1.0, 2.0]), Frame("essai", "Essai"))
    svg = drawing.inline()
    assert svg.index('class="behind"') < svg.index('class="areas')
    assert (
        svg.count("<path")
        == choropleth(base, classify([1.0, 2.0]), Frame("essai", "Essai")).inline().count("<path") + 2
    )
    assert [entry.count for entry in drawing.legend.shades] == [1, 1]  # they are no area of the legend
    assert found.behind[0] in standalone(drawing)


def test_they_do_not_leave_the_frame_and_touch_each_other():
    base = quarters()
    found = with_behind(base, ["a", "b"], COMMUNES)
    west, _south, east, _north = base.bounds
    assert base.unit * base.width == pytest.approx(east - west)
    for path in found.behind:
        first = path[1:].split("z")[0]
        x, y = 0, 0
        numbers = [int(one) for one in first.replace("-", " -").split()]
        for step in range(0, len(numbers), 2):
            x, y = x + numbers[step], y + numbers[step + 1]
            assert 0 <= x <= base.width
            assert 0 <= y <= base.height


def test_without_any_to_see_nothing_changes_and_a_fault_is_told():
    base = quarters()
    assert with_behind(base, ["far"], [FAR], "En fond.") == base
    assert with_behind(base, [], []) is base
    with pytest.raises(ContoursRefused, match="se recouvrent"):
        with_behind(base, ["a", "b"], [COMMUNES[0], shapely.box(2.05, 46, 2.2, 46.1)])
