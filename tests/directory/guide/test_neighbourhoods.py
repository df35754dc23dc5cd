"""A place knows its priority neighbourhood: in memory, on its page, in the filters, on paper, in the API."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest
from django.test import Client

from fabrique.core import clock
from fabrique.directory.actions import places, stops
from fabrique.directory.guide import snapshot
from fabrique.directory.guide.filters import Selection, facets, read_selection, ticked_options
from fabrique.territory import actions as territory_actions
from fabrique.territory.models import Area, Territory
from tests.conftest import NOON
from tests.factories.directory import entered, entry, place_of

pytestmark = pytest.mark.usefixtures("territory", "at_noon")
CORDAGES, DRAGUE = (47.20, -1.50), (47.30, -1.50)


def drawn(code: str, name: str, centre: tuple[float, float], commune: str = "00101") -> dict[str, Any]:
    """A square of a hundredth of a degree."""
    lat, lon, half = *centre, 0.005
    west, south, east, north = lon - half, lat - half, lon + half, lat + half
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": {"code_qp": code, "nom_qp": name, "insee_com": commune},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def mapped(*features: dict[str, Any], vintage: str = "2024") -> None:
    collection = {"type": "FeatureCollection", "features": list(features)}
    territory_actions.register_contours(collection=collection, kind="qpv", source="essai", vintage=vintage)


@pytest.fixture
def quarters(territory: Territory, at_noon: datetime) -> None:
    """Two neighbourhoods, a place in the first, one in none, and a bus that stops in both."""
    mapped(drawn("QN00001M", "Les Cordages", CORDAGES), drawn("QN00002M", "La Drague", DRAGUE))
    entered(
        "ville",
        entry("dedans", name="Dedans", latitude=CORDAGES[0], longitude=CORDAGES[1]),
        entry("dehors", name="Dehors", latitude=47.25, longitude=-1.5),
        entry("bus", name="Le Passeur", latitude=47.25, longitude=-1.5),
    )
    for stop, (lat, lon) in {"Drague": DRAGUE, "Quai": CORDAGES}.items():
        stops.add_stop(
            place=place_of("ville", "bus"), name=stop, commune_code="00101", commune_name="Port-Sablier",
            latitude=lat, longitude=lon,
        )  # fmt: skip


def known() -> dict[str, list[str]]:
    return {one.name: [area.code for area in one.neighbourhoods] for one in snapshot.current().places}


def test_a_place_knows_its_neighbourhoods(quarters: None):
    assert known() == {"Dedans": ["QN00001M"], "Dehors": [], "Le Passeur": ["QN00002M", "QN00001M"]}


def test_it_follows_the_place_and_the_map_and_nothing_else_is_made_anew(quarters: None):
    before = {one.name: one for one in snapshot.current().places}
    with clock.frozen(NOON + timedelta(hours=1)):
        moved = {"latitude": DRAGUE[0], "longitude": DRAGUE[1]}
        places.edit_place(place=place_of("ville", "dehors"), changes=moved)
    assert known()["Dehors"] == ["QN00002M"]
    mapped(
        drawn("QN00009M", "La Drague", DRAGUE), drawn("QN00001M", "Les Cordages", CORDAGES), vintage="2030"
    )
    after = {one.name: one for one in snapshot.current().places}
    assert [one.code for one in after["Dehors"].neighbourhoods] == ["QN00009M"]
    assert after["Dedans"] is before["Dedans"]


def test_the_filter_offers_those_that_can_match_with_their_counts(quarters: None):
    mapped(
        *(drawn("QN00001M", "Les Cordages", CORDAGES), drawn("QN00002M", "La Drague", DRAGUE)),
        drawn("QN00003M", "Désert", (47.9, -1.5)),
    )
    directory = snapshot.current()
    base = directory.everything

    def offered(selection: Selection) -> dict[str, tuple[str, int | None]]:
        rows = facets(directory, selection, base, NOON)
        group = next((one for one in rows if one.group.key == "quartier"), None)
        return {one.value: (one.label, one.count) for one in group.choices} if group else {}

    assert offered(Selection()) == {"QN00002M": ("La Drague", 1), "QN00001M": ("Les Cordages", 2)}
    chosen = read_selection({"quartier": ["QN00002M", "QN99"]}, directory.ground.neighbourhoods)
    assert (chosen.chosen, chosen.unknown) == ({"quartier": ("QN00002M",)}, ("QN99",))
    assert [one.label for one in ticked_options(directory, chosen, base, NOON)] == ["La Drague"]
    held = directory.option("quartier:QN00001M")
    assert held is not None
    narrow = facets(directory, Selection(), base & ~held, NOON)
    assert "quartier" not in [one.group.key for one in narrow]


def test_two_neighbourhoods_of_one_name_say_their_commune(territory: Territory):
    mapped(
        drawn("QN00001M", "Centre", CORDAGES),
        drawn("QN00002M", "Centre", DRAGUE, "00102"),
        drawn("QN00003M", "", (47.4, -1.5)),
    )
    assert snapshot.current().ground.neighbourhoods == {
        "QN00001M": "Centre (Port-Sablier)",
        "QN00002M": "Centre (Corderive)",
        "QN00003M": "QN00003M",
    }


def test_the_pages_say_it_and_link_to_the_printed_list(client: Client, quarters: None):
    pdf = "/guide/quartier/QN00001M/liste.pdf"
    sheet = client.get(f"/guide/lieu/{place_of('ville', 'dedans').code}/").content.decode()
    assert 'href="/guide/?quartier=QN00001M">Les Cordages</a>' in sheet
    assert (
        "Quartier prioritaire"
        not in client.get(f"/guide/lieu/{place_of('ville', 'dehors').code}/").content.decode()
    )
    everything = client.get("/guide/").content.decode()
    assert 'name="quartier" value="QN00001M"' in everything
    assert pdf not in everything
    chosen = client.get("/guide/", {"quartier": "QN00001M"}).content.decode()
    assert f'href="{pdf}"' in chosen
    assert "Dehors" not in chosen
    assert f'href="{pdf}"' in client.get("/guide/commune/00101/").content.decode()
    assert client.get(pdf).status_code == 200


def test_a_code_that_no_address_can_hold_breaks_nothing(client: Client, quarters: None):
    Area.objects.filter(code="QN00001M").update(code="QN 1/é")
    Territory.objects.update(areas_version="essai-quartiers")
    answer = client.get(f"/guide/?quartier={quote('QN 1/é')}")
    assert answer.status_code == 200
    assert "Dedans" in answer.content.decode()
    assert client.get("/guide/commune/00101/").status_code == 200


def test_the_api_says_and_filters_it(client: Client, quarters: None):
    def asked(query: str, status: int = 200) -> Any:
        answer = client.get(f"/api/v1/{query}")
        assert answer.status_code == status
        return answer.json()

    found = asked("lieux?champs=nom,quartier_prioritaire")["lieux"]
    assert [one["quartier_prioritaire"] for one in found] == [
        {"code": "QN00001M", "nom": "Les Cordages"},
        None,
        {"code": "QN00002M", "nom": "La Drague"},
    ]
    assert [one["nom"] for one in asked("lieux?quartier=QN00001M")["lieux"]] == ["Dedans", "Le Passeur"]
    refused = asked("lieux?quartier=QN99", 422)
    assert refused["erreurs"][0]["valeurs_admises"] == ["QN00001M", "QN00002M"]
    values = next(one for one in asked("vocabulaires")["filtres"] if one["filtre"] == "quartier")["valeurs"]
    assert [(one["valeur"], one["libelle"], one["lieux"]) for one in values] == [
        ("QN00001M", "Les Cordages", 2),
        ("QN00002M", "La Drague", 1),
    ]
    changed = asked("changements")["changements"]
    told = {one["lieu"]["nom"]: one["lieu"]["quartier_prioritaire"] for one in changed}
    assert told["Dedans"] == {"code": "QN00001M", "nom": "Les Cordages"}


def test_looking_for_neighbourhoods_costs_no_query_by_place(quarters: None, django_assert_num_queries: Any):
    snapshot.current()
    entered("autre", *(entry(str(rank), rank, name=f"Lieu {rank}") for rank in range(30)))
    with django_assert_num_queries(7):  # the stamp, the changes, and five for what changed
        assert len(snapshot.current()) == 33
    assert int(np.count_nonzero(snapshot.current().option("quartier:QN00001M"))) >= 2
