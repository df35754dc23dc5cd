"""A provider's word beside our own proofs: two factors, a fresh proof, the brake."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from fabrique.core import clock
from fabrique.people.actions import add_member, register_organisation
from fabrique.people.actions.totp import present_step, set_totp
from fabrique.people.enums import AccountEventKind, Role
from fabrique.people.models import Account, AccountEvent
from fabrique.people.signing import sessions, throttle
from tests.conftest import NOON
from tests.factories.accounts import SECRET, code_now
from tests.factories.oidc_provider import FakeProvider
from tests.people.oidc.conftest import go, leave, signed_in_as, tie

pytestmark = pytest.mark.django_db
OWN = "/mon-compte/identites/"
PROVE = f"{OWN}externe/prouver/?next={OWN}externe/relier/"


@pytest.fixture
def provider(generic: FakeProvider, camille: Account) -> FakeProvider:
    """It knows Camille, who is a mediator here."""
    add_member(account=camille, organisation=register_organisation(name="La Bobine"), role=Role.MEDIATOR)
    tie(camille, generic)
    return generic


@pytest.fixture
def with_codes(camille: Account) -> None:
    """Camille has an application of codes."""
    set_totp(account=camille, secret=SECRET, step=present_step() - 2)


def test_a_provider_that_proves_nothing_leaves_our_code_to_be_asked(
    client: Client, provider: FakeProvider, camille: Account, with_codes: None
):
    assert go(client)["Location"] == "/connexion/code/"
    assert signed_in_as(client) == ""
    client.post("/connexion/code/", {"code": code_now()})
    assert signed_in_as(client) == str(camille.pk)
    assert client.get("/espace/").status_code == 200


def test_a_role_that_wants_two_factors_sets_one_up(client: Client, provider: FakeProvider, camille: Account):
    go(client)
    assert signed_in_as(client) == str(camille.pk)
    assert client.get("/espace/")["Location"].startswith("/mon-compte/securite/")


def test_a_provider_that_proves_two_factors_opens(
    client: Client,
    provider: FakeProvider,
    camille: Account,
    with_codes: None,
    declare: Callable[..., None],
):
    declare("externe", provider, second_factor=["mfa"])
    provider.id_claims = {"amr": ["pwd", "mfa"]}
    assert go(client)["Location"] == "/espace/"
    assert client.get("/espace/").status_code == 200
    assert sessions.second_factor(client.session) == "provider"


def test_the_next_to_sign_in_here_has_not_proved_what_the_former_did(
    client: Client, provider: FakeProvider, camille: Account, declare: Callable[..., None]
):
    """The way out of one account leaves nothing to another that signs in with the same browser."""
    declare("externe", provider, second_factor=["mfa"])
    provider.id_claims = {"amr": ["mfa"]}
    go(client)
    client.post("/deconnexion/")
    provider.id_claims = {}
    go(client)
    assert signed_in_as(client) == str(camille.pk)
    assert sessions.second_factor(client.session) == ""


def test_a_session_of_the_provider_is_no_fresh_proof(client: Client, provider: FakeProvider):
    go(client)
    assert not sessions.is_fresh(client.session)
    assert client.get(f"{OWN}externe/relier/")["Location"].startswith("/connexion/confirmer/")


@pytest.mark.parametrize(("age", "fresh"), [(0, True), (299, True), (301, False), (-61, False)])
def test_who_has_just_been_asked_by_the_provider_is_fresh(
    client: Client, provider: FakeProvider, age: int, fresh: bool
):
    provider.at = NOON
    provider.id_claims = {"auth_time": int(NOON.timestamp()) - age}
    with clock.frozen(NOON):
        go(client)
        assert sessions.is_fresh(client.session) is fresh


@pytest.mark.parametrize("moment", [None, "now", True, float("nan"), float("inf")])
def test_a_moment_that_is_none_is_not_fresh(client: Client, provider: FakeProvider, moment: object):
    provider.id_claims = {"auth_time": moment}
    go(client)
    assert signed_in_as(client)
    assert not sessions.is_fresh(client.session)


def test_an_account_without_password_proves_itself_by_its_provider(
    client: Client, provider: FakeProvider, camille: Account
):
    go(client)
    page = client.get(f"{OWN}externe/relier/", follow=True).content.decode()
    assert "Le montrer avec Territoire ID" in page
    asked = parse_qs(urlsplit(client.get(PROVE)["Location"]).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    assert go(client, PROVE)["Location"] == f"{OWN}externe/relier/"
    assert sessions.is_fresh(client.session)
    assert sessions.second_factor(client.session) == ""


def test_proconnect_is_asked_again_in_the_words_it_knows(
    client: Client, proconnect: FakeProvider, camille: Account
):
    tie(camille, proconnect, slug="proconnect")
    go(client, "/connexion/avec/proconnect/")
    path = f"{OWN}proconnect/prouver/"
    asked = parse_qs(urlsplit(client.get(path)["Location"]).query)
    assert asked["prompt"] == ["login"]
    assert "max_age" not in asked
    go(client, path)
    assert sessions.is_fresh(client.session)


def test_a_provider_that_does_not_ask_again_proves_nothing(client: Client, provider: FakeProvider):
    go(client)
    provider.id_claims = {"auth_time": int(clock.now().timestamp()) - 3600}
    answer = go(client, PROVE)
    assert answer.status_code == 403
    assert "ne vous a pas demandé de vous identifier de nouveau" in answer.content.decode()
    assert not sessions.is_fresh(client.session)


def test_where_there_is_a_code_the_provider_must_see_two_factors(
    client: Client, provider: FakeProvider, with_codes: None, declare: Callable[..., None]
):
    go(client)
    client.post("/connexion/code/", {"code": code_now()})
    session = client.session
    session["proved_at"] = 0
    session.save()
    page = client.get(f"{OWN}externe/relier/", follow=True).content.decode()
    assert "Le montrer avec" not in page
    assert go(client, PROVE).status_code == 403
    assert not sessions.is_fresh(client.session)
    declare("externe", provider, second_factor=["mfa"])
    provider.id_claims = {"amr": ["mfa"]}
    go(client, PROVE)
    assert sessions.is_fresh(client.session)


def test_somebody_else_at_the_provider_proves_nothing(client: Client, provider: FakeProvider):
    go(client)
    provider.person["sub"] = "agent-2"
    answer = go(client, PROVE)
    assert answer.status_code == 403
    assert not sessions.is_fresh(client.session)


def test_returns_that_open_nothing_are_braked(client: Client, provider: FakeProvider):
    most = throttle.RULES["provider"]["address"][0]
    back = leave(client)
    for _time in range(most):
        assert client.get("/connexion/avec/externe/retour/?state=x").status_code == 403
    answer = client.get(back)
    assert answer.status_code == 429
    assert answer["Retry-After"]
    assert signed_in_as(client) == ""


def test_returns_that_open_are_not_counted(client: Client, provider: FakeProvider):
    for _time in range(throttle.RULES["provider"]["address"][0] + 1):
        go(client)
        client.post("/deconnexion/")
    assert go(client).status_code == 302


def test_the_owner_is_told_of_what_is_tied(camille: Account, generic: FakeProvider):
    tie(camille, generic)
    assert AccountEvent.objects.get().kind == AccountEventKind.IDENTITY_LINKED
