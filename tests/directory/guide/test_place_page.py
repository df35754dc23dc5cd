"""The page of a place, and what becomes of its address."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from html import unescape
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fabrique.directory.actions import merging, offers, places, stops
from fabrique.directory.enums import Fee, ServiceOffered
from fabrique.directory.models import DuplicatePair, Place, SourceRecord
from tests.factories.directory import entered, entry, place_of, queue_pair

pytestmark = pytest.mark.usefixtures("territory", "at_noon")
FULL = {
    "services": [ServiceOffered.ADMINISTRATION, ServiceOffered.ACCESS],
    "hours": "Mo-Fr 09:00-12:00,14:00-17:30",
    "hours_text": "du lundi au vendredi, matin et après-midi",
    "fees": [Fee.FREE],
    "emails": ["bonjour@lieu.example"],
    "websites": ["https://www.lieu.example/accueil/"],
    "booking_url": "https://rdv.lieu.example/",
    "directions": "Tram B, arrêt Corderie",
    "to_bring": "Une pièce d’identité",
    "languages": ["uk"],
    "wheelchair": True,
    "contact_name": "Mireille Tavronne",
}


def full() -> Place:
    entered("ville", entry("a", **FULL))
    return place_of("ville", "a")


def shown(client: Client, place: Place) -> str:
    response = client.get(f"/guide/lieu/{place.code}/")
    assert response.status_code == 200
    return unescape(response.content.decode()).replace("\u00a0", " ")


def test_everything_that_one_asks_before_going(client: Client):
    html = shown(client, full())
    for words in (
        "<h1>Médiathèque des Deux-Rives</h1>", "12 quai des Chanvres", "02 61 91 00 01", "Ouvre à 14 h",
        "Aide aux démarches", "Gratuit", "Une pièce d’identité", "Ukrainien", "Tram B, arrêt Corderie",
        "bonjour@lieu.example", "lieu.example/accueil", "Prendre rendez-vous", "Mireille Tavronne",
        "du lundi au vendredi, matin et après-midi", "9 h – 12 h, 14 h – 17 h 30", "qr.svg",
        "D’où viennent ces informations", "Sources :",
    ):  # fmt: skip
        assert words in html, words
    today = re.search(r'<tr class="today"><th scope="row">(\w+)', html)
    assert today
    assert today[1] == "Mardi"
    assert re.findall(r'<a href="https://[^"]+" rel="([^"]+)"', html) == ["noopener external"]


def test_the_background_names_sources_and_days_without_jargon(client: Client):
    place = full()
    places.edit_place(place=place, changes={"phone": "+33261910088"})
    html = shown(client, place)
    assert "Saisie dans la Fabrique" in html
    assert "1er octobre 2026" in html
    for words in ("Complète à", "Il manque", "SIRET", "Latitude", "Code INSEE", "Horaires, mots"):
        assert words not in html


def test_closures_visits_and_conditions(client: Client):
    place = full()
    offers.close_place(place=place, starts_on=date(2026, 11, 20), ends_on=date(2026, 12, 5), reason="travaux")
    service = offers.create_service(
        name="Prêt d’ordinateurs", fees="gratuit", residence_codes=["00101"],
        access_conditions="Sur justificatif", mobilisation_url="javascript:alert(1)",
    )  # fmt: skip
    offers.offer_service(service=service, places=[place])
    visit = (datetime(2026, 12, 8, 8, tzinfo=UTC), datetime(2026, 12, 8, 11, tzinfo=UTC))
    stops.add_stop(
        place=place, name="Place du Marché", commune_code="00102", commune_name="Corderive", visits=[visit]
    )
    html = shown(client, place)
    for words in (
        "Fermé du 20 novembre au 5 décembre (travaux)", "Prêt d’ordinateurs", "Sur justificatif",
        "Réservé aux habitants de", "Port-Sablier", "Mardi 8 décembre", "9 h – 12 h", "Place du Marché",
    ):  # fmt: skip
        assert words in html, words
    assert "javascript:" not in html
    assert html.count("(travaux)") == 1  # once above the week, not on each of its days
    assert "Fermé jusqu’au 5 décembre</span>" in html


def test_a_place_that_only_visits_says_its_next_stop_before_its_office(client: Client):
    entered("ville", entry("bus", **{**FULL, "name": "Le Bus", "hours": "", "hours_text": ""}))
    place = place_of("ville", "bus")
    visits = [
        (datetime(2026, 12, day, 8, tzinfo=UTC), datetime(2026, 12, day, 11, tzinfo=UTC)) for day in (8, 15)
    ]
    stops.add_stop(place=place, name="Halle", commune_code="00102", commune_name="Corderive", visits=visits)
    html = shown(client, place).partition("<h1>")[2]
    order = ["Prochain arrêt", "Mardi 8 décembre", "Les suivants", "Mardi 15 décembre", "Bureau", "12 quai"]
    assert [html.index(words) for words in order] == sorted(html.index(words) for words in order)
    assert "Horaires inconnus" not in html
    assert "Horaires à confirmer : appelez" not in html


def test_json_ld_is_true_and_safe(client: Client):
    entered("ville", entry("a", **{**FULL, "name": "</script><b>L’Été & Cie"}))
    content = client.get(f"/guide/lieu/{place_of('ville', 'a').code}/").content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', content, re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert data["name"] == "</script><b>L’Été & Cie"
    assert data["address"]["addressLocality"] == "Port-Sablier"
    assert {"opens": "14:00", "closes": "17:30"}.items() <= data["openingHoursSpecification"][1].items()
    assert "Tavronne" not in found[1]


def test_it_can_be_passed_on(client: Client):
    place = full()
    html = shown(client, place)
    link = re.search(r'href="(mailto:\?subject[^"]+)"', html)
    assert link
    text = unquote(link[1])
    assert "Médiathèque des Deux-Rives" in text
    assert f"http://testserver/guide/lieu/{place.code}/" in text
    response = client.get(f"/guide/lieu/{place.code}/qr.svg")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b'<svg xmlns="http://www.w3.org/2000/svg"')


def test_a_place_of_which_little_is_known_still_has_a_page(client: Client):
    bare = {
        "services": [],
        "phone": "",
        "address": "",
        "latitude": None,
        "longitude": None,
        "updated_on": None,
    }
    entered("ville", entry("a", **bare))
    html = shown(client, place_of("ville", "a"))
    assert "Horaires à confirmer" in html
    assert "Le numéro de téléphone n’est pas connu" in html
    assert "Date inconnue : à vérifier avant de venir" in html
    assert "appelez avant" not in html  # nobody is told to call a place whose number is unknown
    assert "Appelez-le" not in html


def test_a_signed_language_has_its_name_and_words_are_set_as_french_is(client: Client):
    values = {"languages": ["fr", "fsl"], "summary": "Le quai : on s'y perd"}
    entered("ville", entry("a", **values))
    html = client.get(f"/guide/lieu/{place_of('ville', 'a').code}/").content.decode()
    assert "Français · Langue des signes française" in html
    assert "Le quai\u00a0: on s’y perd" in html


def test_a_merged_address_leads_to_the_survivor(client: Client):
    entered("ville", entry("a"))
    entered("etat", entry("b"))
    left, right = SourceRecord.objects.order_by("pk")
    merging.confirm_pair(pair=queue_pair(left=left, right=right, probability=1.0, reasons=[]))
    absorbed = Place.objects.get(merged_into__isnull=False)
    response = client.get(f"/guide/lieu/{absorbed.code}/")
    assert absorbed.merged_into is not None
    assert response.status_code == 301
    assert response.headers["Location"] == f"/guide/lieu/{absorbed.merged_into.code}/"
    merging.undo_merge(pair=DuplicatePair.objects.get())
    assert client.get(f"/guide/lieu/{absorbed.code}/").status_code == 200


def test_a_withdrawn_place_says_so_and_shows_others(client: Client):
    entered("ville", entry("a", name="Cybercafé"), entry("b", name="La Bobine"))
    places.withdraw_place(place=place_of("ville", "a"))
    response = client.get(f"/guide/lieu/{place_of('ville', 'a').code}/")
    assert response.status_code == 410
    assert "La Bobine" in response.content.decode()
    assert "Cybercafé" in response.content.decode()


@pytest.mark.parametrize("code", ["inconnu", "0", "A" * 300])
def test_an_unknown_place_is_not_found(client: Client, code: str):
    assert client.get(f"/guide/lieu/{code}/").status_code == 404
    assert client.get(f"/guide/lieu/{code}/qr.svg").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(client: Client, count: int):
    place = full()
    for rank in range(count):
        service = offers.create_service(name=f"Service {rank}")
        offers.offer_service(service=service, places=[place])
        stops.add_stop(place=place, name=f"Arrêt {rank}", commune_code="00102", commune_name="Corderive")
    client.get(f"/guide/lieu/{place.code}/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/guide/lieu/{place.code}/")
    assert len(asked) == 3


def test_a_closure_is_said_closed_once(client: Client):
    entered("ville", entry("a"))
    place = place_of("ville", "a")
    first, last = date(2026, 12, 24), date(2027, 1, 2)
    offers.close_place(place=place, starts_on=first, ends_on=last, reason="Fermé pour Noël")
    assert "au 2 janvier 2027 (pour Noël)" in shown(client, place)
