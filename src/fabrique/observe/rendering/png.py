"""A map as a picture, for one's own slides or a message: its sheet, drawn by the compiler of documents."""

from __future__ import annotations

from functools import cache
from typing import Any

import typst

from fabrique.core.documents.engine import FONTS, DocumentError
from fabrique.observe.content import Map
from fabrique.observe.rendering.painting import with_our_font

WIDTH = 1_600  # pixels
_POINTS = 800  # a page of this width at 144 points an inch
_TEMPLATE = (
    b"#set page(width: 800pt, height: auto, margin: 0pt)\n"
    b'#image(bytes(sys.inputs.svg), format: "svg", width: 100%)'
)


@cache
def _compiler() -> Any:
    return typst.Compiler(
        input=None, font_paths=[str(FONTS)], ignore_system_fonts=True, package_path="", package_cache_path=""
    )


def map_png(drawn: Map, *, width: int = WIDTH) -> bytes:
    """The sheet of a map, ``width`` pixels wide. Raises ``DocumentError``."""
    try:
        made: bytes = _compiler().compile(
            input=_TEMPLATE,
            format="png",
            ppi=72 * width / _POINTS,
            sys_inputs={"svg": with_our_font(drawn.sheet)},
        )
    except typst.TypstError as error:
        raise DocumentError(f"{drawn.key}: {error}") from error
    return made
