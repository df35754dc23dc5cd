"""The calculation on the instance: what it proposes, what people decide, what it never does by itself."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.allocating import calculate, run_allocation
from fabrique.equip.actions.moving import move_device
from fabrique.equip.actions.programmes import publish_rules
from fabrique.equip.actions.proposals import (
    accept_proposal,
    expire_reservations,
    refuse_proposal,
    release_proposal,
)
from fabrique.equip.allocation.rules import DEFAULT
from fabrique.equip.enums.asking import Criterion, ProposalState, RequestState
from fabrique.equip.enums.devices import DeviceState
from fabrique.equip.models import AllocationRun, Device, Proposal
from fabrique.equip.queries.allocating import stake_of
from fabrique.equip.tasks.asking import expire_reservations as job
from fabrique.needs.enums import NeedState
from fabrique.people.actions.keeping import limit_resident
from fabrique.people.enums import Role
from fabrique.people.models import Organisation
from tests.directory.orienting.conftest import neighbourhood
from tests.factories.asking import DECIDER, programme, proposed, ready, requested
from tests.factories.handing import handed, handler, prepared
from tests.factories.people import member, organisation, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def decider() -> Organisation:
    return organisation(DECIDER)


def proposals() -> list[Proposal]:
    rows = Proposal.objects.everywhere("tests").select_related("request", "device")
    return list(rows.order_by("rank", "proposed_at"))


def test_a_run_proposes_and_decides_nothing(decider: Organisation):
    first, second = requested(criteria=frozenset({Criterion.NO_DEVICE})), requested()
    device = ready()
    found = run_allocation(organisation=decider, by=None)
    (made,) = proposals()
    assert (made.request, made.device, made.rank, made.points) == (first, device, 1, 60)
    assert "Rang 1 sur 2, avec 60 points." in json.loads(made.reasons)["person"]
    device.refresh_from_db()
    assert device.state == DeviceState.READY
    assert (found.run.devices, found.run.requests, found.run.allocated) == (1, 2, 1)  # type: ignore[union-attr]
    assert "no_device" not in str(JournalEntry.objects.get(action="equip.run_allocation").summary)
    second.refresh_from_db()
    assert second.state == RequestState.WAITING


def test_an_essay_writes_nothing(decider: Organisation):
    requested()
    ready()
    text = DEFAULT.read_text(encoding="utf-8").replace("no_device = 60", "no_device = 0")
    assert len(calculate(decider, text).sharing.served) == 1
    assert not AllocationRun.objects.everywhere("tests").exists()


def test_what_was_not_decided_is_replaced(decider: Organisation):
    proposed()
    late = requested(criteria=frozenset({Criterion.NO_DEVICE}))
    run_allocation(organisation=decider, by=None)
    states = {each.request_id: each.state for each in proposals()}
    assert states[late.pk] == ProposalState.PROPOSED
    assert sorted(states.values()) == [ProposalState.PROPOSED, ProposalState.REPLACED]


def test_accepting_keeps_the_device_and_says_until_when(decider: Organisation):
    by = member(Role.COORDINATOR, of=decider)
    made = accept_proposal(proposal=proposed(), by=by)
    made.device.refresh_from_db()
    made.request.need.refresh_from_db()
    assert made.device.state == DeviceState.RESERVED
    assert made.request.state == RequestState.RESERVED
    assert made.request.need.state == NeedState.UNDER_WAY
    assert made.expires_at - made.decided_at == timedelta(days=21)
    assert accept_proposal(proposal=made, by=by).decided_at == made.decided_at


def test_who_may_not_reserve_may_not_accept():
    made = proposed()
    with pytest.raises(DomainRefusal, match="Votre rôle ne permet pas"):
        accept_proposal(proposal=made, by=member(Role.COORDINATOR, of=organisation("Autre atelier")))
    made.refresh_from_db()
    assert made.state == ProposalState.PROPOSED


def test_a_device_that_left_meanwhile_is_not_kept():
    made = proposed()
    move_device(device=made.device, verb="diagnose", by=None)
    with pytest.raises(DomainRefusal, match="n’est pas possible"):
        accept_proposal(proposal=made, by=None)


def test_a_refusal_says_why_and_the_next_run_proposes_another(decider: Organisation):
    made = proposed()
    with pytest.raises(DomainRefusal, match="Dites pourquoi"):
        refuse_proposal(proposal=made, by=None, reason="  ")
    refuse_proposal(proposal=made, by=None, reason="L’écran est trop petit pour elle.")
    other = ready()
    run_allocation(organisation=decider, by=None)
    assert [each.device for each in proposals() if each.state == ProposalState.PROPOSED] == [other]


def test_a_device_let_go_of_is_for_others_and_the_request_waits_in_its_place():
    made = accept_proposal(proposal=proposed(), by=None)
    asked_on = made.request.asked_on
    made = release_proposal(proposal=made, by=None, reason="Elle n’est pas venue.")
    made.device.refresh_from_db()
    assert (made.device.state, made.request.state) == (DeviceState.READY, RequestState.WAITING)
    assert made.request.asked_on == asked_on


def test_a_reservation_expires_after_three_weeks():
    made = accept_proposal(proposal=proposed(), by=None)
    assert expire_reservations() == 0
    with clock.frozen(clock.now() + timedelta(days=21, minutes=1)):
        job()
    made.refresh_from_db()
    made.device.refresh_from_db()
    assert (made.state, made.device.state) == (ProposalState.EXPIRED, DeviceState.READY)


@pytest.mark.parametrize(("verb", "state"), [("lose", DeviceState.LOST), ("release", DeviceState.READY)])
def test_a_device_that_leaves_while_kept_lets_its_request_wait_again(verb: str, state: DeviceState):
    made = accept_proposal(proposal=proposed(), by=None)
    move_device(device=made.device, verb=verb, by=None)
    made.refresh_from_db()
    made.request.refresh_from_db()
    made.device.refresh_from_db()
    assert (made.state, made.request.state) == (ProposalState.RELEASED, RequestState.WAITING)
    assert made.device.state == state


def test_quotas_count_what_was_given_and_is_kept(decider: Organisation):
    accept_proposal(proposal=proposed(), by=None)
    under = programme()
    under.most = 1
    under.save()
    requested()
    ready()
    run_allocation(organisation=decider, by=None)
    assert [each.state for each in proposals()] == [ProposalState.ACCEPTED]


def test_a_device_that_is_no_longer_with_the_person_is_not_counted(decider: Organisation):
    """Stolen, it serves nobody: neither its household nor its programme is full."""
    made = accept_proposal(proposal=proposed(), by=None)
    by, under = handler(decider), made.request.programme
    under.most = 1
    under.save()
    assert made.request.resident
    handed(prepared(made.device, to=made.request.resident, by=by), by=by)
    stake = stake_of(decider, clock.today())
    assert (stake.quotas[str(under.pk)].total, stake.housed) == (0, {str(made.request.household)})
    with pytest.raises(DomainRefusal, match="pourquoi il en faut un second"):
        requested(made.request.resident)
    move_device(device=made.device, verb="report_theft", by=by)
    stake = stake_of(decider, clock.today())
    assert (stake.quotas[str(under.pk)].total, stake.housed) == (1, frozenset())
    assert requested(made.request.resident).household == made.request.household


def test_a_programme_gives_nothing_before_it_starts(decider: Organisation):
    under = requested().programme
    assert len(stake_of(decider, clock.today()).asked) == 1
    under.starts_on = clock.today() + timedelta(days=30)
    under.save()
    assert stake_of(decider, clock.today()).asked == []


def test_only_priority_neighbourhoods_have_a_quota(decider: Organisation, territory):
    place = neighbourhood()
    requested(area="commune:00101")
    requested(area=f"qpv:{place.code}")
    assert sorted(each.area for each in stake_of(decider, clock.today()).asked) == ["", place.code]


def test_drives_tell_the_storage_that_nobody_noted(decider: Organisation):
    ready(storage_gb=None)
    ready(storage_gb=500)
    assert sorted(each.storage_gb or 0 for each in stake_of(decider, clock.today()).offered) == [240, 500]


def test_a_file_that_must_not_be_used_is_left_out(decider: Organisation):
    request = requested()
    assert request.resident
    limit_resident(resident=request.resident, by=member(Role.COORDINATOR, of=request.resident.organisation))
    assert stake_of(decider, clock.today()).asked == []


def test_the_sharing_reads_as_much_for_one_as_for_three(decider: Organisation):
    counts = []
    for _each in range(2):
        requested(receive())
        ready()
        with CaptureQueriesContext(connection) as asked:
            stake = stake_of(decider, clock.today())
        counts.append(len(asked))
    assert len(stake.asked) == 2
    assert counts[0] == counts[1]


def test_the_rules_that_were_published_are_those_that_are_applied(decider: Organisation):
    text = (
        DEFAULT.read_text(encoding="utf-8")
        .replace("no_device = 60", "no_device = 7")
        .replace("2026-12", "v2")
    )
    publish_rules(organisation=decider, text=text, by=None)
    requested(criteria=frozenset({Criterion.NO_DEVICE}))
    ready()
    run = run_allocation(organisation=decider, by=None).run
    assert run is not None
    assert (run.version, proposals()[0].points) == ("v2", 7)
    assert Device.objects.everywhere("tests").count() == 1


def test_a_request_is_served_by_the_signed_handover_of_the_device_that_was_kept_for_it():
    """A prepared handover keeps the device past the three weeks; signed and done, it closes the request."""
    made = accept_proposal(proposal=proposed(receive(organisation("La Bobine"))), by=None)
    assert made.request.resident
    by = handler(made.device.organisation)
    handover = prepared(made.device, to=made.request.resident, by=by)
    with clock.frozen(clock.now() + timedelta(days=30)):
        assert expire_reservations() == 0
    handed(handover, by=by)
    made.refresh_from_db()
    made.request.refresh_from_db()
    made.request.need.refresh_from_db()
    assert (made.state, made.request.state) == (ProposalState.HANDED_OVER, RequestState.SERVED)
    assert made.request.need.state == NeedState.MET
