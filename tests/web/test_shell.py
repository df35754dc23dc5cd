"""Comfort of reading, theme, logo, headers, error pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from fabrique.core.crypto.keyring import LostKey
from fabrique.core.crypto.sealing import TamperedValue
from fabrique.core.ui.theme import Theme
from fabrique.territory.models import Territory
from fabrique.web import errors
from tests.core.ui.test_theme import ESTUARY
from tests.web.reading import Reading


def test_comfort_is_turned_on_then_off(client: Client, territory: Territory):
    assert "data-reading" not in client.get("/").content.decode()
    response = client.get("/confort/", {"choix": "oui", "retour": "/vos-donnees/?a=b"})
    assert response.headers["Location"] == "/vos-donnees/?a=b"
    assert 'data-reading="comfort"' in client.get("/").content.decode()
    client.get("/confort/", {"choix": "non", "retour": "/"})
    assert "data-reading" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    "back", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)", "/\\x", ""]
)
def test_comfort_never_leads_elsewhere(client: Client, back: str):
    assert client.get("/confort/", {"choix": "oui", "retour": back}).headers["Location"] == "/"


def test_the_footer_comes_back_to_the_same_answers(client: Client, territory: Territory):
    html = client.get("/vos-donnees/?q=un+cv&pres=Quaisne").content.decode()
    assert "retour=%2Fvos-donnees%2F%3Fq%3Dun%2Bcv%26pres%3DQuaisne" in html


def test_a_default_theme_asks_for_no_second_stylesheet(client: Client, territory: Territory):
    assert "theme.css" not in client.get("/").content.decode()


def test_a_theme_is_served_once_for_good(client: Client, territory: Territory):
    territory.theme = ESTUARY
    territory.save()
    sheets = Reading(client.get("/").content.decode()).all("link", rel="stylesheet")
    response = client.get(sheets[1]["href"])
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in response.headers["Cache-Control"]
    assert "--brand-light:#1f3f8a" in response.content.decode()
    again = client.get("/theme.css", headers={"if-none-match": response.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.django_db
def test_without_a_territory_the_theme_is_the_default(client: Client):
    assert client.get("/theme.css").content.decode() == Theme().css()


def test_headers_of_a_page(client: Client, territory: Territory):
    headers = client.get("/").headers
    assert "geolocation=(self)" in headers["Permissions-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("page", [errors.bad_request, errors.server_error])
def test_the_last_resort_needs_nothing(
    page: Any, db: None, django_assert_num_queries: DjangoAssertNumQueries, settings: Any
):
    settings.STATIC_URL = "/static/"
    with django_assert_num_queries(0):
        arguments = (SuspiciousOperation(),) if page is errors.bad_request else ()
        response = page(RequestFactory().get("/"), *arguments)
    reading = Reading(response.content.decode())
    assert response.status_code == (400 if page is errors.bad_request else 500)
    assert reading.all("html")[0]["lang"] == "fr"
    assert (reading.count["h1"], reading.count["main"]) == (1, 1)
    assert reading.all("link", rel="stylesheet")[0]["href"] == f"{settings.STATIC_URL}core/fabrique.css"


def test_a_failure_of_ours_is_said_in_french(
    client: Client, territory: Territory, monkeypatch: Any, caplog: pytest.LogCaptureFixture
):
    def broken() -> None:
        raise RuntimeError("/secret/path SELECT * FROM people_account")

    monkeypatch.setattr("fabrique.web.queries.open_doors", broken)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    text = response.content.decode()
    assert "Une maille a sauté" in text
    assert "secret" not in text
    assert "SELECT" not in text
    logged = next(each for each in caplog.records if each.name == "fabrique.incidents")
    assert f"<strong>{logged.args[0]}</strong>" in text
    assert logged.exc_info


@pytest.mark.parametrize(
    "error", [TamperedValue(("people_resident", "name", "1")), LostKey("/secret/path/keys.json a disparu")]
)
def test_a_protected_value_that_does_not_open_is_said_without_showing_where(
    client: Client, territory: Territory, monkeypatch: Any, error: Exception
):
    def damaged() -> None:
        raise error

    monkeypatch.setattr("fabrique.web.queries.open_doors", damaged)
    client.raise_request_exception = False
    response = client.get("/")
    text = response.content.decode()
    assert (response.status_code, "Une donnée protégée ne s’ouvre pas" in text) == (500, True)
    assert "people_resident" not in text
    assert "secret" not in text


def test_a_forbidden_page_keeps_the_shell(client: Client, territory: Territory, monkeypatch: Any):
    def closed() -> None:
        raise PermissionDenied

    monkeypatch.setattr("fabrique.web.queries.open_doors", closed)
    response = client.get("/")
    assert response.status_code == 403
    assert "Cette porte est fermée" in response.content.decode()
    assert "tel:+33261910000" in response.content.decode()


def test_a_missing_page_keeps_the_shell(client: Client, territory: Territory):
    response = client.get("/rien/")
    page = Reading(response.content.decode())
    assert response.status_code == 404
    assert page.count["h1"] == 1
    assert page.all("meta", name="robots")[0]["content"] == "noindex"


def test_a_form_that_expired_is_explained(db: None):
    response = Client(enforce_csrf_checks=True).post("/connexion/", {"username": "a"})
    assert response.status_code == 403
    assert "Le formulaire n’est pas parti" in response.content.decode()
