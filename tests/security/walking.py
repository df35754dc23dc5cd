"""Every address of the software, with its policy, and with values for what it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLResolver, get_resolver

from fabrique.core.policies import PUBLIC

NOTHING = {"slug": "rien", "str": "rien", "int": 999_999, "uuid": UUID(int=7), "path": "rien"}
_CONVERTER = re.compile(r"<(?:(\w+):)?\w+>")


@dataclass(frozen=True)
class Address:
    """A route as Django writes it; ``url`` names an object that does not exist."""

    route: str
    policy: str
    view: Any

    @property
    def url(self) -> str:
        filled = _CONVERTER.sub(lambda found: str(NOTHING[found[1] or "str"]), self.route)
        return filled.replace("^(?:.*)$", "rien")

    @property
    def public(self) -> bool:
        return self.policy == PUBLIC


def addresses(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[Address]:
    """All of them, once each."""
    seen: set[str] = set()
    for route, view in _routes(resolver or get_resolver(), prefix):
        if route not in seen:
            seen.add(route)
            yield Address(route, getattr(view, "policy", ""), view)


def _routes(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry, route)
        else:
            yield route, entry.callback


def close(response: Any) -> None:
    """Read an answer to its end and close it, as a server does: some are files."""
    if response.streaming:
        b"".join(response.streaming_content)
    response.close()
