"""A resident looks for help: with a phone, with a keyboard, without JavaScript, on a map."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect

from fabrique.core import clock
from fabrique.directory.actions import offers, stops
from fabrique.directory.enums import Fee, ServiceOffered
from fabrique.directory.guide import snapshot
from fabrique.directory.models import Place
from fabrique.territory.models import Territory
from tests.factories.directory import entered, entry, place_of
from tests.journeys.conftest import NARROW, assert_good_both, assert_no_sideways_scroll

OpenPage = Callable[..., Page]


@pytest.fixture
def guide(territory: Territory, settings: LazySettings) -> Iterator[Place]:
    """Three places in Port-Sablier; gives the médiathèque."""
    settings.GUIDE_CHECK_SECONDS = 0
    snapshot.forget()
    access = {"services": [ServiceOffered.ACCESS], "hours": "24/7", "fees": [Fee.FREE]}
    entered(
        "ville",
        entry("bib", **access, wheelchair=True, emails=["bonjour@lieu.example"], hours_text="toujours"),
        entry("epn", name="Espace numérique La Bobine", latitude=47.215, phone="+33261910002", **access),
        entry("parents", name="Maison des parents", services=[ServiceOffered.PARENTING], latitude=47.22),
    )
    place = place_of("ville", "bib")
    service = offers.create_service(name="Impression", fees="payant", fees_detail="10 centimes la page")
    offers.offer_service(service=service, places=[place])
    offers.close_place(
        place=place, starts_on=clock.today() + timedelta(days=30), ends_on=clock.today() + timedelta(days=31)
    )
    yield place
    snapshot.forget()


def search(page: Page, wish: str, near: str) -> None:
    page.get_by_label("Je veux…").fill(wish)
    page.get_by_label("Près de").fill(near)
    page.get_by_role("button", name="Chercher").click()


@pytest.mark.usefixtures("guide")
@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
def test_from_a_need_to_a_phone_number(open_page: OpenPage, javascript: bool):
    page = open_page(java_script_enabled=javascript)
    search(page, "inprimer un CV", "Port-Sablier")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 lieux pour imprimer ou scanner")
    page.get_by_label("Accessible en fauteuil").check()
    page.get_by_role("button", name="Mettre à jour").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 lieu pour imprimer")
    page.get_by_role("link", name="Médiathèque des Deux-Rives", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Médiathèque des Deux-Rives")
    expect(page.locator('main a[href="tel:+33261910001"]').first).to_be_visible()
    expect(page.get_by_text("10 centimes la page")).to_be_visible()


@pytest.mark.usefixtures("guide")
def test_with_the_keyboard_only(open_page: OpenPage):
    page = open_page("/guide/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.get_by_label("Je veux…").focus()
    page.keyboard.type("imprimer")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Près de")).to_be_focused()
    page.keyboard.type("Port-Sablier")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 lieux")
    box = page.get_by_label("Accessible en fauteuil")
    for _ in range(60):
        if box.evaluate("e => e === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(box).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 lieu")


def test_every_page_is_accessible_and_fits(open_page: OpenPage, guide: Place):
    paths = (
        "/guide/",
        "/guide/?q=imprimer&ou=Port-Sablier&comment=gratuit",
        "/guide/?q=zzzqqq&ou=zzz",
        f"/guide/lieu/{guide.code}/",
        "/guide/?carte=1",
        "/guide/communes/",
        "/guide/commune/00101/",
    )
    page = open_page("/guide/", width=NARROW)
    for path in paths:
        page.goto(path)
        for summary in page.locator("main summary:visible").all():
            summary.click()
        assert_good_both(page)


@pytest.mark.usefixtures("guide")
def test_answers_come_before_filters_on_a_phone(open_page: OpenPage):
    page = open_page("/guide/?q=imprimer", width=NARROW)
    first, filters = page.locator("li.place").first.bounding_box(), page.locator("#affiner").bounding_box()
    assert first
    assert filters
    assert first["y"] < filters["y"]
    page.get_by_role("link", name="Trier les réponses").click()
    expect(page.get_by_label("Gratuit").first).to_be_in_viewport()


@pytest.mark.usefixtures("guide")
def test_around_me_asks_for_the_position_once_the_button_is_pressed(open_page: OpenPage):
    here = {"latitude": 47.2101, "longitude": -1.5501}
    page = open_page("/guide/", geolocation=here, permissions=["geolocation"])
    page.get_by_role("button", name="Autour de moi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3 lieux près de vous")
    assert "lat=47.210&lon=-1.550" in page.url
    plain = open_page("/guide/", java_script_enabled=False)
    expect(plain.get_by_role("button", name="Autour de moi")).to_be_hidden()


@pytest.mark.usefixtures("guide")
def test_the_map_works_with_the_keyboard(open_page: OpenPage):
    page = open_page("/guide/?carte=1")
    marker = page.get_by_role("button", name="1. Espace numérique La Bobine")
    marker.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Voir la fiche")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(marker).to_be_focused()
    expect(page.get_by_role("button", name="Agrandir")).to_be_visible()
    expect(page.locator("li.place")).to_have_count(3)


@pytest.mark.usefixtures("guide")
def test_without_javascript_the_map_gives_way_to_its_list(open_page: OpenPage):
    page = open_page("/guide/?carte=1", java_script_enabled=False)
    expect(page.get_by_text("La carte a besoin de JavaScript")).to_be_visible()
    expect(page.locator("li.place")).to_have_count(3)


def test_on_paper_nothing_of_the_screen_is_left(open_page: OpenPage, guide: Place):
    page = open_page(f"/guide/lieu/{guide.code}/")
    page.emulate_media(media="print")
    for gone in ("header.top", "footer", ".btn", ".state.live", ".crumbs"):
        assert all(not one.is_visible() for one in page.locator(gone).all()), gone
    expect(page.get_by_text("12 quai des Chanvres")).to_be_visible()
    expect(page.locator("img.qr")).to_be_visible()
    page.goto("/guide/")
    page.emulate_media(media="print")
    expect(page.locator(".hours").first).to_be_visible()


SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    "p { margin-bottom: 2em !important }"
)


def test_everything_fits_at_400_percent_with_wide_letters(open_page: OpenPage, guide: Place):
    today, reason = clock.today(), "Travaux d’isolation de longue durée, l’accueil se fait au centre social"
    offers.close_place(place=guide, starts_on=today, ends_on=today + timedelta(days=8), reason=reason)
    page = open_page("/guide/", width=NARROW, height=256)
    for path in (f"/guide/lieu/{guide.code}/", "/guide/?q=imprimer", "/guide/communes/"):
        page.goto(path)
        assert_no_sideways_scroll(page)
        page.evaluate(
            """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
                document.adoptedStyleSheets = [sheet]; }""",
            SPACED,
        )
        assert_no_sideways_scroll(page)


@pytest.mark.usefixtures("guide")
def test_a_marker_that_has_the_focus_is_above_its_neighbours(open_page: OpenPage):
    page = open_page("/guide/?carte=1", width=NARROW)
    for rank in range(1, 4):
        marker = page.locator(f'.pin[aria-label^="{rank}."]')
        marker.focus()
        assert marker.evaluate(
            "e => { const r = e.getBoundingClientRect();"
            " return e.contains(document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2)); }"
        )


@pytest.mark.usefixtures("guide")
def test_the_keyboard_reaches_the_filters_before_the_answers(open_page: OpenPage):
    page = open_page("/guide/?q=imprimer")
    shortcut = page.get_by_role("link", name="Trier les réponses")
    shortcut.focus()
    box = shortcut.bounding_box()
    assert box
    assert box["height"] >= 44
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Ouvert maintenant")).to_be_focused()


def test_a_long_name_and_large_text_stay_in_a_narrow_screen(open_page: OpenPage, guide: Place):
    word = "Anticonstitutionnellementinterdépartementalisation"
    entered("departement", entry("bus", name=word, hours="", hours_text=""))
    bus = place_of("departement", "bus")
    stops.add_stop(
        place=bus, name="Place de l’Écluse-Haute", commune_code="00102", commune_name="Corderive",
        hours="Mo-Su 09:30-12:30",
    )  # fmt: skip
    for path in (f"/guide/lieu/{bus.code}/", "/guide/?ou=Port-Sablier", "/guide/?quand=samedi"):
        page = open_page(path, width=NARROW)
        assert_no_sideways_scroll(page)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert_no_sideways_scroll(page)
