"""The pages of handovers: who finds them, what each role reads, what is sent and refused."""

from __future__ import annotations

from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fabrique.core import clock
from fabrique.core.journal.models import JournalRead
from fabrique.equip.actions.bench import inspect_device
from fabrique.equip.actions.handing import Beneficiary, Conditions
from fabrique.equip.actions.proposals import accept_proposal
from fabrique.equip.carnet.handing import devices
from fabrique.equip.documents.handing import agreement_pdf
from fabrique.equip.enums import (
    Answer,
    DeviceKind,
    DeviceState,
    HandoverBasis,
    HandoverState,
    Purpose,
    Recipient,
    Terms,
)
from fabrique.equip.models import Device, FollowUp, Handover, TakeBack
from fabrique.people.enums import Role
from tests.directory.documents.reading import opened
from tests.factories.accounts import sign_in
from tests.factories.asking import proposed
from tests.factories.equip_bench import all_good
from tests.factories.handing import handed, handler, odette, prepared, ready, signed
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db
NEIGHBOUR = Beneficiary(Recipient.ASSOCIATION, name="Centre social Les Cordiers")
HELPING = Conditions(Terms.GIFT, HandoverBasis.HELPER)
ONE = (
    *("handover", "handover-meeting", "handover-check", "handover-screen", "handover-paper", "hand-over"),
    *("handover-pdf", "booklet-pdf", "handover-later"),
)


def text(response: Any) -> str:
    return unescape(response.content.decode()).replace("\u00a0", " ")


def only() -> Handover:
    return Handover.objects.everywhere("tests").select_related("device").get()


def form(**values: Any) -> dict[str, Any]:
    return {"recipient": "resident", "terms": "gift", "basis": "precarity", "key": str(uuid4()), **values}


@pytest.mark.parametrize("name", ONE)
def test_a_stranger_finds_nothing(client: Client, name: str):
    handover = prepared()
    sign_in(client, handler(organisation("Ailleurs")))
    assert client.get(reverse(f"equip:{name}", args=[handover.pk])).status_code == 404


def test_what_does_not_work_is_said_before_it_is_signed_and_in_what_is_signed(client: Client):
    device = moved_back(ready(), camera=Answer.FAULT)
    by = handler(device.organisation)
    sign_in(client, by)
    handover = prepared(device, by=by)
    page = text(client.get(reverse("equip:handover", args=[handover.pk])))
    assert "Caméra. Montrez-le à la personne avant qu’elle signe." in page
    assert "On m’a dit et montré ce qui ne marche pas : caméra." in handover.text.replace("\u00a0", " ")
    sound = prepared(ready(device.organisation), by=by, to=NEIGHBOUR, conditions=HELPING)
    assert "ne marche pas" not in sound.text


def moved_back(device: Device, **but: str) -> Device:
    """The device as its check left it, with what did not work."""
    checker = handler(device.organisation)
    answers = all_good(device, **but)
    rows = Device.objects.of(device.organisation).filter(pk=device.pk)
    rows.update(state=DeviceState.TO_DIAGNOSE)
    inspect_device(device=device, purpose=Purpose.DIAGNOSIS, answers=answers, by=checker)
    rows.update(state=DeviceState.RESERVED)
    device.refresh_from_db()
    return device


def test_an_address_that_names_nobody_finds_nothing(client: Client):
    sign_in(client, handler())
    assert client.get(reverse("equip:prepare-handover"), {"personne": "abc"}).status_code == 404


def test_every_page_opens_for_who_hands_over(client: Client):
    by = handler()
    sign_in(client, by)
    waiting, over = signed(by=by), handed(by=by)
    for handover in (waiting, over):
        for name in ONE:
            answer = client.get(reverse(f"equip:{name}", args=[handover.pk]), follow=True)
            assert answer.status_code == 200, name
    news = FollowUp.objects.everywhere("tests").first()
    assert news
    for url in (
        reverse("equip:handovers"), reverse("equip:follow-ups"), reverse("equip:follow-up", args=[news.pk]),
        reverse("people:resident", args=[over.resident_id]), reverse("web:desk"),
    ):  # fmt: skip
        assert client.get(url).status_code == 200, url
    assert JournalRead.objects.filter(subject=f"resident:{over.resident_id}").exists()


def test_who_repairs_reads_a_code_and_no_name(client: Client):
    handover = prepared()
    assert handover.resident
    url = reverse("equip:handover", args=[handover.pk])
    sign_in(client, handler())
    assert "Mme Marsonval" in text(client.get(url))
    client.logout()
    sign_in(client, handler(role=Role.REFURBISHER))
    page = text(client.get(url))
    assert "Marsonval" not in page.partition("Lire la convention")[0]
    assert handover.resident.code in page


def test_a_list_costs_the_same_for_three_as_for_one(client: Client):
    sign_in(client, by := handler())
    counts = []
    for _each in range(2):
        handed(by=by)
        prepared(by=by)
        FollowUp.objects.everywhere("tests").update(due_on=clock.today())
        prepared(by=by)
        total = 0
        for name in ("handovers", "follow-ups"):
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse(f"equip:{name}"))
            total += len(queries)
        counts.append(total)
    assert counts[0] == counts[1]


