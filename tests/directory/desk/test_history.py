"""The history of a place: who changed what, and coming back to what was before, as often as one likes."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from fabrique.core.models import JournalEntry
from fabrique.directory.actions import places
from fabrique.directory.models import Place, SourceRecord
from fabrique.people.models import Account
from tests.factories.directory import entered, entry

OLD, NEW = "+33261910001", "+33261910088"


def page(place: Place, rank: int | None = None) -> str:
    home = f"/espace/guide/lieux/{place.code}/historique/"
    return home if rank is None else f"{home}{rank}/revenir/"


def text(response: Any) -> str:
    return unescape(response.content.decode()).replace("\u00a0", " ")


def seen(client: Client, place: Place, rank: int) -> dict[str, str]:
    token = re.search(r'name="vu" value="([^"]+)"', client.get(page(place, rank)).content.decode())
    assert token
    return {"vu": unescape(token[1]), "oui": "oui"}


@pytest.fixture
def edited(place: Place, administrator: Account) -> Place:
    return places.edit_place(place=place, changes={"phone": NEW}, actor=str(administrator.pk))


def rank_of(place: Place, field: str, which: int = -1) -> int:
    place.refresh_from_db()
    return [rank for rank, one in enumerate(place.history) if one["field"] == field][which]


def test_each_change_says_what_was_before_by_whom(signed_in: Client, edited: Place, administrator: Account):
    (change,) = [one for one in edited.history if one["field"] == "phone"]
    assert (change["before"], change["after"], change["from"]) == (OLD, NEW, ["saisie"])
    assert change["by"] == str(administrator.pk)
    html = text(signed_in.get(page(edited)))
    assert "Écrit à la main" in html
    assert f"par {administrator.name}" in html
    assert html.index("02 61 91 00 01") < html.index("02 61 91 00 88")
    sheet = text(signed_in.get(f"/espace/guide/lieux/{edited.code}/"))
    assert page(edited, rank_of(edited, "phone")) in sheet
    assert f"changé par {administrator.name}" in sheet


def test_a_change_of_a_source_names_it(signed_in: Client, place: Place):
    entered("ville", entry("1", phone=NEW))
    assert "D’après ville" in text(signed_in.get(page(place)))


def test_undone_then_done_again_and_nothing_is_lost(signed_in: Client, edited: Place):
    for wanted in (OLD, NEW, OLD):
        rank = rank_of(edited, "phone")
        signed_in.post(page(edited, rank), seen(signed_in, edited, rank))
        edited.refresh_from_db()
        assert edited.phone == wanted
    assert [one["after"] for one in edited.history if one["field"] == "phone"] == [NEW, OLD, NEW, OLD]
    assert JournalEntry.objects.filter(action="directory.restore_value").count() == 3
    entered("ville", entry("1", phone="+33261910099"))
    edited.refresh_from_db()
    assert edited.phone == OLD  # an edit by hand, as any other
    assert edited.provenance["phone"]["records"] == [SourceRecord.objects.get(source="saisie").key]


def test_sent_twice_it_is_written_once(signed_in: Client, edited: Place):
    rank = rank_of(edited, "phone")
    sent = seen(signed_in, edited, rank)
    for _time in range(2):
        assert signed_in.post(page(edited, rank), sent).status_code == 302
    edited.refresh_from_db()
    assert len([one for one in edited.history if one["field"] == "phone"]) == 2
    assert JournalEntry.objects.filter(action="directory.restore_value").count() == 1


def test_a_value_that_moved_since_it_was_shown_is_not_overwritten(signed_in: Client, edited: Place):
    rank = rank_of(edited, "phone")
    sent = seen(signed_in, edited, rank)
    places.edit_place(place=edited, changes={"phone": "+33261910077"})
    response = signed_in.post(page(edited, rank), sent)
    assert response.status_code == 409
    assert "vous aviez vu « 02 61 91 00 88 », la fiche dit maintenant « 02 61 91 00 77 »" in text(response)
    edited.refresh_from_db()
    assert edited.phone == "+33261910077"
    signed_in.post(page(edited, rank), seen(signed_in, edited, rank))
    edited.refresh_from_db()
    assert edited.phone == OLD


def test_hours_come_back_with_their_words_and_an_address_whole(place: Place):
    places.edit_place(place=place, changes={"hours": "Tu 14:00-17:00", "hours_text": "mardi 14h-17h"})
    moved = {
        "address": "3 rue du Port",
        "postal_code": "33130",
        "commune_name": "Bègles",
        "commune_code": "33039",
    }
    places.edit_place(place=place, changes=moved)
    places.edit_place(place=place, changes={"hours": "We 09:00-12:00", "hours_text": ""})
    places.restore_value(place=place, rank=rank_of(place, "hours"))
    places.restore_value(place=place, rank=rank_of(place, "commune_name"))
    place.refresh_from_db()
    assert (place.hours, place.hours_text) == ("Tu 14:00-17:00", "mardi 14h-17h")
    assert (place.address, place.postal_code, place.commune_code) == (
        "12 quai des Chanvres",
        "00100",
        "00101",
    )


def test_a_withdrawal_is_there_and_can_be_undone(signed_in: Client, place: Place, administrator: Account):
    places.withdraw_place(place=place, actor=str(administrator.pk))
    html = text(signed_in.get(page(place)))
    assert "Lieu retiré du guide" in html
    assert f"/espace/guide/lieux/{place.code}/publication/" in html
    places.publish_place(place=place)
    assert "Publier de nouveau…" not in text(signed_in.get(page(place)))


def test_what_the_history_has_not_is_a_missing_page(signed_in: Client, place: Place):
    assert signed_in.get(page(place, 99)).status_code == 404
    assert signed_in.post(page(place, 99)).status_code == 404
