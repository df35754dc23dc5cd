"""Background work by name: an action asks for ``"core.deliver_message"``, no action imports a task.

Jobs are safe to run twice. A job that raises is tried again after a growing delay, up to its ``tries``; the
last failure stays in the queue's table. Periodic jobs are enqueued by ``tick``, which any number of processes
may call: the row of ``PeriodicRun`` lets one of them through.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from fabrique.core import actions, clock, compat
from fabrique.core.models import PeriodicRun

logger = logging.getLogger(__name__)

Function = Callable[..., Any]


@dataclass(frozen=True)
class Job:
    """A named piece of background work."""

    name: str
    run: Function
    tries: int
    every: timedelta | None
    purpose: str


_jobs: dict[str, Job] = {}


def job(name: str, *, tries: int = 5, every: timedelta | None = None) -> Callable[[Function], Function]:
    """Register a function as the job ``name``; ``every`` makes it periodic (it then takes no argument)."""

    def register(function: Function) -> Function:
        if name in _jobs and _jobs[name].run is not function:
            raise ValueError(f"two jobs are named {name}")
        purpose = (function.__doc__ or "").strip().splitlines()[0] if function.__doc__ else ""
        _jobs[name] = Job(name, function, tries, every, purpose)
        return function

    return register


def registered() -> dict[str, Job]:
    """All jobs by name, for the documentation and its test."""
    return dict(_jobs)


def enqueue(name: str, *args: Any, delay: timedelta | None = None) -> None:
    """Ask for a job after the present transaction commits. Arguments must be JSON values."""
    if name not in _jobs:
        raise KeyError(f"no job is named {name}")
    transaction.on_commit(lambda: _put(name, args, attempt=1, delay=delay))


def _put(name: str, args: tuple[Any, ...], *, attempt: int, delay: timedelta | None) -> None:
    queued: Any = run_job
    if delay:
        queued = queued.using(run_after=clock.now() + delay)
    queued.enqueue(name, list(args), attempt)


@compat.task
def run_job(name: str, args: list[Any], attempt: int) -> None:
    """Run one job; on failure, queue the next try before giving the error to the queue."""
    wanted = _jobs[name]
    try:
        wanted.run(*args)
    except Exception:
        if attempt < wanted.tries:
            _put(name, tuple(args), attempt=attempt + 1, delay=timedelta(seconds=30 * 4 ** (attempt - 1)))
            logger.warning("job %s failed, try %d of %d", name, attempt, wanted.tries, exc_info=True)
        raise


def tick() -> list[str]:
    """Put back what killed workers left, enqueue each periodic job that is due; returns their names."""
    actions.put_back_lost()
    return [each.name for each in _jobs.values() if each.every and _claim(each.name, each.every)]


def _claim(name: str, every: timedelta) -> bool:
    now = clock.now()
    with transaction.atomic():
        due = PeriodicRun.objects.filter(name=name, last_enqueued_at__lte=now - every)
        claimed = bool(due.update(last_enqueued_at=now))
        if not claimed and not PeriodicRun.objects.filter(name=name).exists():
            try:
                with transaction.atomic():
                    PeriodicRun.objects.create(name=name, last_enqueued_at=now)
                claimed = True
            except IntegrityError:  # another tick was quicker
                claimed = False
        if claimed:
            enqueue(name)
    return claimed
