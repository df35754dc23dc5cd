"""Making strangers' text fit for a PDF: nothing invisible or undrawable, no word wider than a line.

PDF/A and PDF/UA forbid a character that cannot be shown: one emoji in a name would refuse the whole document.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs"}  # controls, direction overrides, unassigned, private use, half pairs
_KEPT = {"\n"}
_LETTERS = {"L", "N"}
_LONG_WORD = re.compile(r"\S{41,}")
_PIECE = 20
_BREAK = "\u200b"
REPLACED = "?"


def tidy(data: Any, drawable: Callable[[str], bool] = lambda character: True) -> Any:
    """The same JSON value with its strings made printable (keys are ours, and kept)."""
    if isinstance(data, str):
        return tidy_text(data, drawable)
    if isinstance(data, Mapping):
        return {key: tidy(value, drawable) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [tidy(value, drawable) for value in data]
    return data


def tidy_text(text: str, drawable: Callable[[str], bool] = lambda character: True) -> str:
    """One string. A letter that no font has becomes « ? » (once for a run of them), a symbol nothing."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    shown = "".join(_shown(character, drawable) for character in composed)
    shown = re.sub(r"\?{2,}", REPLACED, shown) if shown != composed else shown
    # A drawing has words that no line breaks; a stranger's text that begins like one is not trusted more.
    return shown if text.startswith("<svg ") else _LONG_WORD.sub(_breakable, shown)


def _shown(character: str, drawable: Callable[[str], bool]) -> str:
    if character.isascii() and character.isprintable():
        return character
    category = unicodedata.category(character)
    if category in _UNSEEN:
        return character if character in _KEPT else ""
    if drawable(character):
        return character
    return REPLACED if category[0] in _LETTERS else ""


def _breakable(found: re.Match[str]) -> str:
    """Places to break in a word wider than a line; addresses of pages already break at their slashes."""
    word = found.group()
    if _BREAK in word or re.search(r"^\W*https?://", word):
        return word
    return _BREAK.join(word[at : at + _PIECE] for at in range(0, len(word), _PIECE))


def characters(data: Any) -> set[str]:
    """The characters beyond ASCII in a JSON value."""
    if isinstance(data, str):
        return set() if data.isascii() else {one for one in data if not one.isascii()}
    if isinstance(data, Mapping):
        data = list(data.values())
    return set().union(*map(characters, data)) if isinstance(data, list | tuple) else set()
