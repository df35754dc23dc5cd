"""Entering, placing, correcting, counting devices; supplies."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from fabrique.core import clock
from fabrique.core.journal.models import JournalEntry
from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.batches import enter_devices
from fabrique.equip.actions.entering import DriveFacts, open_site
from fabrique.equip.actions.moving import move_device
from fabrique.equip.actions.placing import correct_device, put_away
from fabrique.equip.actions.sites import close_shelf, close_site, open_shelf
from fabrique.equip.actions.stocktakes import close_stocktake, count_device, open_stocktake
from fabrique.equip.actions.supplies import move_supply
from fabrique.equip.enums import DeviceKind, DeviceState, DriveKind, SupplyWay
from fabrique.equip.models import Device, DeviceEvent, StorageDrive, Supply
from fabrique.equip.queries.devices import events_of, told_lines
from fabrique.equip.queries.stocktakes import result_of
from fabrique.people.enums import Role
from tests.factories.equip import free_code, received, shelved, site, supplied
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db


def entered(number: int = 3, *, serials: tuple[str, ...] = (), known: bool = False, key=None) -> list[Device]:
    return enter_devices(
        site=site(), kind=DeviceKind.LAPTOP, number=number, values={"make": "Essai"}, serials=serials,
        by=None, key=key or uuid4(), drives=(DriveFacts(DriveKind.SSD, size_bytes=240 * 10**9),), known=known,
    )  # fmt: skip


def last_verb(device: Device) -> str:
    return events_of(device)[0].verb


def test_devices_alike_enter_together_and_once():
    key = uuid4()
    made = entered(3, serials=("S1", "S2"), key=key)
    assert [each.serial for each in made] == ["S1", "S2", ""]
    assert [each.code[-4:] for each in made] == ["0001", "0002", "0003"]
    assert [each.pk for each in entered(3, serials=("S1", "S2"), key=key)] == [each.pk for each in made]
    assert StorageDrive.objects.everywhere("tests").count() == 3
    assert JournalEntry.objects.get(action="equip.enter_devices").summary["last"] == made[-1].code


@pytest.mark.parametrize(
    ("number", "serials", "why"),
    [
        (0, (), "de 1 à 200"),
        (201, (), "de 1 à 200"),
        (1, ("S1", "S2"), "2 numéros de série pour 1"),
        (2, ("S1", "S1"), "deux fois"),
        (1, ("S0",), "est déjà celui de"),
    ],
)
def test_what_cannot_enter_is_said(number: int, serials: tuple[str, ...], why: str):
    received(serial="S0")
    with pytest.raises(DomainRefusal, match=why):
        entered(number, serials=serials)
    assert Device.objects.everywhere("tests").count() == 1


def test_a_serial_number_that_is_known_may_be_another_device():
    received(serial="S0")
    assert entered(1, serials=("S0",), known=True)[0].serial == "S0"


def test_what_leaves_the_stock_leaves_its_shelf():
    device, shelf = received(), shelved()
    put_away(device=device, site=shelf.site, shelf=shelf, by=None)
    put_away(device=device, site=shelf.site, shelf=shelf, by=None)
    verbs = [each.verb for each in events_of(device)]
    assert verbs == ["put_away", "enter"]  # the second time changed nothing
    move_device(device=device, verb="lose", by=None)
    device.refresh_from_db()
    assert device.shelf_id is None
    with pytest.raises(DomainRefusal, match="n’est plus dans le stock"):
        put_away(device=device, site=shelf.site, shelf=shelf, by=None)


def test_a_device_goes_to_no_shelf_of_others():
    theirs = shelved(organisation("La Bobine"))
    with pytest.raises(DomainRefusal, match="n’est pas dans ce lieu"):
        put_away(device=received(), site=theirs.site, shelf=theirs, by=None)


def test_a_place_that_holds_something_does_not_close():
    device, shelf = received(), shelved()
    put_away(device=device, site=shelf.site, shelf=shelf, by=None)
    for closing in (lambda: close_shelf(shelf=shelf, by=None), lambda: close_site(site=shelf.site, by=None)):
        with pytest.raises(DomainRefusal, match="Il reste 1 appareil"):
            closing()
    away = open_site(organisation=shelf.organisation, code=free_code(), name="Réserve", by=None)
    put_away(device=device, site=away, by=None)
    assert close_shelf(shelf=shelf, by=None).closed_at
    assert open_shelf(site=shelf.site, code=shelf.code, by=None).pk == shelf.pk
    assert close_site(site=shelf.site, by=None).closed_at


@pytest.mark.parametrize("code", ["", "A 12", "A-12", "ABCDEFGHI", "é"])
def test_a_shelf_has_a_code_that_a_barcode_holds(code: str):
    with pytest.raises(DomainRefusal, match="un à huit"):
        open_shelf(site=site(), code=code, by=None)


def test_a_correction_keeps_what_was_there_before():
    device = received(ram_mb=4096)
    correct_device(
        device=device, values={"ram_mb": 8192, "make": "Essai"}, by=None, note="Lu sur la barrette"
    )
    line = told_lines(events_of(device)[:1])[0]
    assert line.details == ["Marque : inconnu → Essai", "Mémoire vive : 4\u00a0Go → 8\u00a0Go"]
    for values, note, why in (
        ({"make": "Essai"}, "x", "Rien n’a changé"),
        ({"make": "Y"}, " ", "d’où vient"),
    ):
        with pytest.raises(DomainRefusal, match=why):
            correct_device(device=device, values=values, by=None, note=note)
    with pytest.raises(DomainRefusal, match="Votre rôle"):
        correct_device(device=device, values={"make": "Y"}, by=member(Role.REFURBISHER), note="z")


def test_a_stocktaking_says_what_is_missing_elsewhere_or_surprising_and_moves_nothing():
    shelf = shelved()
    here, missing, lost, elsewhere = (received() for _each in range(4))
    for each in (here, missing):
        put_away(device=each, site=shelf.site, shelf=shelf, by=None)
    stocktake = open_stocktake(site=shelf.site, shelf=shelf, by=None)
    with pytest.raises(DomainRefusal, match="déjà ouvert"):
        open_stocktake(site=shelf.site, shelf=shelf, by=None)
    move_device(device=lost, verb="lose", by=None)
    told = [
        count_device(stocktake=stocktake, device=each, by=None)[1] for each in (here, here, lost, elsewhere)
    ]
    assert told == [True, False, True, True]
    close_stocktake(stocktake=stocktake, by=None)
    result = result_of(stocktake)
    assert (result.expected, result.found, result.unexpected_count, result.can_be_lost) == (2, 1, 2, 1)
    lists = [[line.device for line in each] for each in (result.missing, result.elsewhere, result.surprising)]
    assert lists == [[missing], [elsewhere], [lost]]
    missing.refresh_from_db()
    assert missing.state == DeviceState.RECEIVED
    with pytest.raises(DomainRefusal, match="clos"):
        count_device(stocktake=stocktake, device=missing, by=None)
    summary = JournalEntry.objects.get(action="equip.close_stocktake").summary
    assert summary == {"seen": 3, "missing": 1, "unexpected": 2}


def test_a_site_is_counted_whole():
    device = received()
    stocktake = open_stocktake(site=device.site, by=None)
    assert [line.device for line in result_of(stocktake).missing] == [device]


def test_supplies_come_go_and_are_counted():
    supply, device = supplied(number=5), received()
    move_supply(supply=supply, way=SupplyWay.OUT, number=2, by=None, device=device, note="Le sien est cassé")
    assert last_verb(device) == "use_supply"
    assert told_lines(events_of(device)[:1])[0].details == [f"2 × Chargeur 65 W ({supply.scan_code})"]
    key = uuid4()
    counts = [
        move_supply(supply=supply, way=SupplyWay.COUNT, number=9, by=None, key=key) for _each in range(2)
    ]
    assert [(each.change, each.left) for each in counts] == [(6, 9), (6, 9)]
    supply.refresh_from_db()
    assert supply.quantity == 9


@pytest.mark.parametrize(
    ("number", "why"), [(6, "n’en reste que 5"), (0, "entre 1 et"), (100_001, "entre 1 et")]
)
def test_there_are_never_fewer_than_none(number: int, why: str):
    supply = supplied(number=5)
    with pytest.raises(DomainRefusal, match=why):
        move_supply(supply=supply, way=SupplyWay.OUT, number=number, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Supply.objects.of(supply.organisation).filter(pk=supply.pk).update(quantity=-1)


def test_supplies_of_a_site_are_numbered():
    assert [supplied().scan_code[-3:] for _each in range(2)] == ["F-1", "F-2"]


def test_a_line_of_history_is_dated_now(at_noon):
    device = received()
    assert DeviceEvent.objects.everywhere("tests").get(device=device).at == clock.now() == at_noon
