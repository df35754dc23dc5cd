"""What comes out of figures that differ along two axes: of all and women, of the territory and of a commune,
the men of the rest.

Along one axis the register judges each difference. Here all that is told of a count is one linear system, of
which the unknowns are the smallest groups that it tells apart: those of an area, of a part, of a time. What
every solution gives the same number is told too, whether or not anybody wrote it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

import numpy as np
import numpy.typing as npt

from fabrique.observe.disclosing.voids import Box, Names, Side, without_voids

MOST = 2_000_000  # numbers of the system, once what is told outright is taken out of it
MOST_SIDES = 40  # of an axis, whose differences are looked at
MOST_NAMES = 40
Cell = tuple[int, ...]
Group = frozenset[Cell]
Row = tuple[Group, int, Names]


class TooLarge(Exception):
    """So many figures cross that nobody can say what they give away."""


def betrayed(told: Sequence[Box], threshold: int, *, least: int = 0) -> Names | None:
    """The publications that give a small group away together, "" among them for what is new; None: none.
    A group is small from ``least`` to below the threshold. Raises ``TooLarge``."""
    told = without_voids(told)
    if sum(len({one.sides[axis] for one in told}) > 1 for axis in range(3)) < 2:
        return None
    axes = [_classes([one.sides[axis] for one in told]) for axis in range(3)]
    rows = [(_cells(axes, one), one.value, one.names) for one in told]
    if not any("" in names for _group, _value, names in rows):
        return None
    found = _small([list(axis.values()) for axis in axes], rows, range(least, threshold))
    return _behind(found, rows) if found else None


def _cells(axes: Sequence[dict[Side, frozenset[int]]], box: Box) -> Group:
    return frozenset(product(*(axis[side] for axis, side in zip(axes, box.sides, strict=True))))


def _classes(sides: Iterable[Side]) -> dict[Side, frozenset[int]]:
    """Each side as numbers: pieces that are always told together are one."""
    distinct = sorted(set(sides), key=lambda one: sorted(map(repr, one)))
    signs: dict[object, list[int]] = {}
    for rank, side in enumerate(distinct):
        for piece in side:
            signs.setdefault(piece, []).append(rank)
    numbers: dict[tuple[int, ...], int] = {}
    for sign in sorted(map(tuple, signs.values())):
        numbers.setdefault(sign, len(numbers))
    return {side: frozenset(numbers[tuple(signs[piece])] for piece in side) for side in distinct}


class _System:
    """What these figures tell: ``known`` outright, one after the other, and the rest as equations."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.known: dict[Cell, float] = {}
        left = [(set(group), float(value)) for group, value, _names in rows]
        while left:
            told = {next(iter(group)): value for group, value in left if len(group) == 1}
            if not told:
                break
            self.known |= told
            gone = [[cell for cell in group if cell in told] for group, _value in left]
            left = [
                (group.difference(out), value - sum(told[cell] for cell in out))
                for (group, value), out in zip(left, gone, strict=True)
            ]
            left = [(group, value) for group, value in left if group]
        self.rank = {cell: at for at, cell in enumerate(sorted(set().union(*(group for group, _ in left))))}
        if len(left) * len(self.rank) > MOST:
            raise TooLarge
        matrix = np.zeros((len(left), len(self.rank)))
        for at, (group, _value) in enumerate(left):
            matrix[at, [self.rank[cell] for cell in group]] = 1
        _u, sizes, turned = np.linalg.svd(matrix, full_matrices=False)
        self._span = turned[sizes > 1e-9 * max(sizes.max(initial=0), 1)]
        held = np.array([value for _group, value in left])
        self._one = np.linalg.lstsq(matrix, held, rcond=None)[0] if left else np.zeros(0)

    def value(self, group: Group) -> int | None:
        """The number of a group, when every solution has the same."""
        if any(cell not in self.known and cell not in self.rank for cell in group):
            return None
        wanted: npt.NDArray[np.float64] = np.zeros(len(self.rank))
        wanted[[self.rank[cell] for cell in group if cell in self.rank]] = 1
        if wanted.any() and np.abs(wanted - self._span.T @ (self._span @ wanted)).max() > 1e-6:
            return None
        return round(float(wanted @ self._one) + sum(self.known.get(cell, 0) for cell in group))


def _small(axes: Sequence[Sequence[frozenset[int]]], rows: Sequence[Row], small: range) -> Group | None:
    """A group that the new figures give away, alone or as what a group leaves of another; None: none."""
    whole = _System(rows)
    if any(whole.value(group) != value for group, value, _names in rows):
        return None  # it does not add up: the pieces are not what was thought
    before = _System([row for row in rows if "" not in row[2]])
    crossed = (one for one in _groups(axes) if len(one) == 1 or not one.isdisjoint(whole.rank.keys()))
    groups = dict.fromkeys([*(group for group, _value, _names in rows), *crossed])
    told = {group: value for group in groups if (value := whole.value(group)) is not None}
    for group, value in told.items():
        if value in small and before.value(group) is None:
            return group
    ordered = sorted(told, key=lambda one: (told[one], len(one)))
    values = [told[one] for one in ordered]
    for at, group in enumerate(ordered):
        first, last = (bisect_right(values, values[at] - one) for one in (small.stop, small.start))
        for other in ordered[first:last]:
            if other < group and before.value(group - other) is None:
                return group - other
    return None


def _groups(axes: Sequence[Sequence[frozenset[int]]]) -> Iterator[Group]:
    """Of each axis its smallest pieces, its sides, and what a side leaves of another; crossed."""
    wanted = []
    for sides in axes:
        found = dict.fromkeys([*sides, *(frozenset({one}) for one in sorted(frozenset().union(*sides)))])
        if len(sides) <= MOST_SIDES:
            found |= dict.fromkeys(one - other for one in sides for other in sides if other < one)
        wanted.append(list(found))
    for sides in product(*wanted):
        yield frozenset(product(*sides))


def _behind(group: Group, rows: Sequence[Row]) -> Names:
    """The publications without which nobody could tell."""
    names = sorted({name for row in rows for name in row[2] if name})
    needed = list(rows)
    for name in names[:MOST_NAMES]:
        fewer = [row for row in needed if row[2] != {name}]
        if len(fewer) < len(needed) and _System(fewer).value(group) is not None:
            needed = fewer
    return frozenset({""}).union(*(row[2] for row in needed))
