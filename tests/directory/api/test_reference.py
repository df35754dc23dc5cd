"""What helps to ask: communes, vocabularies, sources, and the documentation."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.directory.api import parameters
from fabrique.directory.api.openapi import document
from fabrique.directory.guide.options import GROUPS
from fabrique.territory.actions import initialise_territory

Got = Callable[..., Any]
pytestmark = pytest.mark.django_db


def test_the_filters_of_the_api_are_those_of_the_guide():
    assert (
        set(parameters.FILTERS) == {group.key for group in GROUPS} <= set(parameters.PlacesQuery.model_fields)
    )


def test_the_communes_of_the_territory(got: Got):
    answer = got("communes")
    assert [one["nom"] for one in answer["communes"]] == [
        "Corderive",
        "Le Fresquoy",
        "Port-Sablier",
        "Sainte-Ysaure",
    ]
    corderive = answer["communes"][0]
    assert (corderive["lieux"], corderive["territoire"]) == (1, True)
    assert corderive["codes_postaux"] == ["00110"]


@pytest.mark.parametrize("asked", ["corderive", "CORDERIVE", "Cordrive", "00102"])
def test_a_commune_is_recognised_with_a_confidence(got: Got, asked: str):
    answer = got(f"communes?q={asked}")
    first = answer["communes"][0]
    assert first["code_insee"] == "00102"
    assert 0 < first["confiance"] <= 1
    assert answer["regle"]


@pytest.mark.parametrize(
    ("asked", "first", "known"),
    [
        ("St Médard", "33449", "33449"),
        ("saint-medard-en-jalles", "33449", "33449"),
        ("Le Taillan", "33519", "33519"),
        ("33160", "33449", "33376"),
        ("Mérignac", "33281", "33281"),
        ("Saint-Denis", "97411", "93066"),
        ("Libourne 33000", "33243", "33063"),
        ("Libourne", "33243", "33243"),
    ],
)
def test_a_name_means_the_commune_of_the_territory_first(client: Client, asked: str, first: str, known: str):
    initialise_territory(codes=["243300316"], name="Bordeaux Métropole")
    answer = client.get("/api/v1/communes", {"q": asked}).json()
    rows = answer["communes"]
    assert rows[0]["code_insee"] == first
    assert known in [one["code_insee"] for one in rows]
    assert [one["confiance"] is None for one in rows] == [False] + [True] * (len(rows) - 1)
    ours = [one["territoire"] for one in rows[1:]]
    assert ours == sorted(ours, reverse=True)


def test_a_postal_code_gives_all_its_communes(got: Got):
    rows = got("communes?q=00110")["communes"]
    assert {row["code_insee"] for row in rows} == {"00102", "00103"}
    assert rows[1]["confiance"] is None
    assert got("communes?q=zzzzzz")["communes"] == []


def test_vocabularies_count_what_the_filters_find(got: Got):
    answer = got("vocabulaires")
    assert [one["filtre"] for one in answer["filtres"]] == list(parameters.FILTERS)
    for one in answer["filtres"]:
        for value in one["valeurs"]:
            if value["lieux"]:
                assert got(f"lieux?{one['filtre']}={value['valeur']}")["total"] == value["lieux"]
    assert {one["champ"] for one in answer["champs"]} == set(got("lieux")["lieux"][0])


def test_sources_tell_their_licence_and_their_places(got: Got):
    (source,) = got("sources")["sources"]
    assert (source["source"], source["lieux"]) == ("ville", 5)
    assert source["dernier_import"]


def test_the_documentation_describes_all_and_its_examples_run(client: Client, got: Got):
    html = client.get(reverse("directory:api:documentation")).content.decode()
    for path, methods in document()["paths"].items():
        assert f"GET {path}" in html
        assert methods["get"]["summary"] in html
        for one in methods["get"].get("parameters", ()):
            if one["in"] == "query":
                assert one["name"] in html
    examples = re.findall(r'href="(/api/v1/[^"#]+)"', html)
    assert len(examples) >= 8
    for address in examples:
        wrong = "martiens" in address
        assert client.get(address.replace("&amp;", "&")).status_code == (422 if wrong else 200), address
        if "/communes?q=" in address:
            assert client.get(address).json()["communes"], address
    assert "<script" not in html
    assert "//cdn" not in html


def test_the_document_is_openapi_with_problems_everywhere(got: Got):
    found = got("openapi.json")
    assert found["openapi"].startswith("3.1")
    assert found == document()
    for methods in found["paths"].values():
        responses = methods["get"]["responses"]
        assert {"200", "400", "422", "429", "500"} <= responses.keys()
        assert set(responses["422"]["content"]) == {"application/problem+json"}
        assert "ETag" in responses["200"]["headers"]
    assert all(
        one["description"]
        for methods in found["paths"].values()
        for one in methods["get"].get("parameters", ())
        if one["in"] == "query"
    )
