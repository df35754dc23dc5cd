"""The code of a carnet, and what a person says by it: one live code, nothing kept that gives it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError

from fabrique.core import clock
from fabrique.core.models import JournalEntry, JournalPersonal, OutboxMessage
from fabrique.core.refusals import DomainRefusal
from fabrique.people.actions.carnets import answer_alert, issue_carnet, raise_alert, revoke_carnet
from fabrique.people.actions.keeping import limit_resident
from fabrique.people.actions.merging import merge_residents
from fabrique.people.actions.organisations import carry_instance
from fabrique.people.actions.residents import give_consent
from fabrique.people.carnet import parts_of
from fabrique.people.codes import LENGTH, SIGNS, new_code, spaced, typed
from fabrique.people.enums import AlertKind, ConsentPurpose, Role
from fabrique.people.models import CarnetAccess, CarnetAlert, Notification
from fabrique.people.queries.carnets import find_carnet, opens
from fabrique.people.queries.waiting import alerts_waiting
from tests.factories.carnets import alerted, given, linkable
from tests.factories.people import account, member, organisation, receive

pytestmark = pytest.mark.django_db


def test_a_code_is_eighty_bits_that_a_tired_eye_reads():
    codes = {new_code("") for _each in range(200)}
    assert len(codes) == 200
    assert {len(code) for code in codes} == {LENGTH}
    assert len(SIGNS) ** LENGTH == 2**80
    assert set("".join(codes)) == set(SIGNS)  # each sign is drawn: 3,200 draws among 32
    assert not set("OILU") & set(SIGNS)


@pytest.mark.parametrize("how", [str.lower, spaced, lambda code: f" {code[:8]}-{code[8:]}. "])
def test_a_code_is_typed_as_one_can(how):
    code = new_code("")
    assert typed(how(code)) == code


def test_signs_that_look_alike_are_one():
    assert typed("OoIi LlUu 2222 2222") == "001111VV22222222"
    assert typed("2222 2222 2222 222") == ""
    assert typed("2222 2222 2222 222é") == ""


def test_a_code_opens_its_carnet_and_is_kept_nowhere():
    access, code = given(receive())
    found = find_carnet(spaced(code).lower())
    assert found == access
    row = CarnetAccess.objects.everywhere("tests").values().get()
    assert code not in str(row)
    assert find_carnet(new_code("")) is None
    assert find_carnet("") is None


def test_one_code_at_a_time():
    person = receive()
    (_first, old), (second, new) = given(person), given(person)
    assert find_carnet(old) is None
    assert find_carnet(new) == second
    assert JournalEntry.objects.filter(action="people.issue_carnet").latest("seq").summary == {"replaced": 1}
    with pytest.raises(IntegrityError):  # whatever the action does, the base leaves one
        CarnetAccess.objects.of(person.organisation).update(revoked_at=None)


def test_a_form_sent_twice_gives_the_same_code_once():
    person, by = receive(), account()
    first, second = (issue_carnet(resident=person, by=by, once="drawn") for _each in range(2))
    assert first == second
    revoke_carnet(resident=person, by=by)
    again = issue_carnet(resident=person, by=by, once="drawn")
    assert again[1] != first[1]  # what was revoked never opens again


def test_a_code_is_revoked_and_expires():
    person = receive()
    access, code = given(person)
    with clock.frozen(access.expires_at - timedelta(minutes=1)):
        assert find_carnet(code)
    with clock.frozen(access.expires_at):
        assert find_carnet(code) is None
    assert revoke_carnet(resident=person, by=account())
    assert find_carnet(code) is None
    assert not revoke_carnet(resident=person, by=account())


def test_who_asked_for_a_limit_reads_still():
    person = receive()
    limit_resident(resident=person, by=account())
    assert find_carnet(given(person)[1])


def test_the_codes_of_merged_files_open_one_carnet_until_both_are_revoked():
    kept, gone = receive(), receive(called="Odette")
    codes = [given(kept)[1], given(gone)[1]]
    merge_residents(kept=kept, other=gone, by=account())
    assert [bool(opens(kept, code)) for code in codes] == [True, True]
    assert not opens(receive(), codes[0])
    revoke_carnet(resident=kept, by=account())
    assert [find_carnet(code) for code in codes] == [None, None]


def test_what_a_person_says_is_kept_told_and_journalled_by_commitment():
    ours = organisation()
    coordinator = member(Role.COORDINATOR, of=ours)
    person = receive(ours, called="Mme Discrète")
    alert = alerted(person, words="Je n’ai rien signé")
    again = raise_alert(
        access=given(person)[0], resident=person, kind=AlertKind.NOT_ME, subject="mandate:1", told="x"
    )
    assert again == alert
    message = OutboxMessage.objects.get()
    assert message.recipient == coordinator.email
    assert "Discrète" not in message.subject + message.body
    assert person.code not in message.body
    entry = JournalEntry.objects.get(action="people.raise_alert")
    assert entry.actor.startswith("carnet:")
    assert "signé" not in str(entry.summary)
    assert JournalPersonal.objects.get(entry=entry).value == "Je n’ai rien signé"


def test_alerts_wait_for_who_may_answer_in_the_same_organisation():
    ours = organisation()
    alerted(receive(ours, called="Mme Discrète"))
    waiting = alerts_waiting(member(Role.COORDINATOR, of=ours))
    assert waiting
    assert waiting.count == 1
    assert "Discrète" not in str(waiting)
    assert alerts_waiting(member(Role.MEDIATOR, of=ours)) is None
    assert alerts_waiting(member(Role.COORDINATOR, of=organisation("Le Rouet"))) is None


def test_without_a_coordinator_an_alert_is_told_to_who_may_answer():
    carrier = carry_instance(organisation=organisation("Val"))
    far = member(Role.ADMINISTRATOR, of=carrier)
    there = receive()
    alerted(there)
    near = member(Role.MANDATED_HELPER, of=there.organisation)
    alerted(there, kind=AlertKind.STOP)
    told = OutboxMessage.objects.filter(key__startswith="told:alert:").order_by("pk")
    assert [each.recipient for each in told] == [far.email, near.email]


def test_an_answer_is_read_in_the_carnet():
    person = receive()
    alert = alerted(person, words="Pas moi")
    with pytest.raises(DomainRefusal, match="Écrivez la réponse"):
        answer_alert(alert=alert, answer=" ", by=account())
    answer_alert(alert=alert, answer="C’était une erreur, corrigée.", by=account())
    said = [line for part in parts_of(person) for line in part.lines if "Ce n’est pas moi" in line.text]
    assert [line.detail for line in said] == ["Réponse : C’était une erreur, corrigée."]
    with pytest.raises(DomainRefusal, match="déjà"):
        answer_alert(alert=alert, answer="Encore", by=account())
    alerted(person)
    assert CarnetAlert.objects.of(person.organisation).count() == 2


def test_a_secret_is_refused_with_its_reason():
    with pytest.raises(DomainRefusal) as refusal:
        alerted(receive(), words="mon numéro est le 2 48 05 76 540 123 11")
    assert refusal.value.field == "words"


def test_choices_say_what_was_accepted_and_how_to_take_it_back():
    person = linkable()
    part = next(part for part in parts_of(person) if part.title == "Mon accord et mes choix")
    informed, consent = part.lines
    assert "information" in informed.text
    assert (consent.by, consent.stop) == ("Reçoit", "Reprendre mon accord")
    assert consent.subject.startswith("consent:")


def test_what_the_only_coordinator_did_is_told_to_others_too():
    resident = receive()
    leader = member(Role.COORDINATOR, of=resident.organisation)
    officer = member(Role.DATA_PROTECTION_OFFICER, of=resident.organisation)
    given_to = give_consent(resident=resident, purpose=ConsentPurpose.LINKING, by=leader)
    access, _code = given(resident)
    for kind in (AlertKind.STOP, AlertKind.NOT_ME):
        raise_alert(
            access=access, resident=resident, kind=kind, subject=f"consent:{given_to.pk}", told="Un accord"
        )
    told = Notification.objects.of(resident.organisation).values_list("account", flat=True)
    assert sorted(told) == sorted([leader.pk, leader.pk, officer.pk])
