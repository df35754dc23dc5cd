"""A provider of each kind, declared to the instance, and a browser that goes there and comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client

from fabrique.core.models import JournalEntry
from fabrique.people.actions.identities import link_identity
from fabrique.people.models import Account, ExternalIdentity
from fabrique.people.signing.oidc import discovery
from tests.factories import people
from tests.factories.oidc_provider import AGENT, CLIENT, SECRET, FakeProvider, oidc_provider

UNSAFE = "La réponse du fournisseur d’identité n’est pas sûre"


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """No key of a provider passes from one test to the next."""
    discovery.forget()
    yield
    discovery.forget()


@pytest.fixture
def declare(settings: LazySettings) -> Callable[..., None]:
    """Declare a provider under a name, as an operator does."""

    def declared(slug: str, provider: FakeProvider, **more: Any) -> None:
        values = {"issuer": provider.issuer, "client_id": CLIENT, "client_secret": SECRET, **more}
        kept = settings.IDENTITY_PROVIDERS
        settings.IDENTITY_PROVIDERS = {**kept, slug: {**kept[slug], **values}}

    return declared


@pytest.fixture
def generic(declare: Callable[..., None]) -> Iterator[FakeProvider]:
    """A provider of the usual kind: the person in JSON."""
    with oidc_provider() as provider:
        declare("externe", provider, label="Territoire ID")
        yield provider


@pytest.fixture
def proconnect(declare: Callable[..., None]) -> Iterator[FakeProvider]:
    """A provider like ProConnect: the person in a signed JWT."""
    with oidc_provider(userinfo="jwt") as provider:
        del provider.person["email_verified"]  # it says nothing of it
        declare("proconnect", provider)
        yield provider


@pytest.fixture
def camille(db: None) -> Account:
    """The account of the agent whom the providers know; no identity is tied to it yet."""
    account = people.account("Camille Orvanne")
    Account.objects.filter(pk=account.pk).update(email=AGENT["email"])
    account.refresh_from_db()
    return account


def tie(account: Account, provider: FakeProvider, *, slug: str = "externe", **more: str) -> ExternalIdentity:
    """Tie the provider's agent to the account."""
    idp_id = AGENT["idp_id"] if slug == "proconnect" else ""
    key = {"issuer": provider.issuer, "idp_id": idp_id, "subject": AGENT["sub"]} | more
    return link_identity(account=account, provider=slug, **key)


def visit(url: str) -> str:
    """Ask the provider for a page, as a browser; gives the address to which it sends."""
    parts = urlsplit(url)
    connection = HTTPConnection(str(parts.hostname), parts.port or 80, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}")
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 302, body
    return str(answer.headers["Location"])


def leave(client: Client, path: str = "/connexion/avec/externe/") -> str:
    """Start, go to the provider, and stop on the threshold of coming back: the address of the return."""
    started = client.get(path)
    assert started.status_code == 302, started.content.decode()
    back = urlsplit(visit(started["Location"]))
    return f"{back.path}?{back.query}"


def go(client: Client, path: str = "/connexion/avec/externe/") -> HttpResponse:
    """Start, go to the provider, come back."""
    return client.get(leave(client, path))


def assert_refused(client: Client, answer: HttpResponse, reason: str, words: str = UNSAFE) -> None:
    """A page in French, nobody signed in, and the reason in the journal."""
    assert answer.status_code == (503 if reason in {"unreachable", "discovery"} else 403)
    assert words in answer.content.decode()
    assert "_auth_user_id" not in client.session
    entry = JournalEntry.objects.get(action="people.refuse_provider")
    assert entry.summary["reason"] == reason
    assert set(entry.summary) == {"provider", "reason"}


def signed_in_as(client: Client) -> str:
    """The account of the client's session."""
    return str(client.session.get("_auth_user_id", ""))
