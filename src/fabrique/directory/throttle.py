"""A gentle brake on what anyone may ask of us: so many in ten minutes, by address and by process.

Nothing is written anywhere. It stops a script, never a person; several processes each count their own.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

WINDOW, REMEMBERED = timedelta(minutes=10), 10_000
MOST = {"report": 10, "document": 30}

_seen: OrderedDict[tuple[str, str], list[datetime]] = OrderedDict()
_lock = Lock()


def allow(request: HttpRequest, now: datetime, what: str) -> bool:
    """Count one more from this address, unless there were too many lately."""
    address = (what, _address(request))
    with _lock:
        recent = [at for at in _seen.pop(address, []) if now - at < WINDOW]
        allowed = len(recent) < MOST[what]
        _seen[address] = [*recent, now] if allowed else recent
        while len(_seen) > REMEMBERED:
            _seen.popitem(last=False)
    return allowed


def forget() -> None:
    """Start again, for a test."""
    with _lock:
        _seen.clear()


def _address(request: HttpRequest) -> str:
    """The visitor's address; behind a declared proxy, the one that the proxy itself noted.

    An IPv6 visitor may choose among 2^64 addresses: the network stands for it.
    """
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")) if settings.BEHIND_PROXY else ""
    text = forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and not address.ipv4_mapped:
        return str(ipaddress.IPv6Network((address, 64), strict=False))
    return text
