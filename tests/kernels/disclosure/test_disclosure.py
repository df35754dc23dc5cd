"""An attacker who knows what is published, that totals are sums and that counts are whole, learns nothing."""

from __future__ import annotations

from itertools import product
from random import Random
from time import perf_counter
from typing import Any

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique.kernels.disclosure import TwoWay, hidden_two_way

THRESHOLD = 11
counts = st.one_of(st.integers(0, 14), st.integers(0, 80), st.sampled_from([0, 10, 11, 400]))


@st.composite
def matrices(draw: st.DrawFn) -> list[list[int]]:
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    return [[draw(counts) for _column in range(columns)] for _row in range(rows)]


def whole(matrix: list[list[int]]) -> np.ndarray[Any, Any]:
    """With its totals."""
    inner = np.array(matrix, dtype=int)
    wide = np.hstack([inner, inner.sum(axis=1, keepdims=True)])
    return np.vstack([wide, wide.sum(axis=0, keepdims=True)])


def equations(rows: int, columns: int) -> np.ndarray[Any, Any]:
    """The sums that everybody knows, as rows over the cells of the whole table."""
    found = []
    for row in range(rows + 1):
        line = np.zeros((rows + 1, columns + 1))
        line[row, :columns], line[row, columns] = 1, -1
        found.append(line.ravel())
    for column in range(columns + 1):
        line = np.zeros((rows + 1, columns + 1))
        line[:rows, column], line[rows, column] = 1, -1
        found.append(line.ravel())
    return np.array(found)


def solved(table: np.ndarray[Any, Any], hidden: list[int], system: np.ndarray[Any, Any]) -> list[int]:
    """The hidden cells whose value the linear system gives."""
    _u, sizes, basis = np.linalg.svd(system[:, hidden])
    rank = int((sizes > 1e-9).sum())
    free = basis[rank:]
    return [cell for place, cell in enumerate(hidden) if np.abs(free[:, place]).max(initial=0.0) < 1e-9]


def bounds(
    table: np.ndarray[Any, Any], hidden: list[int], system: np.ndarray[Any, Any], cell: int
) -> tuple[float, float]:
    """The least and the greatest value of a hidden cell, by a general linear solver."""
    values = table.ravel().astype(float)
    low, high = values.copy(), values.copy()
    low[hidden], high[hidden] = 0.0, highspy.kHighsInf
    found = []
    for sign in (1.0, -1.0):
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        for each in range(len(values)):
            solver.addVar(low[each], high[each])
        for line in system:
            used = np.flatnonzero(line)
            solver.addRow(0.0, 0.0, len(used), used.astype(np.int32), line[used])
        solver.changeColCost(cell, sign)
        solver.run()
        bounded = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found.append(sign * solver.getInfo().objective_function_value if bounded else float("inf"))
    return found[0], found[1]


def attacked(matrix: list[list[int]], safe: TwoWay) -> None:
    table = whole(matrix)
    system = equations(safe.rows, safe.columns)
    hidden = sorted(row * (safe.columns + 1) + column for row, column in safe.hidden)
    assert all(table.ravel()[each] >= THRESHOLD for each in range(table.size) if each not in hidden)
    small = [each for each in hidden if table.ravel()[each] < THRESHOLD]
    assert not set(solved(table, hidden, system)) & set(small)
    for each in small[:6]:
        _low, high = bounds(table, hidden, system, each)
        assert high >= THRESHOLD - 1e-6


@settings(deadline=None, max_examples=60)
@given(matrices(), st.booleans())
def test_nothing_is_deduced_from_a_two_way_table(matrix: list[list[int]], keep: bool):
    attacked(matrix, hidden_two_way(matrix, THRESHOLD, keep_total=keep))


@settings(deadline=None, max_examples=40)
@given(matrices())
def test_nothing_hidden_beside_a_small_cell_could_be_shown(matrix: list[list[int]]):
    safe = hidden_two_way(matrix, THRESHOLD)
    table, system = whole(matrix), equations(safe.rows, safe.columns)
    width = safe.columns + 1
    hidden = sorted(row * width + column for row, column in safe.hidden)
    small = [each for each in hidden if table.ravel()[each] < THRESHOLD]
    if table[-1, -1] < THRESHOLD:
        return
    for each in set(hidden) - set(small):
        fewer = [one for one in hidden if one != each]
        assert any(bounds(table, fewer, system, one)[1] < THRESHOLD - 1e-6 for one in small)


def test_a_lonely_small_cell_takes_three_others_with_it():
    safe = hidden_two_way([[4, 40, 60], [50, 30, 20], [70, 25, 35]], THRESHOLD)
    assert (0, 0) in safe.hidden
    assert len(safe.hidden) == 4
    assert safe.shows(3, 3)


def test_a_table_without_small_cells_is_whole():
    assert hidden_two_way([[11, 12], [13, 14]], THRESHOLD).hidden == frozenset()


@pytest.mark.parametrize("matrix", [[[10]], [[3, 2], [1, 4]], [[0, 0]], []])
def test_a_table_of_few_persons_is_hidden_whole(matrix: list[list[int]]):
    safe = hidden_two_way(matrix, THRESHOLD)
    places = product(range(safe.rows + 1), range(safe.columns + 1))
    assert not any(safe.shows(*place) for place in places)


@pytest.mark.parametrize("matrix", [[[1, -1]], [[1, 2], [3]]])
def test_what_is_no_table_is_refused(matrix: list[list[int]]):
    with pytest.raises(ValueError, match=r"negative|unequal"):
        hidden_two_way(matrix, THRESHOLD)
    with pytest.raises(ValueError, match="threshold"):
        hidden_two_way([[1]], 0)


@settings(deadline=None, max_examples=30)
@given(matrices(), st.integers(3, 5), st.randoms(use_true_random=False))
def test_empty_places_change_nothing_and_are_as_safe(matrix: list[list[int]], empty: int, chance: Random):
    wide = [*matrix, *[[0] * len(matrix[0]) for _each in range(empty)]]
    chance.shuffle(wide)
    safe = hidden_two_way(wide, THRESHOLD)
    attacked(wide, safe)
    assert all((row, 0) in safe.hidden for row, values in enumerate(wide) if not any(values))


def test_hundreds_of_empty_places_cost_nothing():
    matrix = [[0] * 7 for _place in range(257)]
    for rank in range(0, 257, 8):
        matrix[rank][rank % 7] = 1 + rank % 13
    begun = perf_counter()
    safe = hidden_two_way(matrix, THRESHOLD)
    assert perf_counter() - begun < 10  # half a second alone; half a minute row by row
    assert safe.rows == 257
    assert safe.shows(257, 7)


def test_forty_places_by_seven_audiences_take_less_than_a_second_of_work():
    source = np.random.default_rng(7)
    matrix = source.poisson(9, (40, 7)).tolist()
    safe = hidden_two_way(matrix, THRESHOLD)
    assert all(
        matrix[row][column] >= THRESHOLD or not safe.shows(row, column)
        for row, column in product(range(40), range(7))
    )
