"""Two small charts in the style of the maps: where a rank may lie, what a score is made of.

On a page they are cells of the table that they illustrate, whose words have the size of the page. For a
document they are drawn whole, with their words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fabrique.kernels.cartography import words
from fabrique.kernels.cartography.drawing import Drawing, Legend
from fabrique.kernels.cartography.labels import WIDE
from fabrique.kernels.cartography.svg import Node, element, key_of

_WIDTH, _ROW, _NAMES, _VALUES, _HEAD = 2000, 64, 620, 210, 76
_LONGEST = 30  # letters of a name that fit before the bars


@dataclass(frozen=True, slots=True)
class Interval:
    """The rank of an area (1 is first), and the least and greatest that 90 % of the trials give it."""

    name: str
    rank: float
    least: float
    most: float

    def __post_init__(self) -> None:
        if not 1 <= self.least <= self.rank <= self.most:
            raise ValueError(f"{self.name}: 1 <= {self.least} <= {self.rank} <= {self.most} does not hold")


@dataclass(frozen=True, slots=True)
class Contribution:
    """What an indicator adds to a score (above zero) or takes from it."""

    name: str
    value: float

    def __post_init__(self) -> None:
        if not np.isfinite(self.value):
            raise ValueError(f"{self.name}: {self.value} is not a number")


def interval_cell(one: Interval, last: int) -> Node:
    """The interval among ``last`` ranks, to stretch in the cell of a table that says it in figures."""
    _within(one, last)
    return _cell(*_interval(one, last, 0, 1000, 20))


def contribution_cell(one: Contribution, largest: float) -> Node:
    """A bar from the middle; ``largest`` is the length, above zero, of the longest bar of the table."""
    return _cell(*_bar(one, largest, 0, 1000, 20))


def intervals(rows: Sequence[Interval], last: int, *, key: str, title: str, description: str = "") -> Drawing:
    """The chart of a ranked table: a line each, the interval as a bar, the rank as a stroke."""
    for one in rows:
        _within(one, last)
    end = _WIDTH - _VALUES
    lines = [
        _line(
            one.name,
            f"{words.number(one.least)} à {words.number(one.most)}",
            at,
            _interval(one, last, _NAMES, end, _middle(at)),
        )
        for at, one in enumerate(rows)
    ]
    axis = (
        element("text", "1er rang", class_="quiet", x=_NAMES, y=44),
        element("text", f"{words.number(last)}e rang", class_="quiet far", x=end, y=44),
    )
    said = "Le trait : le rang. La barre : les rangs obtenus neuf fois sur dix quand les choix varient."
    return _whole(lines, axis, key, title, description, said)


def contributions(rows: Sequence[Contribution], *, key: str, title: str, description: str = "") -> Drawing:
    """Bars on both sides of zero, in the order given."""
    largest = max((abs(one.value) for one in rows), default=0.0) or 1.0
    end = _WIDTH - _VALUES
    lines = [
        _line(one.name, words.signed(one.value), at, _bar(one, largest, _NAMES, end, _middle(at)))
        for at, one in enumerate(rows)
    ]
    middle = (_NAMES + end) // 2
    axis = (
        element("path", class_="rule", d=f"M{middle} {_HEAD - 16}v{_ROW * len(rows) + 16}"),
        element("text", "baisse le score", class_="quiet far", x=middle - 20, y=44),
        element("text", "augmente le score", class_="quiet", x=middle + 20, y=44),
    )
    said = "Chaque barre est ce que l’indicateur ajoute au score ou lui retire, par rapport à la moyenne."
    return _whole(lines, axis, key, title, description, said)


def _interval(one: Interval, last: int, start: int, end: int, y: int) -> tuple[Node, ...]:
    def at(rank: float) -> float:
        return start + (end - start) * ((rank - 1) / (last - 1) if last > 1 else 0.5)

    left, right = at(one.least), at(one.most)
    # An interval of one rank is still to be seen.
    middle, width = (left + right) / 2, max(right - left, 12.0)
    return (
        element("rect", class_="track", x=start, y=y - 1, width=end - start, height=2),
        element("rect", class_="band", x=round(middle - width / 2, 1), y=y - 9, width=round(width, 1),
                height=18),
        element("rect", class_="dot", x=round(at(one.rank) - 4, 1), y=y - 16, width=8, height=32),
    )  # fmt: skip


def _bar(one: Contribution, largest: float, start: int, end: int, y: int) -> tuple[Node, ...]:
    if not abs(one.value) <= largest or largest <= 0:
        raise ValueError(f"{one.name}: {one.value} is longer than {largest}")
    middle, half = (start + end) / 2, (end - start) / 2
    length = round(half * abs(one.value) / largest, 1)
    left, side = (middle - length, "less") if one.value < 0 else (middle, "more")
    return (
        element("rect", class_="track", x=start, y=y - 1, width=end - start, height=2),
        element("rect", class_=side, x=left, y=y - 15, width=length, height=30),
    )  # fmt: skip


def _cell(*nodes: Node) -> Node:
    return element(
        "svg", *nodes, class_="map-cell", viewBox="0 0 1000 40", preserveAspectRatio="none",
        aria_hidden="true",
    )  # fmt: skip


def _middle(row: int) -> int:
    return _HEAD + row * _ROW + _ROW // 2


def _line(name: str, value: str, row: int, bar: Sequence[Node]) -> Node:
    short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
    y = _middle(row)
    return element(
        "g",
        element("text", short, class_="far", x=_NAMES - 24, y=y, dy=".35em"),
        *bar,
        element("text", value, class_="far", x=_WIDTH - 8, y=y, dy=".35em"),
    )


def _whole(
    lines: Sequence[Node], axis: Sequence[Node], key: str, title: str, description: str, said: str
) -> Drawing:
    key_of(key)
    height = _HEAD + _ROW * len(lines) + WIDE // 2
    described = [element("title", title, id=f"{key}-title")]
    described += [element("desc", description, id=f"{key}-desc")] if description else []
    root = element(
        "svg", *described, element("g", *axis, *lines, class_="words"), xmlns="http://www.w3.org/2000/svg",
        class_="map chart", viewBox=f"0 0 {_WIDTH} {height}", role="img",
        aria_labelledby=f"{key}-title {key}-desc" if description else f"{key}-title",
    )  # fmt: skip
    return Drawing(root, _WIDTH, height, title, Legend((), said=said))


def _within(one: Interval, last: int) -> None:
    if one.most > last:
        raise ValueError(f"{one.name}: rank {one.most} of {last}")
