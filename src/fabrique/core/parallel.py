"""Pure work on many items, shared between two cores.

The second half is worked out by a fork of this process: it has everything in memory already, touches
neither the database nor files, and leaves without cleaning up. Only a process of one thread forks (a lock
that another thread holds would stay locked in the copy): commands and the worker do, the web server does
not. There, for a short list or on one core, the work is simply done in this process.
"""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable, Sequence
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

LEAST = 500  # items; below, a fork costs more than it spares


def work_out(
    function: Callable[[T], R], items: Sequence[T], *, tell: Callable[[int], None] | None = None
) -> list[R]:
    """``function`` of each item, in order. It must be pure, and its results such as ``pickle`` takes.

    ``tell`` learns from time to time how many items are done, as far as this process knows. Raises what
    ``function`` raises.
    """
    if not _may_fork(len(items)):
        return _here(function, items, 1, tell)
    middle = (len(items) + 1) // 2
    mine, theirs = get_context("fork").Pipe(duplex=False)
    other = get_context("fork").Process(target=_elsewhere, args=(function, items[middle:], theirs))
    other.start()
    theirs.close()
    try:
        first = _here(function, items[:middle], 2, tell)
        second: list[R] | None = _received(mine)
    finally:
        other.kill()  # it has answered, or nobody waits for its answer any more
        other.join()
        mine.close()
    if second is None:  # the copy was stopped, for want of memory perhaps: do it here
        second = _here(function, items[middle:], 1, None)
    return first + second


def _may_fork(count: int) -> bool:
    return (
        count >= LEAST
        and threading.active_count() == 1
        and "fork" in get_all_start_methods()
        and len(os.sched_getaffinity(0)) > 1
    )


def _here(
    function: Callable[[T], R], items: Sequence[T], weight: int, tell: Callable[[int], None] | None
) -> list[R]:
    done = []
    for count, item in enumerate(items, 1):
        done.append(function(item))
        if tell and count % 100 == 0:
            tell(count * weight)
    return done


def _elsewhere(function: Callable[[T], R], items: Sequence[T], answer: Connection) -> None:
    """In the copy. What fails here fails again, and is told, in the process that asked."""
    try:
        answer.send_bytes(pickle.dumps([function(item) for item in items], pickle.HIGHEST_PROTOCOL))
    finally:
        os._exit(0)  # neither flush nor close what belongs to the other process


def _received(answer: Connection) -> list[R] | None:
    try:
        received: list[R] = pickle.loads(answer.recv_bytes())  # noqa: S301 — our own copy wrote it
    except EOFError:
        return None
    return received
