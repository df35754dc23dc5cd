"""How many requests a client may make: a bucket of tokens for each address, in this process.

A process that serves refills a client's bucket at ``API_RATE`` tokens a minute, and lets it hold as many.
With several processes a client may get that much of each: the limit protects the service, it is no meter.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from fabrique.core.clients import client_of

_MOST = 20_000  # addresses remembered; the longest silent are forgotten


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a client has left. ``wait`` is in seconds, 0 when the request may pass."""

    limit: int
    left: int
    reset: int
    wait: int

    def headers(self) -> dict[str, str]:
        """The headers that tell it."""
        found = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.left),
            "RateLimit-Reset": str(self.reset),
        }
        return {**found, "Retry-After": str(self.wait)} if self.wait else found


class Buckets:
    """The buckets of a process."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, client: str, rate: int, at: float) -> Allowance:
        """Take a token at an instant of a steady clock, in seconds."""
        with self._lock:
            tokens, before = self._known.get(client, (float(rate), at))
            tokens = min(float(rate), tokens + (at - before) * rate / 60)
            allowed = tokens >= 1
            tokens -= 1 if allowed else 0
            self._known[client] = (tokens, at)
            self._known.move_to_end(client)
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
        wait = 0 if allowed else math.ceil((1 - tokens) * 60 / rate)
        return Allowance(rate, int(tokens), math.ceil((rate - tokens) * 60 / rate), wait)

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._known.clear()


buckets = Buckets()


def allowance(request: HttpRequest) -> Allowance | None:
    """What the client of a request has left; None when there is no limit (``API_RATE`` 0)."""
    rate: int = settings.API_RATE
    return buckets.take(client_of(request), rate, time.monotonic()) if rate > 0 else None
