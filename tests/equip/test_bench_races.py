"""Two benches at once: one log proves once, one drive is ordered once, one machine moves once."""

from __future__ import annotations

from collections import Counter

import pytest

from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions import erasure
from fabrique.equip.actions.bench import inspect_device
from fabrique.equip.actions.erasure import order_erasure
from fabrique.equip.actions.erasure_logs import receive_log
from fabrique.equip.enums import DeviceState, Purpose
from fabrique.equip.models import ErasureAttempt, ErasureLog, ErasureOrder, ErasureProof
from fabrique.people.enums import Role
from tests.equip.races import BROKEN, can_lose, told, unguarded
from tests.factories.equip import moved
from tests.factories.equip_bench import all_good, at_check, log_of, on_plates
from tests.factories.people import member
from tests.people.signing.test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_eight_benches_that_put_in_one_log_prove_once():
    device = moved(on_plates(), "identify")
    organisation, content = device.organisation, log_of(device)
    order_erasure(device=device, by=None)

    def put_in() -> bool:
        taken = receive_log(organisation=organisation, content=content, name="nwipe.log", by=None)
        return taken.outcomes[0].fresh

    assert sum(together(put_in)) == 1
    counts = [rows.objects.of(organisation).count() for rows in (ErasureLog, ErasureAttempt, ErasureProof)]
    assert counts == [1, 1, 1]


def test_eight_benches_that_order_one_erasure_order_it_once():
    device = moved(on_plates(), "identify")
    assert together(lambda: len(order_erasure(device=device, by=None))) == [1] * AT_ONCE
    assert ErasureOrder.objects.of(device.organisation).count() == 1


@can_lose
def test_without_the_lock_one_would_order_it_and_the_others_break(monkeypatch: pytest.MonkeyPatch):
    device = moved(on_plates(), "identify")
    unguarded(monkeypatch, erasure, "standing_of")
    said = together(lambda: told(lambda: order_erasure(device=device, by=None)))
    assert Counter(said) == {"": 1, BROKEN: AT_ONCE - 1}


def test_of_eight_who_declare_one_device_ready_one_does():
    device = at_check(on_plates())
    by = member(Role.REFURBISHER, of=device.organisation)

    def declare() -> bool:
        try:
            inspect_device(device=device, purpose=Purpose.QUALITY, answers=all_good(device), by=by)
        except DomainRefusal:
            return False
        return True

    assert sum(together(declare)) == 1
    device.refresh_from_db()
    assert device.state == DeviceState.READY
