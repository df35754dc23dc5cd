"""Figures as boxes along three axes, without the pieces in which nobody can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from fabrique.observe.disclosing.ground import ISLETS, WHOLE

Names = frozenset[str]
Side = frozenset[Hashable]  # of one axis: the smallest pieces that are named
AXES, AREAS = 3, 0


@dataclass(frozen=True, slots=True)
class Box:
    """Persons of these areas, of these parts, of these times (``sides``, in this order). ``names``: the
    publication that tells it, "" for what is new."""

    sides: tuple[Side, ...]
    value: int
    names: Names


def without_voids(told: Sequence[Box]) -> list[Box]:
    """Pieces in which nobody is, because what is told makes up their whole, are no groups. What is less than
    its parts is no sum of them (persons who are in several communes), and is left out."""
    no_sum, somebody = set[tuple[Side, ...]](), list[tuple[int, Side]]()
    voids: list[set[Hashable]] = [set() for _axis in range(AXES)]
    for axis, whole, parts in _all_nested(told):
        rest = whole.sides[axis].difference(*(one.sides[axis] for one in parts))
        more = sum(one.value for one in parts) - whole.value
        if more > 0:
            no_sum.add(whole.sides)
        elif more < 0:
            somebody.append((axis, rest))
        if not more and (len(parts) > 1 or (axis == AREAS and _may_be_alone(parts, rest))):
            voids[axis] |= rest
    for axis, rest in somebody:
        if rest <= voids[axis]:
            voids[axis] -= rest
    kept = [
        replace(one, sides=tuple(side - void or side for side, void in zip(one.sides, voids, strict=True)))
        for one in sorted(told, key=lambda one: "" not in one.names)
        if one.sides not in no_sum
    ]
    return list({one.sides: one for one in kept}.values())  # what was told already is not new


def _all_nested(boxes: Sequence[Box]) -> Iterator[tuple[int, Box, list[Box]]]:
    """Along each axis, each box that holds others, and the largest of these that have nothing in common."""
    for axis in range(AXES):
        slices = defaultdict[tuple[Side, ...], list[Box]](list)
        for one in boxes:
            slices[one.sides[:axis] + one.sides[axis + 1 :]].append(one)
        for each in slices.values():
            ordered = sorted(each, key=lambda one: -len(one.sides[axis]))
            for at, whole in enumerate(ordered):
                if parts := _within(whole, ordered[at + 1 :], axis):
                    yield axis, whole, parts


def _within(whole: Box, smaller: Sequence[Box], axis: int) -> list[Box]:
    left, parts = set(whole.sides[axis]), list[Box]()
    for one in smaller:
        if one.sides[axis] < whole.sides[axis] and one.sides[axis] <= left:
            left -= one.sides[axis]
            parts.append(one)
    return parts


def _may_be_alone(parts: Sequence[Box], rest: Side) -> bool:
    """A commune may be of one islet, a territory of one commune."""
    kinds = {piece[0] for one in parts for piece in one.sides[AREAS] if isinstance(piece, tuple)}
    return bool(kinds & ISLETS) or any(isinstance(piece, tuple) and piece[0] == WHOLE for piece in rest)
