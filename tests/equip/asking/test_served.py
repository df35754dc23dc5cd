"""What whoever asked sees, does and is told once a device is kept: where, when, whom to call, the news."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.core import clock
from fabrique.directory.models import Place
from fabrique.equip.actions.following_up import TROUBLE, answer_follow_up
from fabrique.equip.actions.handing import plan_meeting
from fabrique.equip.actions.proposals import accept_proposal, expire_reservations, release_proposal
from fabrique.equip.actions.requests import end_request
from fabrique.equip.actions.telling_askers import DECLINED, HANDED, RELEASED, RESERVED
from fabrique.equip.enums import DeviceState, FollowUpState, HandoverState, Means, Moment, StillUsed
from fabrique.equip.enums.asking import RequestState
from fabrique.equip.models import Device, DeviceRequest, FollowUp, Handover
from fabrique.equip.queries.following_up import due_follow_ups
from fabrique.equip.queries.serving import phone_of
from fabrique.people.actions.erasing import erase_resident
from fabrique.people.enums import ErasureReason, Role
from fabrique.people.models import Account, Notification, Organisation
from tests.factories.accounts import sign_in
from tests.factories.asking import DECIDER, kept_for, proposed, requested
from tests.factories.directory import entered, entry, place_of
from tests.factories.handing import handed, prepared
from tests.factories.people import member, organisation, receive, without_roles

pytestmark = pytest.mark.django_db
LATER = timedelta(days=31)


@pytest.fixture
def ours() -> Organisation:
    return organisation("CCAS de Corderive")


@pytest.fixture
def asker(client: Client, ours: Organisation) -> Account:
    sign_in(client, found := member(Role.SOCIAL_WORKER, of=ours))
    return found


@pytest.fixture
def asked(ours: Organisation, asker: Account) -> DeviceRequest:
    return requested(receive(ours, phone="06 39 98 01 02", reach_by="phone"), by=asker)


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"equip:{name}", args=args))
    assert answer.status_code == 200, answer.status_code
    return unescape(answer.content.decode())


def in_the_guide(holder: Organisation, phone: str, name: str = "") -> None:
    """A place of an organisation, with its number."""
    called = name or holder.name
    entered(f"source-{phone[-4:]}", entry(phone, name=called, phone=phone))
    Place.objects.filter(pk=place_of(f"source-{phone[-4:]}", phone).pk).update(organisation=holder)


def told(account: Account) -> list[str]:
    rows = Notification.objects.everywhere("tests").filter(account=account)
    return list(rows.order_by("created_at").values_list("kind", flat=True))


def handed_for(request: DeviceRequest) -> Handover:
    return handed(prepared(kept_for(request).device, to=request.resident))


def month_of(handover: Handover) -> FollowUp:
    rows = FollowUp.objects.everywhere("tests").select_related("handover__organisation", "handover__request")
    return rows.get(handover=handover, moment=Moment.MONTH)


def test_the_page_says_where_until_when_and_whom_to_call(client: Client, asked: DeviceRequest):
    in_the_guide(organisation(DECIDER), "+33261911680")
    kept = kept_for(asked)
    shown = page(client, "request", asked.pk)
    assert "À retirer à" in shown
    assert kept.device.site.name in shown
    assert 'href="tel:+33261911680"' in shown
    assert "Aucun rendez-vous n’est encore fixé" in shown
    handover = prepared(kept.device, to=asked.resident)
    at = clock.now() + timedelta(days=2)
    plan_meeting(handover=handover, at=at, where="Hangar 4", remind=False, by=handover.prepared_by)
    assert "Hangar 4" in page(client, "request", asked.pk)


def test_an_organisation_is_called_at_its_seat(ours: Organisation):
    assert phone_of(ours) == ""
    in_the_guide(ours, "+33261910002", "CCAS de Corderive – annexe")
    in_the_guide(ours, "+33261910001")
    assert phone_of(ours) == "+33261910001"


def test_whoever_asked_is_told_of_each_step(client: Client, asked: DeviceRequest, asker: Account):
    colleague = member(Role.MEDIATOR, of=asked.organisation)
    release_proposal(proposal=kept_for(asked), by=None, reason="Le chargeur manque.")
    handed_for(asked)
    assert told(asker) == [RESERVED, RELEASED, RESERVED, HANDED]
    assert told(colleague) == []
    listed = unescape(client.get(reverse("people:notifications")).content.decode())
    assert f"Demande {asked.code} : l’appareil est remis." in listed.replace("\xa0", " ")


def test_a_reservation_that_expires_and_a_refusal_are_told(asked: DeviceRequest, asker: Account):
    kept_for(asked)
    with clock.frozen(clock.now() + timedelta(days=60)):
        expire_reservations()
        end_request(request=asked, verb="decline", by=None, reason="Le foyer est équipé.")
    assert told(asker) == [RESERVED, RELEASED, DECLINED]


def test_who_decides_knows_and_when_the_asker_is_gone_the_others_are_told(ours: Organisation):
    gone, there = member(Role.PRESCRIBER, of=ours), member(Role.MEDIATOR, of=ours)
    by_gone = requested(receive(ours), by=gone)
    without_roles(gone)
    kept_for(by_gone)
    assert (told(gone), told(there)) == ([], [RESERVED])
    own = requested(receive(ours), by=there)
    end_request(request=own, verb="decline", by=there, reason="Le foyer est équipé.")
    assert told(there) == [RESERVED]


def test_what_was_told_goes_with_the_request(asked: DeviceRequest, asker: Account):
    kept_for(asked)
    erase_resident(resident=asked.resident, reason=ErasureReason.REQUEST)
    assert told(asker) == []


def test_a_person_who_gives_up_frees_the_device(client: Client, asked: DeviceRequest, asker: Account):
    kept = kept_for(asked)
    handover = prepared(kept.device, to=asked.resident)
    assert "revient aux autres demandes" in page(client, "request", asked.pk)
    client.post(reverse("equip:end-request", args=[asked.pk, "retirer"]))
    asked.refresh_from_db()
    handover.refresh_from_db()
    device = Device.objects.everywhere("tests").get(pk=kept.device_id)
    assert (asked.state, handover.state, device.state) == (
        RequestState.WITHDRAWN, HandoverState.CANCELLED, DeviceState.READY,
    )  # fmt: skip
    assert RELEASED not in told(asker)


def test_taking_up_again_is_offered_only_where_it_works(client: Client, asked: DeviceRequest):
    again = reverse("equip:end-request", args=[asked.pk, "reprendre"])
    kept_for(asked)
    assert again not in page(client, "request", asked.pk)
    end_request(request=asked, verb="withdraw", by=None)
    assert again in page(client, "request", asked.pk)
    requested(asked.resident)
    assert again not in page(client, "request", asked.pk)


def test_whoever_asked_asks_for_news_and_notes_the_answer(
    client: Client, asked: DeviceRequest, asker: Account
):
    follow_up = month_of(handed_for(asked))
    workshop = member(Role.MEDIATOR, of=organisation(DECIDER))
    with clock.frozen(clock.now() + LATER):
        assert [each.means for each in due_follow_ups(asker, clock.today())] == [Means.CALL]
        assert due_follow_ups(workshop, clock.today()) == []
    shown = page(client, "request", asked.pk)
    assert reverse("equip:follow-up", args=[follow_up.pk]) in shown
    shown = page(client, "follow-up", follow_up.pk)
    assert asked.resident.called in shown
    assert reverse("equip:handover", args=[follow_up.handover_id]) not in shown
    client.post(reverse("equip:follow-up", args=[follow_up.pk]), {"still_used": "yes"})
    follow_up.refresh_from_db()
    assert (follow_up.state, follow_up.answered_to) == (FollowUpState.ANSWERED, asker)
    assert "Il sert" in page(client, "request", asked.pk)


def test_the_workshop_reads_whom_to_call_and_no_name(client: Client, asked: DeviceRequest):
    in_the_guide(asked.organisation, "+33261917519")
    handover = handed_for(asked)
    sign_in(client, member(Role.MEDIATOR, of=organisation(DECIDER)))
    for shown in (
        page(client, "handover", handover.pk), page(client, "follow-up", month_of(handover).pk),
    ):  # fmt: skip
        assert 'href="tel:+33261917519"' in shown
        assert asked.resident.called not in shown


def test_trouble_is_told_to_both_and_to_no_third(asked: DeviceRequest, asker: Account):
    workshop = member(Role.MEDIATOR, of=organisation(DECIDER))
    third = member(Role.MEDIATOR, of=organisation("Ailleurs"))
    follow_up = month_of(handed_for(asked))
    answer_follow_up(follow_up=follow_up, still_used=StillUsed.LITTLE, trouble="Il chauffe.", by=None)
    assert TROUBLE in told(asker)
    assert TROUBLE in told(workshop)
    assert TROUBLE not in told(third)


def test_the_news_of_others_are_no_business_of_a_prescriber(client: Client, ours: Organisation):
    ones_own = month_of(handed(prepared(to=receive(organisation("Atelier Le Rouet")))))
    sign_in(client, member(Role.PRESCRIBER, of=organisation("Atelier Le Rouet")))
    assert client.get(reverse("equip:follow-up", args=[ones_own.pk])).status_code == 404
    kept = proposed(receive(ours))
    accept_proposal(proposal=kept, by=None)
    assert client.get(reverse("equip:request", args=[kept.request_id])).status_code == 404
