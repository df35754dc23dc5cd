"""« Masquer les noms »: on a desk that others can see, pages show the initials of people."""

from __future__ import annotations

import re

from django.http import HttpRequest

KEY = "names_hidden"  # of the session
_WORDS = re.compile(r"[^\s\-]+")


def hidden(request: HttpRequest) -> bool:
    """Whether this session hides the names of people."""
    return bool(request.session.get(KEY, False))


def shown(request: HttpRequest, name: str) -> str:
    """The name of a person as this session shows it. Every page of the desk shows names through this."""
    return initials(name) if hidden(request) else name


def initials(name: str) -> str:
    """``Marie-Hélène Brissane`` as ``M. H. B.``"""
    return "\u00a0".join(f"{word[0].upper()}." for word in _WORDS.findall(name)) or "…"
