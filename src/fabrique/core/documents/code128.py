"""A Code 128 barcode (ISO/IEC 15417) as one vector path, to be printed and read by a hand scanner.

Characters of ASCII 32 to 126 (set B); runs of figures are packed two by two (set C) where it is shorter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

QUIET = 10  # modules of white on each side, as its standard asks
START_B, START_C, TO_B, TO_C, STOP = 104, 105, 100, 99, 106
# Widths of bar, space, bar, space, bar, space in modules, for the symbols 0 to 105; 106 has one bar more.
_TABLE = """
    212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132
    122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212
    322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311
    112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321
    331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214
    112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212
    124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113
    411311 113141 114131 311141 411131 211412 211214 211232 2331112
"""
_WIDTHS = _TABLE.split()
_RUNS = re.compile(r"[0-9]{4,}|.", re.DOTALL)


def symbols(text: str) -> list[int]:
    """The symbols of a text, from the start to the stop. ``ValueError`` for what Code 128 B cannot write."""
    if not text or not all(" " <= each <= "~" for each in text):
        raise ValueError("only printable ASCII, and not nothing")
    found = list(_written(text))
    return [*found, check(found), STOP]


def check(found: Sequence[int]) -> int:
    """The check symbol: the start's value, and each symbol times its place, modulo 103."""
    return (found[0] + sum(place * value for place, value in enumerate(found[1:], start=1))) % 103


def widths(text: str) -> list[int]:
    """Bars and spaces in turn, in modules, a bar first."""
    return [int(width) for symbol in symbols(text) for width in _WIDTHS[symbol]]


def code128_svg(text: str, *, height: int = 40) -> str:
    """An SVG of the barcode with its quiet zones, one unit a module wide, ``height`` units high."""
    bars, at = [], QUIET
    for place, width in enumerate(widths(text)):
        if place % 2 == 0:
            bars.append(f"M{at} 0h{width}v{height}h-{width}z")
        at += width
    side = at + QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {height}">'
        f'<rect width="{side}" height="{height}" fill="#fff"/><path fill="#000" d="{"".join(bars)}"/></svg>'
    )


def _written(text: str) -> Iterator[int]:
    """Start, changes of set, characters. An odd run keeps its first figure in set B."""
    packed = False
    for place, run in enumerate(_RUNS.findall(text)):
        odd = len(run) % 2 if len(run) > 1 else 0
        if len(run) == 1 or odd:
            if place == 0:
                yield START_B
            elif packed:
                yield TO_B
            yield ord(run[0]) - 32
            packed = False
        if len(run) > 1:
            yield START_C if place == 0 and not odd else TO_C
            yield from (int(run[at : at + 2]) for at in range(odd, len(run), 2))
            packed = True
