"""The pages of a campaign: a link that reading does not use, two buttons, a short form; and the desk."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fabrique.core import clock
from fabrique.directory.actions import campaigns, confirming, places
from fabrique.directory.actions.organisations import attach_organisation
from fabrique.directory.documents import current_setting
from fabrique.directory.documents.letters import letters
from fabrique.directory.models import Campaign, Confirmation, ErrorReport, MailRefusal, Place
from fabrique.people.enums import Role
from tests.factories.accounts import sign_in
from tests.factories.directory import entered, entry
from tests.factories.people import member, organisation

DESK = "/espace/campagnes/"


def text(response: Any) -> str:
    return unescape(response.content.decode()).replace("\u00a0", " ")


def hidden(html: str, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', html)
    assert found
    return found[1]


@pytest.fixture
def asked(db: None) -> Confirmation:
    entered("ville", entry("1", name="La Bobine", hours="Mo-Fr 09:00-12:00", updated_on="2024-01-01"))
    campaigns.start_campaign(
        rows=Place.objects.all(), days=365, home="https://essai.example/guide/confirmer/"
    )
    return Confirmation.objects.select_related("campaign", "place").get()


@pytest.fixture
def link(asked: Confirmation) -> str:
    return f"/guide/confirmer/{campaigns.secret_of(asked)}/"


def test_reading_changes_nothing_and_the_button_confirms_once(client: Client, asked: Confirmation, link: str):
    for _scanner in range(3):
        response = client.get(link)
        client.head(link)
        client.get(f"{link}changement/")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "strict-origin"
    html = text(response)
    assert "Du lundi au vendredi" in html
    asked.refresh_from_db()
    assert (asked.state, asked.place.verified_on) == ("waiting", None)
    for _click in range(2):
        html = text(client.post(link, {"vu": hidden(html, "vu") if 'name="vu"' in html else ""}, follow=True))
        assert "Merci, c’est noté" in html
        assert "<title>Merci — " in html
    asked.refresh_from_db()
    assert (asked.state, asked.place.verified_on) == ("confirmed", clock.today())


def test_a_sheet_that_changed_since_it_was_read_is_read_again(client: Client, asked: Confirmation, link: str):
    seen = hidden(text(client.get(link)), "vu")
    places.edit_place(place=asked.place, changes={"phone": "+33261910077"})
    assert "La fiche vient de changer" in text(client.post(link, {"vu": seen}, follow=True))
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_what_changed_is_sent_to_be_read_and_applied(
    client: Client, signed_in: Client, asked: Confirmation, link: str
):
    page = f"{link}changement/"
    given = {"hours": "", "phone": "12", "words": "Entrée par la cour.", "starts_on": "2030-12-24"}
    html = text(client.post(page, given))
    assert "Ce numéro n’est pas complet" in html
    assert "Entrée par la cour." in html
    assert "Dites ce qui a changé" in text(
        client.post(page, {"hours": "Du lundi au vendredi : 9 h – 12 h", "phone": asked.place.phone})
    )
    given |= {"hours": "mardi 14h-17h", "phone": "02 61 91 00 01", "ends_on": "2030-12-31"}
    assert "votre réponse est arrivée" in text(Client().post(page, given, follow=True))
    assert "votre réponse est arrivée" in text(Client().post(page, given, follow=True))
    report = ErrorReport.objects.get()
    assert report.proposed["changes"] == {"hours": "Tu 14:00-17:00", "hours_text": "mardi 14h-17h"}
    url = f"/espace/guide/signalements/{report.code}/"
    html = text(signed_in.get(url))
    assert "Le lieu dit" in html
    sent = {"vu": hidden(html, "vu"), "answer": "Merci.", "corrige": "oui", "retenir": ["hours", "fermeture"]}
    signed_in.post(url, sent)
    asked.place.refresh_from_db()
    assert (asked.place.hours, asked.place.hours_text) == ("Tu 14:00-17:00", "mardi 14h-17h")
    assert asked.place.closures.count() == 1


def test_no_more_messages_at_one_click(client: Client, link: str, asked: Confirmation):
    assert client.get(f"{link}silence/").status_code == 405
    for _click in range(2):
        assert "nous ne vous écrirons plus" in text(client.post(f"{link}silence/", follow=True))
    assert MailRefusal.objects.get().place == asked.place


def test_a_link_that_opens_nothing_says_so_and_guessing_is_braked(client: Client, link: str):
    campaigns.close_campaign(campaign=Campaign.objects.everywhere("tests").get())
    assert "Ce lien ne sert plus" in text(client.get(link))
    answers = [client.get(f"/guide/confirmer/{'x' * 43}/").status_code for _n in range(20)]
    assert (answers[0], answers[-1]) == (404, 429)


def test_from_the_dry_run_to_the_answers_by_telephone(signed_in: Client):
    entered("ville", entry("1", name="La Bobine", updated_on="2024-01-01"))
    page = f"{DESK}preparer/"
    html = text(signed_in.get(page, {"days": "365"}))
    assert "Essai : rien n’est parti" in html
    assert "La Bobine" in html
    assert not Campaign.objects.everywhere("tests").exists()
    assert "écrivez un nombre de 30 à" in text(signed_in.get(page, {"days": "3"}))
    sent = {"days": "365", "once": hidden(html, "once")}
    shown = [signed_in.post(page, sent).headers["Location"] for _click in range(2)]
    assert shown[0] == shown[1]
    found = Confirmation.objects.get()
    assert found.campaign.home == "http://testserver/guide/confirmer/"
    assert "La Bobine" in text(signed_in.get(f"{shown[0]}appels/"))
    signed_in.post(f"{shown[0]}reponses/{found.pk}/", {"exact": "oui"})
    assert "au téléphone" in text(signed_in.get(f"{shown[0]}?voir=confirmed"))
    assert "Personne à appeler" in text(signed_in.get(f"{shown[0]}appels/"))
    assert "Aucun lieu ici" in text(signed_in.get(f"{shown[0]}?voir=perdus"))
    signed_in.post(f"{shown[0]}finir/")
    assert "Finie" in text(signed_in.get(shown[0]))
    assert signed_in.get(f"{shown[0]}lettres.pdf").status_code == 404


def test_an_organisation_asks_its_own_places_and_sees_its_own_campaigns(client: Client, asked: Confirmation):
    bobine = organisation("La Bobine")
    sign_in(client, member(Role.COORDINATOR, of=bobine))
    theirs = f"{DESK}{asked.campaign_id}/"
    assert client.get(theirs).status_code == 404
    for end in ("finir/", f"reponses/{asked.pk}/"):
        assert client.post(f"{theirs}{end}", {"exact": "oui"}).status_code == 404
    entered("region", entry("9", name="La Navette", updated_on="2024-01-01"))
    html = text(client.get(f"{DESK}preparer/", {"days": "365"}))
    assert "La Navette" not in html
    attach_organisation(place=Place.objects.get(name="La Navette"), organisation=bobine)
    html = text(client.get(f"{DESK}preparer/", {"days": "365"}))
    assert "La Navette" in html
    client.post(f"{DESK}preparer/", {"days": "365", "once": hidden(html, "once")})
    mine = Campaign.objects.of(bobine).get()
    answers = f"{DESK}{mine.pk}/reponses/{asked.pk}/"  # an id of another campaign inside of one's own
    assert client.post(answers, {"exact": "oui"}).status_code == 404
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_what_an_organisation_holds_no_more_it_neither_asks_nor_answers_for(
    client: Client, asked: Confirmation
):
    bobine, place = organisation("La Bobine"), asked.place
    campaigns.close_campaign(campaign=asked.campaign)
    attach_organisation(place=place, organisation=bobine)
    with clock.frozen(clock.now() + 2 * campaigns.LASTS):
        sign_in(client, member(Role.COORDINATOR, of=bobine))
        mine = campaigns.start_campaign(
            rows=Place.objects.all(), days=365, home="https://essai.example/", organisation=bobine
        )
        found = Confirmation.objects.get(campaign=mine)
        attach_organisation(place=place, organisation=organisation("Le Rouet"))
        MailRefusal.objects.create(place=place, created_at=clock.now())
        for act in ("exact", "change", "silence", "autoriser"):
            answer = client.post(f"{DESK}{mine.pk}/reponses/{found.pk}/", {act: "oui"}, follow=True)
            assert "n’est plus tenu" in text(answer), act
        MailRefusal.objects.get().delete()
        assert campaigns.write_to_places(mine.pk) == 0
        assert "Personne à appeler" in text(client.get(f"{DESK}{mine.pk}/appels/"))
        assert client.get(f"{DESK}{mine.pk}/lettres.pdf").status_code == 404
    place.refresh_from_db()
    found.refresh_from_db()
    assert (place.verified_on, found.state) == (None, "waiting")


def test_a_letter_carries_the_link_of_its_place(asked: Confirmation):
    link = campaigns.link_of(asked)
    printed = letters([(asked, link)], "La Métropole", current_setting("https://essai.example"))
    assert printed.pdf().startswith(b"%PDF-")
    assert printed.data["letters"][0]["url"] == link
    assert confirming.find_confirmation(link.removesuffix("/").rpartition("/")[2]) == asked


@pytest.mark.parametrize("page", ["", "appels/"])
def test_the_number_of_queries_does_not_grow_with_the_places(signed_in: Client, page: str):
    counted = []
    for source, places_there in (("ville", 1), ("region", 4)):
        rows = [
            entry(str(n), n, name=f"Lieu {source} {n}", updated_on="2024-01-01") for n in range(places_there)
        ]
        entered(source, *rows)
        made = campaigns.start_campaign(rows=Place.objects.all(), days=365, home="https://essai.example/")
        url = f"{DESK}{made.pk}/{page}"
        signed_in.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert signed_in.get(url).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]
