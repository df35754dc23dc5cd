"""A provider that is down, slow, huge or wrong about itself: a page in French, the password still works."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.test import Client

from fabrique.core.models import JournalEntry
from fabrique.people.models import Account
from fabrique.people.signing.oidc import fetching
from fabrique.people.signing.oidc.providers import is_safe
from tests.conftest import PASSWORD
from tests.factories.oidc_provider import Asked, FakeProvider, Misdeed, oidc_provider, said, sent
from tests.people.oidc.conftest import assert_refused, go, leave, signed_in_as, tie

pytestmark = pytest.mark.django_db
AWAY = "ne répond pas comme il faut"


@pytest.fixture
def provider(generic: FakeProvider, camille: Account) -> FakeProvider:
    """Its agent would come in, were it not for one thing."""
    tie(camille, generic)
    return generic


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for less long than the seconds that a person would."""
    assert fetching.SECONDS <= 5
    monkeypatch.setattr(fetching, "SECONDS", 0.3)


def asleep(asked: Asked) -> None:
    time.sleep(1)


MISDEEDS: dict[str, Misdeed] = {
    "an error": lambda asked: (500, {}, b""),
    "not JSON": lambda asked: (200, {"Content-Type": "application/json"}, b"<html>"),
    "not UTF-8": lambda asked: (200, {"Content-Type": "application/json"}, b"\xff\xfe\x00"),
    "not an object": lambda asked: said(["x"]),
    "nothing": lambda asked: (200, {"Content-Type": "application/json"}, b""),
    "nested": lambda asked: (200, {"Content-Type": "application/json"}, b"[" * 100_000),
    "huge": lambda asked: (200, {"Content-Type": "application/json"}, b" " * (fetching.LARGEST + 1)),
    "cut short": lambda asked: (200, {"Content-Length": "5000"}, b"{"),
    "elsewhere": lambda asked: sent(f"{asked.provider.issuer}/elsewhere"),
}


@pytest.mark.parametrize("misdeed", MISDEEDS.values(), ids=MISDEEDS)
@pytest.mark.parametrize("part", ["token", "userinfo", "jwks"])
def test_a_wrong_answer_is_refused(
    client: Client, provider: FakeProvider, part: str, misdeed: Misdeed, impatient: None
):
    provider.misdeeds[part] = misdeed
    answer = go(client)
    assert answer.status_code in {403, 503}  # a userinfo that is no JSON by its type is « not sure »
    assert signed_in_as(client) == ""
    assert "elsewhere" not in provider.asked
    entry = JournalEntry.objects.get(action="people.refuse_provider")
    assert entry.summary["reason"] in {"unreachable", "userinfo"}


@pytest.mark.parametrize("misdeed", MISDEEDS.values(), ids=MISDEEDS)
def test_a_wrong_discovery_says_so_before_anybody_leaves(
    client: Client, provider: FakeProvider, misdeed: Misdeed, impatient: None
):
    provider.misdeeds["openid-configuration"] = misdeed
    answer = client.get("/connexion/avec/externe/")
    assert answer.status_code == 503
    assert AWAY in answer.content.decode()
    assert "elsewhere" not in provider.asked


@pytest.mark.parametrize("part", ["token", "userinfo", "jwks"])
def test_a_slow_answer_is_not_waited_for(client: Client, provider: FakeProvider, part: str, impatient: None):
    provider.misdeeds[part] = asleep
    back, started = leave(client), time.monotonic()
    assert_refused(client, client.get(back), "unreachable", AWAY)
    assert time.monotonic() - started < 0.9


def test_an_answer_that_drips_is_not_waited_for(
    client: Client, provider: FakeProvider, impatient: None, monkeypatch: pytest.MonkeyPatch
):
    """Each byte comes in time; all of them would not."""

    def dripping(response: object) -> bytes:
        class Dripping:
            def read1(self, _size: int) -> bytes:
                time.sleep(0.1)
                return b" "

        return read(Dripping())

    read = fetching._read
    monkeypatch.setattr(fetching, "_read", dripping)
    started = time.monotonic()
    assert client.get("/connexion/avec/externe/").status_code == 503
    assert time.monotonic() - started < 0.9


WRONG_METADATA = {
    "another issuer": {"issuer": "https://another.example"},
    "an issuer with a bar more": {"issuer": "{issuer}/"},
    "no issuer": {"issuer": None},
    "no authorization": {"authorization_endpoint": None},
    "plain http elsewhere": {"token_endpoint": "http://another.example/token"},
    "another scheme": {"jwks_uri": "file:///etc/passwd"},
    "a name and a password": {"userinfo_endpoint": "https://a:b@another.example/"},
    "no text": {"token_endpoint": ["https://another.example/"]},
    "broken": {"token_endpoint": "https://[another/"},
    "a broken port": {"token_endpoint": "https://another.example:port/"},
    "a script": {"end_session_endpoint": "javascript:alert(1)"},
}


@pytest.mark.parametrize("metadata", WRONG_METADATA.values(), ids=WRONG_METADATA)
def test_a_provider_that_is_wrong_about_itself_is_refused(
    client: Client, provider: FakeProvider, metadata: dict[str, object]
):
    provider.metadata = {
        name: value.format(issuer=provider.issuer) if isinstance(value, str) else value
        for name, value in metadata.items()
    }
    answer = client.get("/connexion/avec/externe/")
    assert answer.status_code == 503
    assert AWAY in answer.content.decode()


def test_only_a_trial_on_this_machine_is_asked_in_clear():
    assert is_safe("http://127.0.0.1:8199/token", loopback=True)
    assert not is_safe("http://127.0.0.1:8199/token", loopback=False)
    assert is_safe("https://auth.exemple.fr/token", loopback=False)


def test_without_the_provider_the_password_still_opens(
    client: Client, provider: FakeProvider, camille: Account
):
    provider.misdeeds["openid-configuration"] = lambda asked: (500, {}, b"")
    page = client.get("/connexion/avec/externe/").content.decode()
    assert "Vous pouvez entrer avec votre adresse et votre mot de passe" in page
    assert 'href="/connexion/"' in page
    assert client.get("/connexion/").status_code == 200
    client.post("/connexion/", {"username": camille.email, "password": PASSWORD})
    assert signed_in_as(client) == str(camille.pk)


def test_a_provider_that_was_stopped_is_away(client: Client, declare: Callable[..., None]):
    with oidc_provider() as gone:
        declare("externe", gone)
    assert client.get("/connexion/avec/externe/").status_code == 503


def test_what_a_provider_says_of_itself_is_kept(client: Client, provider: FakeProvider):
    for _twice in range(2):
        client.get("/connexion/avec/externe/")
    assert provider.asked.count("openid-configuration") == 1
