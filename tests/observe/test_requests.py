"""The measurements that partners ask for: asked, supported, answered, met; who is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.actions import requests
from fabrique.observe.actions.data_sets import share_data_set
from fabrique.observe.actions.studies import share_study
from fabrique.observe.models import MeasureRequest, RequestSupport
from fabrique.people.actions.organisations import carry_instance
from fabrique.people.enums import Role
from fabrique.people.models import Account, Notification, Organisation
from tests.factories.observe import brought, studied, wanted
from tests.factories.people import member, organisation
from tests.observe.pages import signed, text

HOME = "/espace/observer/demandes/"
FORM = {"measure": "Foyers sans ordinateur", "decision": "Où prêter des appareils.", "level": "commune"}


@pytest.fixture
def carrier(db: None) -> Organisation:
    return carry_instance(organisation=organisation("La Métropole"))


@pytest.fixture
def administrator(carrier: Organisation) -> Account:
    return member(Role.ADMINISTRATOR, of=carrier)


@pytest.fixture
def holder(carrier: Organisation) -> Organisation:
    return organisation()


@pytest.fixture
def by(holder: Organisation) -> Account:
    return member(Role.MEDIATOR, of=holder)


def told(account: Account) -> list[str]:
    rows = Notification.objects.everywhere("test").filter(account=account)
    return list(rows.order_by("created_at").values_list("kind", flat=True))


def test_what_is_asked_twice_is_one_request_and_who_answers_is_told(
    holder: Organisation, by: Account, administrator: Account
):
    first = wanted(holder, by=by, measure="Foyers sans ordinateur")
    assert wanted(holder, by=by, measure=" foyers  SANS ordinateur") == first
    assert told(administrator) == ["observe.measure_asked"]
    assert told(by) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"measure": " "}, "measure"),
        ({"decision": ""}, "decision"),
        ({"level": "rue"}, "level"),
        ({"wanted_by": -1}, "wanted_by"),
    ],
)
def test_what_a_request_lacks_is_said_beside_its_field(
    holder: Organisation, by: Account, changes: dict[str, Any], field: str
):
    if "wanted_by" in changes:
        changes = {"wanted_by": clock.today() + timedelta(days=changes["wanted_by"])}
    with pytest.raises(DomainRefusal) as refused:
        requests.ask_measure(organisation=holder, by=by, **{**FORM, **changes})
    assert refused.value.field == field


def test_others_support_a_request_once_each_and_may_change_their_mind(holder: Organisation, by: Account):
    request = wanted(holder, by=by)
    other = organisation("Ailleurs")
    somebody, colleague = (member(Role.TRAINER, of=other) for _each in range(2))
    with pytest.raises(DomainRefusal, match="elle compte déjà"):
        requests.support_request(request=request, organisation=holder, by=by)
    for each in (somebody, colleague, somebody):
        requests.support_request(request=request, organisation=other, by=each)
    assert RequestSupport.objects.everywhere("test").count() == 1
    with pytest.raises(DomainRefusal, match="D’autres organisations"):
        requests.withdraw_request(request=request, verb="withdraw", by=by)
    requests.unsupport_request(request=request, organisation=other, by=somebody)
    requests.withdraw_request(request=request, verb="withdraw", by=by)
    with pytest.raises(DomainRefusal, match="close"):
        requests.support_request(request=request, organisation=other, by=somebody)
    requests.withdraw_request(request=request, verb="ask_again", by=by)
    assert request.state == "asked"


def test_who_asked_and_who_supports_are_told_of_each_answer(
    holder: Organisation, by: Account, administrator: Account
):
    request = wanted(holder, by=by)
    other = organisation("Ailleurs")
    friend = member(Role.TRAINER, of=other)
    requests.support_request(request=request, organisation=other, by=friend)
    with pytest.raises(DomainRefusal, match="pourquoi") as refused:
        requests.answer_request(request=request, verb="decline", by=administrator)
    assert refused.value.field == "answer"
    requests.answer_request(request=request, verb="decline", answer="Trop cher.", by=administrator)
    assert told(by) == told(friend) == ["observe.request_answered"]
    page = text(signed(by).get("/espace/notifications/"))
    assert "Mesure « Mesure 1 » : déclinée." in page
    requests.answer_request(request=request, verb="accept", answer="Au printemps.", by=administrator)
    request.refresh_from_db()
    assert (request.state, request.answer, request.answered_by) == (
        "accepted",
        "Au printemps.",
        administrator,
    )


def test_what_meets_a_request_can_be_read_by_whoever_asked(
    carrier: Organisation, holder: Organisation, by: Account, administrator: Account
):
    request = wanted(holder, by=by)
    data_set = brought(carrier, by=administrator)
    study = studied(carrier, by=administrator)
    for values, field in (
        ({}, "data_set"),
        ({"data_set": data_set}, "data_set"),
        ({"study": study}, "study"),
    ):
        with pytest.raises(DomainRefusal) as refused:
            requests.answer_request(request=request, verb="meet", by=administrator, **values)
        assert refused.value.field == field
    share_data_set(data_set=data_set, shared=True, by=administrator)
    share_study(study=study, shared=True, by=administrator)
    requests.answer_request(request=request, verb="meet", data_set=data_set, study=study, by=administrator)
    page = text(signed(by).get(f"{HOME}{request.pk}/"))
    assert f'href="/espace/observer/donnees/{data_set.pk}/"' in page
    assert f'href="/espace/observer/etudes/{study.pk}/"' in page
    requests.answer_request(request=request, verb="reopen", by=administrator)
    request.refresh_from_db()
    assert (request.state, request.data_set, request.study) == ("accepted", None, None)


def test_the_pages_from_the_empty_register_to_the_answer(
    holder: Organisation, by: Account, administrator: Account
):
    client, answering = signed(by), signed(administrator)
    other = signed(member(Role.RECEPTION, of=organisation("Ailleurs")))
    assert "Aucune mesure demandée" in text(client.get(HOME))
    assert "Les mesures demandées" in text(client.get("/espace/observer/"))
    page = text(client.post(f"{HOME}nouvelle/", {**FORM, "measure": "", "wanted_by": "2001-01-01"}))
    assert 'href="#id_measure"' in page
    assert "Où prêter des appareils." in page
    page = text(client.post(f"{HOME}nouvelle/", {**FORM, "wanted_by": "2001-01-01"}))
    assert 'href="#id_wanted_by"' in page
    page = text(client.post(f"{HOME}nouvelle/", FORM, follow=True))
    assert "Personne d’autre pour l’instant" in page
    assert "Noter la réponse" not in page
    request = MeasureRequest.objects.everywhere("test").get()
    address = f"{HOME}{request.pk}/"
    assert "Mon organisation aussi" not in page
    assert "Mon organisation aussi" in text(other.get(address))
    page = text(other.post(f"{address}appui/", {"appui": "oui"}, follow=True))
    assert "Ne plus l’appuyer" in page
    assert "2 organisations" in text(other.get(HOME))
    assert client.post(f"{address}reponse/", {"verb": "accept"}).status_code == 404
    assert other.post(f"{address}retrait/").status_code == 404
    assert "D’autres organisations" in text(client.post(f"{address}retrait/", follow=True))
    page = text(answering.post(f"{address}reponse/", {"verb": "", "answer": "Bientôt."}))
    assert 'href="#id_verb_0"' in page
    assert "Bientôt." in page
    page = text(answering.post(f"{address}reponse/", {"verb": "decline", "answer": ""}))
    assert 'href="#id_answer"' in page
    sent = {"verb": "accept", "answer": "Bientôt."}
    assert "Acceptée" in text(answering.post(f"{address}reponse/", sent, follow=True))
    page = text(answering.post(f"{address}reponse/", sent))
    assert 'href="#id_verb_0"' in page  # sent twice: it is accepted already
    assert "Ne plus l’appuyer" not in text(other.post(f"{address}appui/", {"appui": "non"}, follow=True))
    assert "Retirée" in text(client.post(f"{address}retrait/", follow=True))
    assert "Aucune demande n’en est là" in text(client.get(f"{HOME}?etat=met"))


@pytest.mark.parametrize("number", [1, 4])
def test_the_register_asks_the_same_number_of_queries(
    holder: Organisation, by: Account, number: int, django_assert_num_queries: Any
):
    for _each in range(number):
        wanted(holder, by=by)
    client = signed(by)
    client.get(HOME)
    with django_assert_num_queries(8):
        client.get(HOME)


def test_what_waits_comes_first_and_the_hundredth_row_is_on_its_page(
    holder: Organisation, by: Account, administrator: Account
):
    for _each in range(51):
        wanted(holder, by=by)
    last = MeasureRequest.objects.of(holder).get(measure="Mesure 51")
    requests.answer_request(request=last, verb="decline", answer="Non.", by=administrator)
    client = signed(by)
    assert "Mesure 51" not in text(client.get(HOME))
    assert "Mesure 51" in text(client.get(f"{HOME}?page=2"))
