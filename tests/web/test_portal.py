"""The front page shows what this instance has, and nothing that it has not."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from fabrique.core.ui import portal
from fabrique.core.ui.portal import Door, Figure, FigureProvider
from fabrique.territory.models import Territory
from fabrique.web import context
from tests.web.reading import Reading


def test_the_search_asks_the_guide(client: Client, territory: Territory):
    page = Reading(client.get("/").content.decode())
    assert page.all("form")[0]["action"] == "/guide/"
    assert page.all("form")[0]["method"] == "get"
    assert {values["name"] for values in page.all("input")} == {"q", "ou"}


def test_the_help_line_is_a_link(client: Client, territory: Territory):
    html = client.get("/").content.decode()
    assert 'href="tel:+33261910000"' in html
    assert "02\u00a061\u00a091\u00a000\u00a000" in html


@pytest.mark.django_db
def test_without_a_territory_the_page_stands(client: Client):
    html = client.get("/").content.decode()
    assert "Fabrique" in html
    assert "tel:" not in html


def test_doors_come_in_their_order(client: Client, territory: Territory):
    open_door = Door("Trouver de l’aide", lambda: "154 lieux", "web:counting", "search", "accompany", order=2)
    first = Door("Donner", lambda: "Un ordinateur", "web:privacy", "laptop", "equip", order=1)
    with portal.doors.holding(a=open_door, b=first):
        html = client.get("/").content.decode()
    assert html.index("Donner") < html.index("154 lieux")
    with portal.doors.holding():
        assert 'class="doors' not in client.get("/").content.decode()


def test_figures_carry_the_oldest_of_their_dates_and_their_method(
    client: Client, territory: Territory, at_noon: object
):
    def provider(value: str, on: date) -> FigureProvider:
        return FigureProvider(value, "Méthode", lambda: Figure(value, "lieux", on))

    nothing = FigureProvider("Rien", "Méthode", lambda: None)
    recent, old = provider("154", date(2026, 11, 24)), provider("41", date(2026, 11, 2))
    with portal.figures.holding(a=recent, b=old, c=nothing):
        html = client.get("/").content.decode()
    assert "2\u00a0novembre" in html
    assert "Comment nous comptons" in html
    with portal.figures.holding(c=nothing):
        assert "chiffres" not in client.get("/").content.decode()


def test_a_change_of_territory_shows_at_the_next_page(client: Client, territory: Territory, settings):
    settings.SHELL_CACHE_SECONDS = 3600
    assert "Val-d’Estuaire" in client.get("/").content.decode()
    territory.name = "Pays du Varech"
    territory.save()
    assert "Pays du Varech" in client.get("/").content.decode()


def test_the_territory_is_read_once_in_a_while(
    client: Client, territory: Territory, settings, django_assert_num_queries
):
    settings.SHELL_CACHE_SECONDS = 3600
    client.get("/vos-donnees/")
    with django_assert_num_queries(0):
        client.get("/vos-donnees/")


def test_a_stored_theme_that_became_unreadable_does_not_stop_the_page(client: Client, territory: Territory):
    territory.theme = {"light": {"ink": "#fefefe"}}
    territory.save()
    assert client.get("/").status_code == 200
    assert context.territory().theme == context.Theme()


def test_an_imaginary_territory_says_so(client: Client, territory: Territory):
    territory.fictional = True
    territory.save()
    assert "Territoire imaginaire" in client.get("/").content.decode()
