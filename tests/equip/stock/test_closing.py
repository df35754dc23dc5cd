"""A place that closes holds nothing, and nothing enters a closed one, whoever looked at it before."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions import placing
from fabrique.equip.actions.batches import enter_devices
from fabrique.equip.actions.entering import DeviceFacts, enter_device, open_lot, open_site
from fabrique.equip.actions.intake import take_file
from fabrique.equip.actions.placing import put_away
from fabrique.equip.actions.receiving import receive_donation
from fabrique.equip.actions.sites import close_shelf, close_site, open_shelf
from fabrique.equip.actions.supplies import open_supply
from fabrique.equip.enums import DeviceKind, SupplyKind
from fabrique.equip.enums.intake import Door
from fabrique.equip.models import Device, Site
from fabrique.equip.queries.donations import lines_of
from fabrique.people.models import Organisation
from tests.equip.intake import samples
from tests.factories.equip import free_code, promised, received
from tests.factories.people import organisation

SCREEN = DeviceFacts(DeviceKind.SCREEN)
A_MOMENT = 0.4


def opened(of: Organisation) -> Site:
    return open_site(organisation=of, code=free_code(), name="Réserve", by=None)


def donated(place: Site) -> object:
    coming = promised(place.organisation)
    counts = {line.pk: line.promised for line in lines_of(coming)}
    return receive_donation(donation=coming, counts=counts, site=place, by=None)


ENTERING: list[Callable[[Site], object]] = [
    lambda place: enter_device(site=place, facts=SCREEN, by=None),
    lambda place: enter_devices(
        site=place, kind=DeviceKind.SCREEN, number=2, values={}, serials=[], by=None, key=uuid4()
    ),
    lambda place: open_lot(site=place, by=None),
    donated,
    lambda place: open_shelf(site=place, code="A1", by=None),
    lambda place: open_supply(site=place, kind=SupplyKind.MOUSE, name="Souris", minimum=0, by=None),
    lambda place: put_away(device=received(place.organisation), site=place, by=None),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("enter", ENTERING)
def test_nothing_enters_a_place_that_somebody_has_just_closed(enter: Callable[[Site], object]):
    holder = organisation("Atelier Le Rouet")
    received(holder)  # in the workshop, which stays open
    place = opened(holder)
    close_site(site=Site.objects.of(holder).get(pk=place.pk), by=None)
    assert place.closed_at is None  # as the page that was open before
    with pytest.raises(DomainRefusal, match="Ce lieu est fermé"):
        enter(place)


@pytest.mark.django_db
def test_a_file_is_not_taken_in_at_a_closed_place():
    place = opened(organisation("Atelier Le Rouet"))
    close_site(site=Site.objects.of(place.organisation).get(pk=place.pk), by=None)
    content = samples.bytes_of(samples.lshw())
    (entry,) = take_file(content=content, name="a.json", site=place, by=None, door=Door.PAGE).entries
    assert (entry["status"], "fermé" in entry["reason"]) == ("refused", True)
    assert not Device.objects.of(place.organisation).exists()


@pytest.mark.django_db
def test_nothing_is_put_on_a_shelf_that_somebody_has_just_closed():
    device = received()
    shelf = open_shelf(site=device.site, code="A1", by=None)
    close_shelf(shelf=type(shelf).objects.of(device.organisation).select_related("site").get(), by=None)
    with pytest.raises(DomainRefusal, match="Ce lieu est fermé"):
        put_away(device=device, site=device.site, shelf=shelf, by=None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks the whole base")
@pytest.mark.parametrize("locked", [True, False])
def test_closing_a_place_waits_for_what_is_being_put_there(monkeypatch: pytest.MonkeyPatch, locked: bool):
    device = received()
    place, there = opened(device.organisation), Event()
    note_event = placing.note_event

    def slowly(**facts: Any) -> object:
        there.set()  # the device is written there, and its transaction goes on for a while
        Event().wait(A_MOMENT)
        return note_event(**facts)

    monkeypatch.setattr(placing, "note_event", slowly)
    if not locked:
        monkeypatch.setattr(placing, "held_open", lambda site, shelf=None, **_where: site)

    def put() -> None:
        try:
            put_away(device=device, site=place, by=None)
        finally:
            connection.close()

    bench = Thread(target=put)
    bench.start()
    there.wait()
    closed = True
    try:
        close_site(site=place, by=None)
    except DomainRefusal:
        closed = False
    bench.join()
    device.refresh_from_db()
    assert device.site_id == place.pk
    assert closed is not locked  # without the lock, the place closes on the device that it holds
