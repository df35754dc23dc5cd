"""The key of a form makes a thing once, of two clicks at once too; that of another organisation, nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import time
from typing import Any
from uuid import UUID, uuid4

import pytest

from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.appeals import note_appeal
from fabrique.equip.actions.batches import enter_devices
from fabrique.equip.actions.campaigning import open_campaign
from fabrique.equip.actions.certifying import certify_device, certify_lot
from fabrique.equip.actions.entering import DeviceFacts, enter_device, open_lot, open_site
from fabrique.equip.actions.programmes import open_programme
from fabrique.equip.actions.promising import promise_donation
from fabrique.equip.actions.receiving import receive_donation
from fabrique.equip.actions.requests import end_request
from fabrique.equip.actions.rounds import open_round
from fabrique.equip.actions.supplies import move_supply, open_supply
from fabrique.equip.actions.taking_back import take_back
from fabrique.equip.enums import DeviceKind, DeviceState, SupplyKind, SupplyWay
from fabrique.equip.models import Device
from fabrique.equip.queries.donations import lines_of
from fabrique.people.enums import Role
from fabrique.people.models import Organisation
from tests.factories.asking import programme, requested
from tests.factories.equip import promised, received, site, supplied
from tests.factories.equip_bench import at_check, on_plates
from tests.factories.giving import promise
from tests.factories.handing import odette, prepared
from tests.factories.handing import ready as reserved
from tests.factories.people import member, organisation, receive
from tests.factories.rounds import van
from tests.people.signing.test_races import AT_ONCE, together

Make = Callable[[UUID], Any]
Prepare = Callable[[Organisation], Make]


def lot(of: Organisation) -> Make:
    place = site(of)
    return lambda key: open_lot(site=place, by=None, key=key)


def device(of: Organisation) -> Make:
    place, facts = site(of), DeviceFacts(DeviceKind.SCREEN)
    return lambda key: enter_device(site=place, facts=facts, by=None, key=key)


def devices(of: Organisation) -> Make:
    alike: Any = {"site": site(of), "kind": DeviceKind.SCREEN, "number": 2, "values": {}, "serials": ["E1"]}
    return lambda key: enter_devices(**alike, by=None, key=key)[0]


def donation(of: Organisation) -> Make:
    given = promise()
    given = replace(given, donor=replace(given.donor, email=""))  # a letter is enqueued after the commit
    return lambda key: promise_donation(organisation=of, promise=given, once="x", key=key)[0]


def gift(of: Organisation) -> Make:
    coming, place = promised(of), site(of)
    counts = {line.pk: line.promised for line in lines_of(coming)}
    return lambda key: receive_donation(donation=coming, counts=counts, site=place, by=None, key=key)


def a_round(of: Organisation) -> Make:
    wanted: Any = {"site": site(of), "vehicle": van(of), "on": clock.today()}
    hours: Any = {"leaves_from": time(9), "back_before": time(17)}
    return lambda key: open_round(**wanted, **hours, by=None, key=key)


def supply(of: Organisation) -> Make:
    wanted: Any = {"site": site(of), "kind": SupplyKind.MOUSE, "name": "Souris", "minimum": 0}
    return lambda key: open_supply(**wanted, by=None, key=key)


def last_one(of: Organisation) -> Make:
    held = supplied(of, number=1)
    return lambda key: move_supply(supply=held, way=SupplyWay.OUT, number=1, by=None, key=key)


def certificate(of: Organisation) -> Make:
    held, by = at_check(on_plates(of)), member(Role.COORDINATOR, of=of)
    return lambda key: certify_device(device=held, by=by, key=key)


def certificate_of_lot(of: Organisation) -> Make:
    batch, held = open_lot(site=site(of), by=None), at_check(on_plates(of))
    Device.objects.of(of).filter(pk=held.pk).update(lot=batch)
    by = member(Role.COORDINATOR, of=of)
    return lambda key: certify_lot(lot=batch, by=by, key=key)


def a_programme(of: Organisation) -> Make:
    return lambda key: open_programme(organisation=of, values={"name": "Une"}, by=None, key=key)


def request(of: Organisation) -> Make:
    person, under = receive(of), programme(of)
    return lambda key: requested(person, under=under, key=key)


def appeal(of: Organisation) -> Make:
    held = requested(receive(of), under=programme(of))
    end_request(request=held, verb="decline", by=None, reason="Hors du territoire.")
    return lambda key: note_appeal(request=held, text="Ma date n’est pas la bonne.", by=None, key=key)


def handover(of: Organisation) -> Make:
    held, person, by = reserved(of), odette(of), member(Role.MEDIATOR, of=of)
    return lambda key: prepared(held, to=person, by=by, key=key)


def slip(of: Organisation) -> Make:
    gone, by = received(of, DeviceKind.SCREEN), member(Role.REFURBISHER, of=of)
    Device.objects.of(of).filter(pk=gone.pk).update(state=DeviceState.RECYCLED)
    said: Any = {"recycler": "Ecosystem", "slip": "B-7", "taken_on": clock.today(), "weight_g": 9000}
    return lambda key: take_back(organisation=of, **said, devices={gone.pk: None}, by=by, key=key)


KEYED = [
    lot, device, devices, donation, gift, a_round, supply, last_one, certificate, certificate_of_lot,
    a_programme, request, appeal, handover, slip,
]  # fmt: skip


def entries(work: Callable[[], object]) -> Counter[str]:
    """What the journal tells of some work."""
    before = JournalEntry.objects.count()
    work()
    return Counter(JournalEntry.objects.order_by("pk").values_list("action", flat=True)[before:])


@pytest.mark.django_db
@pytest.mark.parametrize("prepare", KEYED)
def test_a_key_makes_one_thing_of_one_organisation(prepare: Prepare):
    key, make = UUID(int=7), prepare(organisation("Atelier Le Rouet"))
    assert make(key) == make(key)
    elsewhere = prepare(organisation("Ailleurs"))
    with pytest.raises(DomainRefusal):
        elsewhere(key)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("prepare", KEYED)
def test_many_clicks_at_once_make_one_thing_and_all_are_told_which(prepare: Prepare):
    make, alone = (prepare(organisation(name)) for name in ("Atelier Le Rouet", "Ailleurs"))
    key, made = uuid4(), set()
    told = entries(lambda: made.update(together(lambda: make(key).pk)))
    assert len(made) == 1
    assert told == entries(lambda: alone(uuid4()))  # written once, as for one click


def refused(work: Callable[[], object]) -> Counter[str]:
    """Of the threads that do this together, how many were refused, by field; « "" »: done."""

    def one() -> str:
        try:
            work()
        except DomainRefusal as refusal:
            return refusal.field
        return ""

    return Counter(together(one))


@pytest.mark.django_db(transaction=True)
def test_of_many_who_open_a_workshop_under_one_code_one_does():
    holder = organisation("Atelier Le Rouet")
    told = refused(lambda: open_site(organisation=holder, code="ZZZ", name="Quai", by=None))
    assert told == {"": 1, "code": AT_ONCE - 1}


@pytest.mark.django_db(transaction=True)
def test_of_many_who_announce_one_title_each_has_an_address_or_is_told():
    holder, today = organisation("Atelier Le Rouet"), clock.today()
    wanted: Any = {"title": "Mars", "starts_on": today, "ends_on": today, "target": 5}
    told = refused(lambda: open_campaign(organisation=holder, **wanted, by=None))
    assert told[""] >= 1
    assert set(told) <= {"", "title"}
