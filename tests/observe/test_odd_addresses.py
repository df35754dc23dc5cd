"""What an address may hold that a database refuses: asked calmly, answered calmly."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.observe.actions import publishing
from fabrique.people.enums import Role
from tests.factories.accounts import sign_in
from tests.factories.observe import (
    asked,
    brought,
    calculated,
    contoured,
    drafted_publication,
    listed,
    sited,
)
from tests.factories.people import member, organisation
from tests.factories.towns import two_communes

pytestmark = pytest.mark.django_db
ODD = ("\0", "00101\0", "\ud7ff\uffff", "9" * 400, "' or 1=1", "x" * 5_000)
ASKED = {
    "home": ("page",),
    "site-list": ("veto", "commune", "qpv", "texte", "page"),
    "measure": ("niveau", "source", "zone", "page"),
    "run": ("zone", "page"),
    "together": ("zones",),
    "studies": ("etat", "page"),
    "requests": ("etat", "page"),
    "write": ("depuis",),
    "new-scenario": ("voie", "depuis"),
    "access": ("service", "methode", "portee", "personnes", "besoin", "liste", "ouvrir", "fermer"),
    "draft": ("calcul", "niveau", "zone", "indicateur", "source", "zones", "scenario", "autre", "etude"),
    "observatory": ("q", "page"),
    "latest": ("cartes",),
}


@pytest.fixture
def client(db: None) -> Client:
    two_communes()
    contoured()
    holder = organisation()
    by = member(Role.COORDINATOR, of=holder)
    brought(holder, by=by, shared=True)
    sites = listed(holder)
    sited(sites, {})
    asked(holder)
    publishing.publish(publication=drafted_publication(holder, by=by), by=by)
    client = Client()
    sign_in(client, by)
    client.keys = {  # type: ignore[attr-defined]
        "site-list": {"pk": sites.pk},
        "measure": {"code": "population"},
        "run": {"pk": calculated(holder, by=by).pk},
        "latest": {"slug": "personnes-equipees"},
    }
    client.keys["together"] = client.keys["run"]  # type: ignore[attr-defined]
    return client


@pytest.mark.parametrize("name", ASKED)
def test_an_odd_question_is_answered(client: Client, name: str):
    kinds = ("portrait", "ranking", "indicator", "comparison", "scenario", "study")
    keys = [client.keys.get(name, {})]  # type: ignore[attr-defined]
    for each in [{"kind": kind} for kind in kinds] if name == "draft" else keys:
        address = reverse(f"observe:{name}", kwargs=each)
        for asks in ASKED[name]:
            for odd in ODD:
                response = client.get(address, {asks: odd})
                assert response.status_code in (200, 404, 409), (address, asks, odd[:20])


@pytest.mark.parametrize(
    "address",
    [
        "/observatoire/personnes-equipees/1/fichiers/a%00b.csv",
        "/observatoire/personnes-equipees/99999999999999999999/",
        "/espace/observer/indices/livres/a%00b/",
        "/espace/observer/apporter/a%00b/",
        "/espace/observer/suivis/99999999999999999999/",
        "/api/v1/publications?q=a%00b",
        "/api/v1/publications?sorte=%00",
        "/api/v1/publications/personnes-equipees/99999999999999999999",
    ],
)
def test_an_odd_address_is_answered(client: Client, address: str):
    for send in (client.get, client.post):
        assert send(address).status_code < 500, address
