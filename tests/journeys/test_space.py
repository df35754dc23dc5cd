"""A day in the professional space: what waits, one field to find, what one is told; keyboard, 320 px, axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from fabrique.people.actions import add_member
from fabrique.people.actions.notifying import notify
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from fabrique.territory.models import Territory
from tests.factories.people import member, organisation, receive
from tests.journeys.conftest import OpenPage, assert_good_both, follow, sign_in

LONG = "Association de l’Anticonstitutionnellement-Vôtre des Deux-Rives"


@pytest.fixture
def coordinator(territory: Territory) -> Account:
    """Somebody with two organisations, who was told something."""
    found = member(Role.COORDINATOR, Role.RECEPTION, of=organisation(LONG), name="Inès Brumeral")
    add_member(account=found, organisation=organisation("Le Rouet"), role=Role.COORDINATOR)
    return found


def test_a_day(open_page: OpenPage, coordinator: Account):
    ours = Organisation.objects.get(name=LONG)
    for name in ("Noé Lardanne", "Aude Tessanqui"):
        who = member(Role.TRAINER, of=ours, name=name)
        notify(kind="people.invitation_accepted", subject=f"account:{who.pk}", organisation=ours)
    file = receive(ours, last_name="Marsonval", birth_year="1948")
    page = open_page()
    sign_in(page, coordinator.email)
    follow(page.get_by_role("listitem").filter(has_text=LONG).get_by_role("button", name="Choisir"))
    for path in ("/espace/notifications/choix/", "/espace/chercher/", "/espace/notifications/", "/espace/"):
        page.goto(path)
        assert_good_both(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.get_by_label("Trouver dans l’espace professionnel").fill("Marsonval 1948")
    page.keyboard.press("Enter")
    expect(page.locator("#trouve")).to_be_focused()
    assert page.url.endswith("/espace/chercher/?trouve")
    assert_good_both(page)
    follow(page.get_by_role("link", name=f"Dossier {file.code}"))
    follow(page.get_by_role("link", name="Notifications 2 non lues"))
    follow(page.get_by_role("button", name="Ouvrir : a rejoint").first)
    assert page.url.endswith(f"/espace/organisations/{ours.pk}/membres/")
    expect(page.get_by_role("link", name="Notifications 1 non lues")).to_be_visible()
