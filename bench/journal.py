"""The journal: 200 concurrent writes, the cost of an entry bare and within a real POST, verification.

    .venv/bin/python -m bench.journal [--entries 40000]
    DATABASE_URL=postgresql://… .venv/bin/python -m bench.journal

Promises: no write lost among 200 at once; a POST (form, policy, template) at most 20 % slower than with the
journal stubbed out in the same run; at least 40,000 entries verified a second. The database must be empty and
may be thrown away.
"""

# ruff: noqa: E402 - Django must be ready before its models
from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Callable
from contextlib import ExitStack
from html import unescape
from typing import Any
from unittest import mock

os.environ.setdefault("FABRIQUE_HOME", tempfile.mkdtemp(prefix="fabrique-bench-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "fabrique.config.settings"

import django

django.setup()

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from tests.factories.accounts import sign_in
from tests.factories.directory import entered, entry, place_of
from tests.factories.people import PASSWORD

from fabrique.config import running
from fabrique.core import journal
from fabrique.core.journal.verifying import verify
from fabrique.core.models import JournalEntry
from fabrique.directory.forms.place import PlaceForm, seen_values
from fabrique.people import actions as people
from fabrique.people.acting import act_for
from fabrique.people.models import Organisation

AT_ONCE, PAIRS = 200, 150
ACT: dict[str, Any] = {
    "actor": "0190c7f2-1111-7222-8333-abcdefabcdef",
    "organisation": "0190c7f2-1111-7222-8333-abcdefabcde0",
    "subject": "place:abcdefghij",
    "summary": {"fields": ["name", "phone"]},
}


def concurrent(threads: int) -> dict[str, float]:
    """``AT_ONCE`` writes by so many threads, each in its own transaction."""
    failed: list[str] = []
    start = threading.Barrier(threads + 1)

    def write() -> None:
        connection.ensure_connection()
        start.wait()
        for _n in range(AT_ONCE // threads):
            try:
                journal.record("directory.edit_place", **ACT)
            except Exception as error:  # noqa: BLE001 - whatever it is, a write is lost
                failed.append(repr(error))
        connection.close()

    running = [threading.Thread(target=write) for _n in range(threads)]
    for thread in running:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in running:
        thread.join()
    return {"writes": AT_ONCE, "lost": len(failed), "seconds": round(time.perf_counter() - began, 3)}


def bare(count: int = 1000) -> float:
    """Microseconds of an entry alone, the transaction not counted (twenty entries in each)."""
    spent = 0.0
    for _n in range(count // 20):
        with transaction.atomic():
            began = time.perf_counter()
            for _m in range(20):
                journal.record("directory.edit_place", **ACT)
            spent += time.perf_counter() - began
    return spent / count * 1e6


def stubbed(action: str, **given: Any) -> JournalEntry:
    """What stands for ``journal.record`` when it is not measured."""
    return JournalEntry(seq=0, action=action)


def posts() -> dict[str, float]:
    """Medians, in milliseconds, of a POST with the journal and without, in turn, in the same run."""
    url, client, data = _page()
    times: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(PAIRS * 2):
        with_journal = bool(turn % 2)
        with ExitStack() as stack:
            if not with_journal:
                stack.enter_context(mock.patch("fabrique.core.journal.record", stubbed))
            sent = data(turn)
            times[with_journal].append(_timed(client, url, sent))
    with_, without = (statistics.median(times[key][10:]) * 1000 for key in (True, False))
    return {
        "with_ms": round(with_, 2),
        "without_ms": round(without, 2),
        "dearer_percent": round((with_ / without - 1) * 100, 1),
    }


def _timed(client: Client, url: str, sent: dict[str, Any]) -> float:
    began = time.perf_counter()
    response = client.post(url, sent)
    spent = time.perf_counter() - began
    assert response.status_code == 302, response.status_code
    return spent


def _page() -> tuple[str, Client, Callable[[int], dict[str, Any]]]:
    """Correcting a place at the desk, as a browser does: the form that was opened, one line changed."""
    client = Client()
    account = people.open_administrator(
        email="helene@estuaire.example", name="Hélène", password=PASSWORD, organisation="Val"
    )
    sign_in(client, act_for(account, Organisation.objects.get(carries_instance=True)))
    entered("ville", entry("1"))
    place = place_of("ville", "1")
    url = f"/espace/guide/lieux/{place.code}/"

    def data(turn: int) -> dict[str, Any]:
        place.refresh_from_db()
        form = PlaceForm(seen=seen_values(place))
        sent = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
        seen = re.search(r'name="vu" value="([^"]+)"', client.get(url).content.decode())
        assert seen
        return {**sent, "vu": unescape(seen[1]), "summary": f"Ouvert à tous, {turn}."}

    return url, client, data


def verified(entries: int) -> dict[str, float]:
    """Entries verified a second, and the memory that it took, in MB."""
    while (there := JournalEntry.objects.count()) < entries:
        with transaction.atomic():
            for _n in range(min(500, entries - there)):
                journal.record("directory.edit_place", **ACT)
    best = min((verify() for _n in range(3)), key=lambda report: report.seconds)
    assert best.ok, best.damages
    tracemalloc.start()
    verify()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "entries": best.entries,
        "a_second": round(best.entries / best.seconds),
        "peak_mb": round(peak / 1e6, 1),
    }


def main() -> None:
    """Print what was measured as one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=40_000)
    options = parser.parse_args()
    settings.ALLOWED_HOSTS = ["testserver"]
    running.prepare()
    threads = AT_ONCE if connection.vendor == "sqlite" else 50  # PostgreSQL takes 100 connections
    found = {
        "database": connection.vendor,
        "concurrent": concurrent(threads),
        "bare_us": round(bare()),
        "post": posts(),
        "verified": verified(options.entries),
    }
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
