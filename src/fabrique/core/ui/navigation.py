"""The menu and the desk's tools: apps enlist entries, the shell shows those that the visitor may open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from fabrique.core.policies import PUBLIC, Actor, may
from fabrique.core.ui.registry import Registry


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its French words, the URL name it leads to, the action that opens it (or ``public``)."""

    label: str
    url_name: str
    policy: str = PUBLIC
    order: int = 100


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as shown: ``current`` is ``page`` on its own page, ``true`` below it, else empty."""

    label: str
    url: str
    current: str


menu: Registry[Entry] = Registry()
tools: Registry[Entry] = Registry()  # what one finds on the desk rather than in the menu


def links_for(actor: Actor, path: str, entries: Registry[Entry] = menu) -> Iterator[Link]:
    """The entries that the actor may open, seen from the page at ``path``."""
    for entry in entries:
        if may(actor, entry.policy):
            url = reverse(entry.url_name)
            yield Link(gettext(entry.label), url, _current(url, path))


def _current(url: str, path: str) -> str:
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""
