"""A drawing that leaves the page: its title above, its legend and its source below, its colours in itself.

For PNG and SVG files and for documents, where no stylesheet follows.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from fabrique.kernels.cartography.drawing import Drawing, Entry
from fabrique.kernels.cartography.palette import LIGHT, Colours, theme
from fabrique.kernels.cartography.svg import Node, element, markup

_SIDE, _LINE, _HEAD = 60, 54, 72  # units: the margin, a line of text, a line of title
_LETTERS, _TITLE_LETTERS, _COLUMN_LETTERS = 96, 54, 42
_CELL = 74


def standalone(
    drawing: Drawing, colours: Colours = LIGHT, *, source: str = "", textured: bool = False
) -> str:
    """The whole as one SVG file. ``source``: where the numbers come from and their day. ``textured``: for a
    grey print, where pairs of colours need the help of textures.
    """
    width = drawing.width + 2 * _SIDE
    nodes: list[Node] = []
    y = _SIDE
    for line in textwrap.wrap(drawing.title, _TITLE_LETTERS):
        nodes.append(element("text", line, class_="head", x=_SIDE, y=y + 48))
        y += _HEAD
    y += 12
    # The title and description of the drawing, which name the whole, are the first children of the file.
    named = [one for one in drawing.root.children if isinstance(one, Node) and one.tag in ("title", "desc")]
    drawn = [one for one in drawing.root.children if one not in named]
    nodes.append(element("g", *drawn, transform=f"translate({_SIDE} {y})"))
    y += drawing.height + 30
    found, y = _legend(drawing, y)
    nodes += found
    for said in filter(None, (drawing.legend.said, *drawing.notes, source)):
        for line in textwrap.wrap(said, _LETTERS):
            nodes.append(element("text", line, class_="quiet", x=_SIDE, y=y + 36))
            y += _LINE
    root = element(
        "svg", *named, element("rect", class_="ground", width=width, height=y + _SIDE),
        element("g", *nodes, class_="words"), xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {y + _SIDE}", width=width // 2, height=(y + _SIDE) // 2, role="img",
        aria_labelledby=dict(drawing.root.attributes)["aria-labelledby"],
    )  # fmt: skip
    return markup(root, theme(colours, textured=textured))


def _legend(drawing: Drawing, y: int) -> tuple[list[Node], int]:
    nodes: list[Node] = []
    legend = drawing.legend
    for row in legend.square:
        for column, entry in enumerate(row):
            nodes.append(_moved(entry.swatch, _SIDE + _CELL * column, y))
        y += 46
    y += 24 if legend.square else 0
    for entries in (legend.shades, legend.textures):
        found, y = _columns(entries, y)
        nodes += found
    return nodes, y + (24 if legend.shades or legend.textures else 0)


def _columns(entries: Sequence[Entry], y: int) -> tuple[list[Node], int]:
    """Two columns when all the words are short, one otherwise."""
    columns = 2 if all(len(entry.label) <= _COLUMN_LETTERS for entry in entries) else 1
    nodes = []
    for rank, entry in enumerate(entries):
        x, line = _SIDE + (rank % columns) * 1000, y + (rank // columns) * _LINE
        nodes += [
            _moved(entry.swatch, x, line),
            element("text", f"{entry.label} ({entry.count})", x=x + 96, y=line + 34),
        ]
    return nodes, y + -(-len(entries) // columns) * _LINE


def _moved(swatch: Node, x: int, y: int) -> Node:
    return element("g", *swatch.children, transform=f"translate({x} {y})")
