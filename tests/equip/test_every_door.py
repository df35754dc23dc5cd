"""What a move asks for is asked at every door: the bench, the sheet of the device, a scan."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.moving import move_device
from fabrique.equip.deeds import carry_out
from fabrique.equip.enums import DeviceState, HandoverState
from fabrique.equip.models import Device, ErasureOrder, Handover
from fabrique.equip.queries.devices import offers_for
from fabrique.equip.queries.handing import live_handover
from fabrique.equip.queries.steps import sheet_of
from fabrique.equip.scanning import Scanner
from fabrique.people.enums import Role
from fabrique.people.models import Account
from tests.factories.accounts import sign_in
from tests.factories.equip import moved
from tests.factories.equip_bench import on_plates
from tests.factories.handing import handler, prepared, ready, signed
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db


def by_the_bench(client: Client, device: Device, verb: str, by: Account) -> None:
    client.post(reverse("equip:bench-move", args=[device.pk]), {"verb": verb})


def by_the_sheet(client: Client, device: Device, verb: str, by: Account) -> None:
    client.post(reverse("equip:move-device", args=[device.pk, verb]), {"note": ""})


def by_a_scan(client: Client, device: Device, verb: str, by: Account) -> None:
    Scanner(by, verb).scan(device.code)


@pytest.mark.parametrize("door", [by_the_bench, by_the_sheet, by_a_scan])
def test_asking_for_an_erasure_orders_that_of_each_drive(client: Client, door: Callable[..., None]):
    device = moved(on_plates(), "identify")
    by = member(Role.REFURBISHER, of=device.organisation)
    sign_in(client, by)
    door(client, device, "order_erasure", by)
    device.refresh_from_db()
    assert device.state == DeviceState.TO_ERASE
    assert ErasureOrder.objects.of(device.organisation).count() == 1


@pytest.mark.parametrize("door", [by_the_bench, by_the_sheet, by_a_scan])
def test_no_door_hands_over_before_a_session_was_offered(client: Client, door: Callable[..., None]):
    found = signed()
    by = member(Role.REFURBISHER, of=found.organisation)
    sign_in(client, by)
    door(client, found.device, "hand_over", by)
    now = Handover.objects.of(found.organisation).select_related("device").get()
    assert (now.state, now.device.state) == (HandoverState.SIGNED, DeviceState.RESERVED)


@pytest.mark.parametrize("door", [move_device, carry_out])
def test_what_hands_over_without_the_answer_says_where_it_is_asked(door: Callable[..., object]):
    found = signed()
    with pytest.raises(DomainRefusal, match="Ouvrez sa remise : elle demande"):
        door(device=found.device, verb="hand_over", by=handler())


def test_a_scan_and_the_sheet_lead_to_the_page_of_the_handover():
    by, device = member(Role.REFURBISHER, of=organisation("Atelier Le Rouet")), ready()
    pages = []
    for make in (lambda: None, lambda: prepared(device), lambda: signed(live_handover(device))):
        make()
        assert Scanner(by, "hand_over").scan(device.code).kind == "warn"
        (offer,) = [each for each in offers_for(device, by) if each.move.verb == "hand_over"]
        assert dict(sheet_of(device, by).moves)[offer.move] == offer.url
        pages.append(offer.url)
    key = live_handover(device).pk
    assert pages == [
        f"/espace/remises/nouvelle/?appareil={device.code}",
        f"/espace/remises/{key}/",
        f"/espace/remises/{key}/remettre/",
    ]
