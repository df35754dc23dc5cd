"""Security keys: added, used, and refused when anything is not as asked."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client

from fabrique.core.models import JournalEntry
from fabrique.people.models import Account
from tests.factories.accounts import sign_in
from tests.factories.keys import SoftKey
from tests.people.signing.conftest import Enter

pytestmark = pytest.mark.django_db
ADD, CODE, CONFIRM = "/mon-compte/securite/cle/", "/connexion/code/", "/connexion/confirmer/"


def asked(answer: HttpResponse) -> dict[str, Any]:
    found = re.search(r'id="key-request" type="application/json">(.+?)</script>', answer.content.decode())
    assert found
    request: dict[str, Any] = json.loads(found[1])
    return request


@pytest.fixture
def key(client: Client, administrator: Account) -> SoftKey:
    """A key that the administrator has added."""
    sign_in(client, administrator)
    key = SoftKey()
    given = {"name": "clé bleue", "credential": key.create(asked(client.get(ADD)))}
    assert client.post(ADD, given)["Location"] == "/mon-compte/"
    client.post("/deconnexion/")
    return key


def test_a_key_is_added_and_named(key: SoftKey, client: Client, administrator: Account):
    sign_in(client, administrator)
    assert "Clé « clé bleue »" in client.get("/mon-compte/").content.decode()
    assert JournalEntry.objects.filter(action="people.key_added").count() == 1


def test_a_key_signs_in_after_the_password(key: SoftKey, client: Client, enter: Enter):
    assert enter(client)["Location"] == CODE
    page = client.get(CODE)
    assert "Utiliser ma clé" in page.content.decode()
    assert "Votre code" not in page.content.decode().split("<main")[1].split("<h1>")[1].split("</h1>")[1]
    assert client.post(CODE, {"credential": key.get(asked(page))})["Location"] == "/espace/"
    assert client.get("/espace/").status_code == 200
    assert Authenticator.objects.get().last_used_at is not None


def test_an_answer_serves_once(key: SoftKey, client: Client, enter: Enter):
    enter(client)
    answer = key.get(asked(client.get(CODE)))
    client.post(CODE, {"credential": answer})
    client.post("/deconnexion/")
    enter(client)
    client.get(CODE)
    assert "n’a pas répondu comme attendu" in client.post(CODE, {"credential": answer}).content.decode()
    assert client.get("/mon-compte/").status_code == 302


@pytest.mark.parametrize("fault", ["another site", "another key", "another origin", "no challenge"])
def test_what_is_not_as_asked_is_refused(key: SoftKey, client: Client, enter: Enter, fault: str):
    enter(client)
    request = asked(client.get(CODE))
    if fault == "another key":
        answer = SoftKey().get(request)
    elif fault == "another origin":
        answer = key.get(request, origin="https://testserver.ailleurs.example")
    else:
        key.site = "ailleurs.example" if fault == "another site" else key.site
        answer = key.get(request)
    if fault == "no challenge":
        session = client.session
        del session["mfa.webauthn.state"]
        session.save()
    assert "n’a pas répondu comme attendu" in client.post(CODE, {"credential": answer}).content.decode()


BROKEN = ["[]", "{", "{}", '{"id": 3}', '{"type": "public-key", "response": []}', "null", "3", '"x"']


@pytest.mark.parametrize("answer", BROKEN)
def test_an_answer_that_is_none_is_refused(key: SoftKey, client: Client, administrator: Account, answer: str):
    sign_in(client, administrator)
    page = client.post(ADD, {"name": "Clé", "credential": answer}).content.decode()
    assert "La clé n’a pas répondu" in page
    client.get(CONFIRM)
    page = client.post(CONFIRM, {"credential": answer}).content.decode()
    assert "n’a pas répondu comme attendu" in page
    assert Authenticator.objects.count() == 1


def test_a_page_without_javascript_says_so(key: SoftKey, client: Client, administrator: Account):
    sign_in(client, administrator)
    for path in [ADD, CONFIRM]:
        assert "doit accepter JavaScript" in client.get(path).content.decode()
    assert "Utilisez votre clé" in client.post(CONFIRM, {}).content.decode()


def test_a_key_is_removed(key: SoftKey, client: Client, administrator: Account, card: list[str]):
    sign_in(client, administrator)
    number = Authenticator.objects.get().pk
    assert client.post(f"/mon-compte/securite/cle/{number}/retirer/")["Location"] == "/mon-compte/"
    assert not Authenticator.objects.exists()
