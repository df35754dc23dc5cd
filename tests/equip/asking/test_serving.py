"""What closes a request, and what may not: the device goes to whom it was kept for, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.core.retention import rules
from fabrique.equip.actions.allocating import run_allocation
from fabrique.equip.actions.appeals import note_appeal
from fabrique.equip.actions.handing import Beneficiary, Conditions
from fabrique.equip.actions.proposals import accept_proposal
from fabrique.equip.actions.requests import end_request
from fabrique.equip.enums import HandoverBasis, Recipient, Terms
from fabrique.equip.enums.asking import RequestState
from fabrique.equip.models import Device, DeviceRequest, Proposal
from fabrique.needs.actions.needs import move_need
from fabrique.needs.enums import NeedState
from fabrique.needs.models import Need
from fabrique.people.enums import Role
from tests.factories.accounts import sign_in
from tests.factories.asking import of_school, proposed, ready, requested
from tests.factories.handing import handed, prepared
from tests.factories.people import member, organisation, receive

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territory")]
SCHOOL = Conditions(Terms.GIFT, HandoverBasis.SCHOOL)


def test_the_device_of_a_pupil_goes_to_that_pupil():
    request = of_school(organisation("Collège des Deux-Rives"))
    device = ready()
    run_allocation(organisation=request.programme.organisation, by=None)
    accept_proposal(proposal=Proposal.objects.everywhere("tests").get(request=request), by=None)
    kept = Device.objects.everywhere("tests").select_related("organisation").get(pk=device.pk)
    pupil = Beneficiary(Recipient.SCHOOL, name="Collège des Deux-Rives", reference="3B-12")
    with pytest.raises(DomainRefusal, match="gardé pour la demande"):
        prepared(kept, to=replace(pupil, reference="3B-13"), conditions=SCHOOL)
    handed(prepared(kept, to=pupil, conditions=SCHOOL))
    request.refresh_from_db()
    assert request.state == RequestState.SERVED


@pytest.mark.parametrize("verb", ["start", "meet", "drop"])
def test_the_need_of_a_live_request_is_not_moved_by_hand(client: Client, verb: str):
    request, ours = requested(receive(organisation("La Bobine"))), organisation("La Bobine")
    sign_in(client, member(Role.MEDIATOR, of=ours))
    page = client.get(reverse("needs:need", args=[request.need_id])).content.decode()
    assert f"la demande d’appareil {request.code}" in page
    assert "C’est satisfait" not in page
    moved = client.post(reverse("needs:move", args=[request.need_id, verb]), follow=True).content.decode()
    assert "c’est elle qui le fait avancer" in moved
    assert Need.objects.everywhere("tests").get().state == NeedState.OPEN
    end_request(request=request, verb="withdraw", by=None)
    client.post(reverse("needs:move", args=[request.need_id, "reopen"]))
    assert Need.objects.everywhere("tests").get().state == NeedState.OPEN


def test_a_device_is_handed_over_though_its_need_ended_before():
    proposal = accept_proposal(proposal=proposed(), by=None)
    move_need(need=proposal.request.need, verb="drop", by=None)
    device = Device.objects.everywhere("tests").select_related("organisation").get(pk=proposal.device_id)
    handed(prepared(device, to=proposal.request.resident))
    proposal.request.refresh_from_db()
    assert proposal.request.state == RequestState.SERVED


def test_a_request_that_is_reopened_has_a_need_that_lives():
    request = requested()
    end_request(request=request, verb="withdraw", by=None)
    for verb in ("reopen", "meet"):
        move_need(need=request.need, verb=verb, by=None)
    end_request(request=request, verb="reopen", by=None)
    assert Need.objects.everywhere("tests").get().state == NeedState.OPEN


def forget_all() -> None:
    """Both rules, as the day's job runs them."""
    for name in ("equip.request", "needs.need"):
        rules[name].erase(rules[name].due(clock.now()))


def test_who_waits_for_years_keeps_their_place_and_goes_two_years_after_the_end():
    request, start = requested(), clock.now()
    with clock.frozen(start + timedelta(days=800)):
        forget_all()
        end_request(request=request, verb="decline", by=None, reason="Hors du territoire.")
    with clock.frozen(start + timedelta(days=1500)):
        forget_all()
        assert DeviceRequest.objects.everywhere("tests").exists()
        note_appeal(request=request, text="Je n’avais pas fini d’attendre.", by=None)
    with clock.frozen(start + timedelta(days=1600)):
        forget_all()
        assert Need.objects.everywhere("tests").exists()
    with clock.frozen(start + timedelta(days=2300)):
        forget_all()
    assert not DeviceRequest.objects.everywhere("tests").exists()
    assert not Need.objects.everywhere("tests").exists()
