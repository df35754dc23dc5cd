"""Receiving a person in a browser: search, open, note, accept, merge; axe, 320 px, keyboard, no script."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import Page

from fabrique.people.actions.residents import write_note
from fabrique.people.enums import NoteLevel, Role
from fabrique.people.models import Account, Note, Organisation, Resident
from fabrique.territory.models import Territory
from tests.factories.accounts import code_now
from tests.factories.people import PASSWORD, agree, member, organisation, receive
from tests.journeys.conftest import (
    NARROW,
    WIDE,
    OpenPage,
    assert_good,
    assert_no_sideways_scroll,
    follow,
    sign_in,
)

LONG = "Mme Kervadec-Anticonstitutionnellement-des-Deux-Rives"
TYPED = {"Nom de famille": "Kervadec", "Année de naissance": "1951"}


@pytest.fixture
def ours(territory: Territory) -> Organisation:
    """An organisation that may keep files."""
    agree(found := organisation("La Bobine"))
    return found


@pytest.fixture
def mediator(ours: Organisation) -> Account:
    """She receives persons there."""
    return member(Role.MEDIATOR, of=ours, name="Ondine Tréval")


def seen(page: Page) -> None:
    """What is asked of every page."""
    assert page.locator("h1").count() == 1
    assert_good(page)


def press(page: Page, name: str) -> None:
    """Press the button of these words, of which the page may say further on what it acts."""
    follow(page.locator("main").get_by_role("button", name=re.compile(f"^{name}")).first)


def search(page: Page, **typed: str) -> None:
    """Look for a file by what the person says."""
    page.goto("/espace/personnes/")
    for label, value in typed.items():
        page.get_by_label(label).fill(value)
    press(page, "Chercher")


@pytest.mark.parametrize(("width", "scripts"), [(WIDE, True), (NARROW, False)])
def test_a_person_is_received_and_their_two_files_made_one(
    open_page: OpenPage, ours: Organisation, mediator: Account, width: int, scripts: bool
):
    look = seen if scripts else assert_no_sideways_scroll
    former = receive(ours, called=LONG, last_name="Kervadec", birth_year="1950", phone="02 61 91 40 12")
    page = open_page("/connexion/", width=width, java_script_enabled=scripts)
    sign_in(page, mediator.email)
    follow(page.get_by_role("link", name="Recevoir une personne"))
    look(page)
    press(page, "Chercher")
    look(page)
    search(page, **TYPED)
    assert page.title().startswith("Aucun dossier ici")
    look(page)
    press(page, "Ouvrir un dossier")
    assert page.get_by_label("Nom de famille").input_value() == "Kervadec"
    press(page, "Ouvrir le dossier")
    assert page.get_by_text("Écrivez comment appeler la personne").is_visible()
    look(page)
    page.get_by_label("Comment appeler la personne").fill(LONG)
    press(page, "Ouvrir le dossier")
    look(page)
    press(page, "Je viens de le lui lire")
    press(page, "Ajouter la note")
    assert page.title().startswith("À corriger")
    look(page)
    page.get_by_label("Ajouter une note").fill("Veut joindre un fichier.")
    press(page, "Ajouter la note")
    press(page, "Noter son accord")
    assert "L’accord est noté" in page.locator("main").inner_text()
    look(page)
    press(page, "Noter son retrait")
    follow(page.get_by_role("link", name="Corriger"))
    look(page)
    page.get_by_label("Commune").fill("Nulle-Part-sur-Rien")
    press(page, "Enregistrer")
    look(page)
    follow(page.get_by_role("link", name="Revenir sans rien changer"))
    follow(page.get_by_role("link", name="Réunir avec un autre dossier"))
    look(page)
    page.get_by_label("Code de l’autre dossier").fill(former.code)
    press(page, "Voir les deux dossiers")
    look(page)
    press(page, "C’est la même personne")
    assert page.get_by_role("heading", name="Dossiers réunis").is_visible()
    look(page)
    press(page, "Séparer")
    assert not Resident.objects.of(ours).filter(merged_into__isnull=False).exists()


def test_a_known_person_is_passed_on_purpose_only(open_page: OpenPage, ours: Organisation, mediator: Account):
    receive(ours, called=LONG, last_name="Kervadec", birth_year="1951")
    page = open_page("/connexion/", width=NARROW)
    sign_in(page, mediator.email)
    search(page, **TYPED)
    assert page.evaluate("document.activeElement.innerText") == "1 dossier trouvé"
    seen(page)
    press(page, "C’est une autre personne")
    page.get_by_label("Comment appeler la personne").fill("Mme Kervadec, la fille")
    for _twice in range(2):
        with page.expect_navigation():
            page.get_by_label("Prénom").press("Enter")
        assert "Une personne connue ici" in page.evaluate("document.activeElement.innerText")
    seen(page)
    assert Resident.objects.of(ours).count() == 1
    page.get_by_label("Non, c’est une autre personne").check()
    press(page, "Ouvrir le dossier")
    assert Resident.objects.of(ours).count() == 2


def test_what_is_wrong_in_a_folded_part_is_unfolded(
    open_page: OpenPage, ours: Organisation, mediator: Account
):
    page = open_page("/connexion/", width=NARROW)
    sign_in(page, mediator.email)
    page.goto("/espace/personnes/nouvelle/")
    page.get_by_label("Comment appeler la personne").fill("Odette")
    page.get_by_text("D’autres façons de la joindre").click()
    page.get_by_label("Adresse électronique").fill("odette chez orange")
    press(page, "Ouvrir le dossier")
    assert page.get_by_label("Adresse électronique").is_visible()
    seen(page)


def test_a_person_is_received_by_keyboard_alone(open_page: OpenPage, ours: Organisation, mediator: Account):
    person = receive(ours, called=LONG, last_name="Kervadec", birth_year="1951")
    page = open_page("/connexion/")
    sign_in(page, mediator.email)
    page.goto("/espace/personnes/")
    page.wait_for_selector("input:focus")  # or the first letters would be typed nowhere
    page.keyboard.type("Kervadec")
    page.keyboard.press("Tab")
    page.keyboard.type("1951")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector("h2:focus")  # the browser goes to what was found once the page is there
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(f"/espace/personnes/{person.pk}/")
    assert LONG in page.locator("h1").inner_text()
    page.go_back()
    assert page.locator("h2").first.inner_text() == "1 dossier trouvé"


def test_a_file_with_much_in_it_is_within_reach_and_prints_without_its_forms(
    open_page: OpenPage, ours: Organisation, mediator: Account
):
    person = receive(
        ours, called=LONG, protection="curatorship", representative=LONG, phone="02 61 91 40 12",
        email=f"{'a' * 60}@{'b' * 60}.example", address="12 rue des Deux-Rives " * 8,
    )  # fmt: skip
    for number in range(60):
        write_note(resident=person, level=NoteLevel.DESK, text=f"{number} {'x' * 300}", by=mediator)
    page = open_page("/connexion/", width=NARROW)
    sign_in(page, mediator.email)
    page.goto(f"/espace/personnes/{person.pk}/")
    assert page.get_by_role("article").count() == 60
    seen(page)
    page.emulate_media(media="print")
    assert not page.get_by_label("Ajouter une note").is_visible()
    assert page.get_by_role("article").first.is_visible()


def test_a_note_outlives_the_session(open_page: OpenPage, ours: Organisation, mediator: Account):
    person = receive(ours, called=LONG)
    page = open_page("/connexion/", width=NARROW)
    sign_in(page, mediator.email)
    page.goto(f"/espace/personnes/{person.pk}/")
    page.get_by_label("Ajouter une note").fill("Un long récit.")
    for row in Session.objects.all():
        session = SessionStore(row.session_key)
        session["seen_at"] = 0
        session.save()
    press(page, "Ajouter la note")
    assert "est gardé" in page.locator("main").inner_text()
    seen(page)
    again(page, mediator)
    assert page.locator("h1").inner_text() == "Vous étiez en train d’envoyer un formulaire"
    seen(page)
    press(page, "L’envoyer maintenant")
    assert Note.objects.of(ours).get().text == "Un long récit."
    assert page.url.endswith(f"/espace/personnes/{person.pk}/")


def again(page: Page, owner: Account) -> None:
    """Sign in on the page where one stands."""
    page.get_by_label("Adresse électronique").fill(owner.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    press(page, "Se connecter")
    page.get_by_label("Votre code").fill(code_now(later=1))
    press(page, "Continuer")
