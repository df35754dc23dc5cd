"""The plain sketch: framed by its outlines, or by its stops when it shows a way."""

from __future__ import annotations

import re
from math import dist

from fabrique.directory.documents.sketch import sketch_svg

WIDE = {"type": "Polygon", "coordinates": [[[-2, 47], [-1, 47], [-1, 48], [-2, 48], [-2, 47]]]}
DOTS = [("1", (47.21, -1.55)), ("2", (47.22, -1.53))]


def between(svg: str) -> float:
    """How far apart the two dots are drawn."""
    one, other = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="11', svg)
    return dist([float(each) for each in one], [float(each) for each in other])


def test_stops_that_are_near_fill_the_frame_of_a_round():
    assert between(sketch_svg([WIDE], DOTS, threaded=True)) > 200
    assert between(sketch_svg([WIDE], DOTS)) < 30
