"""Which device goes to whom, once it is known who is served: the greatest total fit.

Between classes this is a transportation problem: each class of requests receives as many devices as it has
people served, each class of devices gives no more than it has. Its matrix is totally unimodular, so a vertex
of the linear programme is whole numbers (Hoffman, Kruskal 1956) and the primal simplex of HiGHS (Huangfu,
Hall 2018) ends on one.

Most pairs of classes are never used. The programme starts with the pairs that already serve everybody and the
best few of each class, then takes in the pairs whose reduced cost says that they would gain, until none
would: the optimum over all pairs is proven by the prices, without ever writing them all.
"""

from __future__ import annotations

from collections.abc import Mapping

import highspy
import numpy as np
from numpy.typing import NDArray

from fabrique.kernels.matching.priority.model import Ints

Floats = NDArray[np.float64]

LEAST_PAIRS, PAIRS = 4, 20_000  # of each class; in all
BLOCK, TOLERANCE = 256, 1e-6
OPTIONS: dict[str, bool | int | str] = {
    "output_flag": False,
    "threads": 1,
    "solver": "simplex",
    "simplex_strategy": 4,
    "random_seed": 0,
}


def best_fit(fit: Ints, supply: Ints, start: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    """How many devices of each class for each class of requests: the sharing whose total fit is the greatest.

    ``fit`` as in ``Problem``; ``supply``: devices of each class. ``start``: a sharing that serves everybody
    who is to be served, from which the programme starts; how many each class of requests receives does not
    change. Raises ``RuntimeError`` if the solver does not end on an optimum, which no input should make it
    do.
    """
    if not start:
        return {}
    rows, columns = np.array(sorted({row for row, _ in start}), np.int64), np.flatnonzero(supply)
    table, asked, used = fit[np.ix_(rows, columns)], np.zeros(len(rows)), np.empty((len(start), 2), np.int64)
    for number, ((row, column), count) in enumerate(start.items()):
        used[number] = np.searchsorted(rows, row), np.searchsorted(columns, column)
        asked[used[number, 0]] += count
    first = [used, _best_of_rows(table), _best_of_rows(table.T)[:, ::-1]]
    pairs, counts = _solve(table, asked, supply[columns], np.unique(np.concatenate(first), axis=0))
    return {
        (int(rows[row]), int(columns[column])): count
        for (row, column), count in zip(pairs.tolist(), np.rint(counts).astype(int).tolist(), strict=True)
        if count
    }


def _best_of_rows(table: Ints, prices: tuple[Floats, Floats] | None = None) -> Ints:
    """The pairs that fit, the best few of each row; with prices, the pairs that would gain."""
    first = min(max(LEAST_PAIRS, PAIRS // len(table)), table.shape[1])
    found = [np.empty((0, 2), np.int64)]
    for top in range(0, len(table), BLOCK):
        block = np.ascontiguousarray(table[top : top + BLOCK])
        gain = np.where(block >= 0, block, -np.inf)
        if prices:
            gain -= prices[0][top : top + BLOCK, None] + prices[1]
        best = np.argpartition(gain, -first, axis=1)[:, -first:]
        row, place = np.nonzero(np.take_along_axis(gain, best, axis=1) > (TOLERANCE if prices else -1))
        found.append(np.column_stack([row + top, best[row, place]]))
    return np.concatenate(found)


def _solve(table: Ints, asked: Floats, supply: Ints, pairs: Ints) -> tuple[Ints, Floats]:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in OPTIONS.items():
        solver.setOptionValue(option, value)
    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    lower, upper = np.concatenate([asked, np.zeros(len(supply))]), np.concatenate([asked, supply])
    nothing = np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0)
    solver.addRows(len(lower), lower, upper, 0, *nothing)
    in_use = pairs
    while len(pairs):
        _add(solver, table, pairs)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS: {solver.modelStatusToString(solver.getModelStatus())}")
        prices = np.asarray(solver.getSolution().row_dual)
        pairs = _best_of_rows(table, (prices[: len(asked)], prices[len(asked) :]))
        in_use = np.concatenate([in_use, pairs])
    return in_use, np.asarray(solver.getSolution().col_value)


def _add(solver: highspy.Highs, table: Ints, pairs: Ints) -> None:
    """One variable for each pair: it takes from a class of devices and gives to a class of requests."""
    size = len(pairs)
    index = (pairs + np.array([0, len(table)])).astype(np.int32).ravel()
    starts = np.arange(0, 2 * size, 2, dtype=np.int32)
    gain = table[pairs[:, 0], pairs[:, 1]].astype(np.float64)
    bounds = np.zeros(size), np.full(size, highspy.kHighsInf)
    solver.addCols(size, gain, *bounds, 2 * size, starts, index, np.ones(2 * size))
