"""Every failure is a problem in French that says what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fabrique.directory.api import places as answers

Got = Callable[..., Any]
pytestmark = pytest.mark.django_db

WRONG = {
    "public=martiens": "public",
    "publics=seniors": "publics",
    "lat=nan&lon=1": "lat",
    "lat=1e999&lon=1": "lat",
    "lat=91&lon=0": "lat",
    "lat=47": "lon",
    "rayon=500": "rayon",
    "lat=1&lon=1&rayon=-5": "rayon",
    "lat=1&lon=1&rayon=1e300": "rayon",
    "lat=1&lat=2&lon=1": "lat",
    "limite=0": "limite",
    "limite=501": "limite",
    "limite=" + "9" * 5000: "limite",
    "limite=dix": "limite",
    "tri=hasard": "tri",
    "tri=distance": "tri",
    "tri=pertinence": "tri",
    "bbox=1,2,3": "bbox",
    "bbox=3,2,1,4": "bbox",
    "bbox=nan,0,1,1": "bbox",
    "commune=99999": "commune",
    "habite=33": "habite",
    "besoin=voler": "besoin",
    "champs=nom,contact": "champs",
    "curseur=abc": "curseur",
    "curseur=%C3%A9": "curseur",
    "curseur=" + "A" * 3000: "curseur",
    "curseur=W10": "curseur",
    "curseur=WzEsMSwxLDFd": "curseur",
    "service=": "service",
    "q=" + "a" * 201: "q",
    "&".join(["langue=en"] * 61): "langue",
}


@pytest.mark.parametrize("asked", WRONG, ids=lambda asked: asked[:30])
@pytest.mark.parametrize("path", ["lieux", "lieux.geojson"])
def test_a_parameter_that_means_nothing_is_refused(client: Client, got: Got, path: str, asked: str):
    response = client.get(f"/api/v1/{path}?{asked}")
    problem = response.json()
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "instance", "erreurs"} <= problem.keys()
    assert problem["status"] == 422
    assert WRONG[asked] in {one["parametre"] for one in problem["erreurs"]}
    assert all(one["message"] and "Input" not in one["message"] for one in problem["erreurs"])


def test_an_unknown_value_gets_the_list_of_those_that_exist(got: Got):
    (fault,) = got("lieux?frais=donne", 422)["erreurs"]
    assert "gratuit" in fault["valeurs_admises"]
    (fault,) = got("lieux?services=x", 422)["erreurs"]
    assert "service" in fault["valeurs_admises"]


def test_a_cursor_serves_its_own_question_only(got: Got):
    cursor = got("lieux?limite=2")["curseur"]
    assert got(f"lieux?limite=3&champs=nom&curseur={cursor}")["lieux"]
    assert "autre question" in got(f"lieux?frais=gratuit&curseur={cursor}", 422)["detail"]


@pytest.mark.parametrize(
    "path", ["rien", "lieux/", "lieux/a/b", "openapi", "lieux/inconnu", "lieux/%00", "lieux/%F0%9F"]
)
def test_an_unknown_address_is_a_problem_too(client: Client, got: Got, path: str):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["title"] == "Adresse ou lieu inconnu"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["lieux", "lieux/abc", "rien", "openapi.json"])
def test_the_api_is_read_only(client: Client, got: Got, method: str, path: str):
    response = getattr(client, method)(f"/api/v1/{path}")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.headers["Content-Type"] == "application/problem+json"


def test_too_many_parameters_cannot_be_read(client: Client, got: Got):
    response = client.get("/api/v1/lieux?" + "&".join(["langue=en"] * 1500))
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_failure_of_ours_says_nothing_of_its_inside(
    client: Client, got: Got, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_arguments: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(answers, "understand", broken)
    for _time in range(2):  # the second one goes by the remembered question
        response = client.get("/api/v1/lieux?limite=7")
        assert response.status_code == 500
        assert response.headers["Content-Type"] == "application/problem+json"
        assert "secret" not in response.content.decode()


@pytest.mark.parametrize(
    "asked", ["depuis=hier", "depuis=2026-13-45", "depuis=AAAA", "limite=1000", "since=1"]
)
def test_changes_refuse_what_they_cannot_read(got: Got, asked: str):
    assert got(f"changements?{asked}", 422)["erreurs"]
