"""Fifty hands for the last device: one person gets it, whoever comes first, and it is handed over once."""

from __future__ import annotations

from collections import Counter
from itertools import count
from threading import local

import pytest

from fabrique.equip.actions import handing, handing_over
from fabrique.equip.actions.handing import Beneficiary, Conditions, prepare_handover
from fabrique.equip.actions.handing_over import complete_handover
from fabrique.equip.enums import DeviceState, FirstSteps, HandoverBasis, HandoverState, Recipient, Terms
from fabrique.equip.models import Device, DeviceEvent, FollowUp, Handover
from tests.equip.races import BROKEN, can_lose, told, unguarded, without
from tests.factories.handing import handler, prepared, ready, signed
from tests.people.signing.test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)
GIVEN = Conditions(Terms.GIFT, HandoverBasis.HELPER)
FIFTY, EACH = 50, 7  # eight threads, seven acts each: fifty and a few more


def prepare_all(device: Device, acts: int) -> Counter[str]:
    """So many handovers of one device by each of the threads, each to somebody else; what each was told."""
    by, number, own = handler(device.organisation), count(), local()

    def prepare() -> list[str]:
        if not hasattr(own, "said"):  # the same ones when a lock makes the thread try again
            own.said, own.rank = [], next(number)
        while len(own.said) < acts:
            to = Beneficiary(Recipient.ASSOCIATION, name=f"Association {own.rank}-{len(own.said)}")
            own.said.append(
                told(lambda to=to: prepare_handover(device=device, to=to, conditions=GIVEN, by=by))
            )
        return own.said

    return Counter(each for said in together(prepare) for each in said)


def complete_all(handover: Handover, acts: int) -> Counter[str]:
    """So many clicks on « Remettre » by each of the threads; what each was told."""
    by, own = handler(handover.organisation), local()

    def complete() -> list[str]:
        if not hasattr(own, "said"):
            own.said = []
        while len(own.said) < acts:
            own.said.append(
                told(lambda: complete_handover(handover=handover, by=by, first_steps=FirstSteps.NOT_WANTED))
            )
        return own.said

    return Counter(each for said in together(complete) for each in said)


def test_of_fifty_handovers_of_the_last_device_one_is_prepared():
    device = ready()
    said = prepare_all(device, EACH)
    assert said.total() >= FIFTY
    assert said == {"": 1, "Cet appareil est déjà pour quelqu’un.": said.total() - 1}
    assert Handover.objects.everywhere("tests").count() == 1


@can_lose
def test_without_the_lock_the_database_still_lets_one_through(monkeypatch: pytest.MonkeyPatch):
    device = ready()
    unguarded(monkeypatch, handing, "locked_device")
    said = prepare_all(device, 1)
    assert said == {"": 1, "Cet appareil vient d’être pris pour quelqu’un.": AT_ONCE - 1}


@can_lose
def test_without_the_lock_nor_the_rule_of_the_database_all_would_have_it(monkeypatch: pytest.MonkeyPatch):
    device = ready()
    with without(Handover, "handover_one_at_a_time"):
        unguarded(monkeypatch, handing, "locked_device")
        assert prepare_all(device, 1) == {"": AT_ONCE}


def test_of_fifty_clicks_that_hand_it_over_one_does():
    handover = to_a_body()
    said = complete_all(handover, EACH)
    assert said.total() >= FIFTY
    assert said[""] == 1
    assert BROKEN not in said
    assert given(handover) == (HandoverState.DONE, DeviceState.HANDED_OVER, 1, 2)


@can_lose
def test_without_the_lock_what_is_written_first_still_lets_one_through(monkeypatch: pytest.MonkeyPatch):
    handover = to_a_body()
    unguarded(monkeypatch, handing_over, "locked_handover")
    said = complete_all(handover, 1)
    assert (said[""], said[BROKEN]) == (1, 0)
    assert given(handover) == (HandoverState.DONE, DeviceState.HANDED_OVER, 1, 2)


def to_a_body() -> Handover:
    """Signed, for an association: no lock of a person's file stands before that of the device."""
    return signed(prepared(to=Beneficiary(Recipient.ASSOCIATION, name="Une association"), conditions=GIVEN))


def given(handover: Handover) -> tuple[str, str, int, int]:
    """Where the handover and its device stand, how often it was handed over, how much news is to be asked."""
    found = Handover.objects.everywhere("tests").select_related("device").get(pk=handover.pk)
    times = DeviceEvent.objects.everywhere("tests").filter(device=found.device, verb="hand_over").count()
    return found.state, found.device.state, times, FollowUp.objects.everywhere("tests").count()
