"""A scan answers: what it is, what was done, or why not and what to do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fabrique.core import clock
from fabrique.equip.enums import DeviceState
from fabrique.equip.guards import Guard, guards
from fabrique.equip.models import Device
from fabrique.equip.queries.devices import events_of
from fabrique.equip.reading import move_code
from fabrique.equip.scanning import STORE, Scanner, counted
from fabrique.equip.sections import MovePage, move_pages
from fabrique.people.enums import Role
from fabrique.people.models import Account
from tests.factories.equip import counted as stocktake_of
from tests.factories.equip import moved, received, shelved, supplied
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Account:
    return member(Role.REFURBISHER, of=organisation("Atelier Le Rouet"))


def state_of(device: Device) -> str:
    device.refresh_from_db()
    return device.state


def test_a_scan_shows_and_changes_nothing_until_a_move_is_chosen(by: Account):
    device = received()
    for text in (device.code, device.code.lower(), device.serial, f"https://x.fr/a/{device.code}/"):
        answer = Scanner(by).scan(text)
        assert (answer.kind, answer.code, answer.device) == ("info", device.code, str(device.pk))
        assert answer.text == "Ordinateur portable, reçu."
    assert state_of(device) == DeviceState.RECEIVED


def test_a_move_is_chosen_once_and_made_at_each_scan(by: Account):
    devices, scanner = [received() for _each in range(3)], Scanner(by)
    assert scanner.scan(move_code("identify")).kind == "info"
    assert [scanner.scan(each.code).kind for each in devices] == ["ok"] * 3
    assert {state_of(each) for each in devices} == {DeviceState.IDENTIFIED}


def test_the_same_scan_twice_does_nothing_twice(by: Account):
    device, scanner = received(), Scanner(by, "identify")
    assert scanner.scan(device.code).kind == "ok"
    again = scanner.scan(device.code)
    assert (again.kind, again.text) == ("info", "Déjà fait à l’instant : « identifié ».")
    assert events_of(device).count() == 2
    with clock.frozen(clock.now() + timedelta(hours=1)):  # later, it is no repetition any more
        assert "n’est pas possible" in Scanner(by, "identify").scan(device.code).text


def test_the_second_bench_is_told(by: Account):
    device = received()
    Scanner(by, "identify").scan(device.code)
    other = Scanner(member(Role.REFURBISHER, of=device.organisation), "identify").scan(device.code)
    assert other.kind == "bad"
    assert "Quelqu’un d’autre vient de le faire" in other.text


def test_a_refusal_says_everything_that_lacks(by: Account):
    device = received()
    missing = Guard(frozenset({"identify"}), "une étiquette", lambda device, by: ["Il manque l’étiquette."])
    with guards.holding(label=missing):
        answer = Scanner(by, "identify").scan(device.code)
    assert (answer.kind, answer.text) == ("bad", "Il manque l’étiquette.")
    coordinator = member(Role.COORDINATOR, of=device.organisation)
    refused = Scanner(coordinator, "order_erasure").scan(moved(device, "identify").code)
    assert "Votre rôle ne permet pas" in refused.text


def test_a_move_that_has_its_own_page_is_not_made_by_a_scan(by: Account):
    device = received()
    with move_pages.holding(identify=MovePage(lambda device: "/x/")):
        assert Scanner(by, "identify").scan(device.code).kind == "warn"
        assert state_of(device) == DeviceState.RECEIVED


def test_devices_are_put_on_the_shelf_that_was_scanned_first(by: Account):
    device, shelf, scanner = received(), shelved(), Scanner(by, STORE)
    assert "Scannez d’abord l’étagère" in scanner.scan(device.code).text
    assert scanner.scan(shelf.scan_code).kind == "info"
    assert [scanner.scan(device.code).kind for _each in range(2)] == ["ok", "info"]
    device.refresh_from_db()
    assert device.shelf_id == shelf.pk


def test_supplies_and_lots_lead_to_their_pages(by: Account):
    supply = supplied(number=4)
    answer = Scanner(by).scan(supply.scan_code)
    assert (answer.text, answer.url) == ("Chargeur 65 W : 4 en réserve.", f"/espace/fournitures/{supply.pk}/")


def test_what_is_unknown_or_of_others_says_what_to_do(by: Account):
    theirs = received(organisation("La Bobine"))
    shelf = shelved(organisation("La Bobine"))
    for text in ("n’importe quoi", theirs.code, theirs.serial, shelf.scan_code, "ROU-PO-26-9999"):
        answer = Scanner(by, "lose").scan(text)
        assert (answer.kind, answer.url) == ("bad", "/espace/stock/entrer/")
        assert "n’est pas dans votre stock" in answer.text
    assert state_of(theirs) == DeviceState.RECEIVED


def test_a_serial_number_of_several_asks_for_the_label(by: Account):
    one, two = received(serial="S0"), received(serial="S0")
    answer = Scanner(by, "lose").scan("S0")
    assert answer.kind == "warn"
    assert one.code in answer.text
    assert two.code in answer.text
    assert {state_of(one), state_of(two)} == {DeviceState.RECEIVED}


def test_a_stocktaking_answers_to_each_scan(by: Account):
    stocktake, device = stocktake_of(by_holder := organisation("Atelier Le Rouet")), received()
    lost = moved(received(by_holder), "lose")
    texts = [counted(stocktake, each, by=by).text for each in (device.code, device.code, lost.code, "rien")]
    assert texts == [
        "Attendu ailleurs : Atelier du quai, sans étagère.",
        "Déjà compté.",
        "Il n’est plus dans le stock : « perdu ».",
        "Ce n’est pas un appareil de votre stock. Mettez-le de côté, et entrez-le s’il n’y est pas.",
    ]
