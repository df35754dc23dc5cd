"""Waits and lead times: who still waits counts, what ended otherwise is not promised, no decile of a few."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.core import clock
from fabrique.equip.actions.moving import move_device
from fabrique.equip.enums import DeviceKind
from fabrique.equip.models import Device, DeviceEvent, Donation, Lot
from fabrique.equip.queries.figures import stock
from fabrique.equip.queries.figures.reach import Reach
from fabrique.equip.showing.spread import FEWEST, more_than, spread_of
from fabrique.equip.views.showing_parts import lead_of, wait_rows
from tests.factories.equip import moved, promised, received
from tests.factories.handing import handed, ready
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)


def of_a_gift(donation: Donation, *devices: Device) -> None:
    """These devices are of a lot of the donation."""
    holder = donation.organisation
    lot, _made = Lot.objects.of(holder).get_or_create(
        donation=donation,
        defaults={
            "organisation": holder,
            "site": devices[0].site,
            "code": "LOT-1",
            "received_on": clock.today(),
            "created_at": clock.now(),
        },
    )
    Device.objects.of(holder).filter(pk__in=[each.pk for each in devices]).update(lot=lot)


def test_time_is_counted_from_move_to_move_and_gestures_do_not_cut_it():
    holder = organisation("Atelier Le Rouet")
    with clock.frozen(NOON):
        device = received(holder)
    with clock.frozen(NOON + timedelta(days=2)):
        rows = DeviceEvent.objects.of(holder)
        rows.create(device=device, verb="weigh", origin="received", target="received", at=clock.now())
    with clock.frozen(NOON + timedelta(days=5)):
        moved(device, "identify")
    with clock.frozen(NOON + timedelta(days=9)):
        moved(device, "order_erasure")
    waits = {each.state: each.spread for each in stock.waits(Reach(holder), NOON + timedelta(days=12))}
    assert {state: (each.done, each.waiting, each.seen) for state, each in waits.items()} == {
        "received": (1, 0, 5.0),
        "identified": (1, 0, 4.0),
        "to_erase": (0, 1, 3.0),
    }


def test_a_stay_counts_from_its_beginning_however_old_and_one_that_ended_long_ago_does_not():
    holder = organisation("Atelier Le Rouet")
    with clock.frozen(NOON - timedelta(days=800)):
        old, gone = received(holder), received(holder)
    with clock.frozen(NOON - timedelta(days=500)):
        moved(gone, "identify")
    with clock.frozen(NOON - timedelta(days=5)):
        moved(old, "identify")
    waits = {each.state: each.spread for each in stock.waits(Reach(holder), NOON)}
    assert (waits["received"].done, waits["received"].seen) == (1, 795.0)
    assert (waits["identified"].waiting, waits["identified"].seen) == (2, 500.0)


def test_the_longest_waits_are_first_and_only_those_of_the_workshop():
    holder = organisation("Atelier Le Rouet")
    with clock.frozen(NOON - timedelta(days=60)):
        handed()
        for _each in range(FEWEST):
            moved(received(holder), "identify")
        quick = [received(holder, DeviceKind.SCREEN) for _each in range(FEWEST)]
        moved(received(holder), "use_for_parts")
        moved(received(holder), "quarantine")
    with clock.frozen(NOON - timedelta(days=58, hours=12)):
        for each in quick:
            moved(each, "recycle")
    rows = wait_rows(stock.waits(Reach(holder), NOON))
    assert [row["label"] for row in rows][:2] == ["Identifié", "Reçu"]
    assert rows[0]["median"] == "pas encore après 60 jours"
    assert {row["label"] for row in rows}.isdisjoint({"Remis", "Pour pièces", "Recyclé"})
    received_row = rows[1]
    # Fourteen left at once or nearly, eleven after a day and a half.
    assert (received_row["median"], received_row["ninth"]) == ("1 jour", "2 jours")
    assert [(row["label"], row["median"]) for row in rows[2:]] == [
        ("En quarantaine", "trop peu pour le dire")
    ]


def test_from_the_promise_to_the_hand():
    holder = organisation("Atelier Le Rouet")
    assert stock.lead_times(Reach(holder), NOON) is None
    with clock.frozen(NOON):
        donation = promised(holder)
    for days in (10, 20, 100):
        with clock.frozen(NOON + timedelta(days=days)):
            device = ready(holder)
            of_a_gift(donation, device)
            handed(device=device)
    lead = stock.lead_times(Reach(holder), NOON + timedelta(days=200))
    assert lead
    assert (lead.done, lead.waiting, lead.other, lead.deciles) == (3, 0, 0, ())
    assert [number for _name, number in lead.classes] == [0, 1, 1, 0, 0, 1, 0, 0]


def test_one_that_was_served_among_those_that_wait_is_no_lead_time(client: Client):
    """One in twelve after 34 days: « la moitié » is not 34 days."""
    holder = organisation("Atelier Le Rouet")
    with clock.frozen(NOON - timedelta(days=35)):
        donation = promised(holder)
    with clock.frozen(NOON - timedelta(days=30)):
        waiting = [received(holder) for _each in range(10)]
        broken = received(holder, DeviceKind.SCREEN)
        of_a_gift(donation, *waiting, broken)
        moved(broken, "use_for_parts")
    with clock.frozen(NOON - timedelta(days=1)):
        moved(broken, "recycle")
        served = ready(holder)
        of_a_gift(donation, served)
        handed(device=served)
    lead = stock.lead_times(Reach(holder), NOON)
    assert lead
    assert (lead.done, lead.waiting, lead.other) == (1, 10, 1)
    assert (lead.median, lead.seen) == (None, 35.0)
    with clock.frozen(NOON):
        page = unescape(client.get(reverse("equip:counter")).content.decode())
    assert "La moitié n’est pas encore remise après 35 jours. Compté sur 12 appareils" in page
    assert "attendent encore" in page


def test_a_device_that_ended_as_parts_ended_that_day_even_if_it_is_recycled_later():
    holder = organisation("Atelier Le Rouet")
    with clock.frozen(NOON):
        donation = promised(holder)
        device = received(holder, DeviceKind.SCREEN)
        of_a_gift(donation, device)
    with clock.frozen(NOON + timedelta(days=3)):
        moved(device, "use_for_parts")
    with clock.frozen(NOON + timedelta(days=90)):
        move_device(device=device, verb="recycle", by=None)
    lead = stock.lead_times(Reach(holder), NOON + timedelta(days=100))
    assert lead
    assert (lead.other, lead.seen) == (1, 3.0)


def test_deciles_of_eleven_and_none_of_ten():
    spread = spread_of(list(range(10)), [40])
    assert spread
    assert spread.deciles == (1, 2, 3, 4, 5, 6, 7, 8, 9)
    fewer = spread_of(list(range(10)))
    assert fewer
    assert fewer.deciles == ()
    assert spread_of([]) is None


@pytest.mark.parametrize(("days", "said"), [(34.0008, 35), (34.0, 35), (0.2, 1)])
def test_less_than_so_many_days_is_true(days: float, said: int):
    assert more_than(days) == said


def test_a_decile_that_is_not_reached_is_said():
    lead = lead_of(spread_of([3.5] * 8, [60.2] * 4))
    assert lead
    assert (
        lead["said"]
        == "La moitié des appareils sont remis en moins de 4 jours ; neuf sur dix, pas encore après 60 jours."
    )
    assert [days for _rank, days in lead["deciles"]] == ["en moins de 4 jours"] * 6 + [
        "pas encore atteint"
    ] * 3
    assert [number for _name, number in lead["rows"]][-1] == 4
