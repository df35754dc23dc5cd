"""Many hands for the last device: one person gets it, whoever comes first."""

from __future__ import annotations

from itertools import count
from threading import Barrier, local

import pytest

from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions import handing
from fabrique.equip.models import Device, Handover
from fabrique.equip.queries.handing import live_handover
from tests.factories.handing import handler, odette, prepared, ready
from tests.people.signing.test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)


def prepare_all(device: Device) -> list[str]:
    """As many persons as threads for one device; what each was told."""
    by = handler(device.organisation)
    persons = [odette(device.organisation, called=f"Personne {rank}") for rank in range(AT_ONCE)]
    number, own = count(), local()

    def prepare() -> str:
        if not hasattr(own, "person"):  # the same one when a lock makes the thread try again
            own.person = persons[next(number)]
        try:
            prepared(device, to=own.person, by=by)
        except DomainRefusal as refusal:
            return refusal.message
        return ""

    return [str(told) for told in together(prepare)]


def test_a_check_that_comes_before_the_write_would_lose():
    device, gate = ready(), Barrier(AT_ONCE)

    def careless() -> bool:
        free = live_handover(device) is None
        gate.wait()
        return free

    assert sum(together(careless)) == AT_ONCE


@pytest.mark.parametrize("locked", [True, False])
def test_one_wins_with_the_lock_and_by_the_database_without(monkeypatch: pytest.MonkeyPatch, locked: bool):
    device = ready()
    if not locked:
        monkeypatch.setattr(handing, "locked_device", lambda device: device)
    told = prepare_all(device)
    assert told.count("") == 1
    assert Handover.objects.everywhere("tests").count() == 1
    assert all(not each or "pour quelqu’un" in each for each in told)
