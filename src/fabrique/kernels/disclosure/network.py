"""A table with margins as a network: what an attacker may still believe of a hidden cell is a maximum flow.

A two-way table whose totals are cells too, with the sign of the totals turned, has all its row sums and
column sums equal to zero. What may be true of the hidden cells differs from the truth by a circulation in
the graph whose nodes are the rows and the columns and whose arcs are the cells (Gusfield 1988, « A graph
theoretic approach to statistical data security », SIAM J. Comput. 17). So the greatest value that a hidden
cell may have is its own plus a maximum flow through the hidden cells, exact and in whole numbers; and what
must be hidden beside it is found on shortest paths (Castro 2012, « Recent advances in optimization
techniques for statistical tabular data protection », EJOR 216). No Django, no clock.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

FREE = 1 << 40  # a count may be believed as great as one likes


@dataclass(frozen=True, slots=True)
class Cell:
    """An arc: from its row to its column. ``value`` in persons; ``total``: it is a sum of others."""

    row: int
    column: int
    value: int
    total: bool = False


@dataclass(frozen=True)
class Network:
    """The cells of a table. Columns are numbered after rows, so that each node has one number.

    ``kept``: cells that are shown whatever happens (the grand total, when other tables show it too).
    """

    cells: Sequence[Cell]
    kept: Collection[int] = frozenset()
    _around: dict[int, list[int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for rank, cell in enumerate(self.cells):
            self._around.setdefault(cell.row, []).append(rank)
            self._around.setdefault(cell.column, []).append(rank)

    def highest(self, rank: int, hidden: Collection[int], *, enough: int = FREE) -> int:
        """The greatest value of a hidden cell that agrees with all that is shown; no count is below zero.

        At least its own value. The search ends at ``enough``.
        """
        cell = self.cells[rank]
        source, sink = self._ends(rank)
        flow: dict[int, int] = {}
        gained = 0
        while cell.value + gained < enough:
            path = self._way(source, sink, hidden, rank, flow)
            if not path:
                break
            step = min(self._room(each, node, flow) for each, node in path)
            step = min(step, enough - cell.value - gained)
            self._push(path, step, flow)
            gained += step
        return cell.value + gained

    def beside(self, rank: int, hidden: Collection[int], wanted: int) -> set[int]:
        """Cells to hide, beside those that are, so that cell ``rank`` may be believed to be ``wanted``.

        Shortest paths, a cell not yet hidden costs its value: small cells go first. Empty: nothing is
        needed, or nothing helps.
        """
        cell = self.cells[rank]
        source, sink = self._ends(rank)
        allowed = set(range(len(self.cells))) - {rank} - (set(self.kept) - set(hidden))
        costs = {each: 0 if each in hidden else self.cells[each].value + 1 for each in allowed}
        flow: dict[int, int] = {}
        gained, more = 0, set[int]()
        while cell.value + gained < wanted:
            path = self._path(source, sink, allowed, flow, costs)
            if not path:
                break
            step = min(wanted - cell.value - gained, *(self._room(each, node, flow) for each, node in path))
            self._push(path, step, flow)
            for each, _node in path:
                if each not in hidden:
                    more.add(each)
                    costs[each] = 0
            gained += step
        return {each for each in more if flow.get(each)}

    def _ends(self, rank: int) -> tuple[int, int]:
        """From which node to which the other cells must carry what this one gains."""
        cell = self.cells[rank]
        return (cell.row, cell.column) if cell.total else (cell.column, cell.row)

    def _room(self, rank: int, node: int, flow: dict[int, int]) -> int:
        """How much more a cell can carry when it is left from ``node``.

        From its row, the turned value rises: the count itself rises, or falls for a total. A count falls to
        zero at most.
        """
        cell = self.cells[rank]
        rises = (node == cell.row) != cell.total
        changed = flow.get(rank, 0)  # of the count
        return FREE - changed if rises else cell.value + changed

    def _push(self, path: Sequence[tuple[int, int]], step: int, flow: dict[int, int]) -> None:
        for rank, node in path:
            cell = self.cells[rank]
            rises = (node == cell.row) != cell.total
            flow[rank] = flow.get(rank, 0) + (step if rises else -step)

    def _way(
        self, source: int, sink: int, hidden: Collection[int], but: int, flow: dict[int, int]
    ) -> list[tuple[int, int]]:
        """The shortest way through hidden cells other than ``but``, as (cell, node that it is left from)."""
        came: dict[int, tuple[int, int]] = {source: (-1, -1)}
        waiting = deque([source])
        while waiting:
            node = waiting.popleft()
            for rank in self._around[node]:
                if rank not in hidden or rank == but:
                    continue
                cell = self.cells[rank]
                other = cell.column if node == cell.row else cell.row
                if other in came or self._room(rank, node, flow) <= 0:
                    continue
                came[other] = (rank, node)
                if other == sink:
                    return list(self._back(came, source, sink))[::-1]
                waiting.append(other)
        return []

    def _path(
        self,
        source: int,
        sink: int,
        allowed: Collection[int],
        flow: dict[int, int],
        costs: dict[int, int],
    ) -> list[tuple[int, int]]:
        """The cheapest way, as (cell, node that it is left from); ties by the order of the cells."""
        best, came = {source: 0}, dict[int, tuple[int, int]]()
        waiting = [(0, source)]
        while waiting:
            cost, node = heapq.heappop(waiting)
            if node == sink:
                return list(reversed(list(self._back(came, source, sink))))
            if cost > best[node]:
                continue
            for rank in self._around[node]:
                if rank not in allowed or self._room(rank, node, flow) <= 0:
                    continue
                cell = self.cells[rank]
                other = cell.column if node == cell.row else cell.row
                reached = cost + costs.get(rank, 0)
                if reached < best.get(other, FREE):
                    best[other], came[other] = reached, (rank, node)
                    heapq.heappush(waiting, (reached, other))
        return []

    @staticmethod
    def _back(came: dict[int, tuple[int, int]], source: int, sink: int) -> Iterator[tuple[int, int]]:
        node = sink
        while node != source:
            rank, node = came[node]
            yield rank, node
