"""The pages of the stock: what they show, at a constant price; refusals that lose nothing; strangers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fabrique.core.tabular import read_table
from fabrique.equip.actions.placing import put_away
from fabrique.equip.actions.receiving import receive_donation
from fabrique.equip.actions.stocktakes import close_stocktake, open_stocktake
from fabrique.equip.enums import DeviceKind, DeviceState
from fabrique.equip.guards import Guard, guards
from fabrique.equip.models import Device, Lot, Shelf, Site, Stocktake, StocktakeLine, Supply
from fabrique.equip.queries.devices import events_of
from fabrique.equip.queries.donations import lines_of
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.accompany.test_pages import text
from tests.factories.accounts import sign_in
from tests.factories.equip import counted, moved, promised, received, shelved, site, supplied
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db
LISTS = ("stock", "lots", "sites", "stocktakes", "supplies", "scan", "enter", "open-stocktake")


@pytest.fixture
def ours() -> Organisation:
    return organisation("Atelier Le Rouet")


@pytest.fixture
def malo(client: Client, ours: Organisation) -> Account:
    found = member(Role.REFURBISHER, Role.COORDINATOR, of=ours, name="Malo Kerouédan")
    sign_in(client, found)
    return found


def page(name: str, *keys: object) -> str:
    return reverse(f"equip:{name}", args=keys)


def filled(ours: Organisation) -> tuple[Device, Shelf]:
    """One more of everything that lists show."""
    device, shelf = received(ours), shelved(ours)
    put_away(device=device, site=shelf.site, shelf=shelf, by=None)
    counted(ours)
    supplied(ours, 3)
    donation = promised(ours)
    receive_donation(donation=donation, counts={lines_of(donation).get().pk: 3}, site=site(ours), by=None)
    return device, shelf


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as spent:
        assert client.get(url).status_code == 200, url
    return len(spent)


def test_lists_cost_the_same_at_one_row_and_at_three(client: Client, ours: Organisation, malo: Account):
    filled(ours)
    before = {name: queries(client, page(name)) for name in LISTS}
    for _each in range(2):
        filled(ours)
    assert {name: queries(client, page(name)) for name in LISTS} == before
    assert max(before.values()) < 16


def test_the_stock_is_filtered_and_leaves_as_a_file(
    client: Client, ours: Organisation, malo: Account, tmp_path: Path
):
    device, shelf = filled(ours)
    screen = received(ours, DeviceKind.SCREEN, model="=1+1", serial="X9")
    lost = moved(received(ours), "lose")
    assert lost.code not in text(client.get(page("stock")))
    asked: dict[str, tuple[dict[str, str], Device]] = {
        "state": ({"etat": "lost"}, lost),
        "group": ({"etat": "fini"}, lost),
        "kind": ({"sorte": "screen"}, screen),
        "shelf": ({"etagere": str(shelf.pk)}, device),
        "code": ({"q": screen.code.lower()}, screen),
        "serial": ({"q": "x9"}, screen),
    }
    for name, (query, found) in asked.items():
        assert list(client.get(page("stock"), query).context["page"].items) == [found], name
    assert client.get(page("stock"), {"depuis": "7"}).context["page"].count == 0
    for query in ({"etat": "rien", "lieu": "x"}, {"depuis": "-1"}, {"page": "999"}, {"q": "\0" * 5}):
        assert client.get(page("stock"), query).status_code == 200
    (tmp_path / "s.csv").write_bytes(_content(client.get(page("stock-file", "csv"), {"sorte": "screen"})))
    row = next(iter(read_table(tmp_path / "s.csv"))).values
    assert (row["code"], row["modele"], row["etat"]) == (screen.code, "=1+1", "Reçu")
    assert _content(client.get(page("stock-file", "xlsx")))[:2] == b"PK"
    assert client.get(page("stock-file", "exe")).status_code == 404


def _content(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_lot_is_counted_against_its_promise_and_filled(client: Client, ours: Organisation, malo: Account):
    donation, place = promised(ours, laptops=40), site(ours)
    line = lines_of(donation).get()
    lot = receive_donation(donation=donation, counts={line.pk: 39}, site=place, by=malo, gap="Un est resté.")
    form = {
        "key": str(uuid4()), "site": str(place.pk), "kind": "laptop", "number": "2",
        "serials": "S1\r\nS2\r\n", "ram": "7,5", "screen": "15,6", "drive": "ssd", "drive_gb": "240",
        "make": "Essai",
    }  # fmt: skip
    url = f"{page('enter')}?lot={lot.pk}"
    for _each in range(2):  # sent twice, entered once
        shown = client.post(url, form, follow=True)
    assert "2 appareils sont entrés" in text(shown)
    assert len(shown.context["labels"]) == 2
    device = Device.objects.of(ours).order_by("code")[0]
    assert (device.ram_mb, device.screen_tenths, device.serial) == (7680, 156, "S1")
    sheet = text(client.get(page("lot", lot.pk)))
    assert "37 à entrer" in sheet
    refused = client.post(url, form | {"key": str(uuid4()), "number": "9"})
    assert "est déjà celui de" in text(refused)
    assert "Ce sont d’autres appareils" in text(refused)
    assert 'value="15,6"' in refused.content.decode()
    absurd = client.post(url, form | {"key": str(uuid4()), "ram": "-4", "made_year": "1066", "serials": ""})
    assert {"ram", "made_year"} <= set(absurd.context["form"].errors)


def test_a_lot_without_promise_is_opened(client: Client, ours: Organisation, malo: Account):
    form = {
        "key": str(uuid4()),
        "site": str(site(ours).pk),
        "label": "Trouvés au grenier",
        "received_on": "2026-01-05",
    }
    assert "Trouvés au grenier" in text(client.post(page("open-lot"), form, follow=True))
    assert Lot.objects.of(ours).count() == 1
    late = client.post(page("open-lot"), form | {"key": str(uuid4()), "received_on": "2999-01-01"})
    assert "est à venir" in text(late)


def test_a_sheet_shows_what_may_be_done_and_why_not(client: Client, ours: Organisation, malo: Account):
    device = moved(received(ours), "identify")
    missing = Guard(
        frozenset({"diagnose"}), "une preuve", lambda device, by: ["Un support n’a pas de preuve."]
    )
    with guards.holding(proof=missing):
        sheet = text(client.get(page("device", device.pk)))
    for words in (
        "Demander l’effacement",
        "Un support n’a pas de preuve.",
        "Noter la perte",
        "SN",
        "L’établi",
    ):
        assert words in sheet
    assert "Réserver" not in sheet
    shown = text(client.post(page("move-device", device.pk, "order_erasure"), {"note": "Vite"}, follow=True))
    assert "C’est noté : « à effacer »" in shown
    assert "« Vite »" in shown
    again = client.post(page("move-device", device.pk, "identify"), {"note": "Vite"})
    assert "n’est pas possible" in text(again)
    assert client.get(page("move-device", device.pk, "fly")).status_code == 404
    screen = received(ours, DeviceKind.SCREEN)
    assert "Sans retour" in text(client.get(page("move-device", screen.pk, "recycle")))
    assert events_of(device)[0].by == malo


def test_a_role_sees_only_its_own_moves(client: Client, ours: Organisation):
    device = moved(received(ours), "identify")
    sign_in(client, member(Role.COORDINATOR, of=ours))
    sheet = text(client.get(page("device", device.pk)))
    assert "Demander l’effacement" not in sheet
    assert "Noter la perte" in sheet


def test_a_sheet_is_corrected_placed_completed_and_told(client: Client, ours: Organisation, malo: Account):
    device, shelf = received(ours, screen_tenths=140, ram_mb=4096), shelved(ours)
    form = client.get(page("correct-device", device.pk)).context["form"]
    given = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}
    assert (str(given["screen"]), str(given["ram"])) == ("14", "4")
    client.post(
        page("correct-device", device.pk), given | {"weight": "1,83", "note": "Pesé", "windows_11": "non"}
    )
    client.post(page("store-device", device.pk), {"place": str(shelf.pk)})
    device.refresh_from_db()
    assert (device.weight_g, device.windows_11, device.screen_tenths, device.shelf_id) == (
        1830,
        False,
        140,
        shelf.pk,
    )
    history = text(client.get(page("device-history", device.pk)))
    for words in (
        "Poids : inconnu → 1,83 kg",
        f"à {shelf.scan_code}",
        "Malo",
    ):
        assert words in history
    assert client.get(page("labelled", device.code.lower())).url == page("device", device.pk)


def test_places_open_and_close(client: Client, ours: Organisation, malo: Account):
    shown = client.post(page("open-site"), {"name": "Réserve", "code": "rez", "address": ""}, follow=True)
    assert "Réserve est ouvert" in text(shown)
    place = Site.objects.of(ours).get()
    assert "deux ou trois lettres" in text(client.post(page("open-site"), {"name": "X", "code": "1"}))
    assert "REZ-E-B2" in text(
        client.post(page("site", place.pk), {"code": "b2", "label": "Écrans"}, follow=True)
    )
    assert "déjà ce code" in text(client.post(page("site", place.pk), {"code": "B2"}))
    shelf = Shelf.objects.of(ours).get()
    device = received(ours)
    put_away(device=device, site=place, shelf=shelf, by=None)
    assert "Il reste 1 appareil" in text(client.post(page("close-shelf", shelf.pk), follow=True))
    put_away(device=device, site=place, by=None)
    assert "est fermée" in text(client.post(page("close-shelf", shelf.pk), follow=True))
    assert "Il reste 1 appareil" in text(client.post(page("close-site", place.pk), follow=True))


def test_scanning_keeps_what_was_chosen_and_every_answer(client: Client, ours: Organisation, malo: Account):
    devices = [received(ours) for _each in range(3)]
    url = page("scan")
    assert "camera=(self)" in client.get(url).headers["Permissions-Policy"]
    given = {"code": devices[0].code, "geste": "identify", "note": "Table 2"}
    first = client.post(url, given)
    assert "Identifier : maintenant « identifié »." in text(first)
    assert first.context["form"].initial["geste"] == "identify"
    assert events_of(devices[0])[0].note == "Table 2"
    many = "\n".join([devices[0].code, devices[1].code, "inconnu", devices[2].code])
    shown = client.post(url, given | {"code": "", "many": many})
    assert (shown.context["number"], shown.context["refused"]) == (4, 1)
    assert [each["kind"] for each in shown.context["answers"]] == ["bad", "ok", "info", "ok"]
    too_long = client.post(url, given | {"note": "x" * 301})
    assert too_long.context["form"].errors
    assert "300" in text(too_long)
    shelf = shelved(ours)
    assert shelf.scan_code in text(client.get(url, {"etagere": str(shelf.pk)}))
    for wrong in ("x", "é" * 36, str(uuid4()), str(shelved(organisation("La Bobine")).pk)):
        assert client.get(url, {"etagere": wrong, "geste": "fly"}).status_code == 200


def test_a_scan_with_a_secret_in_its_note_is_refused_and_nothing_is_lost(
    client: Client, ours: Organisation, malo: Account
):
    device = received(ours)
    shown = client.post(
        page("scan"), {"code": device.code, "geste": "identify", "note": "mot de passe : azerty12"}
    )
    assert shown.context["latest"].kind == "bad"
    assert shown.context["form"].initial["note"] == "mot de passe : azerty12"
    device.refresh_from_db()
    assert device.state == DeviceState.RECEIVED


def test_only_the_losses_that_are_ticked_are_noted(client: Client, ours: Organisation, malo: Account):
    devices = [received(ours) for _each in range(2)]
    place = site(ours)
    client.post(page("open-stocktake"), {"place": str(place.pk)})
    stocktake = Stocktake.objects.of(ours).get()
    seen = received(ours)
    shown = text(client.post(page("stocktake", stocktake.pk), {"code": seen.code}))
    assert "Attendu ailleurs" in shown
    lines = {line.device_id: line.pk for line in StocktakeLine.objects.of(ours)}
    tick = {"perdu": [str(lines[devices[0].pk]), "x", "9" * 30]}
    client.post(page("lose-missing", stocktake.pk), tick)  # still open: nothing
    assert "Aucun appareil n’a changé d’état" in text(
        client.post(page("close-stocktake", stocktake.pk), follow=True)
    )
    assert Device.objects.of(ours).filter(state=DeviceState.LOST).count() == 0
    assert "La perte de 1 appareil est notée" in text(
        client.post(page("lose-missing", stocktake.pk), tick, follow=True)
    )
    assert list(Device.objects.of(ours).filter(state=DeviceState.LOST)) == [devices[0]]
    assert "Cochez" in text(client.post(page("lose-missing", stocktake.pk), follow=True))


def test_supplies_are_taken_and_refused_without_losing_what_was_typed(
    client: Client, ours: Organisation, malo: Account
):
    form = {
        "key": str(uuid4()),
        "site": str(site(ours).pk),
        "name": "Souris",
        "kind": "mouse",
        "minimum": "3",
    }
    for _each in range(2):
        client.post(page("open-supply"), form)
    supply, device = Supply.objects.of(ours).get(), received(ours)
    move = {"key": str(uuid4()), "way": "in", "number": "4", "device": "", "note": ""}
    for _each in range(2):
        client.post(page("supply", supply.pk), move)
    taken = move | {"key": str(uuid4()), "way": "out", "number": "2", "device": device.code}
    assert "moins de 3" in text(client.post(page("supply", supply.pk), taken, follow=True))
    refused = client.post(page("supply", supply.pk), taken | {"key": str(uuid4()), "number": "3"})
    assert "n’en reste que 2" in text(refused)
    assert refused.context["form"]["device"].value() == device.code
    wrong = client.post(page("supply", supply.pk), taken | {"key": str(uuid4()), "device": "rien"})
    assert "n’est pas celui d’un appareil" in text(wrong)
    client.post(page("edit-supply", supply.pk), {"name": "Souris filaire", "kind": "mouse", "minimum": "0"})
    supply.refresh_from_db()
    assert (supply.name, supply.quantity) == ("Souris filaire", 2)


def _own(name: str) -> Callable[[Organisation], object]:
    return {
        "device": received,
        "lot": lambda of: _lot(of),
        "site": site,
        "shelf": shelved,
        "stocktake": counted,
        "supply": supplied,
    }[name]


def _lot(of: Organisation) -> Lot:
    donation = promised(of)
    counts = {lines_of(donation).get().pk: 3}
    return receive_donation(donation=donation, counts=counts, site=site(of), by=None)


OF_ONE = {
    "device": ("device", "device-history", "correct-device", "store-device"),
    "lot": ("lot",),
    "site": ("site",),
    "shelf": ("shelf",),
    "stocktake": ("stocktake",),
    "supply": ("supply", "edit-supply"),
}
POSTED = {"site": "close-site", "shelf": "close-shelf", "stocktake": "close-stocktake", "supply": "supply"}


@pytest.mark.parametrize("kind", OF_ONE)
def test_another_organisations_is_like_a_missing_one(client: Client, malo: Account, kind: str):
    theirs: Any = _own(kind)(organisation("La Bobine"))
    for name in OF_ONE[kind]:
        answers: list[HttpResponse] = [client.get(page(name, each)) for each in (theirs.pk, uuid4())]
        assert [each.status_code for each in answers] == [404, 404], name
    if kind in POSTED:
        assert client.post(page(POSTED[kind], theirs.pk)).status_code == 404
    for query in ({"lot": theirs.pk}, {"lieu": theirs.pk}, {"etagere": theirs.pk}, {"codes": str(theirs)}):
        assert client.get(page("labels"), query).context["labels"] == []


def test_a_mediator_finds_no_stock(client: Client, ours: Organisation):
    device = received(ours)
    sign_in(client, member(Role.MEDIATOR, of=ours))
    for url in (page("stock"), page("scan"), page("device", device.pk)):
        assert client.get(url).status_code == 404


def test_the_day_tells_what_awaits_a_workshop(client: Client, ours: Organisation, malo: Account):
    device = received(ours)
    supplied(ours, 1, minimum=5)
    stocktake = open_stocktake(site=device.site, by=malo)
    shown = text(client.get(reverse("web:desk")))
    for words in (device.code, "à identifier", "fourniture qui manque", "inventaire ouvert", "Scanner"):
        assert words in shown
    close_stocktake(stocktake=stocktake, by=malo)
    moved(device, "identify")
    assert "inventaire ouvert" not in text(client.get(reverse("web:desk")))


def test_a_code_or_a_serial_number_is_found_from_anywhere(client: Client, ours: Organisation, malo: Account):
    device, shelf, theirs = received(ours), shelved(ours), received(organisation("La Bobine"))
    for words in (device.code, device.serial, shelf.scan_code):
        shown = text(client.post(reverse("web:search"), {"q": words}, follow=True))
        assert "Matériel" in shown
    assert theirs.code not in text(client.post(reverse("web:search"), {"q": theirs.serial}, follow=True))


def test_a_move_that_one_may_not_do_is_no_deed_of_the_scanner(client: Client, ours: Organisation):
    sign_in(client, member(Role.COORDINATOR, of=ours))
    answer = client.post(page("scan"), {"code": "G-START-REPAIR"})
    assert answer.status_code == 200
    assert "rôle" in answer.content.decode()
