"""Organisations in a browser: invite and join, switch, lock, make a key; axe, 320 px, without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from fabrique.people.actions import add_member
from fabrique.people.actions.locking import set_desk_lock
from fabrique.people.actions.organisations import create_team
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from fabrique.territory.models import Territory
from tests.factories.people import PASSWORD, member, organisation
from tests.journeys.conftest import NARROW, OpenPage, assert_good, follow, go_in, sign_in

LONG = "Association intercommunale Anticonstitutionnellement-des-Deux-Rives"
CODE = "280714"


@pytest.fixture
def coordinator(territory: Territory) -> Account:
    """She coordinates an organisation with a long name, and mediates in another."""
    holder = organisation(LONG)
    found = member(Role.COORDINATOR, of=holder, name="Ondine Tréval")
    create_team(organisation=holder, name="Itinérance")
    return found


def seen(page: Page) -> None:
    """What is asked of every page."""
    assert_good(page)


def press(page: Page, name: str) -> None:
    """Press a button of the page, or of the bar under the menu."""
    follow(page.get_by_role("button", name=name, exact=True).first)


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_is_invited_opens_an_account_and_signs_in(
    open_page: OpenPage, coordinator: Account, scripts: bool
):
    page = open_page("/connexion/", width=NARROW, java_script_enabled=scripts)
    sign_in(page, coordinator.email)
    page.goto("/espace/organisation/")
    follow(page.get_by_role("link", name="Membres", exact=True))
    follow(page.get_by_role("link", name="Inviter une personne"))
    if scripts:
        seen(page)
    page.get_by_label("Adresse électronique de la personne").fill("odile@estuaire.example")
    page.get_by_label("Médiation numérique").check()
    page.get_by_label("Équipe").select_option(label="Itinérance")
    press(page, "Envoyer l’invitation")
    link = page.locator(".secret").inner_text()
    if scripts:
        seen(page)
    newcomer = open_page(link, width=NARROW, java_script_enabled=scripts)
    if scripts:
        seen(newcomer)
    newcomer.get_by_label("Votre nom").fill("Odile Kermadec")
    newcomer.get_by_label("Choisissez un mot de passe").fill(PASSWORD)
    press(newcomer, "Ouvrir mon compte")
    assert "Votre compte est ouvert" in newcomer.locator("main").inner_text()
    go_in(newcomer, "odile@estuaire.example")
    newcomer.goto("/espace/organisation/")
    assert LONG in newcomer.locator("h1").inner_text()


def test_one_switches_between_organisations(open_page: OpenPage, coordinator: Account):
    other = organisation("Le Rouet")
    add_member(account=coordinator, organisation=other, role=Role.MEDIATOR)
    page = open_page("/connexion/", width=NARROW)
    sign_in(page, coordinator.email)
    assert "Pour qui agissez-vous" in page.locator("h1").inner_text()
    seen(page)
    follow(page.get_by_role("button", name=re.compile("Choisir Le Rouet")))
    assert page.locator(".desk-bar b").inner_text() == "Le Rouet"
    follow(page.get_by_role("link", name="Changer d’organisation"))
    follow(page.get_by_role("button", name=re.compile("Choisir Association")))
    assert page.locator(".desk-bar b").inner_text() == LONG
    seen(page)


def test_a_desk_is_locked_and_opened_where_it_was(open_page: OpenPage, coordinator: Account):
    page = open_page("/connexion/", width=NARROW)
    sign_in(page, coordinator.email)
    page.goto("/espace/verrou/")
    seen(page)
    page.get_by_label("Code du verrou").fill(CODE)
    press(page, "Enregistrer")
    page.goto("/espace/organisation/")
    follow(page.get_by_role("link", name="Équipes", exact=True))
    here = page.url
    press(page, "Verrouiller")
    seen(page)
    page.goto(here)
    assert page.locator("h1").inner_text() == "Poste verrouillé"
    page.get_by_label("Votre code").fill("999111")
    press(page, "Ouvrir")
    seen(page)
    page.get_by_label("Votre code").fill(CODE)
    press(page, "Ouvrir")
    assert page.url == here


def test_what_one_was_writing_survives_the_lock(open_page: OpenPage, coordinator: Account):
    set_desk_lock(account=coordinator, code=CODE, idle_minutes=None)
    page = open_page("/connexion/", width=NARROW)
    sign_in(page, coordinator.email)
    page.goto(f"/espace/organisations/{coordinator.organisation_id}/equipes/")
    page.get_by_label("Nom de l’équipe").fill("Le mardi")
    beside = page.context.new_page()
    beside.goto("/espace/")
    press(beside, "Verrouiller")
    open_page.complaints.clear()  # type: ignore[attr-defined]
    follow(page.get_by_role("button", name="Créer l’équipe"))
    assert "n’est pas perdu" in page.locator("main").inner_text()
    open_page.complaints.clear()  # type: ignore[attr-defined]  # the browser notes the answer 423
    seen(page)
    page.get_by_label("Votre code").fill(CODE)
    press(page, "Ouvrir")
    seen(page)
    press(page, "L’envoyer maintenant")
    assert page.get_by_role("link", name="Le mardi").is_visible()


def test_a_key_is_made_and_revoked(open_page: OpenPage, coordinator: Account):
    page = open_page("/connexion/", width=NARROW)
    sign_in(page, coordinator.email)
    page.goto("/espace/organisation/")
    follow(page.get_by_role("link", name="Clés de l’API", exact=True))
    seen(page)
    follow(page.get_by_role("link", name="Créer une clé"))
    seen(page)
    page.get_by_label(re.compile("À quoi sert cette clé")).fill("Le site")
    page.get_by_label(re.compile("Lire la fiche")).check()
    press(page, "Créer la clé")
    assert page.locator(".secret").inner_text().startswith("fab_")
    seen(page)
    follow(page.get_by_role("link", name="C’est copié, revenir aux clés"))
    follow(page.get_by_role("button", name=re.compile("Révoquer")))
    assert "révoquée" in page.locator("main").inner_text()


def test_every_page_of_an_organisation_is_within_reach(
    open_page: OpenPage, coordinator: Account, administrator: Account
):
    holder = Organisation.objects.get(name=LONG)
    page = open_page("/connexion/", width=NARROW)
    sign_in(page, administrator.email)
    root = f"/espace/organisations/{holder.pk}/"
    for path in ("", "modifier/", "membres/", "equipes/", "conventions/", "conventions/nouvelle/", "cles/"):
        page.goto(root + path)
        seen(page)
    for path in (
        "/espace/organisations/",
        "/espace/organisations/nouvelle/",
        "/espace/",
        "/invitation/rien/",
    ):
        page.goto(path)
        open_page.complaints.clear()  # type: ignore[attr-defined]  # the browser notes the answer 404
        seen(page)
