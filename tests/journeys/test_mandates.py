"""A mandate in a browser: prepared, signed by a line or by a name, taken back, verified; axe, 320 px."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.urls import reverse
from playwright.sync_api import Page

from fabrique.accompany.models import Mandate
from fabrique.people.models import Account, Resident
from fabrique.territory.models import Territory
from tests.factories.accompany import helper, person
from tests.factories.people import organisation
from tests.journeys.conftest import NARROW, OpenPage, assert_good, follow, sign_in

PAINTED = """() => {
    const frame = document.querySelector("canvas");
    const { data } = frame.getContext("2d").getImageData(0, 0, frame.width, frame.height);
    return data.filter((value, place) => place % 4 === 3 && value).length;
}"""


@pytest.fixture
def odette(territory: Territory, settings: LazySettings, tmp_path: Path) -> Resident:
    settings.FABRIQUE_HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    return person(organisation("Association intercommunale Anticonstitutionnellement-des-Deux-Rives"))


@pytest.fixture
def ines(odette: Resident) -> Account:
    return helper(odette.organisation)


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


@pytest.mark.parametrize("scripts", [True, False])
def test_a_person_signs_takes_back_and_verifies(
    open_page: OpenPage, ines: Account, odette: Resident, scripts: bool
):
    page = open_page("/connexion/", width=NARROW, java_script_enabled=scripts)

    def look() -> None:
        if scripts:
            assert_good(page)

    sign_in(page, ines.email)
    page.goto(reverse("people:resident", args=[odette.pk]))
    look()
    follow(page.get_by_role("link", name="Préparer un mandat"))
    look()
    page.get_by_label("Papiers, citoyenneté").check()
    page.get_by_label("Logement").check()
    page.get_by_label("Dans quelle commune").fill("Grandmesnil")
    page.get_by_label("English").check()
    follow(page.get_by_role("button", name="Préparer le texte"))
    look()
    follow(page.get_by_role("link", name="Signer à l’écran"))
    look()
    if scripts:
        draw(page)
    else:
        page.get_by_label("j’écris mon prénom et mon nom").fill("Odette Marsonval")
    sign = page.get_by_role("button", name="Signer ce mandat")
    follow(sign)  # the boxes are not ticked: what was drawn comes back, seen
    if scripts:
        assert page.evaluate(PAINTED) > 100
        draw(page)  # and is gone on from
        assert page.locator("input[name=trace]").input_value().count("M") == 2
    page.get_by_label("J’ai lu ou entendu ce texte").check()
    page.get_by_label("Le professionnel").check()
    follow(sign)
    look()
    mandate = Mandate.objects.of(odette.organisation).get()
    assert mandate.drawn.startswith("M" if scripts else "Odette")
    follow(page.get_by_role("link", name="La personne annule"))
    look()
    page.get_by_label("Logement").check()
    page.get_by_label("Sur place").check()
    follow(page.get_by_role("button", name="Annuler maintenant"))
    look()
    page.goto(reverse("accompany:mandates", args=[odette.pk]))
    look()
    page.goto(reverse("accompany:sign-paper", args=[odette.pk, mandate.pk]))
    look()
    page.goto(reverse("accompany:verify", args=[mandate.token]))
    look()
    assert page.get_by_text("est authentique").is_visible()
    assert page.get_by_text("plus depuis le").is_visible()
