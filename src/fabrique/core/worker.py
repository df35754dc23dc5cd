"""The worker: runs queued jobs one by one, and the periodic ones when they are due."""

from __future__ import annotations

import logging
import signal
import threading
from types import FrameType

from django.db import Error, close_old_connections
from django_tasks_db.management.commands.db_worker import Worker

from fabrique.core import actions, jobs, maintenance, outages

logger = logging.getLogger(__name__)

TICK_SECONDS = 30
IDLE_SECONDS = 1


def run_once(worker_id: str) -> None:
    """Put back what a killed worker left, then run every job that is ready."""
    actions.put_back_lost()
    drain(worker_id)


def drain(worker_id: str) -> None:
    """Run every job that is ready, then return."""
    Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
    ).run()


def run(worker_id: str) -> None:
    """Work until a signal asks to stop; the job under way is finished first."""
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for wanted in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wanted, ask_to_stop)
    turn = 0
    while not stop.is_set():
        close_old_connections()
        if not maintenance.is_restoring():
            _turn(worker_id, with_tick=turn % TICK_SECONDS == 0)
        turn += IDLE_SECONDS
        stop.wait(IDLE_SECONDS)


def _turn(worker_id: str, *, with_tick: bool) -> None:
    """What waits is done; while the database is away, nothing waits that could be known."""
    try:
        if with_tick:
            jobs.tick()
        drain(worker_id)
    except Error as error:
        if outages.status_of(error) is None:
            raise
        logger.warning("the database is away: %s", error)
