"""Two acts on one device at once, whose locks cross: one waits for the other, neither is stopped.

SQLite holds its whole base for one transaction: only PostgreSQL can lose these races.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Barrier, Thread, local
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models import QuerySet

from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.allocating import run_allocation
from fabrique.equip.actions.bench import move_part
from fabrique.equip.actions.entering import DriveFacts
from fabrique.equip.actions.erasure import note_drive, take_drive_out
from fabrique.equip.actions.following_up import answer_follow_up, ask_follow_up
from fabrique.equip.actions.moving import move_device
from fabrique.equip.actions.proposals import accept_proposal, refuse_proposal, release_proposal
from fabrique.equip.actions.requests import end_request
from fabrique.equip.enums import DriveKind, Means, Moment, PartKind, StillUsed
from fabrique.equip.models import FollowUp
from fabrique.people.enums import Role
from tests.factories.asking import proposed
from tests.factories.equip import moved
from tests.factories.equip_bench import drive_of, on_plates
from tests.factories.handing import handed
from tests.factories.people import member

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks the whole base"),
]
A_MOMENT = 0.3
_thread = local()


@pytest.fixture(autouse=True)
def slow_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """After each lock a thread lets the other one take its own: only their order is the product's."""
    fetch = QuerySet._fetch_all

    def slowly(rows: QuerySet[Any]) -> None:
        fresh = rows._result_cache is None
        fetch(rows)
        if fresh and rows.query.select_for_update and getattr(_thread, "races", False):
            time.sleep(A_MOMENT)

    monkeypatch.setattr(QuerySet, "_fetch_all", slowly)


def both(*works: Callable[[], object]) -> list[str]:
    """What each of two acts that begin together came to: « ok », « refused », or the database's error."""
    gate, told = Barrier(len(works)), [""] * len(works)

    def one(rank: int, work: Callable[[], object]) -> None:
        _thread.races = True
        try:
            gate.wait()
            work()
            told[rank] = "ok"
        except DomainRefusal:
            told[rank] = "refused"
        except OperationalError as error:
            told[rank] = str(error).splitlines()[0]
        finally:
            connection.close()

    threads = [Thread(target=one, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def check(told: list[str]) -> None:
    """At least one went through, and nobody was stopped by the database."""
    assert set(told) <= {"ok", "refused"}
    assert "ok" in told


def test_letting_go_of_a_device_that_somebody_loses():
    made = accept_proposal(proposal=proposed(), by=None)
    check(both(
        lambda: release_proposal(proposal=made, by=None, reason="Elle renonce."),
        lambda: move_device(device=made.device, verb="lose", by=None),
    ))  # fmt: skip


def test_withdrawing_a_request_whose_device_somebody_loses():
    made = accept_proposal(proposal=proposed(), by=None)
    check(both(
        lambda: end_request(request=made.request, verb="withdraw", by=None),
        lambda: move_device(device=made.device, verb="lose", by=None),
    ))  # fmt: skip


@pytest.mark.parametrize("act", [
    lambda made: accept_proposal(proposal=made, by=None),
    lambda made: refuse_proposal(proposal=made, by=None, reason="Trop lourd."),
])  # fmt: skip
def test_deciding_on_a_proposal_while_its_request_is_withdrawn(act: Callable[[Any], object]):
    made = proposed()
    check(both(lambda: end_request(request=made.request, verb="withdraw", by=None), lambda: act(made)))


def test_deciding_on_a_proposal_while_devices_are_shared_out_anew():
    made = proposed()
    holder = made.run.organisation
    check(both(
        lambda: accept_proposal(proposal=made, by=None),
        lambda: run_allocation(organisation=holder, by=None),
    ))  # fmt: skip


@pytest.mark.parametrize("act", ["part", "note"])
def test_taking_a_drive_out_while_another_bench_has_it(act: str):
    device = moved(on_plates(), "identify")
    by, drive = member(Role.REFURBISHER, of=device.organisation), drive_of(device)
    facts = DriveFacts(DriveKind.HDD, "FABRIQUE HD5000-0", drive.serial, drive.size_bytes)
    acts = {
        "part": lambda: move_part(part=PartKind.DRIVE, by=by, source=device, drive=drive),
        "note": lambda: note_drive(device=device, facts=facts, by=by, drive=drive),
    }
    check(both(lambda: take_drive_out(drive=drive, by=by), acts[act]))


def test_answering_for_a_device_that_is_brought_back():
    handover = handed()
    rows = FollowUp.objects.of(handover.organisation).select_related(
        "handover__organisation", "handover__device"
    )
    follow_up = rows.get(handover=handover, moment=Moment.MONTH)
    ask_follow_up(follow_up=follow_up, means=Means.CALL, by=None, home="")
    check(both(
        lambda: answer_follow_up(follow_up=follow_up, still_used=StillUsed.YES, by=None),
        lambda: move_device(device=handover.device, verb="return", by=None),
    ))  # fmt: skip
