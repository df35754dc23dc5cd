"""Settling duplicates: side by side, one decision, the next pair; races and undoing."""

from __future__ import annotations

import pytest
from django.test import Client

from fabrique.directory.actions.merging import confirm_pair, refuse_pair
from fabrique.directory.models import DuplicatePair, SourceRecord
from tests.factories.directory import entered, entry, place_of, queue_pair

QUEUE = "/espace/guide/doublons/"


def record(key: str) -> SourceRecord:
    source, external_id = key.split("/")
    return SourceRecord.objects.get(source=source, external_id=external_id)


def pair(left: str, right: str, probability: float) -> DuplicatePair:
    reasons = [{"text": "même numéro", "weight": 3.0}, {"text": "noms différents", "weight": -2.0}]
    return queue_pair(left=record(left), right=record(right), probability=probability, reasons=reasons)


@pytest.fixture
def rows(db: None) -> None:
    entered("a", entry("1", hours="Mo 09:00-12:00", services=["x", "y"]))
    entered("b", entry("1", name="Bibliothèque", latitude=47.2145, hours="", services=["y"], wheelchair=True))
    entered("c", entry("1", latitude=None, longitude=None))


def test_the_queue_opens_on_the_surest_pair_and_goes_on(signed_in: Client, rows: None):
    likely, sure = pair("a/1", "b/1", 0.7), pair("a/1", "c/1", 0.97)
    assert signed_in.get(QUEUE).headers["Location"] == f"{QUEUE}{sure.pk}/"
    later = signed_in.post(f"{QUEUE}{sure.pk}/", {"plus-tard": "oui"})
    assert later.headers["Location"] == f"{QUEUE}{likely.pk}/"
    back = signed_in.post(f"{QUEUE}{likely.pk}/", {"plus-tard": "oui"})
    assert back.headers["Location"] == f"{QUEUE}{sure.pk}/"
    assert set(DuplicatePair.objects.values_list("state", flat=True)) == {"queued"}


def test_differences_are_said_in_words(signed_in: Client, rows: None):
    html = signed_in.get(f"{QUEUE}{pair('a/1', 'b/1', 0.7).pk}/").content.decode()
    for words in ("À vérifier", "Différent", "Identique", "D’un seul côté", "En partie", "500\u00a0m"):
        assert words in html
    assert '<strong class="differs">Médiathèque</strong> <strong class="differs">des</strong>' in html
    assert '<strong class="differs">Bibliothèque</strong>' in html
    assert html.index("même numéro") < html.index("noms différents")
    assert "Presque sûr" in signed_in.get(f"{QUEUE}{pair('a/1', 'c/1', 0.97).pk}/").content.decode()
    assert "inconnue" in signed_in.get(f"{QUEUE}{pair('a/1', 'c/1', 0.97).pk}/").content.decode()
    assert "Probable" in signed_in.get(f"{QUEUE}{pair('b/1', 'c/1', 0.85).pk}/").content.decode()


def test_the_same_place_or_two_places(signed_in: Client, rows: None):
    same, other = pair("a/1", "b/1", 0.9), pair("a/1", "c/1", 0.8)
    signed_in.post(f"{QUEUE}{same.pk}/", {"meme": "oui"})
    assert place_of("a", "1") == place_of("b", "1")
    response = signed_in.post(f"{QUEUE}{other.pk}/", {"deux": "oui"}, follow=True)
    assert "Aucun doublon n’attend" in response.content.decode()
    assert place_of("a", "1") != place_of("c", "1")
    same.refresh_from_db()
    assert same.decided_by != ""


def test_of_two_people_the_second_is_told(signed_in: Client, rows: None):
    found = pair("a/1", "b/1", 0.9)
    refuse_pair(pair=DuplicatePair.objects.get())
    html = signed_in.post(f"{QUEUE}{found.pk}/", {"meme": "oui"}, follow=True).content.decode()
    assert "état a changé" in html
    assert place_of("a", "1") != place_of("b", "1")
    assert "ce sont deux lieux" in signed_in.get(f"{QUEUE}{found.pk}/").content.decode()


def test_an_answer_against_an_earlier_refusal_is_explained(signed_in: Client, rows: None):
    confirm_pair(pair=pair("a/1", "b/1", 0.9))
    refuse_pair(pair=pair("a/1", "c/1", 0.9))
    html = signed_in.post(
        f"{QUEUE}{pair('b/1', 'c/1', 0.6).pk}/", {"meme": "oui"}, follow=True
    ).content.decode()
    assert "contredit un refus" in html
    assert place_of("b", "1") != place_of("c", "1")


def test_merged_ones_are_listed_and_separated(signed_in: Client, rows: None):
    by_hand, alone = pair("a/1", "b/1", 0.9), pair("a/1", "c/1", 0.99)
    signed_in.post(f"{QUEUE}{by_hand.pk}/", {"meme": "oui"})
    confirm_pair(pair=alone, automatic=True)
    html = signed_in.get(f"{QUEUE}reunis/").content.decode()
    assert "réunies par Hélène Brissane" in html
    assert "réunies sans vous" in html
    assert "Hélène" not in signed_in.get(f"{QUEUE}reunis/?par=machine").content.decode().split("<main")[1]
    assert "réunies sans vous" not in signed_in.get(f"{QUEUE}reunis/?par=personne").content.decode()
    signed_in.post(f"{QUEUE}{by_hand.pk}/separer/")
    assert place_of("a", "1") != place_of("b", "1")
    again = signed_in.post(f"{QUEUE}{by_hand.pk}/separer/", follow=True).content.decode()
    assert "état a changé" in again


def test_a_withdrawn_row_asks_nothing(signed_in: Client, rows: None):
    pair("a/1", "b/1", 0.9)
    SourceRecord.objects.filter(source="b").update(withdrawn_at="2026-11-01T00:00Z")
    assert "Aucun doublon" in signed_in.get(QUEUE).content.decode()


def test_two_places_can_be_examined_again(signed_in: Client, rows: None):
    refused = pair("a/1", "b/1", 0.7)
    signed_in.post(f"{QUEUE}{refused.pk}/", {"deux": "oui"})
    listed = signed_in.get(f"{QUEUE}differents/").content.decode()
    assert "Bibliothèque" in listed
    assert f'href="{QUEUE}differents/"' in signed_in.get(QUEUE).content.decode()
    again = signed_in.post(f"{QUEUE}{refused.pk}/reexaminer/")
    assert again.headers["Location"] == f"{QUEUE}{refused.pk}/"
    refused.refresh_from_db()
    assert refused.state == "queued"
    assert "C’est le même lieu" in signed_in.get(f"{QUEUE}{refused.pk}/").content.decode()
    assert signed_in.post(f"{QUEUE}{refused.pk}/reexaminer/").headers["Location"] == f"{QUEUE}differents/"
