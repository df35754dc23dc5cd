"""Names of towns that never cover one another: the largest first, each on the first side that is free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fabrique.kernels.cartography.svg import Node, element

WIDE, NARROW = (
    36,
    76,
)  # units: the size of words where a drawing is wide, and on a phone (map.css says the same)
_CHARACTER = 0.56  # of the size: the mean width of a letter, a little large
MOST_NARROW = 8  # names on a phone
Box = tuple[float, float, float, float]
# How far the words are from the point, in sizes, and what class aligns them.
_SIDES = ((0.42, 0.34, ""), (-0.42, 0.34, "far"), (0.0, -0.5, "centre"), (0.0, 1.15, "centre"))


@dataclass(frozen=True, slots=True)
class Town:
    """A name at the middle of the area ``code``; the heavier (inhabitants) is written first."""

    code: str
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Label:
    """A name, its point, its side; ``narrow`` when there is room for it on a phone too."""

    town: Town
    x: float
    y: float
    side: int
    narrow: bool


def placed(towns: Iterable[tuple[Town, float, float]], frame: tuple[float, float]) -> list[Label]:
    """The names that fit in a frame (width, height), by falling weight then code."""
    ordered = sorted(towns, key=lambda one: (-one[0].weight, one[0].code))
    taken: list[Box] = []
    taken_narrow: list[Box] = []
    found = []
    for town, x, y in ordered:
        for side in range(len(_SIDES)):
            box = _box(town.name, x, y, side, WIDE)
            if _free(box, taken, frame):
                taken += [box, _dot(x, y)]
                small = _box(town.name, x, y, side, NARROW)
                narrow = len(taken_narrow) < 2 * MOST_NARROW and _free(small, taken_narrow, frame)
                if narrow:
                    taken_narrow += [small, _dot(x, y)]
                found.append(Label(town, x, y, side, narrow))
                break
    return found


def drawn(labels: Sequence[Label]) -> Node:
    """The names and their points."""
    nodes = []
    for one in labels:
        right, down, aligned = _SIDES[one.side]
        wide = "" if one.narrow else "wide"
        nodes += [
            element("circle", class_=f"town-point {wide}".strip(), cx=one.x, cy=one.y, r=6),
            element(
                "text", one.town.name, class_=" ".join(filter(None, ("town", aligned, wide))),
                x=one.x, y=one.y,
                dx=f"{right}em" if right else "", dy=f"{down}em",
            ),
        ]  # fmt: skip
    return element("g", *nodes, class_="words")


def _box(name: str, x: float, y: float, side: int, size: float) -> Box:
    right, down, aligned = _SIDES[side]
    width, base = len(name) * _CHARACTER * size, y + down * size
    left = {"": x + right * size, "far": x + right * size - width, "centre": x - width / 2}[aligned]
    return left, base - 0.85 * size, left + width, base + 0.25 * size


def _dot(x: float, y: float) -> Box:
    return x - 10, y - 10, x + 10, y + 10


def _free(box: Box, taken: Iterable[Box], frame: tuple[float, float]) -> bool:
    left, top, right, bottom = box
    if left < 0 or top < 0 or right > frame[0] or bottom > frame[1]:
        return False
    return all(right < one[0] or one[2] < left or bottom < one[1] or one[3] < top for one in taken)
