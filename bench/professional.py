"""Pages of the professional space with 100,000 persons and 1,000,000 journal entries, against none.

    .venv/bin/python -m bench.professional [--persons 100000] [--entries 1000000]
    DATABASE_URL=postgresql://… .venv/bin/python -m bench.professional

Promise: p95 of each page under 150 ms, and it does not grow with what the instance holds. The pages are
asked of Django itself, without a server between. The database must be empty and may be thrown away.
"""

# ruff: noqa: E402 - Django must be ready before its models
from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("FABRIQUE_HOME", tempfile.mkdtemp(prefix="fabrique-bench-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "fabrique.config.settings"

import django

django.setup()

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from tests.factories.accounts import sign_in
from tests.factories.people import PASSWORD, agree, member, receive

from fabrique.config import running
from fabrique.core import clock, journal
from fabrique.people import actions as people
from fabrique.people.acting import act_for
from fabrique.people.actions.invitations import ACCEPTED
from fabrique.people.actions.residents import write_note
from fabrique.people.enums import NoteLevel, Origin, Role
from fabrique.people.models import Account, Membership, Notification, Organisation, Resident

TIMES, HOLDERS, COLLEAGUES = 60, 40, 60
ODETTE = {"first_name": "Odette", "last_name": "Marsonval", "birth_year": "1948", "phone": "02 61 91 12 34"}

NAMED = {"last_name": "Marsonval", "birth_year": "1948"}


def fill(holders: list[Organisation], persons: int, entries: int) -> None:
    """So many files, shared out among organisations, and so many entries."""
    now, today = clock.now(), clock.today()
    for start in range(0, persons, 2_000):
        Resident.objects.bulk_create(
            [
                Resident(
                    organisation=holders[number % len(holders)],
                    code=f"{number:07d}",
                    called=f"Mme {number}",
                    first_name=f"Prénom {number % 977}",
                    last_name=f"Nom {number}",
                    birth_year=str(1930 + number % 80),
                    phone=f"+3326191{number % 10_000:04d}",
                    origin=Origin.DESK,
                    created_at=now,
                    changed_at=now,
                    last_contact_on=today,
                )
                for number in range(start, min(start + 2_000, persons))
            ]
        )
    _tell(holders[0], persons // 100)
    for start in range(0, entries, 5_000):
        with transaction.atomic():
            for number in range(start, min(start + 5_000, entries)):
                journal.record("people.edit_resident", actor="x", subject=f"resident:{number % 1000}")


def _tell(holder: Organisation, count: int) -> None:
    """So many notifications for each member who looks after the others."""
    members = list(Membership.objects.of(holder).filter(ended_at__isnull=True))
    for each in (one for one in members if one.role == Role.COORDINATOR):
        Notification.objects.of(holder).bulk_create(
            [
                Notification(
                    account_id=each.account_id,
                    organisation=holder,
                    kind=ACCEPTED,
                    subject=f"account:{members[number % len(members)].account_id}",
                    once=str(number),
                    created_at=clock.now(),
                )
                for number in range(count)
            ],
            batch_size=2_000,
        )


def pages(coordinator: Account, administrator: Account, file: Resident) -> dict[str, Callable[[], Any]]:
    """The pages of a day, each as a call."""
    desk, office = Client(), Client()
    sign_in(desk, coordinator)
    sign_in(office, administrator)
    own = f"/espace/organisations/{file.organisation_id}/"
    here = f"/espace/personnes/{file.pk}/"
    found = "/espace/chercher/"
    return {
        "ma journée": lambda: desk.get("/espace/"),
        "ma journée, administration": lambda: office.get("/espace/"),
        "notifications": lambda: desk.get("/espace/notifications/"),
        "chercher partout, une personne": lambda: desk.post(found, {"q": "Marsonval 1948"}, follow=True),
        "chercher partout, un nom": lambda: desk.post(found, {"q": "collègue 12"}, follow=True),
        "chercher partout, administration": lambda: office.post(found, {"q": "structure 3"}, follow=True),
        "chercher partout, rien": lambda: office.post(found, {"q": "Zzyzx 1948"}, follow=True),
        "chercher par nom": lambda: desk.post(
            "/espace/personnes/", {"last_name": "Marsonval", "birth_year": "1948"}
        ),
        "chercher par téléphone": lambda: desk.post("/espace/personnes/", {"phone": ODETTE["phone"]}),
        "dossier": lambda: desk.get(here),
        "écrire une note": lambda: desk.post(f"{here}note/", {"text": "Repasse jeudi", "level": "desk"}),
        "mon organisation": lambda: desk.get(own),
        "membres": lambda: desk.get(f"{own}membres/"),
        "organisations": lambda: office.get("/espace/organisations/"),
        "journal": lambda: office.get("/espace/journal/"),
        "journal, une action": lambda: office.get("/espace/journal/?action=people.edit_resident"),
    }


def measured(calls: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """The p95 of each page, in milliseconds."""
    found = {}
    for name, call in calls.items():
        times = []
        for turn in range(TIMES + 5):
            began = time.perf_counter()
            response = call()
            spent = time.perf_counter() - began
            assert response.status_code in (200, 302), (name, response.status_code)
            if turn >= 5:
                times.append(spent)
        found[name] = round(statistics.quantiles(times, n=20)[-1] * 1000, 1)
    return found


def main() -> None:
    """Print what was measured as one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=1_000_000)
    options = parser.parse_args()
    settings.ALLOWED_HOSTS = ["testserver"]
    running.prepare()
    opened = people.open_administrator(
        email="helene@estuaire.example", name="Hélène", password=PASSWORD, organisation="Val"
    )
    administrator = act_for(opened, Organisation.objects.get(carries_instance=True))
    holders = [people.register_organisation(name=f"Structure {number}") for number in range(HOLDERS)]
    for each in holders:
        agree(each)
    coordinator = member(Role.COORDINATOR, Role.MEDIATOR, of=holders[0])
    for number in range(COLLEAGUES):
        member(Role.MEDIATOR, of=holders[0], name=f"Collègue {number}")
    file = receive(holders[0], **ODETTE)
    for _each in range(10):
        write_note(resident=file, level=NoteLevel.MEDIATION, text="On avance à deux.", by=coordinator)
    empty = measured(pages(coordinator, administrator, file))
    began = time.perf_counter()
    fill(holders, options.persons, options.entries)
    found = {
        "database": connection.vendor,
        "persons": options.persons,
        "entries": options.entries,
        "filled_in_s": round(time.perf_counter() - began),
        "p95_ms_empty": empty,
        "p95_ms": measured(pages(coordinator, administrator, file)),
    }
    print(json.dumps(found, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
