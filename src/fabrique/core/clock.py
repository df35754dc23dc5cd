"""The only place where the project asks what time it is, so that tests and the demo can set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta

from django.utils import timezone

_frozen: ContextVar[datetime | None] = ContextVar("frozen_now", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _frozen.get() or timezone.now()


def today() -> date:
    """The present day in Europe/Paris."""
    return timezone.localdate(now())


def midnight(day: date, *, after: bool = False) -> datetime:
    """The first instant of a day in Europe/Paris, or of the day after (``OverflowError`` past 9999)."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1) if after else day, time()))


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Make ``now()`` answer ``at`` (aware) inside the block."""
    if timezone.is_naive(at):
        raise ValueError("a frozen clock needs an aware instant")
    token = _frozen.set(at)
    try:
        yield
    finally:
        _frozen.reset(token)
