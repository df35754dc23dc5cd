"""Nobody is passed over without a word: proposals that time overtook, devices kept aside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.allocating import run_allocation
from fabrique.equip.actions.moving import move_device
from fabrique.equip.actions.placing import correct_device
from fabrique.equip.actions.programmes import publish_rules
from fabrique.equip.actions.proposals import accept_proposal, refuse_proposal
from fabrique.equip.actions.requests import end_request
from fabrique.equip.actions.reserving import reserve_by_hand
from fabrique.equip.allocation.rules import DEFAULT
from fabrique.equip.deeds import carry_out
from fabrique.equip.enums import DeviceKind, DeviceState
from fabrique.equip.enums.asking import Constraint, Criterion, ProposalState
from fabrique.equip.models import AllocationRun, Device, DeviceEvent, Proposal
from fabrique.equip.queries.allocating import latest_run
from fabrique.equip.queries.passing import decided_aside, news_since, passing_of
from fabrique.equip.tasks.asking import expire_reservations as job
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.factories.asking import DECIDER, programme, proposed, ready, requested
from tests.factories.handing import handed, prepared
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db
URGENT = frozenset({Criterion.NO_DEVICE, Criterion.PUPIL})


@pytest.fixture
def decider() -> Organisation:
    return organisation(DECIDER)


@pytest.fixture
def by(decider: Organisation) -> Account:
    return member(Role.COORDINATOR, of=decider)


def events(device: Device, verb: str = "reserve") -> list[DeviceEvent]:
    return list(DeviceEvent.objects.everywhere("tests").filter(device=device, verb=verb).order_by("pk"))


def test_whoever_came_meanwhile_and_is_better_placed_is_not_passed_over(by: Account):
    made, better = proposed(), requested(criteria=URGENT)
    with pytest.raises(DomainRefusal, match=better.code) as refused:
        accept_proposal(proposal=made, by=by)
    assert refused.value.field == "reason"
    made.refresh_from_db()
    assert made.state == ProposalState.PROPOSED
    accept_proposal(proposal=made, by=by, reason="Elle est venue de loin avec son fils.")
    made.refresh_from_db()
    assert made.note == "Elle est venue de loin avec son fils."
    summary = JournalEntry.objects.get(action="equip.accept_proposal").summary
    assert summary["passed_over"] == [better.code]
    assert "fils" not in str(summary)
    assert events(made.device)[-1].facts["over"] == 1


def test_who_loses_nothing_is_not_passed_over(by: Account):
    """The better placed may have another device; or wants a kind that this one is not."""
    made = proposed()
    requested(criteria=URGENT)
    ready()
    assert accept_proposal(proposal=made, by=by).state == ProposalState.ACCEPTED
    assert "passed_over" not in JournalEntry.objects.get(action="equip.accept_proposal").summary


def test_who_refused_this_device_is_not_passed_over(decider: Organisation, by: Account):
    first = proposed()
    refuse_proposal(proposal=first, by=by, reason="Trop lourd pour elle.")
    requested()
    run_allocation(organisation=decider, by=by)
    second = Proposal.objects.everywhere("tests").get(state=ProposalState.PROPOSED)
    assert second.device_id == first.device_id
    assert accept_proposal(proposal=second, by=by).state == ProposalState.ACCEPTED


def test_one_who_has_nothing_yet_is_passed_over_by_the_place_of_a_programme(
    decider: Organisation, by: Account
):
    """Two devices, one place: the place goes to the better placed, even if a device is left."""
    under = programme(decider, name="Un seul", most=1)
    ready(decider)
    requested(under=under)
    run_allocation(organisation=decider, by=by)
    made = Proposal.objects.everywhere("tests").get()
    better = requested(under=under, criteria=URGENT)
    ready(decider)
    with pytest.raises(DomainRefusal, match=better.code):
        accept_proposal(proposal=made, by=by)
    end_request(request=better, verb="withdraw", by=None)
    under.most = 0
    under.save()
    with pytest.raises(DomainRefusal, match="a donné tous ses appareils"):
        accept_proposal(proposal=made, by=by, reason="Tant pis.")


@pytest.mark.parametrize(
    ("constraint", "field", "words", "known", "small"),
    [
        (Constraint.LARGE_SCREEN, "screen_tenths", "la taille de son écran", 173, 133),
        (Constraint.LIGHT, "weight_g", "son poids", 1500, 2600),
        (Constraint.WINDOWS, "windows_11", "s’il prend Windows 11", True, False),
    ],
)
def test_what_is_needed_is_measured_before_it_is_kept(
    decider: Organisation,
    by: Account,
    constraint: Constraint,
    field: str,
    words: str,
    known: object,
    small: object,
):
    request, device = requested(constraints=frozenset({constraint})), ready()
    run_allocation(organisation=decider, by=by)
    made = Proposal.objects.everywhere("tests").get(request=request)
    with pytest.raises(DomainRefusal, match=f"notez d’abord.*{words}"):
        accept_proposal(proposal=made, by=by)
    correct_device(device=device, values={field: small}, by=by, note="Mesuré.")
    with pytest.raises(DomainRefusal, match="ne convient plus"):
        accept_proposal(proposal=made, by=by)
    correct_device(device=device, values={field: known}, by=by, note="Mesuré mieux.")
    assert accept_proposal(proposal=made, by=by).state == ProposalState.ACCEPTED


def test_a_request_that_is_no_longer_counted_is_not_served(by: Account):
    made = proposed()
    under = made.request.programme
    under.starts_on, under.ends_on = clock.today() - timedelta(days=9), clock.today() - timedelta(days=1)
    under.save()
    with pytest.raises(DomainRefusal, match="ne compte plus cette demande"):
        accept_proposal(proposal=made, by=by)


def test_the_rank_of_today(by: Account):
    made = proposed()
    requested(criteria=URGENT)
    standing = passing_of(made.request, made.device)
    assert standing is not None
    assert standing.place is not None
    assert (made.rank, standing.place.rank, len(standing.above)) == (1, 2, 1)
    move_device(device=made.device, verb="diagnose", by=None)
    assert passing_of(made.request, made.device) is None


def run_of(decider: Organisation) -> AllocationRun:
    found = latest_run(decider)
    assert found is not None
    return found


def test_a_calculation_says_what_makes_it_out_of_date(decider: Organisation, by: Account):
    with clock.frozen(clock.now() - timedelta(days=9)):
        made = proposed()
        requested(needed_on=clock.today() + timedelta(days=2))
        ready()
        run_allocation(organisation=decider, by=by)
        assert news_since(run_of(decider)) == []
    assert news_since(run_of(decider)) == ["échéances passées : 1"]
    made = Proposal.objects.everywhere("tests").filter(state=ProposalState.PROPOSED).first()
    assert made
    refuse_proposal(proposal=made, by=by, reason="Trop lourd.")
    requested()
    correct_device(device=ready(), values={"weight_g": 1800}, by=by, note="Pesé.")
    left = Proposal.objects.everywhere("tests").get(state=ProposalState.PROPOSED)
    move_device(device=left.device, verb="diagnose", by=None)
    text = DEFAULT.read_text(encoding="utf-8").replace("2026-12", "autre")
    publish_rules(organisation=decider, text=text, by=by)
    assert news_since(run_of(decider)) == [
        "demandes plus récentes : 1", "échéances passées : 1", "appareils prêts ou mesurés depuis : 1",
        "propositions refusées : 1", "appareils proposés qui ne sont plus libres : 1",
        "d’autres règles sont publiées",
    ]  # fmt: skip
    run_allocation(organisation=decider, by=by)
    assert news_since(run_of(decider)) == []


def test_keeping_a_device_by_hand_says_why_while_somebody_waits(by: Account):
    device, screen = ready(), ready(kind=DeviceKind.SCREEN)
    requested()
    carry_out(device=screen, verb="reserve", by=by)
    with pytest.raises(DomainRefusal, match="1 demande attend"):
        carry_out(device=device, verb="reserve", by=by)
    carry_out(device=device, verb="reserve", by=by, note="Prêté au forum de l’emploi.")
    assert events(device)[-1].note == "Prêté au forum de l’emploi."


def test_nobody_waits_nothing_to_say(by: Account):
    device = ready()
    reserve_by_hand(device=device, by=by)
    assert device.state == DeviceState.RESERVED


def test_a_handover_outside_the_calculation_says_why_too(by: Account):
    device = ready()
    requested()
    with pytest.raises(DomainRefusal) as refused:
        prepared(device, by=by)
    assert refused.value.field == "reason"
    prepared(device, by=by, reason="Remplace un appareil en panne.")
    assert events(device)[-1].note == "Remplace un appareil en panne."


def test_what_is_kept_by_hand_is_free_again_after_three_weeks(decider: Organisation, by: Account):
    accepted = accept_proposal(proposal=proposed(), by=by)
    alone, coming = ready(), ready()
    reserve_by_hand(device=alone, by=by)
    prepared(coming, by=by)
    with clock.frozen(clock.now() + timedelta(days=20)):
        job()
        alone.refresh_from_db()
        assert alone.state == DeviceState.RESERVED
    with clock.frozen(clock.now() + timedelta(days=21, minutes=1)):
        job()
    for each in (alone, coming, accepted, accepted.device):
        each.refresh_from_db()
    assert (alone.state, coming.state) == (DeviceState.READY, DeviceState.RESERVED)
    assert (accepted.state, accepted.device.state) == (ProposalState.EXPIRED, DeviceState.READY)
    assert events(alone, "release")[-1].by is None


def test_what_people_decide_aside_is_counted(decider: Organisation, by: Account):
    assert decided_aside(decider) == decided_aside(organisation("Ailleurs"))
    made = proposed()
    requested(criteria=URGENT)
    accept_proposal(proposal=made, by=by, reason="Elle est venue de loin.")
    assert made.request.resident
    handed(prepared(made.device, to=made.request.resident, by=by), by=by)
    for kind in (DeviceKind.LAPTOP, DeviceKind.SCREEN):
        handed(prepared(ready(kind=kind), by=by, reason="Remplace le sien."), by=by)
    counts = decided_aside(decider)
    assert (counts.handed, counts.over) == (1, 1)
    with clock.frozen(clock.now() + timedelta(days=366)):
        counts = decided_aside(decider)
    assert (counts.handed, counts.over) == (0, 0)
