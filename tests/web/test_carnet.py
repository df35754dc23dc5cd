"""The carnet by its code: no account, a short visit, nothing in an address, and « ce n’est pas moi »."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from fabrique.core import clock
from fabrique.core.journal.models import JournalRead
from fabrique.people.actions.carnets import revoke_carnet
from fabrique.people.actions.merging import merge_residents, separate_residents
from fabrique.people.codes import new_code, spaced
from fabrique.people.models import CarnetAlert, Resident
from fabrique.people.signing import throttle
from fabrique.web.carnet_visit import ABSOLUTE, COOKIE, IDLE
from tests.factories.carnets import given, linkable
from tests.factories.people import account, organisation, receive

pytestmark = pytest.mark.django_db
ENTER, READ, SAY, LEAVE = "/carnet/", "/carnet/lire/", "/carnet/dire/", "/carnet/fermer/"


def text(response: Any) -> str:
    return unescape(response.content.decode()).replace("\u00a0", " ")


@pytest.fixture
def person() -> Resident:
    return linkable(receive(organisation("La Bobine"), called="M. Dalvane"))


@pytest.fixture
def reader(client: Client, person: Resident) -> Client:
    answer = client.post(ENTER, {"code": spaced(given(person)[1])})
    assert answer.headers["Location"] == READ
    return client


def line(person: Resident, **more: str) -> dict[str, str]:
    consent = person.consents.everywhere("tests").get()
    return {"subject": f"consent:{consent.pk}", "kind": "not_me", **more}


def test_the_code_opens_the_carnet_and_each_reading_is_noted(reader: Client, person: Resident):
    answer = reader.get(READ)
    words = text(answer)
    assert "M. Dalvane" in words
    assert "La Bobine" in words
    assert "Relier mon dossier" in words
    assert "Reprendre mon accord" in words
    assert answer.headers["Cache-Control"] == "private, no-store"
    read = JournalRead.objects.get()
    access = person.carnets.everywhere("tests").get()
    assert (read.actor, read.subject) == (f"carnet:{access.pk}", f"resident:{person.pk}")
    assert read.organisation == str(person.organisation_id)
    assert access.last_read_at
    cookie = reader.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", ENTER)


def test_a_wrong_code_a_revoked_one_and_an_expired_one_get_one_answer(client: Client, person: Resident):
    access, code = given(person)
    revoked = receive()
    gone = given(revoked)[1]
    revoke_carnet(resident=revoked, by=account())
    answers = [text(client.post(ENTER, {"code": each})) for each in (new_code(""), gone)]
    with clock.frozen(access.expires_at):
        answers.append(text(client.post(ENTER, {"code": code})))
    for each in answers:
        assert "n’ouvre aucun carnet" in each
    assert COOKIE not in client.cookies
    short = text(client.post(ENTER, {"code": code[:-1]}))
    assert "Il n’y a pas 16 signes" in short
    assert code[:-1] in short  # what was typed is there to be mended


def test_guessing_is_braked(client: Client, person: Resident, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(throttle.RULES, "carnet", {"address": (3, throttle.QUARTER)})
    tries = [client.post(ENTER, {"code": new_code("")}).status_code for _each in range(4)]
    assert tries == [200, 200, 200, 429]
    assert client.post(ENTER, {"code": given(person)[1]}).status_code == 429


def test_a_visit_ends_by_itself_by_revocation_and_by_the_button(reader: Client, person: Resident):
    start = clock.now()
    with clock.frozen(start + IDLE - timedelta(minutes=1)):
        assert reader.get(READ).status_code == 200
    with clock.frozen(start + IDLE + timedelta(minutes=2)):  # the page before kept it open
        assert reader.get(READ).status_code == 200
    with clock.frozen(start + ABSOLUTE + timedelta(minutes=1)):
        assert reader.get(READ).status_code == 302
    revoke_carnet(resident=person, by=account())
    assert reader.get(READ).headers["Location"] == ENTER
    reader.post(ENTER, {"code": given(person)[1]})
    kept = reader.cookies[COOKIE].value
    answer = reader.post(LEAVE)
    assert "cache" in answer.headers["Clear-Site-Data"]
    assert reader.cookies[COOKIE].value == ""
    assert reader.get(READ).status_code == 302
    assert "n’en garde rien" in text(reader.get(ENTER))
    for copied in (kept, kept[:-3] + "aaa", reader.session.session_key):  # none is a visit, or one any more
        reader.cookies[COOKIE] = copied
        assert reader.get(READ).status_code == 302


def test_the_person_sees_when_the_carnet_was_read_before(reader: Client, person: Resident):
    assert "La fois d’avant" not in text(reader.get(READ))
    assert "La fois d’avant" not in text(reader.get(READ))  # the same visit is not another reader
    somebody = Client()
    with clock.frozen(clock.now() + timedelta(days=1)):
        code = given(person)[1]
        assert somebody.post(ENTER, {"code": code}).status_code == 302
        somebody.get(READ)
    access = person.carnets.everywhere("tests").get(revoked_at=None)
    with clock.frozen(access.last_read_at + timedelta(days=1)):
        reader.post(ENTER, {"code": code})
        assert "La fois d’avant, ce carnet a été lu" in text(reader.get(READ))


def test_this_is_not_me(reader: Client, person: Resident):
    asked = text(reader.post(SAY, line(person)))
    assert "Ce qui se passe ensuite" in asked
    assert not CarnetAlert.objects.of(person.organisation).exists()
    sent = line(person, words="Jamais dit oui", envoyer="oui")
    for _twice in range(2):
        answer = reader.post(SAY, sent)
        assert answer.headers["Location"] == "/carnet/lire/?dit"
    alert = CarnetAlert.objects.of(person.organisation).get()
    assert (alert.kind, alert.words) == ("not_me", "Jamais dit oui")
    assert "Relier mon dossier" in alert.told
    page = text(reader.get(answer.headers["Location"]))
    assert "C’est envoyé" in page
    assert "vous l’avez signalé" in page
    assert "Reprendre mon accord" in page  # another thing to say of the same line


def test_only_a_line_of_this_carnet_is_told_of(reader: Client, person: Resident):
    theirs = linkable(receive(organisation("Le Rouet")))
    for wanted in (
        line(theirs),
        {"subject": f"resident:{person.pk}", "kind": "stop"},  # nothing there to stop
        {"subject": "mandate:1", "kind": "not_me"},
        {"subject": line(person)["subject"], "kind": "delete"},
        {},
    ):
        for more in ({}, {"envoyer": "oui"}):
            assert reader.post(SAY, {**wanted, **more}).headers["Location"] == READ
    assert not CarnetAlert.objects.everywhere("tests").exists()


def test_words_outlive_a_visit_that_ended(reader: Client, person: Resident):
    with clock.frozen(clock.now() + IDLE + timedelta(minutes=1)):
        answer = reader.post(SAY, line(person, words="Mes mots", envoyer="oui"))
        assert "Tapez votre code" in text(answer)
        hidden = {each.name: each.value() for each in answer.context["form"].hidden_fields()}
        asked = reader.post(ENTER, {**hidden, "code": given(person)[1]})
        assert "Mes mots" in text(asked)
        assert reader.post(SAY, line(person, words="Mes mots", envoyer="oui")).status_code == 302
    assert CarnetAlert.objects.of(person.organisation).get().words == "Mes mots"


def test_a_secret_number_is_refused_and_the_words_stay(reader: Client, person: Resident):
    answer = text(reader.post(SAY, line(person, words="2 48 05 76 540 123 11", envoyer="oui")))
    assert "2 48 05 76 540 123 11" in answer
    assert not CarnetAlert.objects.everywhere("tests").exists()


def test_a_merged_file_reads_the_one_that_was_kept(reader: Client, person: Resident):
    kept = receive(person.organisation, called="Le dossier gardé")
    merge_residents(kept=kept, other=person, by=account())
    page = text(reader.get(READ))
    assert "Le dossier gardé" in page
    assert "Relier mon dossier" in page  # what hangs from both is read together
    code = given(kept)[1]  # to whom, if they were two persons after all?
    separate_residents(other=person, by=account())
    assert reader.get(READ).status_code == 302
    assert "n’ouvre aucun carnet" in text(reader.post(ENTER, {"code": code}))


def test_no_code_is_told_in_the_words_of_the_paper_and_the_whole_page_is_large(client: Client, db: None):
    page = text(client.post(ENTER, {"code": ""}))
    assert "Tapez le code qui est sur votre papier." in page
    assert '<html lang="fr" data-reading="comfort">' in page
