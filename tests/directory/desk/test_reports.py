"""Reporting an error: what is kept, refused, answered, forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from fabrique.core import clock
from fabrique.core.models import JournalEntry, OutboxMessage
from fabrique.core.private_numbers import private_number_in
from fabrique.core.refusals import DomainRefusal
from fabrique.directory.actions import places, reports
from fabrique.directory.models import ErrorReport, Place

CARD, SOCIAL = "4111 1111 1111 1111", "2 85 05 99 123 456 54"


def post(client: Client, place: Place, **values: str) -> Any:
    data = {"motive": "hours", "words": "Fermé le lundi.", "email": "", "site": "", **values}
    return client.post(f"/guide/lieu/{place.code}/signaler/", data)


def test_a_report_gets_a_code_and_a_page_that_follows_it(client: Client, place: Place):
    response = post(client, place)
    report = ErrorReport.objects.get()
    assert (report.place, report.motive, report.words, report.state) == (
        place, "hours", "Fermé le lundi.", "received",
    )  # fmt: skip
    assert response.headers["Location"] == f"/guide/signalement/{report.code}/?merci=oui"
    html = client.get(response.headers["Location"]).content.decode()
    assert "Merci, votre signalement est arrivé" in html
    assert "Fermé le lundi" not in html
    assert not OutboxMessage.objects.exists()
    assert JournalEntry.objects.get(action="directory.report_error").summary == {
        "place": place.code, "motive": "hours",
    }  # fmt: skip


def test_the_form_is_no_way_to_pester_a_stranger(place: Place):
    for _time in range(5):
        reports.report_error(place=place, motive="phone", email="victime@estuaire.example")
    assert OutboxMessage.objects.count() == reports.MAX_LETTERS
    assert ErrorReport.objects.count() == 5
    with clock.frozen(clock.now() + timedelta(days=2)):
        reports.report_error(place=place, motive="phone", email="Victime@estuaire.example")
    assert OutboxMessage.objects.count() == reports.MAX_LETTERS + 1


def test_the_page_that_follows_says_each_state_in_words(client: Client, place: Place):
    report = reports.report_error(place=place, motive="phone")
    url = f"/guide/signalement/{report.code}/"
    assert "Personne ne s’en occupe encore" in client.get(url).content.decode()
    reports.take_report(report=report, actor="a")
    assert "Une personne s’en occupe" in client.get(url).content.decode()
    reports.close_report(report=report, corrected=True, answer="Nouveau numéro noté.", actor="a")
    html = client.get(url).content.decode()
    assert "La fiche a été corrigée" in html
    assert "Nouveau numéro noté." in html
    kept = client.get(f"{url}?merci=oui").content.decode()  # the address to which the sending led
    assert "Une personne va le lire" not in kept
    assert "La fiche a été corrigée" in kept
    other = reports.report_error(place=place, motive="hours")
    reports.close_report(report=other, corrected=False, answer="Les horaires sont bons.")
    assert "Sans suite" in client.get(f"/guide/signalement/{other.code}/").content.decode()
    assert client.get("/guide/signalement/inconnu/").status_code == 404


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"motive": ""}, "Choisissez ce qui ne va pas"),
        ({"motive": "couleur"}, "couleur"),
        ({"motive": "other", "words": " "}, "Dites-nous en quelques mots"),
        ({"words": "x" * 1001}, "1000"),
        ({"email": "odette"}, "adresse"),
        ({"words": f"Ma carte {CARD}."}, "Enlevez le numéro de carte bancaire"),
        ({"words": f"Mon numéro : {SOCIAL}"}, "Enlevez le numéro de sécurité sociale"),
        ({"site": "https://robot.example"}, "ressemble à celui d’un robot"),
    ],
)
def test_a_refusal_keeps_what_was_typed(client: Client, place: Place, values: dict[str, str], words: str):
    given = {"words": "Fermé le lundi, j’ai vu.", "email": "odette@marsonval.example", **values}
    response = post(client, place, **given)
    html = response.content.decode()
    assert response.status_code == 200
    assert words in html.replace("\u00a0", "").replace("&nbsp;", "") or words in html
    assert given["words"].strip() in html
    assert given["email"] in html
    assert "robot.example" not in html
    assert not ErrorReport.objects.exists()


def test_the_brake_stops_a_script_and_lets_a_person_go_on(client: Client, place: Place, at_noon: datetime):
    for _n in range(10):
        assert post(client, place).status_code == 302
    response = post(client, place, words="La onzième fois.")
    assert response.status_code == 429
    assert "La onzième fois." in response.content.decode()
    assert post(Client(REMOTE_ADDR="192.0.2.7"), place).status_code == 302
    with clock.frozen(at_noon + timedelta(minutes=11)):
        assert post(client, place).status_code == 302


def test_a_withdrawn_place_takes_no_report(client: Client, place: Place):
    places.withdraw_place(place=place)
    assert post(client, place).status_code == 404
    with pytest.raises(DomainRefusal, match="plus dans le guide"):
        reports.report_error(place=place, motive="hours")


def test_an_address_is_written_to_twice_then_forgotten(client: Client, place: Place):
    post(client, place, email="odette@marsonval.example")
    report = ErrorReport.objects.get()
    first = OutboxMessage.objects.get()
    assert first.recipient == "odette@marsonval.example"
    assert f"http://testserver/guide/signalement/{report.code}/" in first.body
    reports.close_report(report=report, corrected=True, answer="C’est corrigé.", actor="a")
    answer = OutboxMessage.objects.latest("pk")
    assert "C’est corrigé." in answer.body
    assert ErrorReport.objects.get().answer_email == ""
    assert reports.forget_reporters() == 0
    OutboxMessage.objects.update(state="sent", sent_at=clock.now())
    assert reports.forget_reporters() == 2
    assert set(OutboxMessage.objects.values_list("recipient", "body")) == {("", "")}


def test_the_table_itself_refuses_an_address_on_a_closed_report(place: Place):
    report = reports.report_error(place=place, motive="hours")
    closed = {"state": "corrected", "answered_at": clock.now(), "answer_email": "o@m.example"}
    with pytest.raises(IntegrityError), transaction.atomic():
        ErrorReport.objects.filter(pk=report.pk).update(**closed)


def test_the_words_of_a_person_who_objects_are_forgotten(client: Client, place: Place):
    report = reports.report_error(place=place, motive="contact", words="Je suis Mireille Tavronne.")
    reports.close_report(report=report, corrected=True, answer="Mireille Tavronne n’est plus nommée.")
    assert ErrorReport.objects.get().words == ""
    assert "Tavronne" not in client.get(f"/guide/signalement/{report.code}/").content.decode()


def test_a_report_is_closed_once(place: Place):
    mine = reports.report_error(place=place, motive="hours")
    theirs = ErrorReport.objects.get()
    reports.close_report(report=mine, corrected=True, answer="Fait.")
    with pytest.raises(DomainRefusal, match="vient d’agir"):
        reports.close_report(report=theirs, corrected=False, answer="Non.")
    with pytest.raises(DomainRefusal, match="état a changé"):
        reports.take_report(report=mine)
    assert ErrorReport.objects.get().answer == "Fait."


def test_an_answer_is_short_and_not_empty(place: Place):
    report = reports.report_error(place=place, motive="hours")
    for answer in (" ", "x" * 501):
        with pytest.raises(DomainRefusal) as refusal:
            reports.close_report(report=report, corrected=True, answer=answer)
        assert refusal.value.field == "answer"


def test_a_person_named_comes_with_the_motive_already_chosen(client: Client, place: Place):
    html = client.get(f"/guide/lieu/{place.code}/signaler/?motif=contact").content.decode()
    assert 'value="contact" required id="id_motive_4" checked' in html.replace(' aria-invalid="true"', "")


@pytest.mark.parametrize(
    "text",
    [CARD, CARD.replace(" ", ""), "3782 822463 10005", "5555-5555-5555-4444", SOCIAL, SOCIAL.replace(" ", ""),
     "1 84 12 2A 451 089 33"],
)  # fmt: skip
def test_secret_numbers_are_seen(text: str):
    assert private_number_in(f"Voici : {text}, merci")


@pytest.mark.parametrize(
    "text",
    ["02 61 91 00 01 02 61 91 00 02", "SIRET 00012345500008", "+33 2 61 91 00 01", "4111 1111 1111 1112",
     "du 01/12/2026 au 31/12/2026 de 9h00 à 12h30", "2 85 05 99 123 456 60", "47.218371, -1.553621", ""],
)  # fmt: skip
def test_other_numbers_may_be_said(text: str):
    assert private_number_in(text) == ""


def test_the_queue_is_oldest_first_and_answers_from_the_desk(
    signed_in: Client, place: Place, at_noon: datetime
):
    old = reports.report_error(place=place, motive="hours", words="D’abord.")
    with clock.frozen(at_noon + timedelta(hours=1)):
        then = reports.report_error(place=place, motive="phone", words="Ensuite.")
    html = signed_in.get("/espace/guide/signalements/").content.decode()
    assert html.index("D’abord.") < html.index("Ensuite.")
    url = f"/espace/guide/signalements/{old.code}/"
    signed_in.post(url, {"prendre": "oui"})
    old.refresh_from_db()
    assert old.state == "in_progress"
    assert signed_in.post(url, {"corrige": "oui", "answer": ""}).status_code == 200
    onward = f"/espace/guide/signalements/{then.code}/"
    assert signed_in.post(url, {"plus-tard": "oui"}).headers["Location"] == onward
    assert signed_in.post(onward, {"plus-tard": "oui"}).headers["Location"] == url
    closed = signed_in.post(url, {"corrige": "oui", "answer": "Corrigé ce matin."})
    assert closed.headers["Location"] == onward
    old.refresh_from_db()
    assert (old.state, old.answer) == ("corrected", "Corrigé ce matin.")
    assert "Ensuite." in signed_in.get("/espace/guide/signalements/").content.decode()
    assert "D’abord." in signed_in.get("/espace/guide/signalements/?etat=traites").content.decode()
    late = signed_in.post(url, {"sans-suite": "oui", "answer": "Trop tard."})
    assert "état a changé" in late.content.decode()


def test_the_page_of_a_place_leads_to_the_report(client: Client, place: Place):
    html = client.get(f"/guide/lieu/{place.code}/").content.decode()
    assert f'href="/guide/lieu/{place.code}/signaler/"' in html
    assert f'href="/guide/lieu/{place.code}/signaler/?motif=contact"' in html
