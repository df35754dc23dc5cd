"""Signing in through a provider, when all is well."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from fabrique.core.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.people.acting import act_for
from fabrique.people.actions import add_member, register_organisation
from fabrique.people.enums import Role
from fabrique.people.models import Account, ExternalIdentity
from fabrique.people.signing.oidc import discovery, proof
from tests.factories import people
from tests.factories.oidc_provider import FakeProvider
from tests.people.oidc.conftest import go, leave, signed_in_as, tie, visit

pytestmark = pytest.mark.django_db


def test_a_generic_provider_opens_the_account_that_is_tied(
    client: Client, generic: FakeProvider, camille: Account
):
    identity = tie(camille, generic)
    answer = go(client, "/connexion/avec/externe/?next=/mon-compte/identites/")
    assert (answer.status_code, answer["Location"]) == (302, "/mon-compte/identites/")
    assert signed_in_as(client) == str(camille.pk)
    identity.refresh_from_db()
    assert identity.used_at is not None
    entry = JournalEntry.objects.get(action="people.come_by_provider")
    assert (entry.actor, entry.summary) == (str(camille.pk), {"provider": "externe", "second_factor": False})


@pytest.mark.parametrize("signing", ["rsa-1", "ec-1"])
def test_proconnect_opens_the_account_that_is_tied(
    client: Client, proconnect: FakeProvider, camille: Account, signing: str
):
    tie(camille, proconnect, slug="proconnect")
    proconnect.signing = signing
    assert go(client, "/connexion/avec/proconnect/")["Location"] == "/espace/"
    assert signed_in_as(client) == str(camille.pk)


def test_the_question_has_no_parameter_too_many(client: Client, proconnect: FakeProvider):
    asked = parse_qs(urlsplit(client.get("/connexion/avec/proconnect/")["Location"]).query)
    assert set(asked) == {
        *("response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "claims"),
        *("code_challenge", "code_challenge_method"),
    }
    assert json.loads(asked["claims"][0]) == {"id_token": {"amr": {"essential": True}}}
    assert asked["redirect_uri"] == ["http://testserver/connexion/avec/proconnect/retour/"]
    assert asked["scope"] == ["openid given_name usual_name email uid siret idp_id"]
    assert asked["code_challenge_method"] == ["S256"]
    assert min(len(asked["state"][0]), len(asked["nonce"][0])) >= 32


def test_state_nonce_and_challenge_are_new_each_time(client: Client, generic: FakeProvider):
    asked = [
        parse_qs(urlsplit(client.get("/connexion/avec/externe/")["Location"]).query) for _twice in range(2)
    ]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]


def test_two_tabs_may_leave_at_once(client: Client, generic: FakeProvider, camille: Account):
    tie(camille, generic)
    first, second = leave(client), leave(client)
    client.get(first)
    assert signed_in_as(client) == str(camille.pk)
    assert client.get(second)["Location"] == "/espace/"


def test_the_secret_goes_in_a_header_when_the_provider_wants_it_there(
    client: Client, generic: FakeProvider, camille: Account
):
    generic.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_basic"]
    tie(camille, generic)
    go(client)
    assert signed_in_as(client) == str(camille.pk)


def test_a_provider_without_userinfo_is_believed_by_its_token(
    client: Client, generic: FakeProvider, camille: Account
):
    generic.metadata["userinfo_endpoint"] = None
    tie(camille, generic)
    go(client)
    assert signed_in_as(client) == str(camille.pk)
    assert "userinfo" not in generic.asked


@pytest.mark.parametrize(
    ("accepted", "claims", "proved"),
    [
        ([], {"amr": ["pwd", "mfa"], "acr": "eidas3"}, False),
        (["mfa", "pop"], {"amr": ["pwd"]}, False),
        (["mfa", "pop"], {"amr": ["pwd", "mfa"]}, True),
        (["mfa", "pop"], {"amr": "mfa"}, False),
        (["mfa", "pop"], {}, False),
        (["eidas3"], {"acr": "eidas3"}, True),
        (["eidas3"], {"acr": ["eidas3"]}, False),
    ],
)
def test_two_factors_are_proved_by_what_the_operator_accepts(
    client: Client,
    generic: FakeProvider,
    camille: Account,
    declare: Callable[..., None],
    accepted: list[str],
    claims: dict[str, object],
    proved: bool,
):
    declare("externe", generic, second_factor=accepted)
    generic.id_claims = {"acr": None, **claims}
    tie(camille, generic)
    go(client)
    request = RequestFactory().get("/")
    request.session, request.user = client.session, camille
    assert proof.proved_second_factor(request) is proved
    request.user = people.account("Autre")
    assert proof.proved_second_factor(request) is False
    assert proof.proved_second_factor(request, camille) is proved


def test_userinfo_proves_no_second_factor(
    client: Client, generic: FakeProvider, camille: Account, declare: Callable[..., None]
):
    declare("externe", generic, second_factor=["mfa"])
    generic.userinfo_claims = {"amr": ["mfa"], "acr": "mfa"}
    tie(camille, generic)
    go(client)
    request = RequestFactory().get("/")
    request.session, request.user = client.session, camille
    assert signed_in_as(client) == str(camille.pk)
    assert proof.proved_second_factor(request) is False


def test_a_siret_proposes_among_the_account_s_own_organisations(
    client: Client, proconnect: FakeProvider, camille: Account
):
    named = register_organisation(name="Ville", siret="00012345500008")
    other = register_organisation(name="La Bobine")
    add_member(account=camille, organisation=other, role=Role.MEDIATOR)
    tie(camille, proconnect, slug="proconnect")
    go(client, "/connexion/avec/proconnect/")
    request = RequestFactory().get("/")
    request.session, request.user = client.session, act_for(camille, None)
    assert proof.proposed_organisation(request) is None  # a member of the named one she is not
    add_member(account=camille, organisation=named, role=Role.TRAINER)
    assert proof.proposed_organisation(request) == named.pk
    page = client.get(reverse("people:choose-organisation")).content.decode()
    assert page.count("d’après votre connexion") == 1


def test_the_sign_in_page_shows_proconnect_first(
    client: Client, generic: FakeProvider, proconnect: FakeProvider
):
    html = client.get("/connexion/?next=/mon-compte/identites/").content.decode()
    doors = [
        'href="/connexion/avec/proconnect/?next=%2Fmon-compte%2Fidentites%2F"',
        "Qu’est-ce que ProConnect",
        'href="/connexion/avec/externe/?next=%2Fmon-compte%2Fidentites%2F"',
        'name="password"',
    ]
    assert sorted(doors, key=html.index) == doors
    assert "Se connecter avec Territoire ID" in html


def test_without_a_declared_provider_there_is_none(client: Client):
    assert "avec ProConnect" not in client.get("/connexion/").content.decode()
    for slug in ("proconnect", "externe", "autre"):
        assert client.get(f"/connexion/avec/{slug}/").status_code == 404
        assert client.get(f"/connexion/avec/{slug}/retour/").status_code == 404


@pytest.mark.parametrize("path", ["//ailleurs.example/", "https://ailleurs.example/", "/\\ailleurs.example"])
def test_coming_back_leads_nowhere_else(client: Client, generic: FakeProvider, camille: Account, path: str):
    tie(camille, generic)
    started = client.get("/connexion/avec/externe/", {"next": path})
    assert "ailleurs" not in started["Location"]
    assert go(client, f"/connexion/avec/externe/?next={path}")["Location"] == "/espace/"


def test_signing_out_closes_the_provider_s_session_too(
    client: Client, proconnect: FakeProvider, camille: Account
):
    tie(camille, proconnect, slug="proconnect")
    go(client, "/connexion/avec/proconnect/")
    answer = client.post("/deconnexion/")
    html = answer.content.decode()
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer["Cache-Control"] == "private, no-store"
    assert f'content="0; url={proconnect.issuer}/session/end?id_token_hint=' in html
    assert signed_in_as(client) == ""
    url = html.partition('content="0; url=')[2].partition('"')[0].replace("&amp;", "&")
    back = urlsplit(visit(url))
    assert back.path == "/deconnexion/retour/"
    followed = client.get(f"{back.path}?{back.query}", follow=True)
    assert "Votre session est fermée." in followed.content.decode()


def test_signing_out_needs_no_provider(client: Client, proconnect: FakeProvider, camille: Account):
    tie(camille, proconnect, slug="proconnect")
    go(client, "/connexion/avec/proconnect/")
    discovery.forget()
    proconnect.misdeeds["openid-configuration"] = lambda asked: (500, {}, b"")
    assert client.post("/deconnexion/")["Location"] == "/"
    assert signed_in_as(client) == ""


def test_an_identity_has_one_account(generic: FakeProvider, camille: Account):
    tie(camille, generic)
    with pytest.raises(DomainRefusal, match="déjà reliée"):
        tie(people.account(), generic)
    assert ExternalIdentity.objects.get().account == camille
