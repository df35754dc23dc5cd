"""A gentle brake on what anyone may ask of us: so many in ten minutes, by address and by process.

Nothing is written anywhere. It stops a script, never a person; several processes each count their own.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

from django.http import HttpRequest

from fabrique.core.clients import client_of

WINDOW, REMEMBERED = timedelta(minutes=10), 10_000
MOST = {"report": 10, "document": 30}

_seen: OrderedDict[tuple[str, str], list[datetime]] = OrderedDict()
_lock = Lock()


def allow(request: HttpRequest, now: datetime, what: str) -> bool:
    """Count one more from this address, unless there were too many lately."""
    asker = (what, client_of(request))
    with _lock:
        recent = [at for at in _seen.pop(asker, []) if now - at < WINDOW]
        allowed = len(recent) < MOST[what]
        _seen[asker] = [*recent, now] if allowed else recent
        while len(_seen) > REMEMBERED:
            _seen.popitem(last=False)
    return allowed


def forget() -> None:
    """Start again, for a test."""
    with _lock:
        _seen.clear()
