"""Two coordinators take one promise at once: one of them has it, the other is told."""

from __future__ import annotations

from itertools import count

import pytest
from django.db import IntegrityError

from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.collecting import collect_stop, start_round
from fabrique.equip.actions.rounds import add_stop
from fabrique.equip.enums import PickUpProof
from fabrique.equip.models import Lot, RoundStop
from fabrique.equip.queries.donations import lines_of
from tests.factories.people import organisation
from tests.factories.rounds import drafted, planned, stops, to_fetch
from tests.people.signing.test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_many_rounds_that_take_one_promise_at_once_one_has_it():
    holder = organisation("Atelier Le Rouet")
    donation, number = to_fetch(holder), count()
    rounds = [drafted(holder, chosen=[]) for _each in range(AT_ONCE)]

    def add() -> str:
        try:
            add_stop(held=rounds[next(number) % AT_ONCE], donation=donation, by=None)
        except DomainRefusal as refusal:
            return refusal.message
        return ""

    told = together(add)
    assert told.count("") == 1
    assert all("déjà dans une tournée" in each for each in told if each)
    taken = RoundStop.objects.of(holder).get()
    with pytest.raises(IntegrityError):  # the database says so, whatever an action looked at before
        RoundStop.objects.of(holder).create(round=rounds[0], donation=taken.donation, rank=9, minutes=10)


def test_a_signed_form_sent_many_times_at_once_opens_one_lot():
    held = start_round(held=planned(), by=None)
    stop = stops(held)[0]
    counts = {lines_of(stop.donation)[0].pk: 3}
    told = together(
        lambda: (
            collect_stop(
                stop=stop, counts=counts, handed_by="Odile Renart", proof=PickUpProof.PAPER, by=None
            ).pk
        )
    )
    assert set(told) == {stop.pk}
    assert Lot.objects.of(held.organisation).count() == 1
