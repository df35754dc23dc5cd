"""A request that waits is corrected and keeps its date; a second one is refused before anything is typed."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.allocating import standing_of
from fabrique.equip.actions.correcting import correct_request
from fabrique.equip.actions.requests import Wanted
from fabrique.equip.enums.asking import Constraint, Criterion, ProposalState, RequestState, Urgency, Use
from fabrique.equip.models import DeviceRequest
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.factories.accounts import sign_in
from tests.factories.asking import kept_for, of_school, programme, proposed, requested
from tests.factories.people import member, organisation, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Organisation:
    return organisation("CCAS de Corderive")


@pytest.fixture
def asker(client: Client, ours: Organisation) -> Account:
    sign_in(client, found := member(Role.PRESCRIBER, of=ours))
    return found


def text(response: Any) -> str:
    return unescape(response.content.decode()).replace("\xa0", " ")


def earlier(ours: Organisation, **wanted: Any) -> DeviceRequest:
    """Asked ten days ago."""
    with clock.frozen(clock.now() - timedelta(days=10)):
        return requested(receive(ours), **wanted)


def test_a_correction_keeps_the_code_and_the_wait(ours: Organisation, asker: Account, territory):
    request = earlier(ours)
    before = standing_of(request)
    wanted = Wanted(Use.STUDIES, criteria=frozenset({Criterion.PUPIL}), area="commune:00102")
    held = correct_request(request=request, wanted=wanted, by=asker)
    request.refresh_from_db()
    after = standing_of(request)
    assert before
    assert after
    assert (held.use, held.code, held.asked_on) == (
        Use.STUDIES,
        request.code,
        clock.today() - timedelta(days=10),
    )
    assert (after.place.points - before.place.points, after.place.waited) == (30, 10)
    assert (held.need.area_code, held.area_code) == ("00102", "00102")
    entry = JournalEntry.objects.get(action="equip.correct_request")
    assert entry.summary["changed"] == ["use", "criteria", "area_code"]
    assert "pupil" not in str(entry.summary)
    correct_request(request=request, wanted=wanted, by=asker)
    assert JournalEntry.objects.filter(action="equip.correct_request").count() == 1


def test_what_was_proposed_for_the_former_answers_is_replaced():
    made = proposed()
    correct_request(
        request=made.request,
        wanted=Wanted(Use.SCHOOL, constraints=frozenset({Constraint.LARGE_SCREEN})),
        by=None,
    )
    made.refresh_from_db()
    assert (made.state, made.request.state) == (ProposalState.REPLACED, RequestState.WAITING)


def test_only_a_request_that_waits_is_corrected_and_what_was_asked_for_is_still_asked_for(territory):
    kept = kept_for(requested())
    with pytest.raises(DomainRefusal, match="qui attend"):
        correct_request(request=kept.request, wanted=Wanted(Use.WORK), by=None)
    proved = requested(
        under=programme(proofs=[Criterion.MINIMA], name="Avec preuve"), criteria=frozenset({Criterion.MINIMA})
    )
    with pytest.raises(DomainRefusal, match="justificatifs") as refused:
        correct_request(request=proved, wanted=Wanted(Use.WORK), by=None)
    assert refused.value.field == "criteria"
    school = of_school(organisation("Collège des Deux-Écluses"))
    for wanted in (Wanted(Use.SCHOOL, area="commune:00101"), Wanted(Use.SCHOOL, reference="3B-12")):
        with pytest.raises(DomainRefusal):
            correct_request(request=school, wanted=wanted, by=None)


def test_the_page_shows_the_answers_and_keeps_them(client: Client, ours: Organisation, asker: Account):
    request = earlier(ours, criteria=frozenset({Criterion.NO_DEVICE}), note="Clavier large")
    url = reverse("equip:correct-request", args=[request.pk])
    assert url in text(client.get(reverse("equip:request", args=[request.pk])))
    shown = text(client.get(url))
    assert "Clavier large" in shown
    soon = clock.today() + timedelta(days=20)
    sent = {
        "use": "work", "needed_on": f"{soon:%d/%m/%Y}", "facts": ["no_device"], "proofs": ["supported"],
        "note": "x",
    }  # fmt: skip
    assert "garde sa date" in text(client.post(url, sent, follow=True))
    request.refresh_from_db()
    assert request.criteria == "no_device this_month supported"
    assert (request.urgency, request.needed_on) == (Urgency.MONTH, soon)
    with clock.frozen(clock.now() + timedelta(days=15)):  # five days before, the same day says the same
        correct_request(request=request, wanted=Wanted(Use.WORK, needed_on=soon, note="y"), by=asker)
    request.refresh_from_db()
    assert (request.urgency, request.note) == (Urgency.MONTH, "y")
    kept_for(request)
    assert client.get(url).status_code == 302
    assert url not in text(client.get(reverse("equip:request", args=[request.pk])))


def test_another_organisation_corrects_nothing(client: Client, asker: Account):
    request = requested(receive(organisation("Tierce")))
    assert client.get(reverse("equip:correct-request", args=[request.pk])).status_code == 404


def test_a_second_request_is_refused_before_the_form(client: Client, ours: Organisation, asker: Account):
    request = earlier(ours)
    shown = text(client.get(reverse("equip:ask-for", args=[request.resident_id])))
    assert reverse("equip:request", args=[request.pk]) in shown
    assert "Envoyer la demande" not in shown


def test_a_request_of_which_nothing_counts_is_confirmed_first(
    client: Client, ours: Organisation, asker: Account
):
    url = reverse("equip:ask-for", args=[receive(ours).pk])
    sent = {
        "key": str(uuid4()), "asker": "prescriber", "use": "family",
        "programme": str(programme().pk),
    }  # fmt: skip
    assert "Rien de tout cela" not in text(client.get(url))
    told = text(client.post(url, sent))
    assert "Rien n’est coché dans la situation" in told
    assert "Rien de tout cela" in told
    assert not DeviceRequest.objects.of(ours).exists()
    client.post(url, {**sent, "bare": "on"})
    assert DeviceRequest.objects.of(ours).get().criteria == ""
