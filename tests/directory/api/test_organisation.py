"""With its key, an organisation reads its own sheet; without one, or with another's, nobody does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fabrique.core import clock
from fabrique.directory.api.limiting import buckets
from fabrique.people.actions.organisations import create_team
from fabrique.people.actions.tokens import make_token, revoke_token
from fabrique.people.enums import Role
from fabrique.people.models import Account, ApiToken, Organisation
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/organisation"


@pytest.fixture
def ours() -> tuple[Account, ApiToken, str]:
    """A coordinator of ours, a key and its secret; another organisation has a team too."""
    by = member(Role.COORDINATOR, of=organisation("La Bobine"))
    for name in ("La Bobine", "Le Rouet"):
        create_team(organisation=organisation(name), name=f"Équipe de {name}")
    key, secret = make_token(
        organisation=organisation("La Bobine"), name="x", scopes=["organisation:read"], days=30, by=by
    )
    return by, key, secret


def ask(client: Client, secret: str, status: int) -> Any:
    headers = {"Authorization": secret if " " in secret else f"Bearer {secret}"} if secret else None
    response = client.get(ADDRESS, headers=headers)
    assert response.status_code == status, response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    return response


def test_a_key_reads_its_own_organisation(client: Client, ours: tuple[Account, ApiToken, str]):
    found = ask(client, ours[2], 200).json()
    assert found == {
        "identifiant": str(organisation("La Bobine").pk),
        "nom": "La Bobine",
        "siret": "",
        "type": "",
        "equipes": [{"identifiant": found["equipes"][0]["identifiant"], "nom": "Équipe de La Bobine"}],
    }
    ours[1].refresh_from_db()
    assert ours[1].last_used_on == clock.today()


def test_a_key_of_theirs_never_sees_ours(client: Client, ours: tuple[Account, ApiToken, str]):
    """S-02: whatever is asked along, the key alone says whose sheet it is."""
    other = member(Role.COORDINATOR, of=organisation("Le Rouet"))
    secret = make_token(
        organisation=organisation("Le Rouet"), name="x", scopes=["organisation:read"], days=30, by=other
    )[1]
    assert ask(client, secret, 200).json()["nom"] == "Le Rouet"
    ours_id = organisation("La Bobine").pk
    response = client.get(f"{ADDRESS}?organisation={ours_id}", headers={"Authorization": f"Bearer {secret}"})
    assert response.status_code == 422
    assert "Bobine" not in response.content.decode()
    client.force_login(ours[0])
    assert ask(client, secret, 200).json()["nom"] == "Le Rouet"


def test_without_a_live_key_nobody_reads(client: Client, ours: tuple[Account, ApiToken, str]):
    by, key, secret = ours
    for wrong in ("", "fab_rien", secret[:-1], secret + "x", f"Basic {secret}", "Bearer ", key.prefix):
        problem = ask(client, wrong, 401)
        assert problem.headers["Content-Type"] == "application/problem+json"
        assert problem.headers["WWW-Authenticate"] == "Bearer"
        assert problem.json()["status"] == 401
        assert "Bobine" not in problem.content.decode()
    client.force_login(by)
    ask(client, "", 401)
    with clock.frozen(clock.now() + timedelta(days=30)):
        ask(client, secret, 401)
    revoke_token(token=key, by=by)
    ask(client, secret, 401)


def test_a_key_without_the_scope_is_told_so(client: Client, ours: tuple[Account, ApiToken, str]):
    ApiToken.objects.everywhere("tests").update(scopes=[])
    problem = ask(client, ours[2], 403).json()
    assert "organisation:read" in problem["detail"]


@pytest.fixture
def slow(settings: Any) -> Iterator[None]:
    """Three requests a minute."""
    settings.API_RATE = 3
    buckets.forget()
    yield
    buckets.forget()


def test_it_is_limited_like_the_rest(client: Client, ours: tuple[Account, ApiToken, str], slow: None):
    answers = [client.get(ADDRESS, headers={"Authorization": f"Bearer {ours[2]}"}) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]


def test_it_costs_two_queries(
    client: Client, ours: tuple[Account, ApiToken, str], django_assert_num_queries: Any
):
    ask(client, ours[2], 200)
    for name in ("a", "b", "c"):
        create_team(organisation=Organisation.objects.get(name="La Bobine"), name=name)
    with django_assert_num_queries(2):
        ask(client, ours[2], 200)


def test_it_is_documented(client: Client):
    page = client.get("/api/v1/").content.decode()
    assert "Avec la clé d’une organisation" in page
    assert 'id="organisation"' in page
    document = client.get("/api/v1/openapi.json").json()
    assert document["paths"][ADDRESS]["get"]["security"] == [{"cle": []}]
    assert document["components"]["securitySchemes"]["cle"]["scheme"] == "bearer"
