"""Inventories in a browser: two files at once, one refused, then a difference settled on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.urls import reverse

from fabrique.equip.models import Device
from fabrique.people.enums import Role
from fabrique.people.models import Organisation
from fabrique.territory.models import Territory
from tests.equip.intake import samples
from tests.equip.intake.samples import bytes_of
from tests.factories.equip import site
from tests.factories.people import member, organisation
from tests.journeys.conftest import NARROW, OpenPage, assert_good, follow, sign_in


@pytest.fixture
def ours(territory: Territory, settings: LazySettings, tmp_path: Path) -> Organisation:
    settings.FABRIQUE_HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    return organisation("Atelier Le Rouet")


def test_files_are_sent_and_what_differs_is_settled(open_page: OpenPage, ours: Organisation, tmp_path: Path):
    site(ours)
    good, cut, more = (tmp_path / name for name in ("poste.json", "coupe.json", "apres.json"))
    good.write_bytes(bytes_of(samples.lshw()))
    cut.write_bytes(bytes_of(samples.lshw())[:400])
    more.write_bytes(bytes_of(samples.lshw(banks=(8 * samples.GIB, 8 * samples.GIB))))
    page = open_page("/connexion/", width=NARROW)
    sign_in(page, member(Role.REFURBISHER, of=ours).email)
    page.goto(reverse("equip:intake"))
    assert_good(page)
    page.get_by_label("Fichiers").set_input_files([good, cut])
    follow(page.get_by_role("button", name="Verser"))
    page.get_by_text("coupé pendant la copie").wait_for()
    assert_good(page)
    page.get_by_label("Fichiers").set_input_files([more])
    follow(page.get_by_role("button", name="Verser"))
    device = Device.objects.of(ours).get()
    follow(page.get_by_role("link", name=device.code, exact=True))
    assert_good(page)
    page.get_by_text("16\u00a0Go", exact=True).first.click()
    follow(page.get_by_role("button", name="Trancher"))
    page.get_by_text("C’est tranché.").wait_for()
    assert_good(page)
    device.refresh_from_db()
    assert device.ram_mb == 16384
