"""An administrator chooses the look; what cannot be read is refused and nothing typed is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fabrique.core.models import JournalEntry
from fabrique.core.ui.theme import Theme, from_json
from fabrique.territory.models import Territory
from fabrique.web.forms import LARGEST_LOGO
from tests.web.reading import Reading

DRAWING = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"/>'
PAGE = "/espace/apparence/"


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def answers(**changes: Any) -> dict[str, Any]:
    """The form as it stands for the default theme, with these changes."""
    theme = Theme().to_json()
    colours = {f"{mode}_{name}": value for mode in ("light", "dark") for name, value in theme[mode].items()}
    own = {"help_phone": "02 61 91 00 00", "help_hours": "tous les jours", "radius": 14}
    return {**own, "font": "systeme", "display": "systeme", **colours, **changes}


def test_the_page_shows_the_look_and_its_contrasts(signed_in: Client, territory: Territory):
    html = signed_in.get(PAGE).content.decode()
    page = Reading(html)
    assert (page.count["h1"], page.count["main"]) == (1, 1)
    assert [name for name, times in page.ids.items() if times > 1] == []
    assert page.all("input", name="light_brand")[0]["value"] == "#0f4c5c"
    assert "encre sur papier, mode clair" in html


def test_a_new_look_shows_everywhere(signed_in: Client, client: Client, territory: Territory):
    response = signed_in.post(PAGE, answers(light_brand="#1F3F8A", radius=4, display="livre"), follow=True)
    assert "L’apparence est enregistrée" in response.content.decode()
    territory.refresh_from_db()
    assert from_json(territory.theme).light.brand == "#1f3f8a"
    assert territory.helpline_phone == "+33261910000"
    assert "tous les jours" in client.get("/").content.decode()
    assert "--t-radius:4px" in client.get("/theme.css").content.decode()
    assert JournalEntry.objects.filter(action="territory.present").count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"light_brand": "#9aa0a6"}, "couleur principale sur papier, mode clair"),
        ({"light_ink": "noir"}, "#rrvvbb"),
        ({"help_phone": "douze"}, "n’est pas un numéro"),
        ({"radius": "90"}, "28"),
        ({"radius": ""}, "Il manque une réponse"),
        ({"logo": SimpleUploadedFile("logo.png", b"MZ\x90 un programme")}, "n’est pas une image"),
        ({"logo": SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\n" + b"0" * LARGEST_LOGO)}, "trop lourd"),
    ],
)
def test_what_cannot_be_used_is_refused(
    signed_in: Client, territory: Territory, change: dict[str, Any], words: str
):
    response = signed_in.post(PAGE, answers(help_hours="le matin", **change))
    html = response.content.decode()
    assert response.status_code == 200
    assert words in html
    assert 'class="summary"' in html
    assert 'value="le matin"' in html
    territory.refresh_from_db()
    assert territory.theme == {}
    assert territory.helpline_hours == "du lundi au vendredi, de 9 h à 17 h"


def test_the_logo_is_kept_shown_and_taken_away(signed_in: Client, client: Client, territory: Territory):
    assert client.get("/logo/").status_code == 404
    signed_in.post(PAGE, answers(logo=SimpleUploadedFile("ville.svg", DRAWING)))
    assert '<img src="/logo/" alt=""' in client.get("/").content.decode()
    response = client.get("/logo/")
    assert response.content == DRAWING
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert client.get("/logo/", headers={"if-none-match": response.headers["ETag"]}).status_code == 304
    signed_in.post(PAGE, answers(radius=2))
    assert client.get("/logo/").status_code == 200
    signed_in.post(PAGE, answers(no_logo="on"))
    assert client.get("/logo/").status_code == 404


def test_without_a_territory_the_refusal_says_what_to_do(signed_in: Client):
    assert "fabrique init" in signed_in.post(PAGE, answers()).content.decode()


@pytest.mark.django_db
def test_only_an_administrator_may(client: Client):
    assert client.get(PAGE).status_code == 302


def test_the_desk_leads_to_it(signed_in: Client):
    assert f'href="{PAGE}"' in signed_in.get("/espace/").content.decode()
