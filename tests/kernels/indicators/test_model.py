"""A value knows what it is, and a panel is whole."""

from __future__ import annotations

import numpy as np
import pytest

from fabrique.kernels.indicators import Kind, Measure, Panel, Series, Status, series

POP = Measure("pop", "Population", "personnes", Kind.COUNT)


def test_a_number_is_there_exactly_where_it_is_known():
    one = series(
        POP, [1, 2, np.nan, np.nan], [Status.OBSERVED, Status.IMPUTED, Status.SECRET, Status.MISSING]
    )
    assert one.known.tolist() == [True, True, False, False]
    assert series(POP, [3, np.nan, np.inf]).status.tolist() == [0, 3, 3]
    for values, status in ([np.nan], [Status.OBSERVED]), ([4.0], [Status.SECRET]), ([1.0, 2.0], [0]):
        with pytest.raises(ValueError, match="pop"):
            Series(POP, np.array(values), np.array(status, dtype=np.uint8))


def test_a_panel_has_each_area_once_and_a_value_for_each():
    one = Panel("commune", 2026, ("b", "a"), {"pop": series(POP, [1, 2])})
    assert one.rank_of() == {"b": 0, "a": 1}
    with pytest.raises(ValueError, match="twice"):
        Panel("commune", 2026, ("a", "a"), {})
    with pytest.raises(ValueError, match="1 values for 2 areas"):
        Panel("commune", 2026, ("a", "b"), {"pop": series(POP, [1])})
    with pytest.raises(ValueError, match="direction"):
        Measure("x", "x", "", Kind.COUNT, direction=2)
