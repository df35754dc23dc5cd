"""What a provider signs, or somebody in its place, and which is not believed (S-13)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from jwt.algorithms import RSAAlgorithm

from fabrique.core import clock
from fabrique.people.models import Account
from tests.conftest import NOON
from tests.factories.oidc_provider import CLIENT, FakeProvider, jwk, key
from tests.people.oidc.conftest import assert_refused, go, signed_in_as, tie

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(generic: FakeProvider, camille: Account) -> FakeProvider:
    """Its agent would come in, were it not for one thing."""
    tie(camille, generic)
    return generic


def forged(header: dict[str, object], claims: dict[str, object], signature: bytes = b"") -> str:
    parts = [json.dumps(header).encode(), json.dumps(claims).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


CLAIMS = {
    "wrong audience": ({"aud": "another"}, "audience"),
    "an audience among others, for nobody in particular": ({"aud": [CLIENT, "another"]}, "audience"),
    "an audience among others, for another": ({"aud": [CLIENT, "another"], "azp": "another"}, "audience"),
    "for us alone, at another's demand": ({"azp": "another"}, "audience"),
    "no audience": ({"aud": None}, "audience"),
    "wrong issuer": ({"iss": "https://another.example"}, "issuer"),
    "no issuer": ({"iss": None}, "issuer"),
    "wrong nonce": ({"nonce": "x" * 43}, "nonce"),
    "missing nonce": ({"nonce": None}, "nonce"),
    "a nonce that is no text": ({"nonce": ["x"]}, "nonce"),
    "hash of another access token": ({"at_hash": "x" * 22}, "token_hash"),
    "no subject": ({"sub": None}, "subject"),
    "an empty subject": ({"sub": ""}, "subject"),
    "a subject too long": ({"sub": "x" * 256}, "subject"),
    "no end": ({"exp": None}, "time"),
    "no beginning": ({"iat": None}, "time"),
    "times in words": ({"exp": "2099-01-01"}, "time"),
    "a time that is no number": ({"exp": float("nan")}, "time"),
}


@pytest.mark.parametrize(("changed", "reason"), CLAIMS.values(), ids=CLAIMS)
def test_a_claim_that_is_not_ours_is_refused(
    client: Client, provider: FakeProvider, changed: dict[str, object], reason: str
):
    provider.id_claims = changed
    assert_refused(client, go(client), reason)


def test_an_audience_among_others_for_us_is_accepted(
    client: Client, provider: FakeProvider, camille: Account
):
    provider.id_claims = {"aud": [CLIENT, "another"], "azp": CLIENT}
    go(client)
    assert signed_in_as(client) == str(camille.pk)


MOMENTS = {
    "expired": {"exp": -61},
    "signed in the future": {"iat": 90},
    "signed long ago": {"iat": -700},
    "not valid yet": {"nbf": 90},
}


@pytest.mark.parametrize("moments", MOMENTS.values(), ids=MOMENTS)
def test_a_token_of_another_time_is_refused(client: Client, provider: FakeProvider, moments: dict[str, int]):
    provider.at = NOON
    with clock.frozen(NOON):
        provider.id_claims = {name: int(NOON.timestamp()) + seconds for name, seconds in moments.items()}
        answer = go(client)
    assert_refused(client, answer, "time")


def test_clocks_may_differ_by_a_minute(client: Client, provider: FakeProvider, camille: Account):
    provider.at = NOON
    with clock.frozen(NOON):
        now = int(NOON.timestamp())
        provider.id_claims = {"iat": now + 55, "nbf": now + 55, "exp": now - 55}
        go(client)
    assert signed_in_as(client) == str(camille.pk)


def test_no_signature_is_refused(client: Client, provider: FakeProvider):
    provider.sign = lambda claims: forged({"alg": "none", "kid": "rsa-1"}, claims)
    assert_refused(client, go(client), "algorithm")


def test_a_signature_with_the_public_key_as_a_secret_is_refused(client: Client, provider: FakeProvider):
    public = key("rsa-1").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    algorithm = jwt.get_algorithm_by_name("HS256")

    def signed(claims: dict[str, object]) -> str:
        unsigned = forged({"alg": "HS256", "kid": "rsa-1"}, claims).rpartition(".")[0]
        signature = algorithm.sign(unsigned.encode(), public)
        return f"{unsigned}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"

    provider.sign = signed
    assert_refused(client, go(client), "algorithm")


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256"])
def test_an_algorithm_that_we_did_not_choose_is_refused(
    client: Client, provider: FakeProvider, algorithm: str
):
    provider.sign = lambda claims: jwt.encode(claims, key("rsa-1"), algorithm, headers={"kid": "rsa-1"})
    assert_refused(client, go(client), "algorithm")


def test_an_extension_that_must_be_understood_is_refused(client: Client, provider: FakeProvider):
    provider.sign = lambda claims: provider.signed(claims, crit=["b64"], b64=True)
    answer = go(client)
    assert answer.status_code == 403
    assert signed_in_as(client) == ""


def test_an_unknown_key_is_refused(client: Client, provider: FakeProvider):
    provider.sign = lambda claims: jwt.encode(claims, key("rsa-2"), "RS256", headers={"kid": "rsa-2"})
    assert_refused(client, go(client), "key")


def test_a_token_that_names_no_key_is_refused(client: Client, provider: FakeProvider):
    provider.sign = lambda claims: jwt.encode(claims, key("rsa-1"), "RS256")
    assert_refused(client, go(client), "key")


def test_another_key_under_a_known_name_is_refused(client: Client, provider: FakeProvider):
    provider.sign = lambda claims: jwt.encode(claims, key("rsa-2"), "RS256", headers={"kid": "rsa-1"})
    assert_refused(client, go(client), "signature")


def test_a_key_of_another_kind_under_a_known_name_is_refused(client: Client, provider: FakeProvider):
    provider.sign = lambda claims: jwt.encode(claims, key("ec-1"), "ES256", headers={"kid": "rsa-1"})
    assert_refused(client, go(client), "key")


def test_a_key_that_the_token_brings_along_is_not_used(client: Client, provider: FakeProvider):
    provider.sign = lambda claims: jwt.encode(
        claims,
        key("rsa-2"),
        "RS256",
        headers={"kid": "rsa-1", "jwk": jwk("rsa-2"), "jku": "http://127.0.0.1/"},
    )
    assert_refused(client, go(client), "signature")


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", None, 5, "é.é.é", "e30.e30."])
def test_what_is_no_token_is_refused(client: Client, provider: FakeProvider, token: object):
    provider.id_token = lambda asked, access: token  # type: ignore[assignment,method-assign,return-value]
    answer = go(client)
    assert answer.status_code == 403
    assert signed_in_as(client) == ""


def test_a_token_that_holds_no_claims_is_refused(client: Client, provider: FakeProvider):
    provider.sign = lambda claims: jwt.PyJWS().encode(b"[]", key("rsa-1"), "RS256", headers={"kid": "rsa-1"})
    assert_refused(client, go(client), "signature")


def published(entry: dict[str, object]) -> Callable[[FakeProvider], None]:
    def publish(provider: FakeProvider) -> None:
        provider.keys = [entry]

    return publish


WEAK = rsa.generate_private_key(public_exponent=65537, key_size=1024)
KEYS = {
    "for encryption": jwk("rsa-1", use="enc"),
    "for another algorithm": jwk("rsa-1", alg="RS512"),
    "a shared secret": {"kty": "oct", "kid": "rsa-1", "k": "c2VjcmV0"},
    "broken": {"kty": "RSA", "kid": "rsa-1", "n": "!", "e": "AQAB"},
    "incomplete": {"kty": "RSA", "kid": "rsa-1"},
    "nothing": "rsa-1",
}


@pytest.mark.parametrize("entry", KEYS.values(), ids=KEYS)
def test_a_published_key_that_does_not_sign_is_not_used(
    client: Client, provider: FakeProvider, entry: object
):
    provider.keys = [entry]  # type: ignore[list-item]
    assert_refused(client, go(client), "key")


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_a_short_key_is_not_used(client: Client, provider: FakeProvider):
    provider.keys = [{**RSAAlgorithm.to_jwk(WEAK.public_key(), as_dict=True), "kid": "rsa-1", "alg": "RS256"}]
    provider.sign = lambda claims: jwt.encode(claims, WEAK, "RS256", headers={"kid": "rsa-1"})
    assert_refused(client, go(client), "key")


def test_a_provider_may_renew_its_keys(client: Client, provider: FakeProvider, camille: Account):
    """A key that nobody knows makes the keys asked for again, once a minute at most."""
    provider.at = NOON
    with clock.frozen(NOON):
        go(client)
        client.post("/deconnexion/")
        provider.signing, provider.published = "rsa-2", ["rsa-2"]
        assert go(client).status_code == 403  # asked less than a minute ago
        assert provider.asked.count("jwks") == 1
    with clock.frozen(NOON + timedelta(seconds=61)):
        go(client)
        assert signed_in_as(client) == str(camille.pk)
        assert provider.asked.count("jwks") == 2


def test_a_key_that_was_withdrawn_is_forgotten_within_an_hour(client: Client, provider: FakeProvider):
    provider.at = NOON
    with clock.frozen(NOON):
        go(client)
        client.post("/deconnexion/")
    provider.published, provider.at = ["rsa-2"], NOON + timedelta(minutes=61)
    with clock.frozen(provider.at):
        answer = go(client)
    assert_refused(client, answer, "key")
