"""The way out and back: one browser, once, in time (S-13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from fabrique.core import clock
from fabrique.core.models import JournalEntry
from fabrique.people.models import Account
from tests.conftest import NOON
from tests.factories.oidc_provider import FakeProvider
from tests.people.oidc.conftest import assert_refused, go, leave, signed_in_as, tie

pytestmark = pytest.mark.django_db
RETURN = "/connexion/avec/externe/retour/"
NOT_EXPECTED = "n’est pas, ou plus, attendue"


@pytest.fixture
def provider(generic: FakeProvider, camille: Account) -> FakeProvider:
    """Its agent would come in, were it not for one thing."""
    tie(camille, generic)
    return generic


def assert_not_expected(client: Client, path: str) -> None:
    """Refused before the provider is asked, and without an entry that a stranger could multiply."""
    answer = client.get(path)
    assert answer.status_code == 403
    assert NOT_EXPECTED in answer.content.decode()
    assert not JournalEntry.objects.filter(action="people.refuse_provider").exists()


def test_a_return_without_state_is_refused(client: Client, provider: FakeProvider):
    code = parse_qs(urlsplit(leave(client)).query)["code"][0]
    assert_not_expected(client, f"{RETURN}?code={code}")
    assert_not_expected(client, f"{RETURN}?code={code}&state=")
    assert_not_expected(client, RETURN)
    assert "token" not in provider.asked
    assert signed_in_as(client) == ""


def test_the_state_of_another_browser_is_refused(client: Client, provider: FakeProvider):
    stolen = leave(Client())
    leave(client)
    assert_not_expected(client, stolen)
    assert "token" not in provider.asked
    assert signed_in_as(client) == ""


def test_a_state_serves_once(client: Client, provider: FakeProvider):
    back = leave(client)
    client.get(back)
    client.post("/deconnexion/")
    assert_not_expected(client, back)
    assert signed_in_as(client) == ""


def test_a_state_serves_once_even_in_the_same_session(
    client: Client, provider: FakeProvider, camille: Account
):
    back = leave(client)
    client.get(back)
    assert signed_in_as(client) == str(camille.pk)
    assert_not_expected(client, back)


def test_a_code_that_has_served_is_refused(client: Client, provider: FakeProvider):
    """Of two returns with one code, each with a state of its own, the provider hears the first only."""
    first = parse_qs(urlsplit(leave(client)).query)
    second = parse_qs(urlsplit(leave(client)).query)
    client.get(RETURN, {"code": first["code"][0], "state": first["state"][0]})
    client.post("/deconnexion/")
    third = parse_qs(urlsplit(leave(client)).query)
    answer = client.get(RETURN, {"code": first["code"][0], "state": third["state"][0]})
    assert second["code"] != first["code"]
    assert_refused(client, answer, "code", "a refusé cette connexion")


def test_a_code_of_another_way_out_is_refused(client: Client, provider: FakeProvider):
    """Somebody slips her own code into a victim's return: the verifier does not match."""
    theirs = parse_qs(urlsplit(leave(Client())).query)
    ours = parse_qs(urlsplit(leave(client)).query)
    answer = client.get(RETURN, {"code": theirs["code"][0], "state": ours["state"][0]})
    assert_refused(client, answer, "code", "a refusé cette connexion")


def test_the_state_of_one_provider_does_not_serve_another(
    client: Client, provider: FakeProvider, proconnect: FakeProvider
):
    back = leave(client).replace("/externe/", "/proconnect/")
    assert_not_expected(client, back)
    assert "token" not in proconnect.asked


def test_a_way_back_that_is_too_long_is_refused(client: Client, provider: FakeProvider):
    with clock.frozen(NOON):
        back = leave(client)
    with clock.frozen(NOON + timedelta(minutes=10)):
        answer = client.get(back)
    assert answer.status_code == 403
    assert "a pris trop de temps" in answer.content.decode()
    assert "token" not in provider.asked
    assert signed_in_as(client) == ""


def test_a_provider_that_names_itself_must_be_the_right_one(client: Client, provider: FakeProvider):
    answer = client.get(f"{leave(client)}&iss=https://another.example")
    assert_refused(client, answer, "issuer")


def test_a_provider_that_promised_to_name_itself_must(client: Client, provider: FakeProvider):
    provider.metadata["authorization_response_iss_parameter_supported"] = True
    assert_refused(client, go(client), "issuer")


def test_a_provider_that_names_itself_rightly_is_believed(
    client: Client, provider: FakeProvider, camille: Account
):
    provider.metadata["authorization_response_iss_parameter_supported"] = True
    client.get(f"{leave(client)}&iss={provider.issuer}")
    assert signed_in_as(client) == str(camille.pk)


@pytest.mark.parametrize("error", ["access_denied", "server_error", "<script>alert(1)</script>"])
def test_an_error_of_the_provider_is_said_in_our_words(client: Client, provider: FakeProvider, error: str):
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    answer = client.get(RETURN, {"error": error, "error_description": error, "state": state})
    assert_refused(client, answer, "declined", "a été abandonnée")
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    assert error not in main
    assert "<script" not in answer.content.decode()


def test_only_the_latest_ways_out_are_remembered(client: Client, provider: FakeProvider):
    oldest = leave(client)
    for _time in range(4):
        client.get("/connexion/avec/externe/")
    assert_not_expected(client, oldest)
    assert len(client.session["oidc_flows"]) == 4


def test_nothing_is_posted_to_start_or_to_come_back(client: Client, provider: FakeProvider):
    for path in ("/connexion/avec/externe/", RETURN):
        assert client.post(path).status_code == 405


def test_signing_in_gives_the_session_another_name(client: Client, provider: FakeProvider):
    back = leave(client)
    before = client.cookies["sessionid"].value
    client.get(back)
    assert client.cookies["sessionid"].value != before


def test_somebody_signed_in_stays_who_she_is(
    client: Client, provider: FakeProvider, administrator: Account, declare: Callable[..., None]
):
    back = leave(client)
    client.force_login(administrator)
    client.get(back)
    assert signed_in_as(client) in {"", str(administrator.pk)}
    client.force_login(administrator)
    assert client.get("/connexion/avec/externe/")["Location"] == "/espace/"
    assert signed_in_as(client) == str(administrator.pk)
