"""A gentle brake on anonymous forms: so many in so many minutes from one address, in this process' memory.

Nothing is written anywhere. It stops a script, never a person; several processes each count their own.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

MOST, WINDOW, REMEMBERED = 10, timedelta(minutes=10), 10_000

_seen: OrderedDict[str, list[datetime]] = OrderedDict()
_lock = Lock()


def allow(request: HttpRequest, now: datetime) -> bool:
    """Count one more from this address, unless there were too many lately."""
    address = _address(request)
    with _lock:
        recent = [at for at in _seen.pop(address, []) if now - at < WINDOW]
        allowed = len(recent) < MOST
        _seen[address] = [*recent, now] if allowed else recent
        while len(_seen) > REMEMBERED:
            _seen.popitem(last=False)
    return allowed


def forget() -> None:
    """Start again, for a test."""
    with _lock:
        _seen.clear()


def _address(request: HttpRequest) -> str:
    """The visitor's address; behind a declared proxy, the one that the proxy itself noted."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if forwarded and getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        return str(forwarded).rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
