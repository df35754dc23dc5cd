"""A social worker finds three places for somebody: with a mouse, a keyboard, a phone, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect

from fabrique.core import clock
from fabrique.directory.enums import Fee, ServiceOffered
from fabrique.directory.guide import snapshot
from fabrique.territory.models import Area, Territory
from tests.factories.directory import entered, entry
from tests.journeys.conftest import NARROW, WIDE, assert_good_both, assert_no_sideways_scroll, follow

OpenPage = Callable[..., Page]
PATH = "/guide/orienter/"
ANSWERED = "besoin=imprimer&ou=QN00101M&pour=sans-rdv&quand=libre"


@pytest.fixture(autouse=True)
def guide(territory: Territory, settings: LazySettings) -> Iterator[None]:
    """A neighbourhood and five places that print."""
    settings.GUIDE_CHECK_SECONDS = 0
    snapshot.forget()
    ring = [[-1.556, 47.205], [-1.544, 47.205], [-1.544, 47.215], [-1.556, 47.215], [-1.556, 47.205]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    Area.objects.create(
        kind="qpv", code="QN00101M", name="Les Chanvres", commune_codes=["00101"], geometry=shape,
        simplified=shape, west=-1.556, south=47.205, east=-1.544, north=47.215, imported_at=clock.now(),
    )  # fmt: skip
    prints = {"services": [ServiceOffered.ACCESS], "hours": "24/7", "access_modes": ["Se présenter"]}
    entered(
        "ville",
        entry("bib", **prints, wheelchair=True, directions="Tram B, arrêt Corderie.", fees=[Fee.FREE]),
        entry("epn", name="Espace numérique La Bobine", latitude=47.215, phone="+33261910002", **prints),
        entry("mds", name="Maison des solidarités", latitude=47.22, phone="", hours_text="", **prints),
        entry("loin", name="Maison du Port", latitude=47.25, wheelchair=False, **prints),
        entry("cab", name="Cabinet Quai", latitude=47.23, phone="+33261910005", **prints),
    )
    yield
    snapshot.forget()


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text().replace("\u00a0", " ")


@pytest.mark.parametrize(("width", "javascript"), [(WIDE, True), (NARROW, False)])
def test_from_the_front_page_to_the_sheet(open_page: OpenPage, javascript: bool, width: int):
    page = open_page("/", width=width, java_script_enabled=javascript)
    page.get_by_role("link", name="Orienter une personne").click()
    page.get_by_text("Imprimer ou scanner").click()
    follow(page.get_by_role("button", name="Continuer"))
    page.get_by_label("Commune, quartier ou code postal").fill("quartier des Chanvres")
    follow(page.get_by_role("button", name="Continuer"))
    page.get_by_text("Sans rendez-vous").click()
    follow(page.get_by_role("button", name="Continuer"))
    page.get_by_text("Peu importe").click()
    follow(page.get_by_role("button", name="Continuer"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Trois lieux pour imprimer ou scanner")
    assert heading(page).endswith("près du quartier Les Chanvres")
    assert page.url.endswith(f"{PATH}?{ANSWERED}")
    expect(page.locator('main a[href="tel:+33261910001"]').first).to_be_visible()
    page.get_by_text("Voir les suivants").click()
    page.get_by_label("Mettre sur la fiche : Maison des solidarités").uncheck()
    page.get_by_label("Mettre sur la fiche : Cabinet Quai").check()
    follow(page.get_by_role("button", name="Fiche à imprimer"))
    assert heading(page) == "Où aller"
    expect(page.get_by_role("heading", name="Cabinet Quai")).to_be_visible()
    expect(page.get_by_role("heading", name="Maison des solidarités")).to_have_count(0)
    expect(page.get_by_text("Tram B, arrêt Corderie.")).to_be_visible()
    assert page.context.cookies() == []
    page.go_back()
    assert heading(page).startswith("Trois lieux")


def test_with_the_keyboard_only(open_page: OpenPage):
    page = open_page(PATH)
    page.locator("#besoin-1").focus()
    page.keyboard.press("ArrowDown")  # the second need: to print
    page.keyboard.press("Enter")
    expect(page.get_by_text("Question 2 sur 4")).to_be_visible()
    page.get_by_label("Commune, quartier ou code postal").focus()
    page.keyboard.type("zzzqqq")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#pres")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Les Chanvres")
    page.keyboard.press("Enter")
    page.locator("#pour-1").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Passer cette question").focus()
    page.keyboard.press("Enter")
    title = page.get_by_role("heading", level=1)
    expect(title).to_contain_text("lieux pour imprimer")
    page.locator("#lieu-1").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(title).to_have_text("Où aller")
    expect(page.locator("article section:not(.notes)")).to_have_count(2)


def test_an_answer_is_changed_and_the_others_stay(open_page: OpenPage):
    page = open_page(f"{PATH}?{ANSWERED}")
    page.get_by_role("link", name="Modifier : Pour venir").click()
    expect(page.get_by_label("Sans rendez-vous")).to_be_checked()
    page.get_by_label("Accès en fauteuil roulant").check()
    page.get_by_label("Être accueilli dans sa langue").select_option(label="Arabe")
    follow(page.get_by_role("button", name="Continuer"))
    assert page.url.endswith("besoin=imprimer&ou=QN00101M&pour=fauteuil&pour=sans-rdv&langue=ar&quand=libre")
    expect(page.get_by_text("Accès en fauteuil", exact=True).first).to_be_visible()


def test_the_pdf_comes_from_the_ticked_places(open_page: OpenPage):
    page = open_page(f"{PATH}?{ANSWERED}")
    button = page.get_by_role("button", name="PDF en gros caractères")
    with page.expect_request("**/fiche.pdf?*") as asked:
        button.click(no_wait_after=True)
    assert asked.value.url.count("lieu=") == 3


def test_every_screen_is_accessible_and_fits(open_page: OpenPage):
    page = open_page(PATH, width=NARROW)
    paths = [
        PATH,
        f"{PATH}?de=besoin&mots=zzzqqq",
        f"{PATH}?de=besoin",
        f"{PATH}?besoin=imprimer",
        f"{PATH}?besoin=imprimer&de=ou&pres=zzzqqq",
        f"{PATH}?besoin=imprimer&ou=00101",
        f"{PATH}?besoin=imprimer&ou=00101&pour=aucune",
        f"{PATH}?besoin=imprimer&ou=00101&pour=aucune&de=quand",
        f"{PATH}?{ANSWERED}",
        f"{PATH}?{ANSWERED}&fiche=1",
        f"{PATH}?besoin=imprimer&ou=QN00101M&pour=a-distance&pour=gratuit&quand=aujourdhui",
        f"{PATH}?besoin=pix&ou=inconnu&pour=aucune&quand=libre",
    ]
    for path in paths:
        page.goto(path)
        for summary in page.locator("main summary:visible").all():
            summary.click()
        assert_good_both(page)
    page.goto(f"{PATH}?{ANSWERED}")
    follow(page.get_by_role("button", name="Fiche à imprimer"))
    assert_good_both(page)


def test_targets_are_large_enough(open_page: OpenPage):
    page = open_page(PATH, width=NARROW)
    for path in (PATH, f"{PATH}?{ANSWERED}"):
        page.goto(path)
        small = page.evaluate(
            """() => [...document.querySelectorAll('main :is(a, button, select, .choice, input[type=text])')]
                .filter(e => e.checkVisibility() && !e.closest('.crumbs'))
                .filter(e => e.getBoundingClientRect().height < 47.9).map(e => e.outerHTML.slice(0, 100))"""
        )
        assert small == []


def test_on_paper_the_sheet_is_alone(open_page: OpenPage):
    page = open_page(f"{PATH}?{ANSWERED}")
    follow(page.get_by_role("button", name="Fiche à imprimer"))
    page.emulate_media(media="print")
    for gone in ("header.top", "footer", ".btn", ".tools", "#partager"):
        assert all(not one.is_visible() for one in page.locator(gone).all()), gone
    expect(page.locator(".rule")).to_have_count(5)
    expect(page.locator("article .qr")).to_be_visible()
    expect(page.get_by_text("02 61 91 00 01")).to_be_visible()


def test_the_sheet_fits_a_phone_with_large_text(open_page: OpenPage):
    page = open_page("/confort/?choix=oui&retour=/", width=NARROW)
    page.goto(f"{PATH}?{ANSWERED}")
    assert_no_sideways_scroll(page)
    follow(page.get_by_role("button", name="Fiche à imprimer"))
    expect(page.locator(".paper .tel").first).to_be_visible()
    assert_no_sideways_scroll(page)
