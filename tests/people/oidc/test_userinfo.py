"""What a provider says of the person apart from its token (S-13)."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import jwt
import pytest
from django.test import Client

from fabrique.core import clock
from fabrique.people.models import Account
from tests.conftest import NOON
from tests.factories.oidc_provider import FakeProvider, key, said
from tests.people.oidc.conftest import assert_refused, go, signed_in_as, tie

pytestmark = pytest.mark.django_db
PATH = "/connexion/avec/proconnect/"


@pytest.fixture
def provider(proconnect: FakeProvider, camille: Account) -> FakeProvider:
    """Its agent would come in, were it not for one thing."""
    tie(camille, proconnect, slug="proconnect")
    return proconnect


def test_the_person_of_another_token_is_refused(client: Client, provider: FakeProvider):
    provider.userinfo_claims = {"sub": "agent-2"}
    assert_refused(client, go(client, PATH), "subject")


def test_the_person_of_another_token_is_refused_in_json_too(
    client: Client, generic: FakeProvider, camille: Account
):
    tie(camille, generic, subject="agent-2")
    generic.userinfo_claims = {"sub": "agent-2"}
    assert_refused(client, go(client), "subject")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"aud": "another"}, "audience"),
        ({"aud": None}, "audience"),
        ({"iss": "https://another.example"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"sub": None}, "subject"),
        ({"idp_id": None}, "subject"),
        ({"idp_id": ""}, "subject"),
    ],
)
def test_a_signed_person_who_is_not_for_us_is_refused(
    client: Client, provider: FakeProvider, changed: dict[str, object], reason: str
):
    provider.userinfo_claims = changed
    assert_refused(client, go(client, PATH), reason)


def test_a_person_signed_by_another_key_is_refused(client: Client, provider: FakeProvider):
    provider.sign_userinfo = lambda claims: jwt.encode(
        claims, key("rsa-2"), "RS256", headers={"kid": "rsa-1"}
    )
    assert_refused(client, go(client, PATH), "signature")


def test_a_person_whom_nobody_signed_is_refused(client: Client, provider: FakeProvider):
    def unsigned(claims: dict[str, object]) -> str:
        parts = [json.dumps({"alg": "none", "kid": "rsa-1"}).encode(), json.dumps(claims).encode(), b""]
        return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)

    provider.sign_userinfo = unsigned
    assert_refused(client, go(client, PATH), "algorithm")


def test_an_old_signed_person_is_refused(client: Client, provider: FakeProvider):
    provider.at = NOON
    with clock.frozen(NOON):
        provider.userinfo_claims = {"exp": int((NOON - timedelta(hours=1)).timestamp())}
        answer = go(client, PATH)
    assert_refused(client, answer, "time")


def test_proconnect_s_person_must_be_signed(client: Client, provider: FakeProvider):
    provider.userinfo = "json"
    assert_refused(client, go(client, PATH), "userinfo")


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "application/octet-stream"])
def test_a_person_in_another_form_is_refused(
    client: Client, generic: FakeProvider, camille: Account, kind: str
):
    tie(camille, generic)
    generic.misdeeds["userinfo"] = lambda asked: (200, {"Content-Type": kind}, said(generic.person)[2])
    assert_refused(client, go(client), "userinfo")


def test_bytes_that_are_no_token_are_refused(client: Client, provider: FakeProvider):
    provider.misdeeds["userinfo"] = lambda asked: (200, {"Content-Type": "application/jwt"}, b"\xff\xfe")
    assert_refused(client, go(client, PATH), "signature")


def test_a_token_of_identity_in_place_of_the_person_opens_nothing(client: Client, provider: FakeProvider):
    """It is signed for us, and names the same person; it lacks the provider's own provider."""
    provider.userinfo_claims = dict.fromkeys(("email", "siret", "idp_id"))
    assert_refused(client, go(client, PATH), "subject")


def test_a_signed_person_of_a_generic_provider_is_checked_too(
    client: Client, generic: FakeProvider, camille: Account
):
    generic.userinfo = "jwt"
    tie(camille, generic)
    go(client)
    assert signed_in_as(client) == str(camille.pk)
    client.post("/deconnexion/")
    generic.userinfo_claims = {"aud": "another"}
    assert_refused(client, go(client), "audience")
