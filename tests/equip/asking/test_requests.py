"""Requests: made once, counted by household, decided, contested, forgotten in their time."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.core.retention import rules
from fabrique.equip.actions.appeals import answer_appeal, note_appeal
from fabrique.equip.actions.moving import move_device
from fabrique.equip.actions.programmes import change_programme, open_programme, publish_rules
from fabrique.equip.actions.proposals import accept_proposal, refuse_proposal, serve_request
from fabrique.equip.actions.requests import Wanted, ask_device, end_request
from fabrique.equip.allocation.rules import DEFAULT
from fabrique.equip.enums.asking import (
    AppealState,
    Asker,
    Constraint,
    Criterion,
    ProposalState,
    RequestState,
    Use,
)
from fabrique.equip.enums.devices import DeviceState
from fabrique.equip.guards import guards
from fabrique.equip.models import DeviceRequest, Proposal
from fabrique.equip.queries.asking import criteria_of
from fabrique.needs.enums import NeedKind, NeedState
from fabrique.needs.models import Need
from fabrique.needs.queries import needs_of
from fabrique.people.actions.erasing import erase_resident
from fabrique.people.enums import ErasureReason, Role
from tests.factories.asking import contested, of_school, programme, proposed, requested
from tests.factories.people import member, organisation, receive

pytestmark = pytest.mark.django_db
NAMED = {"first_name": "Odette", "last_name": "Marsonval", "birth_year": "1948"}


def test_a_request_is_made_once_and_notes_its_needs():
    person, key = receive(), uuid4()
    more = {"constraints": frozenset({Constraint.LIGHT}), "offline": True}
    more |= {"needed_on": clock.today() + timedelta(days=7)}
    first = requested(person, key=key, criteria=frozenset({Criterion.NO_DEVICE}), **more)
    assert requested(person, key=key).pk == first.pk
    assert criteria_of(first) == [Criterion.NO_DEVICE, Criterion.THIS_WEEK]
    kinds = {each.kind for each in needs_of(person)}
    assert kinds == {NeedKind.DEVICE, NeedKind.CONNECTION}
    summary = JournalEntry.objects.get(action="equip.ask_device").summary
    assert (summary["code"], summary["use"]) == (first.code, "school")
    assert "no_device" not in str(summary)


def test_proofs_are_sensitive_and_not_in_clear():
    requested(criteria=frozenset({Criterion.MINIMA}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT criteria FROM equip_devicerequest")
        assert "minima" not in str(cursor.fetchall())


def test_a_quarter_and_a_date_count_only_if_they_are_said():
    """What follows from other answers cannot be ticked by itself."""
    ticked = frozenset({Criterion.QPV, Criterion.THIS_WEEK, Criterion.PUPIL})
    assert criteria_of(requested(criteria=ticked)) == [Criterion.PUPIL]


@pytest.mark.parametrize(
    ("days", "counts"),
    [(0, Criterion.THIS_WEEK), (8, Criterion.THIS_MONTH), (31, Criterion.THIS_MONTH), (32, None)],
)
def test_how_soon_it_is_needed_is_told_by_its_day(days: int, counts: Criterion | None):
    made = requested(needed_on=clock.today() + timedelta(days=days))
    assert criteria_of(made) == [each for each in [counts] if each]


@pytest.mark.parametrize("days", [-1, 400])
def test_a_day_that_is_past_or_far_is_refused(days: int):
    with pytest.raises(DomainRefusal) as refused:
        requested(needed_on=clock.today() + timedelta(days=days))
    assert refused.value.field == "needed_on"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"proofs": [Criterion.MINIMA, Criterion.SCHOLARSHIP]}, "criteria"),
        ({"starts_on": date(2020, 1, 1), "ends_on": date(2021, 1, 1)}, "programme"),
    ],
)
def test_a_programme_says_who_may_ask(values, field: str):
    with pytest.raises(DomainRefusal) as refused:
        requested(under=programme(**values), criteria=frozenset({Criterion.JOB_SEEKER}))
    assert refused.value.field == field
    assert not Need.objects.everywhere("tests").exists()


def test_a_school_asks_without_a_name(territory):
    school = organisation("Collège des Deux-Écluses")
    assert of_school(school).resident is None
    with pytest.raises(DomainRefusal, match="référence"):
        of_school(school, reference=" ")
    with pytest.raises(DomainRefusal, match="depuis le dossier"):
        ask_device(
            programme=programme(), organisation=school, asker=Asker.PERSON, wanted=Wanted(Use.SCHOOL), by=None
        )


def test_one_live_request_for_a_person():
    person = receive()
    first = requested(person)
    with pytest.raises(DomainRefusal, match=first.code):
        requested(person)


def test_a_second_device_of_a_household_says_why():
    first, brother = requested(), receive()
    with pytest.raises(DomainRefusal) as refused:
        requested(brother, household_code=first.code.lower().replace("-", ""))
    assert refused.value.field == "second"
    second = requested(brother, household_code=first.code, second="Deux élèves au lycée.")
    assert second.household == first.household
    with pytest.raises(DomainRefusal, match="Aucune demande"):
        requested(receive(), household_code="AAA-AAA")


def test_the_same_person_elsewhere_is_the_same_household_and_nobody_is_told():
    first = requested(receive(organisation("La Bobine"), **NAMED))
    second = requested(receive(organisation("Autre maison"), **NAMED))
    assert second.household == first.household
    assert requested(receive(organisation("Tierce"))).household != first.household


def test_a_request_ends_with_its_need_and_is_taken_up_again():
    request = requested()
    with pytest.raises(DomainRefusal, match="Dites pourquoi"):
        end_request(request=request, verb="decline", by=None)
    held = end_request(request=request, verb="decline", by=None, reason="Déjà équipée par l’école.")
    assert (held.state, held.need.state) == (RequestState.DECLINED, NeedState.DROPPED)
    held = end_request(request=request, verb="reopen", by=None)
    assert (held.state, held.end_reason) == (RequestState.WAITING, "")
    request.need.refresh_from_db()
    assert request.need.state == NeedState.OPEN


def test_whoever_asked_reopens_a_declined_request_only_after_an_appeal():
    request = requested()
    by = member(Role.PRESCRIBER, of=request.organisation)
    end_request(request=request, verb="decline", by=None, reason="Déjà équipée par l’école.")
    with pytest.raises(DomainRefusal, match="recours"):
        end_request(request=request, verb="reopen", by=by)
    appeal = note_appeal(request=request, text="L’école l’a repris.", by=by)
    answer_appeal(appeal=appeal, upheld=True, answer="C’est vrai.", by=None)
    assert end_request(request=request, verb="reopen", by=by).state == RequestState.WAITING


def test_a_request_is_not_reopened_beside_another_for_the_same_person():
    first = requested()
    end_request(request=first, verb="withdraw", by=None)
    second = requested(first.resident)
    with pytest.raises(DomainRefusal, match=second.code):
        end_request(request=first, verb="reopen", by=None)


def test_a_request_that_is_withdrawn_gives_its_device_back():
    proposal = accept_proposal(proposal=proposed(), by=None)
    end_request(request=proposal.request, verb="withdraw", by=None)
    proposal.refresh_from_db()
    proposal.device.refresh_from_db()
    assert (proposal.state, proposal.device.state) == (ProposalState.RELEASED, DeviceState.READY)


def test_a_device_that_is_handed_over_closes_its_request():
    proposal = accept_proposal(proposal=proposed(), by=None)
    with guards.holding():
        move_device(device=proposal.device, verb="hand_over", by=None)
    proposal.refresh_from_db()
    request = DeviceRequest.objects.everywhere("tests").select_related("need").get()
    assert (request.state, request.need.state) == (RequestState.SERVED, NeedState.MET)
    assert proposal.state == ProposalState.HANDED_OVER
    assert serve_request(device=proposal.device, by=None) is None


def test_nothing_is_contested_before_a_decision():
    proposal = proposed()
    with pytest.raises(DomainRefusal, match="Aucune décision"):
        note_appeal(request=proposal.request, text="J’attends trop.", by=None)
    refuse_proposal(proposal=proposal, by=None, reason="Trop lourd pour elle.")
    assert note_appeal(request=proposal.request, text="Il me convenait.", by=None).state == AppealState.NOTED


def test_an_appeal_is_noted_once_and_answered_once():
    appeal = contested()
    with pytest.raises(DomainRefusal, match="déjà à l’examen"):
        note_appeal(request=appeal.request, text="Encore", by=None)
    answered = answer_appeal(appeal=appeal, upheld=True, answer="La date est corrigée.", by=None)
    assert (answered.state, bool(answered.answered_at)) == (AppealState.UPHELD, True)
    with pytest.raises(DomainRefusal, match="n’est plus possible"):
        answer_appeal(appeal=appeal, upheld=False, answer="Non.", by=None)
    note_appeal(request=appeal.request, text="Une autre raison", by=None)


@pytest.mark.parametrize("values", [{"name": " "}, {"most": -1}, {"ends_on": date(2001, 1, 1)}])
def test_a_programme_that_says_nonsense_is_refused(values):
    with pytest.raises(DomainRefusal):
        open_programme(organisation=organisation(), values={"name": "Un", **values}, by=None)


def test_a_programme_changes_and_says_what_changed():
    made = programme()
    change_programme(programme=made, values={"most": 12, "kinds": ["laptop", "minitel"]}, by=None)
    made.refresh_from_db()
    assert (made.most, made.kinds) == (12, ["laptop"])
    assert JournalEntry.objects.get(action="equip.change_programme").summary["fields"] == ["kinds", "most"]


def test_a_version_of_the_rules_is_published_once():
    text = DEFAULT.read_text(encoding="utf-8")
    publish_rules(organisation=organisation(), text=text, by=None)
    with pytest.raises(DomainRefusal, match="déjà publiée"):
        publish_rules(organisation=organisation(), text=text, by=None)


def test_rules_under_which_waiting_would_not_win_within_two_years_are_not_published():
    text = DEFAULT.read_text(encoding="utf-8").replace("no_device = 60", "no_device = 535")
    assert publish_rules(organisation=organisation(), text=text, by=None).version == "2026-12"
    with pytest.raises(DomainRefusal, match="731 jours après elle") as refused:
        publish_rules(organisation=organisation("Autre"), text=text.replace("535", "536"), by=None)
    assert refused.value.field == "text"


def test_requests_go_after_two_years_with_what_hangs_from_them():
    request, rule = contested().request, rules["equip.request"]
    later = clock.now() + timedelta(days=733)
    assert rule.due(clock.now() + timedelta(days=720)) == []
    with clock.frozen(later):
        assert rule.erase(rule.due(later)) == [f"device_request:{request.pk}"]
    assert not DeviceRequest.objects.everywhere("tests").exists()


def test_a_file_that_is_erased_takes_its_requests_and_frees_the_device():
    proposal = accept_proposal(proposal=proposed(), by=None)
    person = proposal.request.resident
    assert person is not None
    officer = member(Role.DATA_PROTECTION_OFFICER, of=person.organisation)
    erase_resident(resident=person, reason=ErasureReason.REQUEST, by=officer)
    assert not Proposal.objects.everywhere("tests").exists()
    proposal.device.refresh_from_db()
    assert proposal.device.state == DeviceState.READY


def test_a_need_past_its_time_takes_its_request():
    request = requested()
    end_request(request=request, verb="withdraw", by=None)
    with clock.frozen(clock.now() + timedelta(days=733)):
        assert rules["needs.need"].erase(rules["needs.need"].due(clock.now())) == [f"need:{request.need_id}"]
    assert not DeviceRequest.objects.everywhere("tests").exists()
