"""The bench in a browser: a scanner that types, a keyboard, 320 px; each page reached, none with a fault."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.urls import reverse

from fabrique.equip.actions.certifying import certify_device
from fabrique.equip.actions.erasure import order_erasure
from fabrique.equip.enums import DeviceState
from fabrique.equip.models import Device, ErasureProof
from fabrique.people.enums import Role
from fabrique.people.models import Organisation
from fabrique.territory.models import Territory
from tests.factories.equip import moved, received
from tests.factories.equip_bench import all_good, at_check, erased, log_of, on_plates
from tests.factories.people import member, organisation
from tests.journeys.conftest import (
    NARROW,
    OpenPage,
    assert_good,
    assert_good_both,
    assert_no_sideways_scroll,
    sign_in,
)


@pytest.fixture
def holder(territory: Territory, settings: LazySettings, tmp_path: Path) -> Organisation:
    settings.FABRIQUE_HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    return organisation("Atelier Le Rouet")


def test_a_scanner_and_a_keyboard_are_enough(open_page: OpenPage, holder: Organisation, tmp_path: Path):
    device = moved(on_plates(holder, make="Fabrique", model="Portable 14"), "identify")
    order_erasure(device=device, by=None)
    (tmp_path / "nwipe.log").write_bytes(log_of(device))
    page = open_page("/connexion/", width=NARROW)
    sign_in(page, member(Role.REFURBISHER, of=holder).email)
    page.goto(reverse("equip:bench"))
    page.locator("input[name=code]:focus").wait_for()
    page.keyboard.type(device.code)  # a hand scanner types, then sends
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/appareils/{device.pk}/")
    page.get_by_role("link", name="Effacer les supports").click()
    page.get_by_label("Le journal de l’effacement").set_input_files(tmp_path / "nwipe.log")
    page.get_by_role("button", name="Déposer et juger").click()
    page.get_by_text("prouvé, niveau Clear").wait_for()
    assert_no_sideways_scroll(page)
    page.get_by_role("link", name="Continuer").click()
    page.get_by_role("button", name="Mettre au diagnostic").click()
    page.get_by_role("link", name="Remplir le diagnostic").click()
    page.locator("input[type=radio]").first.focus()
    for _check in all_good(device):  # space takes the first answer, Tab goes to the next question
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("rien n’arrête cet appareil").wait_for()
    assert Device.objects.of(holder).get().state == DeviceState.TO_DIAGNOSE
    assert ErasureProof.objects.of(holder).count() == 1


def test_each_page_of_the_bench_is_sound(open_page: OpenPage, holder: Organisation):
    device = at_check(on_plates(holder, cpu="Intel Core i5-8250U", ram_mb=8000))
    waiting = moved(received(holder), "identify")
    erased(on_plates(holder))
    page = open_page("/connexion/", width=NARROW)
    sign_in(page, member(Role.REFURBISHER, of=holder).email)
    keys = {"pk": device.pk}
    names = ["device", "erasure", "diagnosis", "quality", "repair", "parts", "software", "grade"]
    paths = [reverse(f"equip:bench-{name}", kwargs=keys) for name in names]
    paths += [
        reverse("equip:bench"),
        reverse("equip:bench-queue", args=["identified"]),
        reverse("equip:grading-rules"),
    ]
    paths += [reverse("equip:erasure-logs"), reverse("equip:bench-erasure", args=[waiting.pk])]
    paths += [reverse("equip:compare-rules") + "?before=emmaus-pc+2025&after=fabrique-pc+2026-11"]
    for path in paths:
        page.goto(path)
        assert_good(page)
    page.goto(paths[0])
    page.get_by_text("Autres gestes").click()
    page.get_by_text("Remarque").click()
    assert page.get_by_label("Remarque").evaluate("field => field === document.activeElement")


def test_who_holds_a_certificate_reads_it_on_a_phone(open_page: OpenPage, holder: Organisation):
    device = on_plates(holder)
    erased(device)
    certificate = certify_device(device=device, by=member(Role.REFURBISHER, of=holder), key=uuid4())
    page = open_page(reverse("equip:verify-erasure", args=[certificate.token]), width=NARROW)
    assert f"{certificate.code} est authentique" in page.title()
    assert_good_both(page)
