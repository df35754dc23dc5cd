"""Every page of the portal stands on its own: language, title, one heading, unique ids, light weight."""

from __future__ import annotations

import gzip
import re
from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from fabrique.core.ui import portal
from fabrique.core.ui.portal import Dataset, FigureProvider
from fabrique.territory.models import Territory
from tests.core.ui.test_stylesheet import SHEET
from tests.web.reading import Reading

PUBLIC = (
    "/",
    "/connexion/",
    "/accessibilite/",
    "/vos-donnees/",
    "/donnees-ouvertes/",
    "/comment-nous-comptons/",
    "/galerie/",
)


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_is_well_made(client: Client, path: str):
    response = client.get(path)
    page = Reading(response.content.decode())
    assert response.status_code == HTTPStatus.OK
    assert page.all("html")[0]["lang"] == "fr"
    assert page.title
    assert not page.title.startswith("—")
    assert (page.count["h1"], page.count["main"]) == (1, 1)
    assert [name for name, times in page.ids.items() if times > 1] == []
    assert page.pointers - set(page.ids) - {""} == set()
    assert page.all("meta", name="description")[0]["content"]
    assert page.all("link", rel="canonical")[0]["href"] == f"http://testserver{path}"
    fetched = [link["href"] for link in page.all("link")] + [tag.get("src", "/") for _, tag in page.tags]
    assert [address for address in fetched if not address.startswith(("/", "http://testserver/"))] == []
    assert not [
        values for _, values in page.tags if "style" in values or any(n.startswith("on") for n in values)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("path", [path for path in PUBLIC if path != "/galerie/"])
def test_a_page_and_its_stylesheet_weigh_less_than_50_kilobytes(client: Client, path: str):
    page = len(gzip.compress(client.get(path).content)) + len(gzip.compress(SHEET.read_bytes()))
    assert page < 50 * 1000


@pytest.mark.django_db
def test_a_public_page_asks_the_database_once(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
):
    with django_assert_num_queries(1):  # the territory
        client.get("/vos-donnees/")


@pytest.mark.django_db
def test_the_gallery_stays_out_of_search_engines(client: Client):
    page = Reading(client.get("/galerie/").content.decode())
    assert page.all("meta", name="robots")[0]["content"] == "noindex"
    robots = client.get("/robots.txt")
    assert "Disallow: /galerie/" in robots.content.decode()
    assert robots.headers["Content-Type"].startswith("text/plain")


def test_the_status_is_the_same_in_every_footer(client: Client, territory: Territory):
    assert "Accessibilité\u00a0: non conforme" in client.get("/").content.decode()
    assert "<strong>non conforme</strong>" in client.get("/accessibilite/").content.decode()


def test_the_cookies_that_are_set_are_those_that_are_told(client: Client, territory: Territory):
    told = client.get("/vos-donnees/").content.decode()
    for path in ("/connexion/", "/confort/?choix=oui&retour=/"):
        client.get(path)
    assert client.cookies
    assert all(f">{name}</th>" in told for name in client.cookies)


def test_a_visit_sets_no_cookie(client: Client, territory: Territory):
    for path in PUBLIC:
        if path != "/connexion/":
            client.get(path)
    assert not client.cookies


def test_open_data_lists_what_apps_publish(client: Client, territory: Territory):
    with portal.datasets.holding():
        assert "Pas encore de données" in client.get("/donnees-ouvertes/").content.decode()
    places = Dataset("Lieux", "Tous les lieux", "Licence Ouverte 2.0", (("En CSV", "web:robots"),))
    others = Dataset("Aides", "Toutes les aides", "Licence Ouverte 2.0", (("En CSV", "web:portal"),))
    with portal.datasets.holding(places=places, others=others):
        html = client.get("/donnees-ouvertes/").content.decode()
    assert "Licence Ouverte 2.0" in html
    assert 'href="/robots.txt">En CSV<span class="sr"> (Lieux)</span>' in html  # each link says which set


def test_each_figure_says_how_it_is_counted(client: Client, territory: Territory):
    provider = FigureProvider("Lieux publiés", "Un lieu compte une fois.", lambda: None)
    with portal.figures.holding(places=provider):
        html = client.get("/comment-nous-comptons/").content.decode()
    assert "<h3>Lieux publiés</h3><p>Un lieu compte une fois.</p>" in html


@pytest.mark.parametrize("path", [path for path in PUBLIC if path != "/galerie/"])
def test_french_punctuation_never_starts_a_line(client: Client, territory: Territory, path: str):
    words = re.sub(r"<[^>]*>", "", client.get(path).content.decode())
    assert re.findall(r"\S+ [?!:;»]|« \S+", words) == []


@pytest.mark.django_db
def test_the_address_of_a_form_opened_by_hand_says_so(client: Client):
    answer = client.get("/deconnexion/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "ne s’ouvre pas seule" in answer.content.decode()
