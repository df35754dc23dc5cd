"""Fifty people want the last device: exactly one gets it, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock, local

import pytest
from django.db import connection

from fabrique.core import clock
from fabrique.equip.actions import moving, proposals
from fabrique.equip.actions.allocating import run_allocation
from fabrique.equip.actions.proposals import accept_proposal
from fabrique.equip.enums.asking import Criterion, ProposalState, RequestState, Use
from fabrique.equip.enums.kinds import DeviceKind
from fabrique.equip.models import AllocationRun, DeviceEvent, DeviceRequest, Proposal
from tests.equip.races import can_lose, told, unguarded, without
from tests.factories.asking import programme, ready, requested
from tests.factories.people import organisation, receive
from tests.people.signing.test_races import AT_ONCE, insist, together

pytestmark = pytest.mark.django_db(transaction=True)
FIFTY = 50


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
            said = []
            while True:
                with lock:
                    mine = left.pop() if left else None
                if mine is None:
                    return said
                said.append(insist(lambda each=mine: act(each)))
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [each for said in pool.map(one, range(AT_ONCE)) for each in said]


@can_lose
def test_without_the_lock_many_would_keep_it(monkeypatch: pytest.MonkeyPatch):
    made = fifty_for_one()[:AT_ONCE]
    own = local()

    def accept() -> str:
        own.each = getattr(own, "each", None) or made.pop()
        return told(
            lambda: accept_proposal(proposal=own.each, by=None, reason="Chacune croit passer devant.")
        )

    with without(Proposal, "proposal_device_kept_once"):
        unguarded(monkeypatch, proposals, "locked_proposal", careless=(moving, proposals))
        assert together(accept) == [""] * AT_ONCE


def test_of_two_who_each_leave_her_another_device_one_leaves_her_nothing():
    """Alone, either proposal leaves her a device; both would leave her none, and one device to nobody."""
    decider, holder = programme().organisation, organisation()

    def ask(points: frozenset[Criterion], *kinds: DeviceKind) -> DeviceRequest:
        under = programme(decider, kinds=list(kinds))
        return requested(receive(holder), under=under, use=Use.PROCEDURES, criteria=points)

    laptop, tablet, desktop = DeviceKind.LAPTOP, DeviceKind.TABLET, DeviceKind.DESKTOP
    for kind in (laptop, tablet):
        ready(kind=kind)
    ask(frozenset({Criterion.PUPIL}), laptop, desktop)
    ask(frozenset(), tablet)
    run_allocation(organisation=decider, by=None)
    made = list(Proposal.objects.everywhere("tests").order_by("rank"))
    better = ask(frozenset({Criterion.NO_DEVICE}), laptop, tablet)
    ready(kind=desktop)

    def accept(each: Proposal) -> str:
        return told(lambda: accept_proposal(proposal=each, by=None))

    said = all_at_once(made, accept)
    assert sorted(bool(each) for each in said) == [False, True]
    assert better.code in "".join(said)


def test_of_fifty_who_accept_the_last_device_exactly_one_does():
    made = fifty_for_one()

    def accept(each: Proposal) -> str:
        return told(lambda: accept_proposal(proposal=each, by=None, reason="Chacune passe devant."))

    said = all_at_once(made, accept)
    assert len(said) == FIFTY
    assert said.count("") == 1
    assert all(not each or "n’est pas possible" in each or "vient d’agir" in each for each in said), set(said)
    kept = Proposal.objects.everywhere("tests").filter(state=ProposalState.ACCEPTED).select_related("request")
    assert [each.request.state for each in kept] == [RequestState.RESERVED]
    events = DeviceEvent.objects.everywhere("tests").filter(device=made[0].device, verb="reserve")
    assert events.count() == 1
