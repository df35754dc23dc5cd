"""The pages of requests and of the allocation: two minutes to ask, reasons on each decision, strangers."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fabrique.core import clock
from fabrique.equip.actions.allocating import run_allocation, standing_of
from fabrique.equip.actions.bench import inspect_device
from fabrique.equip.actions.proposals import accept_proposal, refuse_proposal
from fabrique.equip.actions.requests import end_request
from fabrique.equip.allocation.rules import DEFAULT
from fabrique.equip.documents.notice import notice_data, notice_pdf
from fabrique.equip.enums import Answer, Purpose
from fabrique.equip.enums.asking import AppealState, Constraint, Criterion, ProposalState, RequestState
from fabrique.equip.models import (
    AllocationRules,
    Appeal,
    DeviceRequest,
    EquipmentProgramme,
    Handover,
    Proposal,
)
from fabrique.people.carnet import parts_of
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.factories.accounts import sign_in
from tests.factories.asking import DECIDER, contested, programme, proposed, ready, requested
from tests.factories.equip_bench import all_good
from tests.factories.people import agree, member, organisation, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Organisation:
    return organisation("La Bobine")


@pytest.fixture
def prescriber(client: Client, ours: Organisation) -> Account:
    sign_in(client, found := member(Role.PRESCRIBER, of=ours))
    return found


@pytest.fixture
def decider() -> Organisation:
    return organisation(DECIDER)


@pytest.fixture
def coordinator(client: Client, decider: Organisation) -> Account:
    sign_in(client, found := member(Role.COORDINATOR, of=decider))
    return found


def page(client: Client, name: str, *args: Any, **data: str) -> str:
    answer = client.get(reverse(f"equip:{name}", args=args), data)
    assert answer.status_code == 200, answer.status_code
    return unescape(answer.content.decode())


def answers(**more: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "asker": "prescriber", "use": "school", "bare": "on", **more}


def test_two_minutes_from_the_file_to_the_code(
    client: Client, ours: Organisation, prescriber: Account, territory
):
    person, under = receive(ours), programme(proofs=[Criterion.MINIMA])
    address = reverse("equip:ask-for", args=[person.pk])
    assert f'href="{address}"' in client.get(reverse("people:resident", args=[person.pk])).content.decode()
    refused = client.post(address, answers(programme=str(under.pk), facts=["no_device"], note="Clavier"))
    told = unescape(refused.content.decode())
    assert "demande d’avoir vu l’un de ces justificatifs" in told
    assert "Clavier" in told, "nothing typed is lost"
    client.post(
        address,
        answers(programme=str(under.pk), facts=["no_device"], proofs=["minima"], area="commune:00101"),
    )
    made = DeviceRequest.objects.of(ours).get()
    assert (made.criteria, made.area_code) == ("no_device minima", "00101")
    shown = page(client, "request", made.pk)
    assert "Aucun ordinateur ni tablette au foyer" in shown
    assert made.code in page(client, "requests")
    assert person.called not in page(client, "requests")
    assert any("Demande" in line.title for part in parts_of(person) for line in part.lines)


def test_a_school_asks_without_a_name(client: Client, ours: Organisation, prescriber: Account, territory):
    agree(ours)
    under = programme()
    given = answers(programme=str(under.pk), reference="3B-12", area="commune:00102")
    client.post(reverse("equip:ask-school"), given)
    assert "3B-12" in page(client, "request", DeviceRequest.objects.of(ours).get().pk)


def test_without_a_programme_the_page_says_what_to_do(
    client: Client, ours: Organisation, prescriber: Account
):
    assert "Aucun programme n’est ouvert" in page(client, "ask-for", receive(ours).pk)


def test_whoever_asked_reads_why_it_waits(client: Client, ours: Organisation, prescriber: Account):
    request = requested(receive(ours))
    assert "Aucun appareil prêt ne convient" in page(client, "request", request.pk, pourquoi="")
    client.post(reverse("equip:end-request", args=[request.pk, "retirer"]))
    request.refresh_from_db()
    assert request.state == RequestState.WITHDRAWN
    client.post(reverse("equip:end-request", args=[request.pk, "reprendre"]))
    request.refresh_from_db()
    assert request.state == RequestState.WAITING
    assert client.post(reverse("equip:end-request", args=[request.pk, "voler"])).status_code == 404


def test_from_the_calculation_to_the_device_that_is_kept(client: Client, coordinator: Account):
    request = requested(criteria=frozenset({Criterion.NO_DEVICE}))
    device = ready()
    client.post(reverse("equip:calculate"))
    made = Proposal.objects.everywhere("tests").get()
    assert "Propositions : 1. Demandes : 1. Appareils prêts : 1." in page(client, "allocation")
    inspect_device(
        device=made.device, purpose=Purpose.DIAGNOSIS, answers=all_good(made.device, camera=Answer.FAULT),
        by=member(Role.REFURBISHER, of=made.device.organisation),
    )  # fmt: skip
    shown = page(client, "proposal", made.pk)
    assert "<dt>Ne marche pas</dt><dd>caméra</dd><dt>Sa note</dt><dd>pas de note</dd>" in shown
    assert "Rang 1 sur 1, avec 60 points." in shown
    assert request.resident
    assert request.resident.called not in shown, "whoever decides reads no name"
    client.post(reverse("equip:accept", args=[made.pk]))
    assert device.code in page(client, "allocation", gardes="")
    client.post(reverse("equip:proposal", args=[made.pk]), {"reason": "Elle a déménagé."})
    made.refresh_from_db()
    assert (made.state, made.note) == (ProposalState.RELEASED, "Elle a déménagé.")


def test_a_proposal_that_time_overtook_says_so_and_asks_why(client: Client, coordinator: Account):
    made = proposed()
    assert "Ce calcul n’est plus à jour" not in page(client, "allocation")
    better = requested(criteria=frozenset({Criterion.NO_DEVICE}))
    listed = page(client, "allocation")
    assert "Ce calcul n’est plus à jour" in listed
    assert "demandes plus récentes : 1." in listed
    shown = page(client, "proposal", made.pk)
    assert "Aujourd’hui : rang 2, 0 points." in shown
    assert f"{better.code} : rang 1, 60 points" in shown
    address = reverse("equip:accept", args=[made.pk])
    told = unescape(client.post(address, follow=True).content.decode())
    assert f"Mieux placées, ces demandes n’auraient plus d’appareil : {better.code}" in told
    client.post(address, {"reason": "Elle part en formation demain."})
    made.refresh_from_db()
    assert made.state == ProposalState.ACCEPTED
    assert "Elle part en formation demain." in page(client, "proposal", made.pk)


def test_a_handover_beside_the_calculation_asks_why_on_its_page(
    client: Client, coordinator: Account, decider: Organisation
):
    device, person = ready(), receive(decider)
    requested()
    address = f"{reverse('equip:prepare-handover')}?appareil={device.code}&personne={person.pk}"
    given = {"device": device.code, "terms": "gift", "basis": "precarity", "key": str(uuid4())}
    assert "Pourquoi en dehors de l’attribution" not in unescape(client.get(address).content.decode())
    told = unescape(client.post(address, given).content.decode())
    assert "1 demande attend et cet appareil lui conviendrait" in told
    assert 'name="reason"' in told
    client.post(address, {**given, "reason": "Remplace un appareil en panne."})
    assert Handover.objects.of(decider).get().device == device


def test_what_is_to_be_measured_is_said_before_it_is_accepted(client: Client, coordinator: Account):
    requested(constraints=frozenset({Constraint.LIGHT}))
    device = ready()
    client.post(reverse("equip:calculate"))
    shown = page(client, "proposal", Proposal.objects.everywhere("tests").get().pk)
    assert "À mesurer d’abord" in shown
    assert reverse("equip:correct-device", args=[device.pk]) in shown
    assert "Accepter et garder" not in shown


def test_a_day_that_is_past_is_said_where_the_request_is_read(
    client: Client, ours: Organisation, prescriber: Account
):
    with clock.frozen(clock.now() - timedelta(days=9)):
        request = requested(receive(ours), needed_on=clock.today() + timedelta(days=5))
    assert "passée : elle ne compte plus dans l’ordre" in page(client, "request", request.pk)
    points = notice_data(request, "https://essai.example/attribution/")["points"]
    assert [line["given"] for line in points if "semaine" in line["words"]] == [0]
    assert "ne comptent plus" in page(client, "request", request.pk, pourquoi="")


def test_a_refusal_without_a_reason_is_not_taken(client: Client, coordinator: Account):
    made = proposed()
    answer = client.post(reverse("equip:proposal", args=[made.pk]), {"reason": ""})
    assert "Il manque une réponse" in unescape(answer.content.decode())
    made.refresh_from_db()
    assert made.state == ProposalState.PROPOSED


def test_the_decider_sees_the_waiting_and_says_no_with_a_reason(client: Client, coordinator: Account):
    request = requested()
    assert request.code in page(client, "waiting-requests")
    address = reverse("equip:decide-request", args=[request.pk])
    client.post(address, {"reason": "Équipée par son collège."})
    assert "Équipée par son collège." in page(client, "decide-request", request.pk)


def test_an_appeal_goes_from_the_one_to_the_other(
    client: Client, ours: Organisation, prescriber: Account, decider
):
    request = requested(receive(ours))
    contest = reverse("equip:note-appeal", args=[request.pk])
    assert contest not in page(client, "request", request.pk), "nothing is decided yet"
    end_request(request=request, verb="decline", by=None, reason="Équipée par son collège.")
    assert contest in page(client, "request", request.pk)
    client.post(contest, {"key": str(uuid4()), "text": "On m’a comptée un mois trop tard."})
    appeal = Appeal.objects.everywhere("tests").get()
    sign_in(client, member(Role.COORDINATOR, of=decider))
    assert request.code in page(client, "allocation")
    address = reverse("equip:answer-appeal", args=[appeal.pk])
    client.post(address, {"upheld": "yes", "answer": "La date est corrigée."})
    appeal.refresh_from_db()
    assert appeal.state == AppealState.UPHELD
    sign_in(client, prescriber)
    assert "La date est corrigée." in page(client, "request", request.pk)


def test_a_programme_is_opened_and_changed(client: Client, coordinator: Account, decider: Organisation):
    given = {"key": str(uuid4()), "name": "Étudiants", "kinds": ["laptop"], "starts_on": "2026-01-01"}
    client.post(reverse("equip:open-programme"), given)
    made = EquipmentProgramme.objects.of(decider).get()
    assert (made.kinds, made.most, made.one_per_household) == (["laptop"], None, False)
    wrong = client.post(reverse("equip:programme", args=[made.pk]), {**given, "ends_on": "2025-01-01"})
    assert "La fin vient avant le début" in unescape(wrong.content.decode())
    client.post(reverse("equip:programme", args=[made.pk]), {**given, "most": "40"})
    assert "40 appareils au plus" in page(client, "programmes")


def test_other_rules_are_tried_then_published(client: Client, coordinator: Account, decider: Organisation):
    one, other = (
        requested(criteria=frozenset({Criterion.NO_DEVICE})),
        requested(criteria=frozenset({Criterion.PUPIL})),
    )
    ready()
    text = (
        DEFAULT.read_text(encoding="utf-8")
        .replace("no_device = 60", "no_device = 0")
        .replace("2026-12", "essai")
    )
    tried = unescape(client.post(reverse("equip:allocation-rules"), {"text": text}).content.decode())
    assert "Gagnent un appareil (1)" in tried
    assert "Avec cet essai, une demande n’est jamais dépassée par une autre faite plus de 195 jours" in tried
    assert tried.index(other.code) < tried.index("Perdent leur appareil (1)") < tried.rindex(one.code)
    assert not AllocationRules.objects.of(decider).exists()
    wrong = client.post(reverse("equip:allocation-rules"), {"text": text.replace("pupil", "élève")})
    assert "TOML" in unescape(wrong.content.decode())
    client.post(reverse("equip:allocation-rules"), {"text": text, "publish": "1"})
    assert "En vigueur : version essai" in page(client, "allocation-rules")


def test_the_rules_are_public(client: Client, decider: Organisation):
    assert "Aucune organisation n’attribue" in page(client, "published-rules")
    programme()
    shown = page(client, "published-rules")
    assert "Aucun ordinateur ni tablette au foyer" in shown
    for each in (
        "plus de 255 jours", "l’ordre alphabétique des codes", "d’un quartier prioritaire ou d’un foyer",
        "Puissance du processeur (indice) : 1500 au moins, 3000 pour", "0 appareils remis hors",
        "Mémoire : 4\u00a0Go au moins, 8\u00a0Go pour être à l’aise.", "Léger : 2\u00a0kg au plus.",
        "Grand écran : 15,6 pouces au moins.", "−12", "qu’une fois mesuré",
    ):  # fmt: skip
        assert each in shown
    text = client.get(reverse("equip:published-rules-text", args=[decider.pk]))
    assert text.content.decode() == DEFAULT.read_text(encoding="utf-8")
    assert client.get(reverse("equip:published-rules-text", args=[uuid4()])).status_code == 404


def test_the_notice_says_the_four_things_of_the_code(client: Client, ours: Organisation, prescriber: Account):
    made = accept_proposal(proposal=proposed(receive(ours)), by=None)
    data = notice_data(made.request, "https://essai.example/attribution/")
    assert (data["rank"], data["among"]) == (1, 1)
    assert data["decision"].startswith("Un appareil est gardé pour vous jusqu’au")
    assert sum(line["given"] for line in data["points"]) == made.points
    assert notice_pdf(made.request, "https://essai.example/attribution/").startswith(b"%PDF")
    answer = client.get(reverse("equip:notice", args=[made.request_id]))
    assert answer["Content-Type"] == "application/pdf"


def test_while_it_waits_the_paper_says_its_place_and_no_decision(
    client: Client, ours: Organisation, prescriber: Account
):
    requested(under=programme(), criteria=frozenset({Criterion.NO_DEVICE}))
    request = requested(receive(ours), criteria=frozenset({Criterion.PUPIL}))
    standing = standing_of(request)
    data = notice_data(request, "https://essai.example/attribution/", standing)
    assert (data["rank"], data["among"], data["taken"]) == (2, 2, False)
    assert "Aucune décision n’est encore prise" in data["decision"]
    assert "Aucun appareil prêt" in " ".join(data["change"])
    assert sum(line["given"] for line in data["points"]) == 30
    shown = page(client, "request", request.pk)
    assert "Imprimer où en est la demande" in shown
    assert "La notice de la décision" not in shown
    assert client.get(reverse("equip:notice", args=[request.pk])).content.startswith(b"%PDF")


def test_a_paper_says_when_a_device_is_ready_and_a_decision_lacks(ours: Organisation):
    made = proposed(receive(ours))
    data = notice_data(made.request, "https://essai.example/", standing_of(made.request))
    assert data["change"] == [
        "Un appareil prêt vous convient, et c’est votre tour : une personne doit encore en décider."
    ]


def test_after_a_refusal_the_paper_says_what_was_refused_and_todays_place(ours: Organisation):
    made = proposed(receive(ours))
    refuse_proposal(proposal=made, by=None, reason="Trop lourd pour elle.")
    data = notice_data(made.request, "https://essai.example/", standing_of(made.request))
    assert (data["taken"], data["why"], data["rank"]) == (True, "Trop lourd pour elle.", 1)
    assert "celui qui était proposé a été refusé" in data["decision"]


def test_lists_ask_as_much_for_one_as_for_three(client: Client, coordinator: Account, decider: Organisation):
    counts: dict[str, list[int]] = {}
    for _each in range(2):
        requested(receive(decider), under=programme(decider))
        requested(under=programme(decider))
        ready()
        run_allocation(organisation=decider, by=None)
        for name in ("allocation", "waiting-requests", "requests", "programmes", "published-rules"):
            page(client, name)
            with CaptureQueriesContext(connection) as asked:
                page(client, name)
            counts.setdefault(name, []).append(len(asked))
    assert {name: first for name, (first, _second) in counts.items()} == {
        name: second for name, (_first, second) in counts.items()
    }


def test_another_organisation_finds_nothing(client: Client, prescriber: Account, coordinator: Account):
    """Signed in as the decider: the asker's own page is not his; and a stranger's is nobody's."""
    appeal = contested(receive(organisation("Autre maison")))
    made = proposed(receive(organisation("Tierce")))
    for name in ("request", "note-appeal", "notice"):
        assert client.get(reverse(f"equip:{name}", args=[made.request_id])).status_code == 404
    sign_in(client, member(Role.COORDINATOR, of=organisation("Autre atelier")))
    for name, key in (
        ("proposal", made.pk), ("decide-request", made.request_id), ("answer-appeal", appeal.pk),
        ("programme", made.request.programme_id),
    ):  # fmt: skip
        assert client.get(reverse(f"equip:{name}", args=[key])).status_code == 404
    assert client.post(reverse("equip:accept", args=[made.pk])).status_code == 404
