"""Signing in and keeping one's account, in a browser: codes, a key, a lost password, devices; axe."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from fabrique.core.models import OutboxMessage
from fabrique.people.actions.cards import draw_card
from fabrique.people.actions.totp import present_step, set_totp
from fabrique.people.models import Account
from fabrique.territory.models import Territory
from tests.conftest import PASSWORD
from tests.factories.accounts import SECRET, code_now
from tests.journeys.conftest import OpenPage, assert_good, assert_good_both, follow, go_in

EMAIL = "helene@estuaire.example"
OWN_PAGES = [
    "/mon-compte/", "/mon-compte/nom/", "/mon-compte/adresse/", "/mon-compte/mot-de-passe/",
    "/mon-compte/securite/",
    "/mon-compte/securite/application/", "/mon-compte/securite/cle/", "/mon-compte/securite/carte/",
    "/mon-compte/securite/carte/retirer/", "/connexion/confirmer/?next=/mon-compte/",
]  # fmt: skip
OPEN_PAGES = ["/connexion/", "/mot-de-passe/oublie/", "/mot-de-passe/envoye/", "/mot-de-passe/nouveau/x/y/"]


@pytest.fixture(autouse=True)
def account(territory: Territory, administrator: Account) -> Account:
    """The administrator, with a long name."""
    administrator.name = "Hélène Brissane-Anticonstitutionnellement"
    administrator.save(update_fields=["name"])
    return administrator


def enter(page: Page, password: str = PASSWORD) -> None:
    page.goto("/connexion/")
    page.get_by_label("Adresse électronique").fill(EMAIL)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    follow(page.locator("main").get_by_role("button", name="Se connecter"))


def expect_status(open_page: OpenPage, status: int) -> None:
    """The browser's console tells of this answer: it was meant."""
    complaints: list[str] = open_page.complaints  # type: ignore[attr-defined]
    complaints[:] = [each for each in complaints if f"status of {status}" not in each]


def test_every_page_of_an_account(open_page: OpenPage, account: Account):
    page = open_page()
    for path in OPEN_PAGES:
        page.goto(path)
        assert_good_both(page)
    expect_status(open_page, 410)
    draw_card(account=account)
    go_in(page, EMAIL)
    for path in OWN_PAGES:
        page.goto(path)
        assert_good_both(page)
    page.goto("/mon-compte/securite/carte/")
    follow(page.get_by_role("button", name="Faire la carte"))
    assert_good_both(page)
    page.goto("/mon-compte/mot-de-passe/")
    page.get_by_label("Nouveau mot de passe").fill("motdepasse1234")
    follow(page.get_by_role("button", name="Enregistrer"))
    assert_good_both(page)


def test_the_first_time_without_javascript(open_page: OpenPage):
    page = open_page(java_script_enabled=False)
    enter(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Choisir une seconde preuve"
    follow(page.get_by_role("link", name="Faire une carte"))
    follow(page.get_by_role("button", name="Faire la carte"))
    codes = page.locator("ol.codes code").all_inner_texts()
    assert len(codes) == 50
    follow(page.get_by_role("link", name="J’ai la carte, continuer"))
    assert page.url.endswith("/espace/")
    follow(page.get_by_role("button", name=re.compile("Quitter")))
    enter(page)
    page.get_by_label("Votre code").fill(codes[16])
    follow(page.get_by_role("button", name="Continuer"))
    assert page.url.endswith("/espace/")


def test_an_application_of_codes(open_page: OpenPage):
    page = open_page()
    enter(page)
    follow(page.get_by_role("link", name="Ajouter une application"))
    assert page.locator("img.qr").evaluate("image => image.complete && image.naturalWidth > 0")
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    page.get_by_label("Le code que montre").fill(code_now(secret))
    follow(page.get_by_role("button", name="Enregistrer"))
    assert page.url.endswith("/espace/")


def test_a_key_of_the_device(open_page: OpenPage):
    page = open_page()
    session: Any = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    enter(page)
    follow(page.get_by_role("link", name="Ajouter une clé"))
    page.get_by_label("Un nom pour la reconnaître").fill("clé bleue")
    follow(page.get_by_role("button", name="Ajouter cette clé"))
    assert page.url.endswith("/espace/")
    follow(page.get_by_role("button", name=re.compile("Quitter")))
    enter(page)
    assert_good(page)
    follow(page.get_by_role("button", name="Utiliser ma clé"))
    assert page.url.endswith("/espace/")
    page.goto("/mon-compte/")
    assert "clé bleue" in page.locator("main").inner_text()


def test_a_key_that_does_not_answer_leaves_the_page(open_page: OpenPage):
    page = open_page()
    enter(page)
    follow(page.get_by_role("link", name="Ajouter une clé"))
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error()) }")
    page.get_by_label("Un nom pour la reconnaître").fill("clé bleue")
    page.get_by_role("button", name="Ajouter cette clé").click()
    assert page.get_by_role("alert").inner_text() == "La clé n’a pas répondu. Réessayez."


def test_a_lost_password(open_page: OpenPage, account: Account):
    set_totp(account=account, secret=SECRET, step=present_step() - 2)
    page = open_page("/connexion/")
    follow(page.get_by_role("link", name="Mot de passe oublié"))
    page.get_by_label("Adresse électronique").fill(EMAIL)
    follow(page.get_by_role("button", name="Recevoir le lien"))
    link = re.search(r"http\S+", OutboxMessage.objects.get().body)
    assert link
    page.goto(link[0])
    assert_good(page)
    page.get_by_label("Nouveau mot de passe").fill("girafe tambour lundi citron")
    page.get_by_label("Le même, encore une fois").fill("girafe tambour lundi citron")
    follow(page.get_by_role("button", name="Enregistrer"))
    enter(page, "girafe tambour lundi citron")
    assert page.get_by_role("heading", level=1).inner_text() == "Votre seconde preuve"
    page.get_by_label("Votre code").fill(code_now())
    follow(page.get_by_role("button", name="Continuer"))
    assert page.url.endswith("/espace/")


def test_devices_are_signed_out_one_by_one_and_all(open_page: OpenPage):
    here, desk, phone = open_page(), open_page(), open_page()
    for page in (desk, phone, here):
        go_in(page, EMAIL)
    here.goto("/mon-compte/")
    assert here.get_by_role("button", name=re.compile("^Déconnecter ")).count() == 3
    follow(here.get_by_role("button", name=re.compile("^Déconnecter ")).first)
    assert here.get_by_role("button", name=re.compile("^Déconnecter ")).count() == 2
    follow(here.get_by_role("button", name="Déconnecter tous les autres"))
    for page in (desk, phone):
        page.goto("/espace/")
        assert "/connexion/" in page.url
    here.goto("/espace/")
    assert here.url.endswith("/espace/")


def test_too_many_tries(open_page: OpenPage):
    page = open_page()
    for _ in range(10):
        enter(page, "ce n’est pas le bon mot de passe")
    page.goto("/connexion/")
    page.get_by_label("Adresse électronique").fill(EMAIL)
    page.get_by_label("Mot de passe", exact=True).fill("encore un")
    follow(page.locator("main").get_by_role("button", name="Se connecter"))
    assert "Attendez 15 minutes" in page.content()
    assert_good(page)
    expect_status(open_page, 429)
