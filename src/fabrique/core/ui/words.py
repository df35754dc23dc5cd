"""Comparing what somebody typed with what is written, in lists that are searched."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """Lower case without accents, as quick as can be: it reads every row at each search."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).encode("ascii", "ignore").decode()
    return text.lower()


_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'"})


def asked(text: str) -> str:
    """What was typed in a search box, without what no name holds; 100 characters at most."""
    return " ".join(text.replace("\0", "").split())[:100]


def holds(words: str, *texts: str) -> bool:
    """Whether the texts together hold every word, whatever the accents."""
    text = plain(" ".join(texts))
    return all(word in text for word in plain(words).split())
