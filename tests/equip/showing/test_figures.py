"""Figures agree with the tables to the unit; what is small is hidden; a footprint is not a saving."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fabrique.core import clock
from fabrique.equip.actions.handing import Conditions
from fabrique.equip.actions.handing_erasing import empty_handovers_of
from fabrique.equip.actions.moving import move_device
from fabrique.equip.enums import (
    Audience,
    DeviceKind,
    DeviceState,
    DonorKind,
    HandoverBasis,
    HandoverEnd,
    HandoverState,
    PartKind,
    Recipient,
    SigningMethod,
    Terms,
)
from fabrique.equip.models import Device, Handover, PartMove, StorageDrive
from fabrique.equip.queries.figures import people, results
from fabrique.equip.queries.figures.reach import Reach
from fabrique.equip.showing.carbon import avoided, range_of, sources
from fabrique.people.enums import Role
from fabrique.territory.models import Territory
from tests.factories.accounts import sign_in
from tests.factories.equip import moved, promised, received
from tests.factories.handing import handed, handler, odette, prepared, ready
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def territory() -> Territory:
    """Two communes of their own."""
    town = {"postal_codes": ["00100"], "departement": "00", "region": "00"}
    extra = [
        {"code": "00101", "name": "Grandmesnil", **town},
        {"code": "00102", "name": "Port-Sablier", **town},
    ]
    return Territory.objects.create(
        name="Val-d’Estuaire", slug="val", school_zone="B", holiday_zone="metropole", created_at=NOON,
        updated_at=NOON, commune_codes=["00101", "00102"], extra_communes=extra,
    )  # fmt: skip


def equip(number: int, commune: str, audience: Audience) -> None:
    """So many persons, each with a first device, some weeks ago; nothing is left of their names."""
    holder, by = organisation("Atelier Le Rouet"), handler()
    device, on = received(holder, DeviceKind.KEYBOARD), NOON - timedelta(days=40)
    Handover.objects.of(holder).bulk_create(
        Handover(
            organisation=holder, device=device, code=f"{commune[-1]}{audience[:3]}-{rank}", prepared_at=on,
            state=HandoverState.ENDED, recipient=Recipient.RESIDENT, emptied_at=on, terms=Terms.GIFT,
            basis=HandoverBasis.PRECARITY, prepared_by=by, signed_at=on, method=SigningMethod.PAPER,
            handed_at=on, ended_at=on, end=HandoverEnd.RETURNED, first=True, audience=audience,
            commune_code=commune,
        )
        for rank in range(number)
    )  # fmt: skip


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


def test_reuse_of_what_public_bodies_gave_leaves_out_what_is_too_old():
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


def test_persons_are_counted_once_and_outlive_their_name():
    person = odette()
    handed(to=person)
    handed(to=person)
    handed(to=odette(), conditions=Conditions(Terms.LOAN, HandoverBasis.PRECARITY))
    tomorrow = clock.today() + timedelta(days=1)
    assert people.persons(Reach(), tomorrow).count() == 2
    empty_handovers_of([person.pk])
    assert people.persons(Reach(), tomorrow).count() == 2


def test_small_numbers_are_hidden_and_cannot_be_deduced():
    equip(12, "00101", Audience.STUDENT)
    equip(3, "00101", Audience.RETIRED)
    equip(14, "00102", Audience.STUDENT)
    equip(13, "00102", Audience.RETIRED)
    table = people.equipped(Reach())
    assert table.total == 42
    cells = {
        row.name: dict(zip((*table.columns, "Ensemble"), row.numbers, strict=True)) for row in table.rows
    }
    assert cells["Grandmesnil"]["Retraite"] is None
    shown = [number for row in (*table.rows, table.foot) for number in row.numbers if number is not None]
    assert shown
    assert min(shown) >= 11
    hidden = [row["Retraite"] for row in cells.values()] + [
        dict(zip((*table.columns, ""), table.foot.numbers, strict=True))["Retraite"]
    ]
    assert hidden.count(None) != 1


def test_few_persons_are_not_published():
    equip(10, "00101", Audience.STUDENT)
    table = people.equipped(Reach())
    assert table.total is None
    assert all(number is None for row in (*table.rows, table.foot) for number in row.numbers)


def test_this_month_is_not_published_yet():
    for _each in range(12):
        handed()
    assert people.equipped(Reach()).total is None


def test_carbon_is_a_range_that_takes_off_what_was_added():
    low, high = range_of("laptop") or (0, 0)
    assert (low, high) == (182_300, 265_320)
    none = avoided({"laptop": 10}, {}, 0)
    assert (none.low_g, none.high_g) == (0, 0)
    half = avoided({"laptop": 10, "keyboard": 3}, {"ssd": 1}, 50)
    assert (half.low_g, half.high_g) == (911_500 - 135_200, 1_326_600 - 135_200)
    assert (half.counted, half.unknown) == (10, 3)
    assert avoided({"smartphone": 1}, {"ssd": 9}, 100).high_g == 0
    assert len(sources()) == 3


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
    assert after.high_g == max(0, before.high_g - 135_200)


def test_the_page_of_the_organisation_and_the_public_one_say_the_same(client: Client):
    holder = organisation("Atelier Le Rouet")
    equip(12, "00101", Audience.STUDENT)
    handed()
    prepared(ready(holder, kind=DeviceKind.SCREEN))
    public = unescape(client.get(reverse("equip:counter")).content.decode())
    sign_in(client, member(Role.FUNDER, of=holder))
    page = unescape(client.get(reverse("equip:figures")).content.decode())
    for text in (public, page):
        assert "<dt>reçus</dt><dd>3</dd>" in text
        assert "<dt>chez quelqu’un</dt><dd>1</dd>" in text
        assert "12 personnes" in text
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
