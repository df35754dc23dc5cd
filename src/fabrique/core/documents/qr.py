"""A QR code as one vector path, to be printed."""

from __future__ import annotations

from itertools import groupby

import segno

_QUIET = 4  # modules of white around the code, as its standard asks


def qr_svg(text: str) -> str:
    """An SVG of the code (error level M), black on white, one unit a module. ``text``: up to 2,000 bytes."""
    rows = [tuple(row) for row in segno.make(text, error="m", micro=False).matrix]
    side = len(rows) + 2 * _QUIET
    path = "".join(
        f"M{_QUIET + start} {_QUIET + y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path fill="#000" d="{path}"/></svg>'
    )


def _runs(row: tuple[int, ...]) -> list[tuple[int, int]]:
    found, at = [], 0
    for dark, cells in groupby(row):
        length = len(list(cells))
        if dark:
            found.append((at, length))
        at += length
    return found
