"""Many donors at once: the last room goes to one, and one form promises once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db.models import Sum

from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions import promising
from fabrique.equip.actions.promising import HandingFacts
from fabrique.equip.enums import Handing
from fabrique.equip.models import Donation, DonationLine, Donor
from tests.equip.races import can_lose, unguarded
from tests.factories.giving import dropped_at, made, promise
from tests.factories.people import organisation
from tests.people.signing.test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)


def promised() -> int:
    return DonationLine.objects.everywhere("tests").aggregate(n=Sum("promised"))["n"] or 0


def last_room() -> list[str]:
    """Eight promise five laptops each to a point with room for nine; which field was refused to each."""
    holder = organisation("Atelier Le Rouet")
    given = promise(5, handing=HandingFacts(Handing.DROP_OFF, dropped_at(holder, capacity=9)))
    given = replace(given, donor=replace(given.donor, email=""))  # a letter is enqueued after the commit

    def one() -> str:
        try:
            made(holder, given)
        except DomainRefusal as refusal:
            return refusal.field
        return ""

    return together(one)


def test_the_last_room_of_a_point_goes_to_one_of_eight():
    assert Counter(last_room()) == {"": 1, "how": AT_ONCE - 1}
    assert promised() == 5


@can_lose
def test_without_the_lock_the_point_would_overflow(monkeypatch: pytest.MonkeyPatch):
    unguarded(monkeypatch, promising, "hold_room")
    assert last_room() == [""] * AT_ONCE
    assert promised() == 5 * AT_ONCE


def test_one_form_sent_eight_times_at_once_promises_once():
    holder, key = organisation("Atelier Le Rouet"), uuid4()
    found = together(lambda: made(holder, key=key, once="un seul")[1])
    assert len(set(found)) == 1
    assert Donation.objects.everywhere("tests").get().pk == key
    assert Donor.objects.everywhere("tests").count() == 1
