"""Fifty people want the last device: exactly one gets it, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

import pytest
from django.db import connection

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.proposals import accept_proposal
from fabrique.equip.enums.asking import ProposalState, RequestState
from fabrique.equip.enums.devices import DeviceState
from fabrique.equip.models import AllocationRun, Device, DeviceEvent, Proposal
from tests.factories.asking import programme, ready, requested
from tests.factories.people import organisation, receive
from tests.people.signing.test_races import insist

pytestmark = pytest.mark.django_db(transaction=True)
FIFTY, AT_ONCE = 50, 10  # connections of a small machine


def fifty_for_one() -> list[Proposal]:
    """Fifty proposals of one device, to fifty people."""
    under, device, holder = programme(), ready(), organisation()
    run = AllocationRun.objects.of(under.organisation).create(
        organisation=under.organisation, version="essai", rules="", run_at=clock.now(), devices=1,
        requests=FIFTY, allocated=FIFTY, fit=0, milliseconds=0,
    )  # fmt: skip
    made = [
        Proposal(
            run=run, request=requested(receive(holder)), device=device, rank=rank, points=0, fit=1,
            reasons="{}", proposed_at=clock.now(),
        )
        for rank in range(1, FIFTY + 1)
    ]  # fmt: skip
    return Proposal.objects.everywhere("tests").bulk_create(made)


def all_at_once(work: list[Proposal], act) -> list[str]:
    gate, left, lock = Barrier(AT_ONCE), list(work), Lock()

    def one(_number: int) -> list[str]:
        try:
            gate.wait()
            told = []
            while True:
                with lock:
                    mine = left.pop() if left else None
                if mine is None:
                    return told
                told.append(insist(lambda each=mine: act(each)))
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [each for told in pool.map(one, range(AT_ONCE)) for each in told]


def test_a_check_that_comes_before_the_write_would_lose():
    """Without the lock on the device, many see that it is ready, and all of them keep it."""
    made = fifty_for_one()[:AT_ONCE]
    gate = Barrier(AT_ONCE)

    def careless(each: Proposal) -> str:
        seen = Device.objects.everywhere("tests").get(pk=each.device_id).state
        gate.wait()
        return "gardé" if seen == DeviceState.READY else "trop tard"

    assert all_at_once(made, careless) == ["gardé"] * AT_ONCE


def test_of_fifty_who_accept_the_last_device_exactly_one_does():
    made = fifty_for_one()

    def accept(each: Proposal) -> str:
        try:
            accept_proposal(proposal=each, by=None, reason="Chacune croit passer devant.")
        except DomainRefusal as refusal:
            return refusal.message
        return ""

    told = all_at_once(made, accept)
    assert len(told) == FIFTY
    assert told.count("") == 1
    assert all(not each or "n’est pas possible" in each or "vient d’agir" in each for each in told), set(told)
    kept = Proposal.objects.everywhere("tests").filter(state=ProposalState.ACCEPTED).select_related("request")
    assert [each.request.state for each in kept] == [RequestState.RESERVED]
    events = DeviceEvent.objects.everywhere("tests").filter(device=made[0].device, verb="reserve")
    assert events.count() == 1
