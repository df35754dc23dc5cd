"""The people who are helped: little is written, found by exact keys, of their own organisation only."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from fabrique.core import clock
from fabrique.core.crypto import keyring
from fabrique.core.crypto.actions import rotate_keys
from fabrique.core.crypto.keyring import Purpose
from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.people import notices
from fabrique.people.actions.merging import merge_residents, separate_residents
from fabrique.people.actions.organisations import end_agreement, record_agreement
from fabrique.people.actions.residents import (
    edit_resident,
    give_consent,
    inform_resident,
    receive_resident,
    withdraw_consent,
    write_note,
)
from fabrique.people.enums import AgreementKind, ConsentPurpose, DataCategory, NoteLevel, Origin, Role
from fabrique.people.forms.residents import written
from fabrique.people.models import Consent, Note, Resident
from fabrique.people.queries.residents import count_persons, files_of, find_residents
from fabrique.people.residents import LETTERS, new_code
from tests.factories.people import account, agree, member, organisation, receive

pytestmark = pytest.mark.django_db
ODETTE = {"first_name": "Odette", "last_name": "Marsonval", "birth_year": "1948", "phone": "02 61 91 12 34"}


def test_a_way_to_be_called_is_enough():
    person = receive(called="Le monsieur au chien")
    person.refresh_from_db()
    assert person.called == "Le monsieur au chien"
    assert (person.last_name, person.phone, person.by_name, person.by_phone) == ("", "", "", "")
    assert person.notice_version == notices.CURRENT.version
    with pytest.raises(DomainRefusal, match="comment appeler") as refusal:
        receive(called=" ")
    assert refusal.value.field == "called"


def test_an_agreement_must_allow_what_is_written():
    ours, by = organisation(), account()
    with pytest.raises(DomainRefusal, match="Aucune convention"):
        receive_resident(organisation=ours, values={"called": "M."}, origin=Origin.DESK, informed=True, by=by)
    made = record_agreement(
        organisation=ours, kind=AgreementKind.PROCESSOR, signed_on=clock.today(), starts_on=clock.today(),
        ends_on=None, data=[DataCategory.IDENTITY],
    )  # fmt: skip
    person = receive_resident(
        organisation=ours, values={"called": "M."}, origin=Origin.DESK, informed=True, by=by
    )
    with pytest.raises(DomainRefusal, match="Accompagnements et notes"):
        write_note(resident=person, level=NoteLevel.DESK, text="Bonjour", by=by)
    end_agreement(agreement=made, ends_on=clock.today())
    with clock.frozen(clock.now() + timedelta(days=2)), pytest.raises(DomainRefusal, match="Aucune conv"):
        receive_resident(organisation=ours, values={"called": "M."}, origin=Origin.DESK, informed=True, by=by)


def test_a_code_is_said_on_the_phone():
    assert {len(new_code()) for _each in range(50)} == {7}
    assert not set("01IO") & set(LETTERS)
    assert receive().code != receive().code


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("birth_year", "48", "quatre chiffres"),
        ("birth_year", "1848", "quatre chiffres"),
        ("birth_year", "2999", "quatre chiffres"),
        ("phone", "12", "téléphone"),
        ("phone", "pas de téléphone", "téléphone"),
        ("email", "odette", "nom@exemple.fr"),
        ("commune_code", "abc", "commune"),
        ("reach_by", "pigeon", "liste"),
        ("protection", "autre", "liste"),
        ("address", "carte 4970 1012 3456 7893", "carte bancaire"),
        ("reach_note", "son numéro : 1 48 05 75 115 001", "sécurité sociale"),
        ("called", "x" * 121, "trop long"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_field(name: str, value: str, words: str):
    with pytest.raises(DomainRefusal, match=words) as refusal:
        receive(**{name: value})
    assert refusal.value.field == name
    assert not Resident.objects.everywhere("tests").exists()


def test_a_phone_is_kept_in_one_form_and_shown_as_people_write_it():
    assert receive(phone="02.61.91.12.34").phone == "+33261911234"
    assert written(receive(phone="02.61.91.12.34"))["phone"] == "02\u00a061\u00a091\u00a012\u00a034"
    assert written(receive())["phone"] == ""


def test_a_foreign_phone_is_the_same_after_its_form_was_sent_again():
    person = receive(phone="+32 470 12 34 56")
    edit_resident(resident=person, values={"phone": written(person)["phone"]}, by=account())
    person.refresh_from_db()
    assert person.phone == "+32470123456"


def test_a_person_is_found_by_exact_keys_and_never_otherwise():
    ours = organisation("La Bobine")
    person = receive(ours, **ODETTE)
    mediator = member(Role.MEDIATOR, of=ours)
    for keys in (
        {"last_name": "MARSONVAL", "birth_year": "1948"},
        {"phone": "+33 2 61 91 12 34"},
        {"code": person.code.lower()},
    ):
        assert find_residents(mediator, **keys) == [person]
    for keys in (
        {},
        {"last_name": "Marsonval"},
        {"birth_year": "1948"},
        {"last_name": "Marson", "birth_year": "1948"},
        {"last_name": "Marsonval", "birth_year": "1949"},
        {"phone": "02 61 91 12"},
        {"phone": "rien"},
        {"code": person.code[:3]},
        {"last_name": "%", "birth_year": "%"},
    ):
        assert find_residents(mediator, **keys) == []


def test_another_organisation_finds_nothing_and_learns_nothing():
    receive(organisation("La Bobine"), **ODETTE)
    theirs = organisation("Le Rouet")
    stranger = member(Role.MEDIATOR, of=theirs)
    assert find_residents(stranger, **{k: ODETTE[k] for k in ("last_name", "birth_year", "phone")}) == []
    known = receive(theirs, **ODETTE)
    assert find_residents(stranger, phone=ODETTE["phone"]) == [known]
    assert find_residents(member(Role.FUNDER, of=theirs), phone=ODETTE["phone"]) == []


def test_a_person_of_two_organisations_counts_once():
    receive(organisation("La Bobine"), **ODETTE)
    receive(organisation("Le Rouet"), **{**ODETTE, "first_name": "ODETTE", "phone": ""})
    receive(organisation("Le Rouet"), **{**ODETTE, "first_name": "Odile"})
    for _each in range(2):
        receive(organisation("Le Rouet"), called="Une dame")
    assert count_persons(Resident.objects.everywhere("count")) == 4


@pytest.mark.usefixtures("keys")
def test_a_person_counts_once_while_keys_change(at_noon: object):
    """A new key, and one file written under it: the other file of that person lies under the former one."""
    receive(organisation("La Bobine"), **ODETTE)
    keyring.add(Purpose.INDEX)
    receive(organisation("Le Rouet"), **ODETTE)
    receive(organisation("Le Rouet"), **{**ODETTE, "first_name": "Odile"})
    rows = Resident.objects.everywhere("count")
    assert rows.values("person").distinct().count() == 3
    assert count_persons(rows) == 2
    rotate_keys(purpose=Purpose.INDEX)
    assert count_persons(rows) == 2


def test_nothing_of_a_person_is_readable_in_the_base():
    person = receive(**ODETTE, called="Mme Canari", reach_note="Passer par Mme Canari")
    write_note(resident=person, level=NoteLevel.SOCIAL, text="Canari seul", by=account())
    with connection.cursor() as cursor:
        for table in ("people_resident", "people_note", "core_journalentry"):
            cursor.execute(f"SELECT * FROM {table}")
            text = str(cursor.fetchall())
            assert not re.findall(r"Canari|Odette|Marsonval|\b1948\b|26191123", text)


def test_a_form_sent_twice_opens_one_file():
    ours, by, key = organisation(), account(), uuid4()
    for holder in (ours, organisation("Le Rouet")):
        agree(holder)
    given = {
        "organisation": ours,
        "values": {"called": "Mme M."},
        "origin": Origin.PHONE,
        "by": by,
        "key": key,
    }
    first = receive_resident(**given, informed=False)
    assert receive_resident(**given, informed=False) == first
    assert Resident.objects.of(ours).count() == 1
    other = receive_resident(**{**given, "organisation": organisation("Le Rouet")}, informed=False)
    assert other != first  # nor does a key say what another one holds


def test_a_code_that_another_file_has_is_drawn_again(monkeypatch: pytest.MonkeyPatch):
    drawn = iter(["AAA-AAA", "AAA-AAA", "AAA-AAA", "BBB-BBB", "AAA-AAA"])
    monkeypatch.setattr("fabrique.people.actions.residents.new_code", lambda: next(drawn))
    assert [receive().code, receive().code] == ["AAA-AAA", "BBB-BBB"]
    assert receive(organisation("Le Rouet")).code == "AAA-AAA"


def test_an_edit_names_the_fields_and_not_their_values():
    person = receive(**ODETTE)
    edit_resident(
        resident=person,
        values={"phone": "02 61 91 00 99", "code": "PIRATE", "merged_into": "x"},
        by=account(),
    )
    person.refresh_from_db()
    assert (person.phone, person.last_name) == ("+33261910099", "Marsonval")
    entry = JournalEntry.objects.filter(action="people.edit_resident").get()
    assert entry.summary["fields"] == ["phone"]
    assert find_residents(member(Role.MEDIATOR), phone="02 61 91 00 99") == [person]
    edit_resident(resident=person, values={"phone": "+33261910099"}, by=account())
    assert JournalEntry.objects.filter(action="people.edit_resident").count() == 1


def test_a_consent_supposes_that_one_knows_and_is_taken_back_alone():
    by = account()
    agree(organisation())
    person = receive_resident(
        organisation=organisation(), values={"called": "Mme M."}, origin=Origin.PHONE, informed=False, by=by
    )
    with pytest.raises(DomainRefusal, match="Lisez d’abord"):
        give_consent(resident=person, purpose=ConsentPurpose.REMINDERS, by=by)
    inform_resident(resident=person, by=by)
    first = give_consent(resident=person, purpose=ConsentPurpose.REMINDERS, by=by)
    other = give_consent(resident=person, purpose=ConsentPurpose.LINKING, by=by)
    assert give_consent(resident=person, purpose=ConsentPurpose.REMINDERS, by=by) == first
    assert withdraw_consent(consent=first, by=by).withdrawn_at
    withdraw_consent(consent=first, by=by)
    assert JournalEntry.objects.filter(action="people.withdraw_consent").count() == 1
    other.refresh_from_db()
    assert other.withdrawn_at is None
    assert other.notice_version == notices.CURRENT.version
    give_consent(resident=person, purpose=ConsentPurpose.REMINDERS, by=by)
    assert Consent.objects.of(person.organisation).count() == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "vide"),
        ("x" * 5001, "trop longue"),
        ("Sa carte : 4970 1012 3456 7893", "carte bancaire"),
        ("NIR 2 48 05 75 115 001 09", "sécurité sociale"),
        ("mot de passe : soleil1948", "mot de passe"),
        ("Mdp=Azerty12", "mot de passe"),
        ("code secret 4512", "mot de passe"),
        ("Son mot de passe est « marguerite »", "mot de passe"),
    ],
)
def test_a_note_that_nobody_should_write_is_refused(text: str, words: str):
    with pytest.raises(DomainRefusal, match=words):
        write_note(resident=receive(), level=NoteLevel.DESK, text=text, by=account())
    assert not Note.objects.everywhere("tests").exists()


@pytest.mark.parametrize(
    "text",
    [
        "A oublié son mot de passe, à refaire jeudi.",
        "Mot de passe perdu",
        "mot de passe : oublié",
        "Nous avons changé le mot de passe ensemble.",
        "Le code PIN est à demander à l’opérateur",
        "SIRET 000 123 455 00008, tél. 02 61 91 12 34",
    ],
)
def test_a_note_about_secrets_is_a_note(text: str):
    assert write_note(resident=receive(), level=NoteLevel.DESK, text=text, by=account()).text == text


def test_a_note_sent_twice_is_one_note():
    person, by = receive(), account()
    sent = {"resident": person, "level": NoteLevel.DESK, "text": "Revient jeudi.", "by": by}
    assert write_note(**sent) == write_note(**sent)
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        write_note(**sent)
    assert Note.objects.of(person.organisation).count() == 2


def test_a_note_starts_again_the_time_to_keep_the_file():
    person = receive()
    with clock.frozen(clock.now() + timedelta(days=40)):
        write_note(resident=person, level=NoteLevel.DESK, text="Revenue", by=account())
        person.refresh_from_db()
        assert person.last_contact_on == clock.today()


def test_two_files_become_one_and_come_apart():
    ours = organisation("La Bobine")
    mediator = member(Role.MEDIATOR, of=ours)
    kept, other = receive(ours, **ODETTE), receive(ours, called="Odette", phone="02 61 91 55 55")
    merge_residents(kept=kept, other=other, by=mediator)
    assert find_residents(mediator, phone="02 61 91 55 55") == [kept]
    assert files_of(kept) == [kept, other]
    assert count_persons(Resident.objects.of(ours)) == 1
    with pytest.raises(DomainRefusal, match="réuni avec un autre"):
        edit_resident(resident=other, values={"called": "O."}, by=mediator)
    with pytest.raises(DomainRefusal, match="déjà réuni"):
        merge_residents(kept=other, other=kept, by=mediator)
    third = receive(ours, called="Mme M.")
    merge_residents(kept=third, other=kept, by=mediator)
    assert files_of(third) == [third, kept, other]
    assert find_residents(mediator, phone="02 61 91 55 55") == [third]
    separate_residents(other=kept, by=mediator)
    assert files_of(kept) == [kept, other]
    separate_residents(other=other, by=mediator)
    assert find_residents(mediator, phone="02 61 91 55 55") == [other]
    with pytest.raises(DomainRefusal, match="aucun autre"):
        separate_residents(other=other, by=mediator)


def test_files_of_two_organisations_are_never_one():
    mine, theirs = receive(organisation("La Bobine")), receive(organisation("Le Rouet"))
    for pair in ((mine, theirs), (mine, mine)):
        with pytest.raises(DomainRefusal, match="ne peut pas être réuni"):
            merge_residents(kept=pair[0], other=pair[1], by=account())


def test_the_notice_says_what_the_code_does():
    said = notices.CURRENT.said_by(organisation())
    text = " ".join(said.written)
    assert "La Bobine" in said.spoken
    assert "effacé 2 ans après votre dernière visite" in text
    assert set(notices.VERSIONS) == {each.version for each in notices.VERSIONS.values()}
