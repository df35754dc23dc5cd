"""Where to act in a browser: both questions asked, answered, compared, on wide and narrow screens."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import Page

from fabrique.observe import calculating
from fabrique.observe.enums import SitePurpose
from fabrique.observe.models import Scenario
from fabrique.people.models import Account, Organisation
from tests.factories.observe import brought, listed, sited
from tests.journeys.conftest import OpenPage, assert_good_both, follow, sign_in
from tests.observe.test_demand import counted


def answered(page: Page, by: Account) -> Scenario:
    """The scenario that was just asked, once its answer is there."""
    found = Scenario.objects.everywhere("test").order_by("-asked_at").first()
    assert found is not None
    calculating.solve_scenario(str(found.pk), actor=str(by.pk))
    page.goto(reverse("observe:scenario", kwargs={"pk": found.pk}))
    return found


def test_both_questions_from_the_form_to_the_comparison(
    open_page: OpenPage, ours: Organisation, helene: Account
):
    brought(ours, of=counted(c00101=1000, c00102=400))
    sited(listed(ours, title="Rues"), {}, {"longitude": -2.9, "commune_code": "00102", "cost_cents": 90_000},
          {"longitude": -2.97, "vetoes": [{"by": "heritage", "note": ""}]})  # fmt: skip
    sited(
        listed(ours, title="Arrêts", purpose=SitePurpose.STOP),
        {},
        {"longitude": -2.9, "commune_code": "00102"},
    )
    page = open_page(reverse("observe:home"))
    sign_in(page, helene.email)
    page.goto(reverse("observe:home"))
    follow(page.get_by_role("link", name="Où agir"))
    assert_good_both(page)
    follow(page.get_by_role("link", name="Ouvrir des lieux"))
    page.get_by_label("Titre du scénario").fill("Deux points")
    page.get_by_label("En combien d’années").fill("")
    follow(page.get_by_role("button", name="Chercher le plan"))
    assert page.get_by_label("Titre du scénario").input_value() == "Deux points"
    assert_good_both(page)
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Chercher le plan").is_visible()
    assert page.get_by_label("Titre du scénario").evaluate("e => getComputedStyle(e).borderStyle") == "none"
    assert page.get_by_text("Rues (accès libre en plein air)").is_visible()
    assert not page.get_by_text("Arrêts (arrêt d’un véhicule)").is_visible()
    page.emulate_media(media="screen")
    page.get_by_label("En combien d’années").fill("2")
    page.get_by_label("Combien de lieux ouvrir").fill("2")
    page.get_by_label("Part des lieux en quartier prioritaire").fill("0")
    follow(page.get_by_role("button", name="Chercher le plan"))
    assert_good_both(page)
    points = answered(page, helene)
    assert "Année par année" in page.locator("main").inner_text()
    assert_good_both(page)
    page.goto(reverse("observe:new-scenario", query={"voie": "vehicule"}))
    assert_good_both(page)
    page.get_by_label("Titre du scénario").fill("Le bus")
    page.get_by_label("D’où part le véhicule").fill("Grandmesnil")
    follow(page.get_by_role("button", name="Chercher le plan"))
    answered(page, helene)
    assert "Le calendrier du véhicule" in page.locator("main").inner_text()
    assert_good_both(page)
    follow(page.get_by_role("link", name=points.title))
    assert "côte à côte" in page.locator("main").inner_text()
    assert_good_both(page)
