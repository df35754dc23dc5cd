"""A workshop's pages in a browser: a hand scanner quicker than the server, a phone, a shelf counted."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import expect

from fabrique.equip.actions.placing import put_away
from fabrique.equip.enums import DeviceState
from fabrique.equip.models import Device
from fabrique.equip.reading import move_code
from fabrique.people.enums import Role
from fabrique.territory.models import Territory
from tests.factories.equip import received, shelved, supplied
from tests.factories.people import member, organisation
from tests.journeys.conftest import NARROW, OpenPage, assert_accessible, assert_good, follow, sign_in


def test_devices_are_scanned_moved_put_away_and_counted(open_page: OpenPage, territory: Territory):
    ours = organisation("Atelier Le Rouet")
    devices, shelf, supply = [received(ours) for _each in range(4)], shelved(ours), supplied(ours, 3)
    put_away(device=devices[3], site=shelf.site, shelf=shelf, by=None)
    page = open_page("/connexion/", width=NARROW)
    sign_in(page, member(Role.REFURBISHER, of=ours).email)

    page.goto(reverse("equip:scan"))
    # This browser reads no code: the button of its camera is not there, and why is.
    assert not page.get_by_role("button", name="Appareil photo").is_visible()
    assert page.get_by_text("ne lit pas les codes avec sa caméra").is_visible()
    # A scanner types and goes on: it does not wait for an answer, nor look where the cursor is.
    for code in (move_code("identify"), *(each.code for each in devices[:3]), devices[2].code, "inconnu"):
        page.keyboard.type(code)
        page.keyboard.press("Enter")
    expect(page.locator(".answer.bad")).to_contain_text("n’est pas dans votre stock")
    expect(page.get_by_role("link", name="Entrer cet appareil")).to_be_visible()
    expect(page.get_by_label("Scannez, ou tapez le code")).to_be_focused()
    assert Device.objects.of(ours).filter(state=DeviceState.IDENTIFIED).count() == 3
    page.keyboard.type(shelf.scan_code)
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_contain_text("est rangé ici")
    page.keyboard.type(devices[0].code)
    page.keyboard.press("Enter")
    expect(page.locator(".answer.ok")).to_contain_text("Rangé sur")
    assert page.locator(".answers li").count() >= 6  # one more if the second of the same was sent

    for address in (
        reverse("equip:scan"),
        reverse("equip:stock"),
        reverse("equip:device", args=[devices[0].pk]),
        reverse("equip:enter"),
        reverse("equip:supply", args=[supply.pk]),
        f"{reverse('equip:labels')}?etagere={shelf.pk}",
    ):
        page.goto(address)
        assert_good(page)

    page.goto(reverse("equip:stock"))
    page.emulate_media(media="print")
    assert not page.locator(".tabs, details:not([open])").filter(visible=True).count()
    page.emulate_media(media="null")

    page.goto(reverse("equip:shelf", args=[shelf.pk]))
    follow(page.get_by_role("button", name="Faire l’inventaire"))
    page.keyboard.type(devices[0].code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    follow(page.get_by_role("button", name="Clore l’inventaire"))
    assert_accessible(page)
    page.get_by_text(devices[3].code).click()
    follow(page.get_by_role("button", name="Noter la perte"))
    devices[3].refresh_from_db()
    assert devices[3].state == DeviceState.LOST
