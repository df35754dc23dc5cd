"""The stock page over 50,000 devices, and the answer to a scan.

    .venv/bin/python -m bench.stock [--devices 50000]
    DATABASE_URL=postgresql://… .venv/bin/python -m bench.stock

Promises: p95 of the stock page under 200 ms with as many queries as for a hundred; a scan is answered in
less than 100 ms, move, history and journal included. The pages are asked of Django itself, without a server
between. The database must be empty and may be thrown away.
"""

# ruff: noqa: E402 - Django must be ready before its models
from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import cycle
from typing import Any

os.environ.setdefault("FABRIQUE_HOME", tempfile.mkdtemp(prefix="fabrique-bench-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "fabrique.config.settings"

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.factories.accounts import sign_in
from tests.factories.people import member

from fabrique.config import running
from fabrique.core import clock
from fabrique.equip.actions.entering import open_lot, open_site
from fabrique.equip.actions.sites import open_shelf
from fabrique.equip.enums import DeviceKind, DeviceState
from fabrique.equip.models import Device, DeviceEvent, Lot, Shelf, Site
from fabrique.people import actions as people
from fabrique.people.enums import Role
from fabrique.people.models import Organisation

TIMES, BATCH = 40, 2_000
KINDS = (DeviceKind.LAPTOP, DeviceKind.LAPTOP, DeviceKind.DESKTOP, DeviceKind.SCREEN, DeviceKind.TABLET)
MAKES = ("Lenovo", "Dell", "HP", "Asus", "Acer", "Fujitsu")


def fill(
    holder: Organisation, sites: list[Site], shelves: list[Shelf], lot: Lot, first: int, last: int
) -> None:
    """Devices of every kind, state and age, each with two lines of history."""
    now, states = clock.now(), list(DeviceState)
    for start in range(first, last, BATCH):
        made = Device.objects.of(holder).bulk_create(
            Device(
                organisation=holder,
                site=(shelf := shelves[number % len(shelves)]).site,
                shelf=shelf if number % 3 else None,
                lot=lot if number % 5 else None,
                code=f"{sites[0].code}-PO-26-{number:04}",
                kind=KINDS[number % len(KINDS)],
                state=states[number * 7 % len(states)],
                received_at=now - timedelta(days=number % 700 + 400),
                state_at=now - timedelta(minutes=number * 37 % 500_000),
                make=MAKES[number % len(MAKES)],
                model=f"Modèle {number % 211}",
                serial=f"SN{number:07}",
                ram_mb=4096 * (1 + number % 4),
            )
            for number in range(start, min(start + BATCH, last))
        )
        DeviceEvent.objects.everywhere("bench").bulk_create(
            DeviceEvent(device=each, verb=verb, origin=each.state, target=each.state, at=each.received_at)
            for each in made
            for verb in ("enter", "put_away")
        )


def pages(client: Client) -> dict[str, Callable[[], Any]]:
    """The pages of a list, each as a call."""
    url = "/espace/stock/"
    return {
        "stock": lambda: client.get(url),
        "stock, last page": lambda: client.get(url, {"page": "99999"}),
        "stock, a state and a kind": lambda: client.get(url, {"etat": "ready", "sorte": "laptop"}),
        "stock, waiting for a year": lambda: client.get(url, {"depuis": "365"}),
        "stock, a model": lambda: client.get(url, {"q": "modèle 17", "etat": "tout"}),
        "lots": lambda: client.get("/espace/lots/"),
        "places": lambda: client.get("/espace/ateliers/"),
        "my day": lambda: client.get("/espace/"),
    }


def scans(client: Client, holder: Organisation) -> dict[str, Callable[[], Any]]:
    """What a hand scanner sends."""
    fresh: Iterator[Device] = iter(Device.objects.of(holder).filter(state=DeviceState.RECEIVED)[: TIMES * 3])
    shown = cycle(Device.objects.of(holder).filter(state=DeviceState.READY)[:50])
    url = "/espace/scanner/"
    return {
        "scan, show": lambda: client.post(url, {"code": next(shown).code}),
        "scan, serial number": lambda: client.post(url, {"code": next(shown).serial}),
        "scan, move": lambda: client.post(url, {"code": next(fresh).code, "geste": "identify"}),
        "scan, refused": lambda: client.post(url, {"code": next(shown).code, "geste": "identify"}),
        "scan, unknown": lambda: client.post(url, {"code": "ROU-PO-26-99999"}),
    }


def measured(calls: dict[str, Callable[[], Any]]) -> dict[str, dict[str, float]]:
    """The p95 in milliseconds, on the clock and of this process alone, and the queries of each call."""
    found = {}
    for name, call in calls.items():
        times, own = [], []
        for turn in range(TIMES + 5):
            began, busy = time.perf_counter(), time.process_time()
            response = call()
            spent, used = time.perf_counter() - began, time.process_time() - busy
            assert response.status_code == 200, (name, response.status_code)
            if turn >= 5:
                times.append(spent)
                own.append(used)
        with CaptureQueriesContext(connection) as queries:
            call()
        p95, cpu = (round(statistics.quantiles(each, n=20)[-1] * 1000, 1) for each in (times, own))
        found[name] = {"p95_ms": p95, "cpu_p95_ms": cpu, "queries": len(queries)}
    return found


def main() -> None:
    """Print what was measured as one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--devices", type=int, default=50_000)
    options = parser.parse_args()
    settings.ALLOWED_HOSTS = ["testserver"]
    running.prepare()
    holder = people.register_organisation(name="Atelier Le Rouet")
    by = member(Role.REFURBISHER, of=holder)
    sites = [
        open_site(organisation=holder, code=code, name=f"Atelier {code}", by=by) for code in ("ROU", "RES")
    ]
    shelves = [open_shelf(site=site, code=f"A{rank}", by=by) for site in sites for rank in range(20)]
    lot = open_lot(site=sites[0], by=by)
    client = Client()
    sign_in(client, by)
    fill(holder, sites, shelves, lot, 0, 100)
    few = measured(pages(client))
    began = time.perf_counter()
    fill(holder, sites, shelves, lot, 100, options.devices)
    result = {
        "database": connection.vendor,
        "devices": options.devices,
        "filled_in_s": round(time.perf_counter() - began),
        "pages_at_100": few,
        "pages": measured(pages(client)),
        "scans": measured(scans(client, holder)),
    }
    print(json.dumps(result, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
