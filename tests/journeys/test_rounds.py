"""A round in a browser: proposed, edited, read on a phone without network, counted, signed by a line."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.urls import reverse
from playwright.sync_api import Page

from fabrique.equip.actions.collecting import start_round
from fabrique.equip.models import Round, RoundStop
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from fabrique.territory.models import Territory
from tests.factories.people import member, organisation
from tests.factories.rounds import planned, to_fetch, tomorrow, van, workshop
from tests.journeys.conftest import NARROW, OpenPage, assert_good, follow, sign_in

KEPT = "caches.keys().then((names) => names.filter((name) => name.startsWith('fabrique-tournee')).length)"
DRAWN = """() => {
    const canvas = document.querySelector("canvas");
    const dots = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return dots.reduce((sum, value) => sum + value, 0);
}"""
WORKERS = "navigator.serviceWorker.getRegistrations().then((found) => found.length)"


@pytest.fixture
def ours(territory: Territory, settings: LazySettings, tmp_path: Path) -> Organisation:
    settings.FABRIQUE_HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    holder = organisation("Atelier intercommunal Anticonstitutionnellement-des-Deux-Rives")
    workshop(holder), van(holder)
    for rank in range(1, 4):
        to_fetch(holder, laptops=40 * rank, north=0.006 * rank)
    return holder


@pytest.fixture
def ines(ours: Organisation) -> Account:
    return member(Role.COORDINATOR, of=ours)


def draw(page: Page) -> None:
    """A line in the frame, as a finger draws it."""
    frame = page.locator("canvas")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 20 + 12 * step, box["y"] + 20 + 20 * (step % 3))
    page.mouse.up()


def test_a_round_from_the_proposal_to_the_last_door(open_page: OpenPage, ours: Organisation, ines: Account):
    page = open_page(reverse("equip:propose-rounds"), width=NARROW)
    sign_in(page, ines.email)
    page.goto(reverse("equip:propose-rounds"))
    assert_good(page)
    for box in page.locator("input[name=chosen]").all():
        box.check()
    page.locator("input[name=vehicles]").check()
    page.fill("input[name=on]", str(tomorrow()))
    follow(page.get_by_role("button", name="Proposer des tournées"))
    assert_good(page)
    follow(page.get_by_role("button", name="Garder ces tournées"))
    held = Round.objects.of(ours).get()
    page.goto(reverse("equip:round", args=[held.pk]))
    follow(page.get_by_role("button", name="Descendre").first)
    assert_good(page)
    follow(page.get_by_role("button", name="Prévoir cette tournée"))
    assert_good(page)
    page.get_by_text("Partir un autre jour que prévu").click()
    follow(page.get_by_role("button", name="Partir quand même"))
    page.get_by_text("gardée dans ce téléphone").wait_for()
    assert_good(page)
    page.context.set_offline(True)
    page.reload()
    assert page.get_by_text("4 quai des Chanvres").count() == 3
    page.context.set_offline(False)
    for rank in range(3):
        follow(page.get_by_role("link", name="Compter et signer").first)
        page.fill("input[name=handed_by]", "Odile Renart")
        if rank == 0:
            assert_good(page)
            page.locator("input[name^=count-]").fill("39")
            page.fill("input[name=gap]", "un écran cassé est resté")
            draw(page)
        else:
            page.get_by_label("Signé sur papier").check()
        follow(page.get_by_role("button", name="Enregistrer ce qui est pris"))
    follow(page.get_by_role("button", name="Terminer la tournée"))
    page.get_by_text("39 comptés").wait_for()
    assert_good(page)
    page.wait_for_function(f"{KEPT}.then((kept) => kept === 0)")
    page.wait_for_function(f"{WORKERS}.then((found) => found === 0)")
    signed = RoundStop.objects.of(ours).order_by("rank")[0]
    assert signed.drawn.startswith("M")


def on_the_road(open_page: OpenPage, ours: Organisation, driver: Account) -> Page:
    """A round that left, on the phone of its driver, who keeps its page."""
    held = start_round(held=planned(ours), by=None)
    page = open_page("/", width=NARROW)
    sign_in(page, driver.email)
    page.goto(reverse("equip:road", args=[held.pk]))
    page.get_by_text("gardée dans ce téléphone").wait_for()
    return page


def test_who_signs_out_leaves_nothing_of_a_round_in_the_phone(
    open_page: OpenPage, ours: Organisation, ines: Account
):
    page = on_the_road(open_page, ours, ines)
    assert page.evaluate(KEPT) == 1
    page.get_by_role("button", name="Menu").click()
    follow(page.get_by_role("button", name="Quitter"))
    page.wait_for_function(f"{KEPT}.then((kept) => kept === 0)")
    page.wait_for_function(f"{WORKERS}.then((found) => found === 0)")


def test_without_network_nothing_counted_is_lost_and_a_signature_is_drawn_again(
    open_page: OpenPage, ours: Organisation, ines: Account
):
    page = on_the_road(open_page, ours, ines)
    follow(page.get_by_role("link", name="Compter et signer").first)
    draw(page)
    save = page.get_by_role("button", name="Enregistrer ce qui est pris")
    follow(save)  # nobody is named: the page comes back, with the line that was drawn
    assert page.evaluate(DRAWN) > 0
    page.fill("input[name=handed_by]", "Odile Renart")
    page.context.set_offline(True)
    save.click()
    page.get_by_text("rien n’est envoyé, rien n’est perdu").wait_for()
    assert page.input_value("input[name=handed_by]") == "Odile Renart"
    assert_good(page)
    page.get_by_role("link", name="Revenir à la tournée").click()
    page.get_by_role("link", name="Compter et signer").first.click()
    page.get_by_text("Sans réseau, rien ne s’enregistre").wait_for()
    page.context.set_offline(False)
    page.reload()
    page.fill("input[name=handed_by]", "Odile Renart")
    draw(page)
    follow(save)
    assert [each.handed_by for each in RoundStop.objects.of(ours)] == ["Odile Renart"]
