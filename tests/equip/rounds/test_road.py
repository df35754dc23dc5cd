"""What a crew reads and may undo: where to ring, whom to call, a departure on another day or too early."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.equip.documents.rounds import round_data
from fabrique.equip.enums import RoundState
from fabrique.equip.models import Donation, Donor, Round
from fabrique.equip.queries.rounds import address_of, stops_of
from fabrique.equip.queries.timetable import timetable_of
from fabrique.people.models import Account, Organisation
from fabrique.territory.cog import cog
from tests.factories.rounds import planned, to_fetch, tomorrow

pytestmark = pytest.mark.django_db
COMMUNE = "44109"  # a real code: the names of invented ones are the demo's


def page(name: str, held: Round) -> str:
    return reverse(f"equip:{name}", args=[held.pk])


def read(client: Client, name: str, held: Round) -> str:
    return unescape(client.get(page(name, held)).content.decode()).replace("\u00a0", " ")


def done(client: Client, held: Round, deed: str) -> Any:
    answer = client.post(page("round-step", held), {"geste": deed}, follow=True)
    held.refresh_from_db()
    return unescape(answer.content.decode()).replace("\u00a0", " ")


def test_an_address_names_its_commune_once():
    found = cog().commune(COMMUNE)
    assert found
    assert address_of(Donation(address="2 quai Ouest", commune_code=COMMUNE)) == f"2 quai Ouest, {found.name}"
    named = f"2 quai Ouest, 44000 {found.name}"
    assert address_of(Donation(address=named, commune_code=COMMUNE)) == named
    assert address_of(Donation(address="2 quai Ouest")) == "2 quai Ouest"
    assert address_of(Donation(commune_code=COMMUNE)) == found.name


def test_the_phone_and_the_paper_name_the_commune_and_the_phone_shows_the_way(
    client: Client, ours: Organisation, ines: Account
):
    placed, unplaced = to_fetch(ours), to_fetch(ours, latitude=None, longitude=None, address="8 rue du Bac")
    rows = Donation.objects.of(ours)
    rows.update(commune_code=COMMUNE)
    held = planned(ours, donations=(placed, unplaced))
    name = cog().commune(COMMUNE).name  # type: ignore[union-attr]
    road = read(client, "road", held)
    assert f"<address>4 quai des Chanvres, {name}</address>" in road
    assert road.count('href="geo:47.32000,-2.21000?q=47.32000,-2.21000"') == 1
    assert "https://www.openstreetmap.org/directions?to=47.32000,-2.21000" in road
    assert f"<address>8 rue du Bac, {name}</address>" in road
    assert '<div class="round-map"' in road
    stops = stops_of(held)
    sheet = round_data(held, timetable_of(held, stops), "")
    assert [each["address"] for each in sheet["stops"]] == [
        f"4 quai des Chanvres, {name}", f"8 rue du Bac, {name}",
    ]  # fmt: skip


def test_leaving_on_another_day_is_asked(client: Client, ours: Organisation, ines: Account):
    held = planned(ours, on=tomorrow())
    for name in ("road", "round"):
        shown = read(client, name, held)
        assert 'value="start-anyway"' in shown
        assert 'value="start"' not in shown
    assert "Cette tournée est prévue" in done(client, held, "start")
    assert held.state == RoundState.PLANNED
    done(client, held, "start-anyway")
    assert held.state == RoundState.UNDER_WAY


def test_on_its_day_a_round_leaves_at_once_and_is_called_back(
    client: Client, ours: Organisation, ines: Account
):
    held = planned(ours)
    assert 'value="start"' in read(client, "road", held)
    assert "Revenir en arrière" in done(client, held, "start")
    assert "Le départ est annulé" in done(client, held, "call-back")
    assert held.state == RoundState.PLANNED
    done(client, held, "start")
    stop = stops_of(held)[0]
    client.post(reverse("equip:miss-stop", args=[held.pk, stop.pk]), {"why": "Portail fermé"})
    assert "Revenir en arrière" not in read(client, "road", held)
    assert "déjà sa réponse" in done(client, held, "call-back")
    assert held.state == RoundState.UNDER_WAY


def test_who_left_no_address_is_called(client: Client, ours: Organisation, ines: Account):
    told, called, silent = (to_fetch(ours) for _each in range(3))
    for gift, name, email, phone in (
        (told, "Menuiserie Aubrac", "don@example.org", ""),
        (called, "Filatures Réunies", "", "+33240000000"),
        (silent, "Odile Renart", "", ""),
    ):
        donor = Donor.objects.of(ours).get(pk=gift.donor_id)
        donor.name, donor.email, donor.phone = name, email, phone
        donor.save()
    held = planned(ours, donations=(told, called, silent))
    shown = read(client, "round", held)
    listed = shown.split("À prévenir par téléphone")[1].split("</section>")[0]
    assert "Menuiserie Aubrac" not in listed
    assert "tel:+33240000000" in listed
    assert "aucun numéro" in listed.split("Odile Renart")[1]
    assert "À prévenir par téléphone" not in done(client, held, "start").split("<main")[-1]
    assert "À prévenir par téléphone" not in read(client, "round", held)


def test_counting_waits_for_the_network(client: Client, ours: Organisation, ines: Account):
    held = planned(ours)
    done(client, held, "start")
    stop = stops_of(held)[0]
    for name in ("collect-stop", "miss-stop"):
        shown = client.get(reverse(f"equip:{name}", args=[held.pk, stop.pk])).content.decode()
        assert "data-online" in shown
        assert "equip/online" in shown
        assert "Sans réseau : rien n’est envoyé, rien n’est perdu" in unescape(shown).replace("\u00a0", " ")
