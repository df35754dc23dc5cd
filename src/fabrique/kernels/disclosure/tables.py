"""Two-way tables of persons, with their totals: the set of cells to hide.

A cell is small when it is below the threshold (zero too: that nobody of a kind lives somewhere tells of those
who do not). Small cells are hidden; then others are, until everybody who knows the cells that are shown, that
totals are sums and that counts are not negative, must admit that each small cell may be as great as the
threshold. What is hidden beside small cells is a heuristic's choice; no cell of it could be shown again by
itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabrique.kernels.disclosure.network import Cell, Network

Matrix = Sequence[Sequence[int]]
_ALIKE = 2  # empty rows that are looked at


@dataclass(frozen=True, slots=True)
class TwoWay:
    """What is hidden: (row, column) pairs; the number of rows and of columns stand for their totals."""

    hidden: frozenset[tuple[int, int]]
    rows: int
    columns: int

    def shows(self, row: int, column: int) -> bool:
        """Whether a cell, or a total, may be published."""
        return (row, column) not in self.hidden


def hidden_two_way(matrix: Matrix, threshold: int, *, keep_total: bool = True) -> TwoWay:
    """What to hide of a matrix (rows × columns, persons) published with the totals of its rows and columns.

    ``keep_total``: the grand total is shown, because other figures give it. A grand total below the threshold
    hides everything. Raises ``ValueError`` for a negative count or rows of unequal lengths.
    """
    _check(matrix, threshold)
    full, empty = _sorted(matrix)
    if len(empty) > _ALIKE:
        few = sorted((*full, *empty[:_ALIKE]))
        safe = hidden_two_way([matrix[row] for row in few], threshold, keep_total=keep_total)
        return _spread(safe, few, len(matrix), empty[_ALIKE:])
    rows, columns = len(matrix), len(matrix[0]) if matrix else 0
    total = sum(map(sum, matrix))
    places = [(row, column) for row in range(rows + 1) for column in range(columns + 1)]
    if total < threshold:
        return TwoWay(frozenset(places), rows, columns)
    cells = [_cell(matrix, row, column, rows, columns) for row, column in places]
    kept = {len(places) - 1} if keep_total else frozenset[int]()
    found = _hidden(Network(cells, kept), threshold)
    return TwoWay(frozenset(places[rank] for rank in found), rows, columns)


def _sorted(matrix: Matrix) -> tuple[list[int], list[int]]:
    """The ranks of the rows that have somebody, and of those that have nobody."""
    full = [rank for rank, row in enumerate(matrix) if any(row)]
    return full, [rank for rank, row in enumerate(matrix) if not any(row)]


def _spread(safe: TwoWay, few: Sequence[int], rows: int, empty: Sequence[int]) -> TwoWay:
    """What was found on some rows, for the whole table: an empty row is hidden whole.

    Through an empty row a flow only goes by what may rise, without limit: beside the one that is looked at,
    one more can carry as much as hundreds.
    """
    places = [*few, rows]
    hidden = {(places[row], column) for row, column in safe.hidden}
    hidden |= {(row, column) for row in empty for column in range(safe.columns + 1)}
    return TwoWay(frozenset(hidden), rows, safe.columns)


def _cell(matrix: Matrix, row: int, column: int, rows: int, columns: int) -> Cell:
    value = sum(
        matrix[i][j]
        for i in (range(rows) if row == rows else [row])
        for j in (range(columns) if column == columns else [column])
    )
    # The grand total has the sign of a cell: it is turned twice.
    return Cell(row, rows + 1 + column, value, total=(row == rows) != (column == columns))


def _hidden(network: Network, threshold: int) -> frozenset[int]:
    small = [rank for rank, cell in enumerate(network.cells) if cell.value < threshold]
    hidden = set(small)
    for rank in sorted(small, key=lambda each: (network.cells[each].value, each)):
        while network.highest(rank, hidden, enough=threshold) < threshold:
            more = network.beside(rank, hidden, threshold)
            if not more:  # cannot be: everything but the grand total hidden is always enough
                more = set(range(len(network.cells))) - hidden - set(network.kept)
            hidden |= more
    return frozenset(_thinned(network, hidden, small, threshold))


def _thinned(network: Network, hidden: set[int], small: Sequence[int], threshold: int) -> set[int]:
    """Without what turned out to be of no use, the greatest cells first."""
    beside = sorted(hidden - set(small), key=lambda rank: (-network.cells[rank].value, rank))
    for rank in beside:
        fewer = hidden - {rank}
        if all(network.highest(each, fewer, enough=threshold) >= threshold for each in small):
            hidden = fewer
    return hidden


def _check(matrix: Matrix, threshold: int) -> None:
    if threshold < 1:
        raise ValueError("the threshold is at least 1")
    if any(value < 0 for row in matrix for value in row):
        raise ValueError("a count of persons is not negative")
    if len({len(row) for row in matrix}) > 1:
        raise ValueError("rows have unequal lengths")
