"""What is laid over a shade: hatches for doubt, dots for what must stay secret. They survive a grey print."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from fabrique.kernels.cartography.svg import Node, element

_DEEP = {"c4", "c5", "b13", "b23", "b33"}  # the shades far from the page's ground: their hatch has its colour
_STEP = (
    20  # units: a tile is three pixels on a phone, ten on a large screen, a millimetre and a half on paper
)


class Certainty(StrEnum):
    """What is known of an area's class: it holds whatever is chosen, it probably does, it depends."""

    ROBUST = "robust"
    PROBABLE = "probable"
    CONTESTED = "contested"


def fill_of(key: str, shade: str, texture: str) -> str:
    """The reference to the pattern that lays a texture over a shade."""
    return f"url(#{_name(key, shade, texture)})"


def patterns(key: str, fills: Iterable[tuple[str, str]]) -> list[Node]:
    """The patterns that lay textures over shades. They are transparent: were the shade in the tile, a reader
    of PDF would show where tiles meet."""
    drawn = {_name(key, shade, texture): _lines(shade, texture) for shade, texture in fills if texture}
    return [
        element("pattern", *lines, id=name, width=_STEP, height=_STEP, patternUnits="userSpaceOnUse")
        for name, lines in sorted(drawn.items())
    ]


# Each line is drawn again past the corners, or its ends would be cut where tiles meet.
_SLANT = "M-5 5 5-5M-5 25 25-5M15 25 25 15"
_CROSSED = f"{_SLANT}M-5 15 5 25M-5-5 25 25M15-5 25 5"
# A pair of need and access has its texture in a grey print only: in colour, its hue says as much.
_DRAWN = {
    "probable": (_SLANT, ""),
    "contested": (_CROSSED, ""),
    "far": (_SLANT, "in-print"),
    "farther": (_CROSSED, "in-print"),
}


def _name(key: str, shade: str, texture: str) -> str:
    return f"{key}-{texture}-over" if shade in _DEEP else f"{key}-{texture}"


def _lines(shade: str, texture: str) -> tuple[Node, ...]:
    if texture == "dots":
        return tuple(element("circle", class_="stipple", cx=at, cy=at, r=2.2) for at in (5, 15))
    path, printed = _DRAWN[texture]
    classes = ("hatch", "over" if shade in _DEEP else "", printed)
    return (element("path", class_=" ".join(filter(None, classes)), d=path),)
