"""Two benches and one device; two hands and the last charger: one is served, the others are told."""

from __future__ import annotations

from collections import Counter
from threading import Barrier, local

import pytest

from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.entering import next_code
from fabrique.equip.actions.supplies import move_supply
from fabrique.equip.enums import DeviceKind, DeviceState, SupplyWay
from fabrique.equip.models import Device, Supply
from fabrique.equip.queries.devices import events_of
from fabrique.equip.scanning import Scanner
from fabrique.people.enums import Role
from tests.factories.equip import received, site, supplied
from tests.factories.people import member
from tests.people.signing.test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_look_before_the_move_would_let_all_go_on():
    device, gate = received(), Barrier(AT_ONCE)

    def careless() -> bool:
        possible = Device.objects.everywhere("tests").get(pk=device.pk).state == DeviceState.RECEIVED
        gate.wait()
        return possible

    assert sum(together(careless)) == AT_ONCE


def test_of_benches_that_scan_one_device_at_once_one_is_told_that_it_is_done():
    device = received()
    benches = [member(Role.REFURBISHER, of=device.organisation) for _each in range(AT_ONCE)]
    own = local()

    def scan() -> str:
        if not hasattr(own, "bench"):  # the same one when a lock makes the thread try again
            own.bench = benches.pop()
        return Scanner(own.bench, "identify").scan(device.code).kind

    assert Counter(together(scan)) == {"ok": 1, "bad": AT_ONCE - 1}
    assert events_of(device).count() == 2


def test_of_hands_that_take_the_last_one_at_once_one_has_it():
    supply = supplied(number=1)

    def take() -> str:
        try:
            move_supply(supply=supply, way=SupplyWay.OUT, number=1, by=None)
        except DomainRefusal as refusal:
            return refusal.message
        return ""

    assert Counter(together(take)) == {"": 1, "Il n’en reste plus.": AT_ONCE - 1}
    assert Supply.objects.everywhere("tests").get().quantity == 0


def test_benches_that_enter_devices_at_once_give_each_its_own_code():
    place = site()
    codes = together(lambda: next_code(place, DeviceKind.LAPTOP))
    assert len(set(codes)) == AT_ONCE
