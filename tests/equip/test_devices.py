"""Donations are counted, devices get codes and move by their table only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.core.retention import rules
from fabrique.equip.actions.entering import next_code, open_site
from fabrique.equip.actions.moving import move_device
from fabrique.equip.actions.receiving import receive_donation
from fabrique.equip.enums import DeviceKind, DeviceState, DonationState
from fabrique.equip.guards import Guard, guards
from fabrique.equip.lifecycle import as_markdown
from fabrique.equip.models import Device, DeviceEvent, Donation, Donor
from fabrique.equip.queries.donations import lines_of
from fabrique.people.enums import Role
from tests.conftest import ROOT
from tests.factories.equip import moved, promised, received, site
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db


def test_the_document_is_the_table():
    """If this fails: ``fabrique devices states > docs/appareils.md``."""
    assert as_markdown() == (ROOT / "docs/appareils.md").read_text(encoding="utf-8")


def test_codes_are_read_by_people_and_never_twice():
    place = site()
    year = f"{clock.today():%y}"
    assert [next_code(place, DeviceKind.LAPTOP) for _each in range(2)] == [
        f"{place.code}-PO-{year}-0001", f"{place.code}-PO-{year}-0002",
    ]  # fmt: skip
    assert next_code(place, DeviceKind.SCREEN).endswith("-0001")


@pytest.mark.parametrize("code", ["A", "ABCD", "A1", "É É"])
def test_a_site_has_two_or_three_letters(code: str):
    with pytest.raises(DomainRefusal, match="deux ou trois lettres"):
        open_site(organisation=organisation(), code=code, name="Atelier", by=None)


def test_a_move_outside_of_the_table_is_refused_with_its_reason():
    device = received()
    with pytest.raises(DomainRefusal, match=r"« Déclarer prêt » n’est pas possible : .* est « reçu »"):
        move_device(device=device, verb="pass_check", by=None)
    assert Device.objects.everywhere("tests").get().state == DeviceState.RECEIVED


def test_a_move_needs_the_right_that_the_table_names():
    holder = organisation("Atelier Le Rouet")
    device = moved(received(holder), "identify")
    coordinator, stranger = member(Role.COORDINATOR, of=holder), member(Role.REFURBISHER)
    for by in (coordinator, stranger):
        with pytest.raises(DomainRefusal, match="Votre rôle ne permet pas"):
            move_device(device=device, verb="order_erasure", by=by)
    refurbisher = member(Role.REFURBISHER, of=holder)
    assert move_device(device=device, verb="order_erasure", by=refurbisher).state == DeviceState.TO_ERASE


def test_each_move_leaves_a_line_and_an_entry():
    device = moved(received(), "identify")
    lines = DeviceEvent.objects.everywhere("tests").filter(device=device).order_by("pk")
    assert [(each.verb, each.origin, each.target) for each in lines] == [
        ("enter", "received", "received"), ("identify", "received", "identified"),
    ]  # fmt: skip
    entries = JournalEntry.objects.filter(subject=f"device:{device.pk}").order_by("pk")
    assert [each.summary["verb"] for each in entries] == ["enter", "identify"]


def test_every_guard_is_heard():
    device = received()
    all_alike = frozenset({"identify"})
    first = Guard(all_alike, "une étiquette", lambda device, by: [f"{device.code} n’a pas d’étiquette."])
    with guards.holding(first=first, second=Guard(all_alike, "rien", lambda device, by: [])):
        with pytest.raises(DomainRefusal, match="n’a pas d’étiquette"):
            move_device(device=device, verb="identify", by=None)
        assert "une étiquette ; rien" in as_markdown()


def test_what_arrives_is_counted_against_what_was_promised():
    donation, place = promised(laptops=40), site()
    line = lines_of(donation).get()
    with pytest.raises(DomainRefusal, match="dites pourquoi"):
        receive_donation(donation=donation, counts={line.pk: 39}, site=place, by=None)
    lot = receive_donation(
        donation=donation, counts={line.pk: 39}, site=place, by=None, gap="Un portable est resté au bureau."
    )
    line.refresh_from_db()
    assert (line.promised, line.counted, donation.state) == (40, 39, DonationState.RECEIVED)
    assert lot.donation_id == donation.pk
    assert JournalEntry.objects.get(action="equip.receive_donation").summary["counted"] == 39


def test_a_donation_is_counted_once():
    donation, place = promised(), site()
    counts = {lines_of(donation).get().pk: 3}
    receive_donation(donation=donation, counts=counts, site=place, by=None)
    with pytest.raises(DomainRefusal, match="n’est plus possible"):
        receive_donation(donation=donation, counts=counts, site=place, by=None)


@pytest.mark.parametrize("number", [-1, 20_001])
def test_absurd_numbers_are_refused(number: int):
    donation = promised()
    with pytest.raises(DomainRefusal, match="entre 0 et 20"):
        receive_donation(
            donation=donation, counts={lines_of(donation).get().pk: number}, site=site(), by=None
        )


def test_a_donor_is_forgotten_after_six_years():
    donation = promised(address="3 quai des Filatures, Port-Sablier")
    rule = rules["equip.donor"]
    now = clock.now()
    assert rule.due(now + timedelta(days=6 * 365)) == []
    with clock.frozen(now + timedelta(days=6 * 366)):
        assert rule.erase(rule.due(clock.now())) == [f"donor:{donation.donor_id}"]
    donor = Donor.objects.everywhere("tests").get()
    assert (donor.name, bool(donor.emptied_at)) == ("", True)
    assert Donation.objects.everywhere("tests").get().address == ""


def test_values_of_a_donor_are_not_in_clear():
    promised(address="3 quai des Filatures")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM equip_donor")
        assert "Filatures" not in str(cursor.fetchall())
