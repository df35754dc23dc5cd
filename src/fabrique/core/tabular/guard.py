"""Formula injection: spreadsheets run a CSV cell that starts like a formula.

The guard is one apostrophe in front of such a cell. It is put by the writer and removed by the reader, so
that a cell read again is the cell that was written. A cell that only holds a number or a phone cannot call
anything and is left alone.
"""

from __future__ import annotations

import re

GUARD = "'"

# Spaces, marks without width and straight quotes may come before the sign: spreadsheets trim some of them,
# and a file opened with another separator loses its quotes. Both branches stay true with one more apostrophe
# in front: that is what makes ``unguarded`` the exact inverse of ``guarded``.
_BEFORE = r"[\s\"'`\u200b-\u200f\u2028-\u202f\u2060\ufeff\u00ad\x00-\x1f]*"
_SIGNS = r"[=+\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b]"
_DANGEROUS = re.compile(rf"(?:'*[\t\r\n]|{_BEFORE}{_SIGNS})")
# Digits and what separates them, an exponent, dashes for « nothing »: no name, no reference, no call.
_HARMLESS = re.compile(
    r"(?:[+\-]?\d[\d .,/()+\u00a0\u202f\-]*|[+\-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+\-]?\d+)?|-+)\Z"
)


def is_dangerous(text: str) -> bool:
    """Would a spreadsheet take this text for a formula, a command or a broken cell?"""
    return _DANGEROUS.match(text) is not None and _HARMLESS.match(text) is None


def guarded(text: str) -> str:
    return GUARD + text if is_dangerous(text) else text


def unguarded(text: str) -> str:
    """The inverse of :func:`guarded` for every text; other apostrophes stay."""
    return text[1:] if text[:1] == GUARD and is_dangerous(text[1:]) else text
