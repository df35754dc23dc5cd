"""A rounded figure answers the same for ever, and is right on average."""

from __future__ import annotations

import pytest

from fabrique.kernels.disclosure import Rounding, crossed, flat, gaps

SECRET = b"a secret of sixteen bytes"


def test_the_nearest_multiple():
    assert [Rounding(5).told(("a",), value) for value in (0, 2, 3, 12, 13, 15)] == [0, 0, 5, 10, 15, 15]


def test_a_cell_asked_again_answers_the_same_and_many_are_right_on_average():
    rounding = Rounding(5, SECRET)
    told = [rounding.told((f"cell {rank}",), 12) for rank in range(2000)]
    assert told == [rounding.told((f"cell {rank}",), 12) for rank in range(2000)]
    assert set(told) == {10, 15}
    assert sum(told) / len(told) == pytest.approx(12, abs=0.2)
    assert told != [Rounding(5, SECRET[::-1]).told((f"cell {rank}",), 12) for rank in range(2000)]
    assert rounding.told(("a",), 15) == 15


def test_a_cell_turns_once_as_its_value_grows():
    told = [Rounding(5, SECRET).told(("a",), value) for value in range(10, 16)]
    assert told == sorted(told)
    assert set(told) == {10, 15}


def test_totals_that_no_longer_add_up_are_said():
    table = crossed({("a",): 12, ("b",): 12}, [flat("ab")])
    told = {key: Rounding(5).told(key, cell.value) for key, cell in table.cells.items()}
    assert gaps(table, told) == {("total",): 5}
    assert not gaps(table, {key: cell.value for key, cell in table.cells.items()})


def test_what_does_not_round_is_refused():
    with pytest.raises(ValueError, match="at least 2"):
        Rounding(1)
    with pytest.raises(ValueError, match="16 bytes"):
        Rounding(5, b"short")
