"""Points over areas: each kind has its shape, and what is out of the drawing is said."""

from __future__ import annotations

import pytest

from fabrique.kernels.cartography import MARKS, Frame, Point, basemap, points, simplified, standalone
from fabrique.kernels.cartography.points import _path
from tests.kernels.cartography.coverages import voronoi

CODES = [f"{rank:05}" for rank in range(6)]
BASE = basemap(simplified(CODES, voronoi(3, 6)))


def point(mark: str, **changes: object) -> Point:
    return Point(**{"latitude": 46.5, "longitude": 2.0, "name": "Quai <1>", "mark": mark, **changes})  # type: ignore[arg-type]


def test_each_mark_has_a_shape_of_its_own_and_a_line_in_the_legend():
    drawing = points(BASE, [point(mark) for mark in MARKS], Frame("sites", "Sites"))
    svg = drawing.inline()
    assert [entry.count for entry in drawing.legend.shades] == [1] * len(MARKS)
    assert [entry.label for entry in drawing.legend.shades] == list(MARKS.values())
    shapes = {_path(mark, 0, 0, 20) for mark in MARKS}
    assert len(shapes) == len(MARKS) - 1  # open and possible are both circles: one is full, the other empty
    assert all(f'class="point {mark}-point"' in svg for mark in MARKS)
    assert "Quai &lt;1&gt;" in svg
    assert drawing.notes == ()


def test_a_file_that_stands_alone_has_the_colours_of_the_marks():
    sheet = standalone(points(BASE, [point("open"), point("possible")], Frame("sites", "Sites")))
    assert "open-point" not in sheet
    assert 'fill="#1b2430"' in sheet
    assert "cercle vide : possible (1)" in sheet


def test_what_falls_out_of_the_drawing_is_counted():
    far = [point("stop", latitude=10.0), point("stop", latitude=11.0)]
    drawing = points(BASE, [point("depot"), *far], Frame("sites", "Sites"))
    assert drawing.notes[-1] == "2 points sont hors du dessin : le tableau les donne."
    assert [entry.count for entry in drawing.legend.shades] == [1]
    one = points(BASE, far[:1], Frame("sites", "Sites"))
    assert one.notes[-1].startswith("Un point")
    assert "stop-point" not in one.inline()


def test_many_points_are_drawn_smaller_and_an_unknown_mark_is_refused():
    few = points(BASE, [point("open")], Frame("sites", "Sites")).inline()
    many = points(BASE, [point("open")] * 700, Frame("sites", "Sites")).inline()
    assert "a24 24" in few
    assert "a11 11" in many
    with pytest.raises(ValueError, match="unknown marks"):
        points(BASE, [point("closed")], Frame("sites", "Sites"))