def test_from_the_form_to_the_hand(client: Client):
    by, device, person = handler(), ready(), odette()
    sign_in(client, by)
    new = reverse("equip:prepare-handover")
    wrong = client.post(new, form(device="QQQ-PO-26-0001", resident=person.code))
    assert "Aucun appareil de votre organisation n’a ce code" in text(wrong)
    wrong = client.post(new, form(device=device.code, resident=person.code, terms="sale", price="180,01"))
    assert "dépasse le plafond" in text(wrong)
    assert 'value="180,01"' in text(wrong)
    wrong = client.post(new, form(device=device.code, resident="ZZZ-ZZZ"))
    assert "Aucun dossier de votre organisation n’a ce code" in text(wrong)
    client.post(new, form(device=device.code.lower(), resident=person.code, price=""))
    handover = only()
    assert handover.resident == person
    client.post(
        reverse("equip:handover-meeting", args=[handover.pk]),
        {"day": f"{clock.today():%Y-%m-%d}", "time": "18:00", "where": "Au quai"},
    )
    codes = ["works", "charger", "account", "label", "guide"]
    client.post(reverse("equip:handover-check", args=[handover.pk]), {"checked": codes})
    screen = reverse("equip:handover-screen", args=[handover.pk])
    assert "La personne signe dans le cadre" in text(client.post(screen, {"agreed": "on"}))
    client.post(screen, {"agreed": "on", "trace": "M10 10L60 40L90 20"})
    assert only().state == HandoverState.SIGNED
    assert only().meeting_where == "Au quai"
    hand = reverse("equip:hand-over", args=[handover.pk])
    assert "Proposez-la" in text(client.post(hand, {}))
    done = client.post(hand, {"first_steps": "not_wanted"}, follow=True)
    assert "L’appareil est remis" in text(done)
    assert only().device.state == DeviceState.HANDED_OVER
    client.post(reverse("equip:handover-later", args=[handover.pk]), {"verb": "report_theft"})
    assert only().end == "stolen"


def test_one_signs_the_page_that_one_reads():
    assert len(opened(agreement_pdf(signed())).pages) == 1


def test_a_meeting_has_a_day_and_an_hour(client: Client):
    sign_in(client, handler())
    url = reverse("equip:handover-meeting", args=[prepared().pk])
    assert "Il faut le jour et l’heure" in text(client.post(url, {"day": f"{clock.today():%Y-%m-%d}"}))


def test_texts_and_letters_go_to_those_who_want_them(client: Client):
    by = handler()
    sign_in(client, by)
    handed(to=odette(phone="+33612345678", reach_by="sms"), by=by)
    handed(to=odette(address="3 quai des Filatures", reach_by="letter"), by=by)
    assert client.post(reverse("equip:letters-pdf")).status_code == 404
    FollowUp.objects.everywhere("tests").filter(moment="month").update(due_on=clock.today())
    assert "1 SMS va partir" in text(client.post(reverse("equip:send-follow-ups"), follow=True))
    assert client.post(reverse("equip:letters-pdf")).content.startswith(b"%PDF")
    means = FollowUp.objects.everywhere("tests").filter(state="asked").values_list("means", flat=True)
    assert sorted(means) == ["letter", "sms"]


def test_what_leaves_for_recycling_is_typed_by_codes(client: Client):
    sign_in(client, handler(role=Role.REFURBISHER))
    device = ready(kind=DeviceKind.SCREEN)
    Device.objects.of(device.organisation).update(state=DeviceState.FOR_PARTS)
    url = reverse("equip:new-take-back")
    sent = {
        "recycler": "Ferraille",
        "slip": "BSD-9",
        "taken_on": f"{clock.today():%Y-%m-%d}",
        "weight": "2,4",
    }
    sent["key"] = str(uuid4())
    assert "Ligne 1 : XX-1 n’est pas un appareil" in text(client.post(url, {**sent, "devices": "XX-1"}))
    assert "le poids se dit en kilos" in text(client.post(url, {**sent, "devices": f"{device.code} lourd"}))
    done = client.post(url, {**sent, "devices": f"{device.code} 2,3"}, follow=True)
    assert "2,3 kg" in text(done)
    assert TakeBack.objects.everywhere("tests").get().weight_g == 2_400
    assert client.get(reverse("equip:take-backs")).status_code == 200


def test_a_request_of_another_organisation_is_served_without_a_name(client: Client):
    student, workshop = odette(organisation("Mission locale")), organisation("Atelier Le Rouet")
    proposal = proposed(student, at=workshop)
    accept_proposal(proposal=proposal, by=member(Role.COORDINATOR, of=workshop))
    device, request = proposal.device, proposal.request
    sign_in(client, handler())
    new = f"{reverse('equip:prepare-handover')}?appareil={device.code}"
    assert f'name="request" value="{request.code}"' in text(client.get(new))
    client.post(new, form(device=device.code, request=request.code))
    handover = only()
    page = text(client.get(reverse("equip:handover", args=[handover.pk])))
    assert student.code in page
    assert "Marsonval" not in page
    assert handover.resident == student
    done = handed(handover)
    request.refresh_from_db()
    assert (request.state, done.first) == ("served", True)
    part = devices(student)
    assert part
    assert "Atelier Le Rouet vous l’a donné" in part.lines[0].text


def test_a_kept_device_is_not_given_to_whoever_is_typed_nor_to_another_in_their_place(client: Client):
    proposal = proposed(odette(), at=organisation("Atelier Le Rouet"))
    accept_proposal(proposal=proposal, by=None)
    code, request, other = proposal.device.code, proposal.request, odette(first_name="Rosa")
    sign_in(client, handler())
    new = reverse("equip:prepare-handover")
    said = f"{code} est gardé pour la demande {request.code}"
    for wrong in (
        client.post(new, form(device=code, resident=other.code)),
        client.post(f"{new}?personne={other.pk}", form(device=code)),
        client.post(new, form(device=code, recipient="association", body_name="Une autre association")),
        client.post(new, form(device=code)),
    ):
        assert said in text(wrong)
    assert not Handover.objects.everywhere("tests").exists()
    assert f'name="request" value="{request.code}"' in text(wrong)
    client.post(new, form(device=code, request=request.code))
    assert only().resident == request.resident
