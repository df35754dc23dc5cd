"""The drawings of a content, painted for paper: a page has a stylesheet, a document has none."""

from __future__ import annotations

import re

from fabrique.kernels.cartography.palette import LIGHT, theme
from fabrique.observe.content import Entry, Map

FONT = "Atkinson Hyperlegible"
WIDE = 48  # units: beyond, words have room on their drawing only for the largest towns
_DEFS = re.compile(r"<defs>.*?</defs>", re.DOTALL)
_FAMILY = re.compile(r'font-family="[^"]*"')


def painted(drawn: Map, *, letters: int) -> str:
    """The map as an SVG that needs no stylesheet, on white. ``letters``: the size of its words in its own
    units (2,000 across); names that only wide drawings have room for go when they are large.
    """
    return drawn.svg.replace(">", f">{_style(letters, wide=letters <= WIDE)}", 1)


def swatch(drawn: Map, entry: Entry) -> str:
    """A swatch of the legend, with the textures of its map."""
    found = _DEFS.search(drawn.svg)
    inside = f"{_style(36, wide=True)}{found.group() if found else ''}"
    start = entry.swatch.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return start.replace(">", f">{inside}", 1)


def with_our_font(sheet: str) -> str:
    """A sheet whose words are set in the font that we ship, where no other is to be had."""
    return _FAMILY.sub(f'font-family="{FONT}"', sheet)


def _style(letters: int, *, wide: bool) -> str:
    """The colours of a light page as rules: what a page has in ``map.css``. Textures that a grey print needs
    are drawn: nobody knows on what a document will be printed."""
    colours = {**LIGHT, "ground": "#ffffff", "blank": "#ffffff", "line": "#ffffff", "rim": "#ffffff"}
    rules = {name: dict(held) for name, held in theme(colours, textured=True).items()}
    rules["words"] |= {"font-family": f"'{FONT}'", "font-size": str(letters)}
    rules["town"] |= {"stroke-width": str(round(0.3 * letters))}  # a name is read on the darkest shade
    if not wide:
        rules["wide"] = {"display": "none"}
    body = "".join(
        f".{name}{{{';'.join(f'{key}:{value}' for key, value in held.items())}}}"
        for name, held in rules.items()
        if held
    )
    return f"<style>{body}</style>"
