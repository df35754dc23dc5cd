"""Text before reading: HTML and escapes undone, spaces settled, a folded twin of the same length."""

import html
import re
import unicodedata

_TAG = re.compile(r"<\s*(br|/p|/div|/li|/tr)\b[^>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<\s*/?\s*[a-zA-Z][^<>]{0,500}>")
_ESCAPE = re.compile(r"\\x([0-9A-Fa-f]{2})|\\u([0-9A-Fa-f]{4})")
# A replacement of « 13 » by the name of département 13 has spoilt hours in published files: « 13h30 »
# became « Bouche-du-Rhôneh30 ». The number before « h » can be nothing else.
_DEPARTEMENT_13 = re.compile(r"bouches?-du-rh[oô]ne(?=\s*h)", re.IGNORECASE)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−➔→"), "-")
_QUOTES = {ord("’"): "'", ord("‘"): "'", ord("ʼ"): "'", ord("´"): "'"}
MAX_LENGTH = 4000


def clean(text: str) -> tuple[str, bool]:
    """Readable text of a cell, and whether a mechanical corruption was mended."""
    text = text[: MAX_LENGTH * 2]
    text = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
    for _ in range(2):  # « &amp;amp; » is common in exported files
        text = html.unescape(text)
    text = _ANY_TAG.sub(" ", _TAG.sub("\n", text))
    text = unicodedata.normalize("NFC", text).translate({0xAD: None, 0x200B: None, 0xFEFF: None})
    text = "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else " " for c in text)
    text, mended = _DEPARTEMENT_13.subn("13", text)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)[:MAX_LENGTH], bool(mended)


class _Folding(dict[int, str]):
    """One character for each, worked out the first time that it is met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = _DASHES.get(code) or _QUOTES.get(code) or char
        low = " " if char in "\u00a0\u202f" else unicodedata.normalize("NFD", plain.lower())[:1] or char
        if len(self) < _FOLDED_AT_MOST:
            self[code] = low
        return low


_FOLDED_AT_MOST = 4096  # a hostile file may hold every character there is
_FOLDING = _Folding()


def fold(text: str) -> str:
    """Lower case without accents, of exactly the same length: offsets are shared with the text."""
    return text.translate(_FOLDING)


def comment(text: str, limit: int = 250) -> str:
    """Words made safe between the double quotes of an OSM comment: never empty of sense, never a quote."""
    text = " ".join(text.replace('"', "'").split()).strip(" ,;:|/-–.")
    text = text.replace("||", "|")
    if len(text) > limit:
        text = text[: limit - 1].rstrip() + "…"
    return text
