"""Two benches and one device; two hands and the last charger: one is served, the others are told."""

from __future__ import annotations

from collections import Counter
from threading import local

import pytest

from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions import moving
from fabrique.equip.actions.entering import next_code
from fabrique.equip.actions.supplies import move_supply
from fabrique.equip.enums import DeviceKind, SupplyWay
from fabrique.equip.models import DeviceEvent, Supply
from fabrique.equip.scanning import Scanner
from fabrique.people.enums import Role
from tests.equip.races import can_lose, unguarded
from tests.factories.equip import received, site, supplied
from tests.factories.people import member
from tests.people.signing.test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)


def scan_all() -> Counter[str]:
    """As many benches as threads that scan one device to identify it; what each was answered."""
    device = received()
    benches = [member(Role.REFURBISHER, of=device.organisation) for _each in range(AT_ONCE)]
    own = local()

    def scan() -> str:
        if not hasattr(own, "bench"):  # the same one when a lock makes the thread try again
            own.bench = benches.pop()
        return Scanner(own.bench, "identify").scan(device.code).kind

    return Counter(together(scan))


def identified() -> int:
    return DeviceEvent.objects.everywhere("tests").filter(verb="identify").count()


def test_of_benches_that_scan_one_device_at_once_one_is_told_that_it_is_done():
    assert scan_all() == {"ok": 1, "bad": AT_ONCE - 1}
    assert identified() == 1


@can_lose
def test_without_the_lock_all_would_be_told_so(monkeypatch: pytest.MonkeyPatch):
    unguarded(monkeypatch, moving, "locked_device", careless=(moving,))
    assert scan_all() == {"ok": AT_ONCE}
    assert identified() == AT_ONCE


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
