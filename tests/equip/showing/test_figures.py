"""Figures agree with the tables to the unit; what is small is hidden; a footprint is not a saving."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fabrique.core import clock
from fabrique.equip.actions.moving import move_device
from fabrique.equip.enums import (
    Audience,
    DeviceKind,
    DeviceState,
    DonorKind,
    PartKind,
)
from fabrique.equip.models import Device, PartMove, StorageDrive
from fabrique.equip.queries.figures import people, results
from fabrique.equip.queries.figures.reach import Reach
from fabrique.equip.showing.carbon import DEFAULT_DISPLACEMENT, avoided, range_of, sources
from fabrique.people.enums import Role
from tests.equip.showing.persons import equip, two_towns
from tests.factories.accounts import sign_in
from tests.factories.equip import moved, promised, received
from tests.factories.handing import handed, handler, prepared, ready
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db
__all__ = ["two_towns"]
NOON = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)


def test_counts_are_those_of_the_table():
    holder = organisation("Atelier Le Rouet")
    received(holder)
    moved(received(holder), "identify")
    kept = handed()
    back = handed()
    move_device(device=back.device, verb="return", by=None)
    lost = handed()
    move_device(device=lost.device, verb="report_loss", by=None)
    counts = results.counts_of(Reach(holder))
    assert counts == results.counts_of(Reach())
    assert (counts.received, counts.in_stock, counts.with_somebody, counts.gone) == (5, 3, 1, 1)
    assert counts.received == Device.objects.everywhere("tests").count()
    assert results.handed_over(Reach(holder)) == 3
    assert results.counts_of(Reach(organisation("Ailleurs"))).received == 0
    assert kept.device.state == DeviceState.HANDED_OVER


def test_reuse_of_what_public_bodies_gave_leaves_out_what_is_too_old(client: Client):
    holder = organisation("Atelier Le Rouet")
    donation = promised(holder)
    donation.donor.kind = DonorKind.PUBLIC_BODY
    donation.donor.save(update_fields=["kind"])
    year = clock.today().year
    first = ready(holder)
    lot = first.site.lots.create(
        organisation=holder,
        donation=donation,
        code="LOT-1",
        received_on=clock.today(),
        created_at=clock.now(),
    )
    handed(device=first)
    for made in (year - 11, year - 10, None):
        received(holder, made_year=made)
    Device.objects.of(holder).update(lot=lot)
    line = results.reuse_by_year(Reach(holder))[0]
    assert (line.year, line.received, line.too_old, line.counted, line.reused) == (year, 4, 1, 3, 1)
    assert (line.percent, line.target) == (33, 50)
    sign_in(client, member(Role.COORDINATOR, of=holder))
    assert f"<b>{year}</b>" in client.get(reverse("equip:figures")).content.decode()


def test_carbon_is_a_range_that_takes_off_what_was_added():
    low, high = range_of("laptop") or (0, 0)
    assert (low, high) == (182_300, 265_320)
    none = avoided({"laptop": 10}, {}, 0)
    assert (none.low_g, none.high_g) == (0, 0)
    half = avoided({"laptop": 10, "keyboard": 3}, {"ssd": 1}, 50)
    assert (half.low_g, half.high_g) == (911_500 - 135_200, 1_326_600 - 135_200)
    assert (half.counted, half.unknown) == (10, 3)
    assert half.words() == "Entre 776 kg et 1\u00a0191 kg d’équivalent CO2".replace(" kg", "\u00a0kg")
    assert len(sources()) == 3


def test_a_loss_is_said_and_the_donors_add_up_to_the_whole(settings: LazySettings):
    lost = avoided({"laptop": 100}, {"ssd": 100}, 50)
    assert (lost.low_g, lost.high_g) == (9_115_000 - 13_520_000, 13_266_000 - 13_520_000)
    assert lost.words() == "Une perte, entre 254\u00a0kg et 4\u00a0405\u00a0kg d’équivalent CO2 émis en plus"
    mixed = avoided({"laptop": 100}, {"ssd": 80}, 50)
    assert (mixed.low_g, mixed.high_g) == (-1_701_000, 2_450_000)
    assert mixed.words().startswith("Entre une perte de 1\u00a0701\u00a0kg et un gain de 2\u00a0450")
    other = avoided({"desktop": 10}, {}, 50)
    whole = avoided({"laptop": 100, "desktop": 10}, {"ssd": 100}, 50)
    assert (whole.low_g, whole.high_g) == (lost.low_g + other.low_g, lost.high_g + other.high_g)
    assert whole.by_default
    assert not avoided({}, {}, 40).by_default
    assert settings.DISPLACEMENT == DEFAULT_DISPLACEMENT


def test_a_drive_bought_new_is_taken_off_and_a_reused_one_is_not():
    found = handed()
    drive = StorageDrive.objects.of(found.organisation).get(device=found.device)
    before = results.carbon_of(Reach(found.organisation))
    for new in (False, True):
        PartMove.objects.of(found.organisation).create(
            organisation=found.organisation, part=PartKind.DRIVE, device=found.device, drive=drive, new=new,
            at=clock.now(), by=handler(),
        )  # fmt: skip
    after = results.carbon_of(Reach(found.organisation))
    assert (before.added_g, after.added_g) == (0, 135_200)
    assert (after.low_g, after.high_g) == (before.low_g - 135_200, before.high_g - 135_200)


def test_the_page_of_the_organisation_and_the_public_one_say_the_same(client: Client):
    holder = organisation("Atelier Le Rouet")
    equip(55, "00101", Audience.STUDENT)
    handed()
    prepared(ready(holder, kind=DeviceKind.SCREEN))
    public = unescape(client.get(reverse("equip:counter")).content.decode())
    sign_in(client, member(Role.FUNDER, of=holder))
    page = unescape(client.get(reverse("equip:figures")).content.decode())
    for text in (public, page):
        assert "<dt>reçus</dt><dd>3</dd>" in text
        assert "<dt>chez quelqu’un</dt><dd>1</dd>" in text
        assert "55 personnes" in text
        assert "Marsonval" not in text
        assert "-PO-" not in text
    assert "Pour GLPI" not in page
    assert client.get(reverse("equip:export-devices", args=["glpi"])).status_code == 404


def test_figures_cost_the_same_for_three_devices_as_for_one(client: Client):
    sign_in(client, member(Role.COORDINATOR, of=organisation("Atelier Le Rouet")))
    counts = []
    for number in (1, 2):
        for _each in range(number):
            handed()
        people._safe.cache_clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("equip:figures")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_organisation_without_devices_reads_the_territory_and_no_false_zero(client: Client):
    handed()
    funder = member(Role.FUNDER, of=organisation("Métropole"))
    sign_in(client, funder)
    page = unescape(client.get(reverse("equip:figures")).content.decode())
    assert "Votre organisation n’a pas de matériel. Voici les chiffres de tout le territoire" in page
    assert "<dt>reçus</dt><dd>1</dd>" in page
    for inner in ("Effacements", "Le stock, par état", "Où les appareils attendent", "Pour GLPI"):
        assert inner not in page
