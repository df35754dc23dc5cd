"""The worker: runs queued jobs one by one, and the periodic ones when they are due."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker

from fabrique.core import actions, jobs

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
        if turn % TICK_SECONDS == 0:
            jobs.tick()
        drain(worker_id)
        turn += IDLE_SECONDS
        stop.wait(IDLE_SECONDS)
