"""The guide in a frame: only on declared sites, without the shell, every link beside the site."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
FRAME = "/integrer/guide/?commune=Corderive&theme=demarches"


def ancestors(client: Client, path: str = FRAME) -> str:
    policy = client.get(path).headers["Content-Security-Policy"]
    found = re.search(r"frame-ancestors ([^;]*)", policy)
    assert found
    return found[1].strip()


def test_nobody_shows_the_frame_until_a_site_is_declared(client: Client, places: None):
    response = client.get(FRAME)
    assert ancestors(client) == "'none'"
    assert response.headers["X-Frame-Options"] == "DENY"


def test_declared_sites_and_no_other_show_the_frame(client: Client, places: None, settings: LazySettings):
    settings.WIDGET_HOSTS = ["mairie.example", "https://*.ville.example:8443"]
    response = client.get(FRAME)
    assert ancestors(client) == "mairie.example https://*.ville.example:8443"
    assert "X-Frame-Options" not in response.headers
    assert not response.cookies


@pytest.mark.parametrize(
    "path", ["/integrer/", "/", "/guide/", "/api/v1/", "/api/v1/lieux", "/donnees-ouvertes/", "/connexion/"]
)
def test_no_other_page_may_be_framed(client: Client, places: None, settings: LazySettings, path: str):
    settings.WIDGET_HOSTS = ["mairie.example"]
    assert ancestors(client, path) == "'none'"


@pytest.mark.parametrize(
    "host", ["x; script-src *", "*", "'self'", "a b", "mairie.example/chemin", "javascript:x", ""]
)
def test_what_is_no_host_opens_nothing(client: Client, places: None, settings: LazySettings, host: str):
    settings.WIDGET_HOSTS = [host]
    assert ancestors(client) == "'none'"
    assert client.get(FRAME).headers["X-Frame-Options"] == "DENY"


def test_the_frame_answers_and_its_links_open_beside(client: Client, places: None):
    html = client.get(FRAME).content.decode()
    assert '<base target="_blank">' in html
    assert 'target="_self"' in html
    assert "Mairie de Corderive" in html
    assert "Espace professionnel" not in html
    assert "Les liens s’ouvrent dans un nouvel onglet" in html
    more = client.get("/integrer/guide/?commune=Nulle-Part&q=%00&theme=inconnu")
    assert more.status_code == 200


def test_the_page_gives_the_line_to_copy(client: Client, places: None, settings: LazySettings):
    settings.WIDGET_HOSTS = ["mairie.example"]
    html = client.get(
        reverse("directory:widget"), {"commune": 'Cor"derive<', "theme": "demarches"}
    ).content.decode()
    line = "&lt;script src=&quot;http://testserver/static/directory/widget.js&quot;"
    assert line in html
    assert "data-commune=&quot;Cor&amp;quot;derive&amp;lt;&quot;" in html
    assert "data-theme=&quot;demarches&quot;" in html
    assert "<code>mairie.example</code>" in html
    assert 'Cor"derive<' not in html


def test_the_scripts_are_there(client: Client):
    for name in ("widget.js", "widget-frame.js", "widget.css"):
        response: Any = client.get(f"/static/directory/{name}")
        assert b"".join(response.streaming_content)
        assert "Cross-Origin-Resource-Policy" not in response.headers
