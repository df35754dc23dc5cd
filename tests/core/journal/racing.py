"""Run by ``test_races`` in processes of its own, on a real database: writers at once, writers killed."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
from typing import Any

import django

django.setup()

from django.db import DatabaseError, connection, connections, transaction  # noqa: E402

from fabrique.core import clock, journal  # noqa: E402
from fabrique.core.journal import appending  # noqa: E402
from fabrique.core.models import JournalEntry, PeriodicRun  # noqa: E402


def unlocked_head() -> tuple[int, str]:
    """The head as read without its lock, and the time that another one needs to read it too."""
    with connection.cursor() as cursor:
        cursor.execute(appending._READ_HEAD)
        seq, last, _key, _tag = cursor.fetchone()
    time.sleep(0.002)
    return seq, last


def race(threads: int, writes: int, locked: str) -> dict[str, Any]:
    """Writes from many threads at once; how many failed."""
    if locked == "no":
        appending._locked_head = unlocked_head
        if connection.vendor == "sqlite":
            connections.settings["default"]["OPTIONS"]["transaction_mode"] = "DEFERRED"
    failed: list[str] = []
    start = threading.Barrier(threads)

    def write() -> None:
        start.wait()
        for _n in range(writes):
            try:
                journal.record("test.race")
            except DatabaseError as error:
                failed.append(type(error).__name__)
        connection.close()

    running = [threading.Thread(target=write) for _n in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return {"failed": len(failed)}


def act(name: str, *, whole: bool) -> None:
    """An act and its entry; not ``whole``: each in a transaction of its own, as it must not be."""
    now = clock.now()
    if not whole:
        PeriodicRun.objects.create(name=name, last_enqueued_at=now)
        journal.record("test.act", subject=name)
        return
    with transaction.atomic():
        PeriodicRun.objects.create(name=name, last_enqueued_at=now)
        journal.record("test.act", subject=name)


def child(name: str, pipe: int, *, whole: bool) -> None:
    """Act for ever; tell of each act that is done."""
    number = 0
    while True:
        act(f"{name}-{number}", whole=whole)
        os.write(pipe, f"{name}-{number}\n".encode())
        number += 1


def kill(rounds: int, whole: str) -> dict[str, Any]:
    """Kill two writers at a random instant, many times; what was acknowledged, done and journalled."""
    chance, told = random.Random(7), b""
    for turn in range(rounds):
        connections.close_all()
        ends, pids = os.pipe(), []
        for each in "ab":
            if (pid := os.fork()) == 0:
                child(f"{turn}{each}", ends[1], whole=whole == "yes")
            pids.append(pid)
        os.close(ends[1])
        told += os.read(ends[0], 65_536)  # one of them at least is at work
        time.sleep(chance.uniform(0.01, 0.09))
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        for pid in pids:
            os.waitpid(pid, 0)
        while more := os.read(ends[0], 65_536):
            told += more
        os.close(ends[0])
    done = set(PeriodicRun.objects.filter(name__contains="-").values_list("name", flat=True))
    entries = list(JournalEntry.objects.filter(action="test.act").values_list("subject", flat=True))
    acknowledged = told.decode().split()
    return {
        "acknowledged": len(acknowledged),
        "lost": len(set(acknowledged) - done),
        "without_entry": len(done - set(entries)),
        "without_act": len(set(entries) - done),
        "twice": len(entries) - len(set(entries)),
    }


if __name__ == "__main__":
    if sys.argv[1] == "race":
        print(json.dumps(race(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])))  # noqa: T201
    else:
        print(json.dumps(kill(int(sys.argv[2]), sys.argv[3])))  # noqa: T201
