"""Counting tries, in one table shared by all processes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from fabrique.core import clock
from fabrique.people.models import Tally


@dataclass(frozen=True, slots=True)
class Bucket:
    """Tries of one kind under one key: ``most`` of them in a ``window`` that starts with the first."""

    kind: str
    key: str
    most: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Counted:
    """What a try met: ``until`` when it is refused, ``filled`` the buckets that it fills."""

    until: datetime | None
    filled: tuple[Bucket, ...] = ()


@transaction.atomic
def count(buckets: Iterable[Bucket]) -> Counted:
    """Count one try in every bucket, or refuse it, and count nothing, where one is full.

    The rows are locked in one order: however many try at once, no more than ``most`` pass.
    """
    now, until = clock.now(), None
    held: list[tuple[Bucket, Tally]] = []
    for bucket in sorted(buckets, key=lambda each: (each.kind, each.key)):
        Tally.objects.get_or_create(kind=bucket.kind, key=bucket.key, defaults={"since": now})
        tally = Tally.objects.select_for_update().get(kind=bucket.kind, key=bucket.key)
        if now >= tally.since + bucket.window:
            tally.count, tally.since = 0, now
        if tally.count >= bucket.most:
            until = max(until or now, tally.since + bucket.window)
        held.append((bucket, tally))
    if until is not None:
        return Counted(until)
    for _bucket, tally in held:
        tally.count += 1
        tally.save(update_fields=["count", "since"])
    return Counted(None, tuple(bucket for bucket, tally in held if tally.count == bucket.most))


@transaction.atomic
def forgive(buckets: Iterable[Bucket], *, whole: bool) -> None:
    """Take the last try back after a success, or forget all tries of these buckets (``whole``)."""
    for bucket in sorted(buckets, key=lambda each: (each.kind, each.key)):
        rows = Tally.objects.select_for_update().filter(kind=bucket.kind, key=bucket.key)
        for tally in rows:
            if whole:
                tally.delete()
            elif tally.count:
                tally.count -= 1
                tally.save(update_fields=["count"])
