"""The cells of a publication as a linear system, and the moves by which the truth could be otherwise.

A move is a vector over the cells that keeps every relation: the truth plus a move is what an attacker must
admit as possible, when it leaves what is shown as it is shown and nothing below zero. The cheapest move that
raises a cell tells what must be hidden beside it (Kelly, Golden and Assad 1992, « Cell suppression:
disclosure protection for sensitive tabular data », Networks 22; Fischetti and Salazar 2001, « Solving the
cell suppression problem on tabular data with linear constraints », Management Science 47). Moves are looked
for near the cell first: most are short, and one found there holds in the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from fabrique.kernels.disclosure.model import Key, Kind, Publication

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
NEAR = 400  # columns: a programme of this size is solved in a few milliseconds
_EXACT = 1e-6
_HELD = 1e-3  # price of a change within what is hidden: short moves, that few cells depend on
_WANTED = 10.0
_NODES = 300  # of an integer programme; what is not found within them is taken not to be
_FEASIBLE = 2  # for HiGHS
_ANY = 1e9  # so far from the best that any answer in whole numbers will do
_BY_COLUMN, _MINIMISE = 1, 1  # for HiGHS


@dataclass(frozen=True, slots=True)
class Move:
    """Cells (ranks) and by how much each changes."""

    cells: Ints
    change: Floats

    def of(self, cell: int) -> float:
        found = self.change[self.cells == cell]
        return float(found[0]) if len(found) else 0.0

    def times(self, factor: float) -> Move:
        return Move(self.cells, self.change * factor)


class _Lines:
    """A sparse matrix by lines: for a line, which others it crosses and with which sign."""

    def __init__(self, lines: Ints, others: Ints, signs: Floats, count: int) -> None:
        order = np.argsort(lines, kind="stable")
        self.count, self.others, self.signs = count, others[order], signs[order]
        self.start = np.searchsorted(lines[order], np.arange(count + 1))

    def of(self, lines: Ints) -> tuple[Ints, Ints, Floats]:
        """For each entry of these lines: the place of its line among them, the other end, the sign."""
        sizes = self.start[lines + 1] - self.start[lines]
        places = np.repeat(np.arange(len(lines)), sizes)
        at = np.arange(len(places)) + np.repeat(self.start[lines] - (np.cumsum(sizes) - sizes), sizes)
        return places, self.others[at], self.signs[at]


@dataclass(frozen=True, slots=True)
class _Matrix:
    """By columns: how many entries in each, then their rows and values."""

    sizes: Ints
    index: Ints
    value: Floats
    rows: int


class System:
    """``values`` (n). A relation has 1 for a part and -1 for its total.

    ``falls`` and ``rises`` (n): how far each cell may be believed to be from its value, as long as nothing
    more is hidden; ``prices`` (n): what it costs to hide it, infinite when it may not be, nothing when it is.
    """

    def __init__(self, publication: Publication) -> None:
        self.keys: list[Key] = list(publication.cells)
        self.rank = {key: rank for rank, key in enumerate(self.keys)}
        cells = list(publication.cells.values())
        self.values = np.array([cell.value for cell in cells], dtype=np.float64)
        self.whole = publication.kind is Kind.PERSONS
        ends, signs = list[tuple[int, int]](), list[float]()
        for row, one in enumerate(publication.relations):
            ends += [(row, self.rank[key]) for key in (*one.parts, one.total)]
            signs += [*(1.0 for _key in one.parts), -1.0]
        rows, columns = np.array(ends, dtype=np.int64).reshape(-1, 2).T
        self.by_row = _Lines(rows, columns, np.array(signs), len(publication.relations))
        self.by_cell = _Lines(columns, rows, np.array(signs), len(cells))
        unit = 1.0 if self.whole else max(1.0, float(self.values.max(initial=0.0)) / 1e4)
        self.prices = np.where([cell.public for cell in cells], np.inf, 1.0 + self.values / unit)
        known = np.array([cell.known or (cell.value, cell.value) for cell in cells], dtype=np.float64)
        low, high = known.reshape(-1, 2).T
        self.falls, self.rises = self.values - low, high - self.values

    def hide(self, cell: int) -> None:
        self.falls[cell], self.rises[cell], self.prices[cell] = self.values[cell], np.inf, 0.0

    def allows(self, move: Move) -> bool:
        """Whether a move leaves what is shown, and nothing below zero; whole persons only."""
        low, high = -self.falls[move.cells], self.rises[move.cells]
        fits = bool(((low <= move.change) & (move.change <= high)).all())
        return fits and not (self.whole and (move.change % 1).any())

    def cheapest(self, cell: int, change: float, *, prices: Floats | None = None) -> Move | None:
        """The cheapest move that changes a cell by ``change``, or None when there is none at all.

        ``prices`` (n), instead of the system's own: infinite everywhere, only what is hidden moves.
        """
        costs = self.prices if prices is None else prices
        for columns, rows in self._around(cell, costs):
            found = self._solved(columns, rows, costs, {cell: change}, whole_way=True)
            if found is not None:
                return found
        return None

    def farthest(self, cell: int, change: float, *, prices: Floats) -> Move:
        """The move that changes a cell the most towards ``change``, which is as far as one looks."""
        best = Move(np.array([cell]), np.zeros(1))
        for columns, rows in self._around(cell, prices):
            found = self._solved(columns, rows, prices, {cell: change})
            if found is not None and abs(found.of(cell)) > abs(best.of(cell)):
                best = found
            if abs(best.of(cell)) >= abs(change) - _EXACT:
                break
        return best

    def together(self, cell: int, changes: Mapping[int, float]) -> Move | None:
        """A move that brings near a cell as many others as it can to their change, within what is hidden."""
        columns, rows = next(self._around(cell, np.full(len(self.values), np.inf)))
        near = {one: changes[one] for one in columns.tolist() if one in changes}
        costs = np.full(len(self.values), np.inf)
        return self._solved(columns, rows, costs, near, exact=False) if near else None

    def _around(self, cell: int, costs: Floats) -> Iterator[tuple[Ints, Ints]]:
        """Larger and larger parts of the system: cells that may move, with all their relations within.

        The first is the largest that is near, the last is all that is connected.
        """
        loose = (self.falls > 0) | (self.rises > 0) | np.isfinite(costs)
        loose[cell] = True
        rows = self._rows(np.array([cell]))
        last = self._within(rows, loose, cell), rows
        while len(wider := self._rows(self._columns(rows, loose))) > len(rows):
            rows = wider
            columns = self._within(rows, loose, cell)
            if len(columns) > NEAR and len(last[0]) > 1:
                yield last
            last = columns, rows
        yield last

    def _rows(self, columns: Ints) -> Ints:
        seen = np.zeros(self.by_row.count, dtype=bool)
        seen[self.by_cell.of(columns)[1]] = True
        return np.flatnonzero(seen)

    def _columns(self, rows: Ints, loose: Bools) -> Ints:
        seen = np.zeros(self.by_cell.count, dtype=bool)
        seen[self.by_row.of(rows)[1]] = True
        return np.flatnonzero(seen & loose)

    def _within(self, rows: Ints, loose: Bools, cell: int) -> Ints:
        columns = self._columns(rows, loose)
        if not len(columns):
            return np.array([cell])
        outside = np.ones(self.by_row.count, dtype=bool)
        outside[rows] = False
        places, around, _signs = self.by_cell.of(columns)
        left: Ints = columns[np.bincount(places, weights=outside[around], minlength=len(columns)) == 0]
        return left

    def sums(self, move: Move) -> Floats:
        """What a move adds to each relation (parts less total): nothing, when it keeps them."""
        places, rows, signs = self.by_cell.of(move.cells)
        weights = signs * move.change[places]
        return np.bincount(rows, weights=weights, minlength=self.by_row.count).astype(np.float64)

    def _solved(
        self,
        columns: Ints,
        rows: Ints,
        costs: Floats,
        changes: Mapping[int, float],
        *,
        whole_way: bool = False,
        exact: bool = True,
    ) -> Move | None:
        """One linear programme over the ways each cell can go: up or down, within what is hidden or beyond.

        ``changes``: of which cells, wholly or as far as can be. ``exact``: whole persons or nothing.
        """
        scale = 1.0 if self.whole else max(map(abs, changes.values()))
        who, sign, most, cost = self._ways(columns, costs)
        most /= scale
        goal = np.array([changes.get(one, 0.0) for one in columns.tolist()])[who] / scale
        along, back = goal * sign > 0, goal * sign < 0
        least = np.zeros(len(who))
        if whole_way:
            if not (along & (most >= np.abs(goal))).any():
                return None
            least[along] = np.abs(goal[along])
            most[back] = 0.0
        cost[along], cost[back] = -_WANTED, _WANTED
        sealed = not (np.isfinite(costs[columns]) & (costs[columns] > 0)).any()
        if not (whole_way and sealed):
            most[along] = np.minimum(most[along], np.abs(goal[along]))
        else:  # further does no harm, and may be whole where just enough is not
            cost[along] = _HELD
        places, around, signs = self.by_cell.of(columns[who])
        known = np.full(self.by_row.count, -1)
        known[rows] = np.arange(len(rows))
        sizes = np.bincount(places, minlength=len(who))
        matrix = _Matrix(sizes, known[around], signs * sign[places], len(rows))
        near = _ANY if whole_way and sealed else 0.5 if whole_way else _WANTED / 2
        found = _programme(matrix, cost, least, most, whole=self.whole and exact, near=near)
        if found is None:
            return None
        moved = np.bincount(who, weights=found * sign, minlength=len(columns)) * scale
        kept = np.abs(moved) > _EXACT * scale
        move = Move(columns[kept], np.round(moved[kept]) if self.whole else moved[kept])
        return move if exact or not self.sums(move).any() else None

    def _ways(self, columns: Ints, costs: Floats) -> tuple[Ints, Floats, Floats, Floats]:
        """Which column, up or down, how far, and at what price."""
        up, down, price = self.rises[columns], self.falls[columns], costs[columns]
        beyond = np.isfinite(price) & (price > 0)
        at = np.arange(len(columns))
        ways = (
            (at[up > 0], 1.0, up[up > 0], np.array(_HELD)),
            (at[down > 0], -1.0, down[down > 0], np.array(_HELD)),
            (at[beyond], 1.0, np.full(int(beyond.sum()), np.inf), price[beyond]),
            (at[beyond], -1.0, (self.values[columns] - down)[beyond], price[beyond]),
        )
        return (
            np.concatenate([cells for cells, _sign, _most, _price in ways]),
            np.concatenate([np.full(len(cells), sign) for cells, sign, _most, _price in ways]),
            np.concatenate([most for _cells, _sign, most, _price in ways]),
            np.concatenate([np.broadcast_to(price, len(cells)) for cells, _sign, _most, price in ways]),
        )


def _programme(
    matrix: _Matrix, cost: Floats, least: Floats, most: Floats, *, whole: bool, near: float
) -> Floats | None:
    """min cost·x, matrix·x = 0, least ≤ x ≤ most; in whole numbers when persons are counted.

    ``near``: when that takes an integer programme, how far from the best cost it may end.
    """
    nothing = np.zeros(matrix.rows)
    start = np.concatenate([[0], np.cumsum(matrix.sizes)]).astype(np.int32)
    size = len(cost), matrix.rows, len(matrix.value), _BY_COLUMN, _MINIMISE, 0.0
    entries = start, matrix.index.astype(np.int32), matrix.value
    for integral in (False, True):
        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0)):
            solver.setOptionValue(name, value)
        solver.setOptionValue("mip_abs_gap", near)
        solver.setOptionValue("mip_max_nodes", _NODES)
        if not integral:
            solver.setOptionValue("presolve", "off")
        kinds = np.full(len(cost), int(integral), dtype=np.int32)
        solver.passModel(*size, cost, least, most, nothing, nothing, *entries, kinds)
        solver.run()
        best = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        if not best and not (integral and solver.getInfo().primal_solution_status == _FEASIBLE):
            return None
        found = np.array(solver.getSolution().col_value)
        if not whole or np.abs(found - np.round(found)).max(initial=0.0) < _EXACT:
            break
        for factor in (2, 3, 4):  # most fractions are halves: a longer move of the same kind is whole
            more = np.round(found * factor)
            if np.abs(found * factor - more).max() < _EXACT and (more <= most).all():
                return more
    return found
