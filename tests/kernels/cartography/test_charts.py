"""Bars for a ranked table: to scale, as whole charts and as cells."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import numpy as np
import pytest

from fabrique.kernels.cartography import (
    GREY,
    Contribution,
    Interval,
    contribution_cell,
    contributions,
    interval_cell,
    intervals,
    standalone,
)
from fabrique.kernels.cartography.svg import markup

SVG = "{http://www.w3.org/2000/svg}"


def bars(node, name):
    root = ET.fromstring(node)
    return [
        {side: float(one.get(side)) for side in ("x", "width")}
        for one in root.iter(f"{SVG}rect" if node.startswith("<svg xmlns") else "rect")
        if one.get("class") == name
    ]


def test_an_interval_lies_between_its_ranks():
    (bar,) = bars(markup(interval_cell(Interval("Ax", 3, 2, 6), 11)), "band")
    assert bar == {"x": 100.0, "width": 400.0}
    (point,) = bars(markup(interval_cell(Interval("Ax", 3, 2, 6), 11)), "dot")
    assert point["x"] + 4 == 200
    (sure,) = bars(markup(interval_cell(Interval("Ax", 11, 11, 11), 11)), "band")
    assert sure["width"] > 0
    assert bars(markup(interval_cell(Interval("Seule", 1, 1, 1), 1)), "dot")


def test_contributions_start_from_the_middle():
    (more,) = bars(markup(contribution_cell(Contribution("Âge", 2.0), 4.0)), "more")
    (less,) = bars(markup(contribution_cell(Contribution("Âge", -4.0), 4.0)), "less")
    assert more == {"x": 500.0, "width": 250.0}
    assert less == {"x": 0.0, "width": 500.0}
    with pytest.raises(ValueError, match="longer"):
        contribution_cell(Contribution("Âge", 5.0), 4.0)


def test_what_makes_no_sense_is_not_drawn():
    with pytest.raises(ValueError, match="does not hold"):
        Interval("Ax", 1, 2, 3)
    with pytest.raises(ValueError, match="does not hold"):
        Interval("Ax", 1, np.nan, 3)
    with pytest.raises(ValueError, match="rank 6 of 5"):
        interval_cell(Interval("Ax", 3, 2, 6), 5)
    with pytest.raises(ValueError, match="not a number"):
        Contribution("Âge", np.nan)


def test_whole_charts_say_names_and_figures():
    rows = [Interval("Ax & <b>", 1, 1, 2), Interval("Une commune au nom vraiment très long", 2, 1, 3)]
    chart = intervals(rows, 3, key="r1", title="Rangs", description="Deux zones.")
    words = [one.text for one in ET.fromstring(chart.inline()).iter(f"{SVG}text")]
    assert words == ["1er rang", "3e rang", "Ax & <b>", "1 à 2", "Une commune au nom vraiment t…", "1 à 3"]
    assert len(bars(chart.inline(), "band")) == 2
    parts = contributions([Contribution("Âge", 1.234), Contribution("Revenu", -0.5)], key="c1", title="Parts")
    words = [one.text for one in ET.fromstring(parts.inline()).iter(f"{SVG}text")]
    assert words[2:] == ["Âge", "+1,23", "Revenu", "−0,5"]
    assert GREY["more"] in standalone(parts, GREY)
    assert "nan" not in standalone(contributions([], key="c1", title="Rien"))
    assert "nan" not in standalone(contributions([Contribution("Âge", 0.0)], key="c1", title="Nul"))
