"""A resident reaches the portal: wide and narrow, dark, by keyboard, without JavaScript, with larger text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from fabrique.core.ui import portal
from fabrique.core.ui.portal import Door, Figure, FigureProvider
from fabrique.people.models import Account
from fabrique.territory.models import Territory
from tests.journeys.conftest import (
    NARROW,
    OpenPage,
    assert_accessible,
    assert_good_both,
    assert_no_sideways_scroll,
    follow,
    sign_in,
)

PUBLIC = (
    "/",
    "/connexion/",
    "/accessibilite/",
    "/vos-donnees/",
    "/donnees-ouvertes/",
    "/comment-nous-comptons/",
    "/galerie/",
)


@pytest.fixture(autouse=True)
def shown(territory: Territory) -> Iterator[None]:
    """A portal with its doors and figures."""
    door = Door("Trouver de l’aide", lambda: "154 lieux", "web:counting", "search", "accompany")
    other = Door("Donner du matériel", lambda: "Un ordinateur qui dort", "web:counting", "laptop", "equip")
    figure = FigureProvider(
        "Lieux", "Nous comptons les lieux publiés.", lambda: Figure("154", "lieux", date(2026, 11, 24))
    )
    with portal.doors.holding(guide=door, gift=other), portal.figures.holding(places=figure):
        yield


def test_public_pages_are_accessible_and_fit(open_page: OpenPage) -> None:
    page = open_page()
    for path in PUBLIC:
        page.goto(path)
        assert_good_both(page)


def test_a_missing_page_says_so(open_page: OpenPage) -> None:
    page = open_page("/rien-ici/", width=NARROW)
    assert page.get_by_role("heading", level=1).inner_text() == "Le fil s’arrête ici"
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    expected = [text for text in open_page.complaints if "404" in text]  # type: ignore[attr-defined]
    assert expected
    open_page.complaints.clear()  # type: ignore[attr-defined]


def test_everything_is_there_without_javascript(open_page: OpenPage) -> None:
    page = open_page("/", width=NARROW, java_script_enabled=False)
    assert page.get_by_role("link", name="02 61 91 00 00").first.get_attribute("href") == "tel:+33261910000"
    follow(page.get_by_role("link", name="Trouver de l’aide").first)
    page.get_by_role("button", name="Menu").click()
    follow(page.get_by_role("link", name="Accueil"))
    assert page.get_by_role("heading", level=1).inner_text() == "De quoi avez-vous besoin\u00a0?"


def test_the_keyboard_reaches_the_content_and_the_folded_menu(open_page: OpenPage) -> None:
    page = open_page("/", width=NARROW)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    page.goto("/")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Espace professionnel")
    assert link.is_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    assert not link.is_visible()


def test_the_menu_stays_open_where_a_browser_cannot_fold_it(open_page: OpenPage) -> None:
    page = open_page("/", width=NARROW)
    page.evaluate("document.getElementById('menu').removeAttribute('popover')")
    page.goto("/")
    sheet = page.request.get("/static/core/fabrique.css").text()
    unaware = sheet.replace("selector(:popover-open)", "selector(:no-such-thing)")
    page.route("**/fabrique.css", lambda route: route.fulfill(body=unaware, content_type="text/css"))
    page.goto("/")
    assert page.get_by_role("link", name="Espace professionnel").is_visible()
    assert not page.get_by_role("button", name="Menu").is_visible()
    assert_no_sideways_scroll(page)


def test_the_reading_comfort_is_kept_from_page_to_page(open_page: OpenPage) -> None:
    page = open_page("/vos-donnees/", width=NARROW)
    before = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    follow(page.get_by_role("link", name="Confort de lecture"))
    assert page.url.endswith("/vos-donnees/")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > before * 1.15
    for path in PUBLIC:
        page.goto(path)
        assert_no_sideways_scroll(page)
        assert_accessible(page)
    follow(page.get_by_role("link", name="Lecture ordinaire"))
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == before


def test_targets_are_at_least_48_pixels_high(open_page: OpenPage) -> None:
    page = open_page("/", width=NARROW)
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, input, select')].filter(e => e.checkVisibility()
            && !e.matches('.skip') && !e.closest('p:not(.help)'))
            .filter(e => e.getBoundingClientRect().height < 47.9).map(e => e.outerHTML.slice(0, 100))"""
    )
    assert small == []


def test_an_administrator_signs_in_works_and_leaves(open_page: OpenPage, administrator: Account) -> None:
    page = open_page("/espace/", width=NARROW)
    assert "/connexion/" in page.url
    page.get_by_label("Adresse électronique").fill(administrator.email)
    page.get_by_label("Mot de passe").fill("pas le bon")
    follow(page.locator("main").get_by_role("button", name="Se connecter"))
    assert page.get_by_role("alert").is_visible()
    assert_accessible(page)
    sign_in(page, administrator.email)
    for path in ("/espace/", "/espace/apparence/"):
        page.goto(path)
        assert page.get_by_role("heading", level=1).is_visible()
        assert_accessible(page)
        assert_no_sideways_scroll(page)
    page.get_by_role("button", name="Menu").click()
    follow(page.get_by_role("button", name="Quitter"))
    assert page.get_by_role("heading", level=1).inner_text().startswith("De quoi")


def test_the_page_reads_at_400_percent_and_in_forced_colours(open_page: OpenPage) -> None:
    page = open_page("/", width=320, height=256, forced_colors="active")
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name="Menu").click()
    link = page.get_by_role("link", name="Espace professionnel")
    link.scroll_into_view_if_needed()
    assert link.is_visible()
