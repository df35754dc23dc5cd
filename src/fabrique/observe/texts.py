"""What somebody typed, as it is kept: without the signs that nobody sees."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any


def one_line(text: str) -> str:
    """On one line, without the signs that nobody sees: some turn round what comes after them on the page."""
    return " ".join(_seen(text).split())


def lines(text: str) -> str:
    """The same line by line: where a line ends is kept, as are the spaces between words."""
    return "\n".join(_seen(line).rstrip() for line in text.splitlines()).strip()


def on_one_line(said: object, names: Iterable[str]) -> dict[str, Any]:
    """Each of these texts on one line, by name."""
    return {name: one_line(getattr(said, name)) for name in names}


def _seen(text: str) -> str:
    return "".join(sign for sign in text if sign.isspace() or not unicodedata.category(sign).startswith("C"))
