"""The whole way through ProConnect: invited, out, back; tied, untied. Wide, narrow, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from fabrique.people.actions import register_organisation
from fabrique.people.actions.invitations import invite_member
from fabrique.people.enums import Role
from fabrique.people.models import Account, ExternalIdentity
from fabrique.people.signing.oidc import discovery
from fabrique.territory.models import Territory
from tests.factories.accounts import code_now
from tests.factories.oidc_provider import AGENT, CLIENT, SECRET, FakeProvider, oidc_provider
from tests.journeys.conftest import NARROW, OpenPage, assert_good_both, follow, sign_in


@pytest.fixture(autouse=True)
def provider(territory: Territory, settings: LazySettings) -> Iterator[FakeProvider]:
    """ProConnect, on this machine, which asks who comes; and a second provider on the page of signing in."""
    discovery.forget()
    with oidc_provider(userinfo="jwt", asks=True) as running:
        values = {"issuer": running.issuer, "client_id": CLIENT, "client_secret": SECRET}
        kept = settings.IDENTITY_PROVIDERS
        settings.IDENTITY_PROVIDERS = {
            "proconnect": kept["proconnect"] | values,
            "externe": kept["externe"]
            | {**values, "issuer": "https://auth.exemple.fr", "label": "Territoire ID"},
        }
        yield running
    discovery.forget()


def through_the_provider(page: Page) -> None:
    """Say there who one is."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Fournisseur d’essai")
    follow(page.get_by_role("button", name="Entrer"))


def test_an_agent_joins_leaves_and_comes_back(
    open_page: OpenPage, provider: FakeProvider, live_server: LiveServer
):
    organisation = register_organisation(name="La Bobine")
    _row, secret = invite_member(
        organisation=organisation, email=AGENT["email"], role=Role.REFURBISHER, by=None
    )
    page = open_page(f"/invitation/{secret}/", width=NARROW, beyond=provider.issuer)
    assert_good_both(page)
    follow(page.get_by_role("link", name="Entrer avec ProConnect"))
    through_the_provider(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Rejoindre La Bobine")
    assert_good_both(page)
    follow(page.get_by_role("button", name="Rejoindre"))
    expect(page).to_have_url(f"{live_server.url}/espace/")
    assert Account.objects.get().name == "Camille Orvanne"

    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Quitter").click()
    expect(page).to_have_url(f"{live_server.url}/")
    expect(page.get_by_role("status")).to_have_text("Votre session est fermée.")
    assert provider.asked[-1] == "end"

    page.goto("/connexion/?next=/mon-compte/identites/")
    expect(page.get_by_role("link", name="Se connecter avec Territoire ID")).to_be_visible()
    assert_good_both(page)
    follow(page.get_by_role("link", name="Se connecter avec ProConnect"))
    through_the_provider(page)
    expect(page).to_have_url(f"{live_server.url}/mon-compte/identites/")
    expect(page.get_by_role("heading", name="ProConnect")).to_be_visible()
    assert_good_both(page)
    follow(page.get_by_role("link", name="Ne plus relier"))
    assert_good_both(page)
    follow(page.get_by_role("button", name="Ne plus relier"))
    expect(page.get_by_text("choisissez d’abord un mot de passe")).to_be_visible()


def test_an_account_is_tied_and_untied(open_page: OpenPage, provider: FakeProvider, administrator: Account):
    page = open_page("/connexion/", width=NARROW, beyond=provider.issuer)
    sign_in(page, administrator.email)
    page.goto("/mon-compte/identites/")
    assert_good_both(page)
    follow(page.get_by_role("link", name="Relier ProConnect"))
    through_the_provider(page)
    expect(page.get_by_text(AGENT["email"])).to_be_visible()
    assert_good_both(page)
    follow(page.get_by_role("button", name="C’est moi, relier"))
    expect(page.get_by_text("vous pourrez entrer ainsi")).to_be_visible()
    assert ExternalIdentity.objects.get().account == administrator
    follow(page.get_by_role("link", name="Ne plus relier"))
    follow(page.get_by_role("button", name="Ne plus relier"))
    assert not ExternalIdentity.objects.exists()


def test_a_person_without_an_account_reads_how_to_get_one(open_page: OpenPage, provider: FakeProvider):
    page = open_page("/connexion/", width=NARROW, beyond=provider.issuer)
    follow(page.get_by_role("link", name="Se connecter avec ProConnect"))
    page.get_by_label("Adresse").fill("passante@estuaire.example")
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_text("Demandez une invitation")).to_be_visible()
    assert_good_both(page)
    complaints: list[str] = open_page.complaints  # type: ignore[attr-defined]
    assert [c for c in complaints if "403" not in c] == []
    complaints.clear()  # the browser tells of the refusal itself
    follow(page.get_by_role("link", name="Aller à la page de connexion"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Espace professionnel")


def test_all_of_it_works_without_javascript(
    open_page: OpenPage, provider: FakeProvider, administrator: Account, live_server: LiveServer
):
    page = open_page("/connexion/", java_script_enabled=False, beyond=provider.issuer)
    sign_in(page, administrator.email)
    page.goto("/mon-compte/identites/")
    follow(page.get_by_role("link", name="Relier ProConnect"))
    through_the_provider(page)
    follow(page.get_by_role("button", name="C’est moi, relier"))
    page.get_by_role("button", name="Quitter").click()
    expect(page).to_have_url(f"{live_server.url}/")
    expect(page.get_by_role("status")).to_have_text("Votre session est fermée.")
    page.goto("/connexion/")
    follow(page.get_by_role("link", name="Se connecter avec ProConnect"))
    through_the_provider(page)
    page.get_by_label("Votre code").fill(code_now(later=1))  # the one of now has served
    follow(page.get_by_role("button", name="Continuer"))
    expect(page).to_have_url(f"{live_server.url}/espace/")
