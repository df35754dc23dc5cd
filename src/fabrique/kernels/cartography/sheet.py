"""A drawing that leaves the page: its title above, its legend and its source below, its colours in itself.

For PNG and SVG files and for documents, where no stylesheet follows.
"""

from __future__ import annotations

import textwrap

from fabrique.kernels.cartography.drawing import Drawing, Legend
from fabrique.kernels.cartography.palette import LIGHT, Colours, theme
from fabrique.kernels.cartography.svg import Node, element, markup

_SIDE, _LINE, _HEAD = 60, 54, 72  # units: the margin, a line of text, a line of title
_LETTERS, _TITLE_LETTERS = 96, 54
_CELL, _TALL = 74, 4


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
    said = "" if drawing.legend.square else drawing.legend.said  # the square has its words beside it
    nodes += found
    for sentence in filter(None, (said, *drawing.notes, source)):
        for line in textwrap.wrap(sentence, _LETTERS):
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
    """Shades on the left; on the right textures or, without any, the second half of the shades."""
    legend = drawing.legend
    nodes, y = _square(legend, y)
    left, right = legend.shades, legend.textures
    if not right and len(left) > _TALL:
        half = -(-len(left) // 2)
        left, right = left[:half], left[half:]
    for x, entries in ((_SIDE, left), (_SIDE + 1000, right)):
        for line, entry in enumerate(entries):
            nodes += [
                _moved(entry.swatch, x, y + line * _LINE),
                element("text", f"{entry.label} ({entry.count})", x=x + 96, y=y + line * _LINE + 34),
            ]
    lines = max(len(left), len(right))
    return nodes, y + lines * _LINE + (24 if lines else 0)


def _square(legend: Legend, y: int) -> tuple[list[Node], int]:
    """The swatches of two measures, with what grows to the right and what grows upwards."""
    if not legend.square:
        return [], y
    nodes = [
        _moved(entry.swatch, _SIDE + _CELL * column, y + 46 * row)
        for row, entries in enumerate(legend.square)
        for column, entry in enumerate(entries)
    ]
    x = _SIDE + 3 * _CELL + 24
    nodes += [
        element("text", f"vers le haut : {legend.axes[1]}", x=x, y=y + 34),
        element("text", f"vers la droite : {legend.axes[0]}", x=x, y=y + 126),
    ]
    return nodes, y + 3 * 46 + 24


def _moved(swatch: Node, x: int, y: int) -> Node:
    return element("g", *swatch.children, transform=f"translate({x} {y})")
