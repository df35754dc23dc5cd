"""Parts that move: from which machines, and what becomes of what is known of both."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.core.refusals import DomainRefusal
from fabrique.equip.actions.bench import move_part, note_repair
from fabrique.equip.actions.erasure import take_drive_out
from fabrique.equip.actions.moving import move_device
from fabrique.equip.enums import DeviceState, PartKind
from fabrique.equip.models import Device, DeviceEvent, PartMove, StorageDrive
from fabrique.equip.telling import details_of
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.factories.accounts import sign_in
from tests.factories.equip import moved, received
from tests.factories.equip_bench import at_check, drive_of, on_plates, ready
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder() -> Organisation:
    return organisation("Atelier Le Rouet")


@pytest.fixture
def by(holder: Organisation) -> Account:
    return member(Role.REFURBISHER, of=holder)


def put_in(device: Device, state: DeviceState, **values: Any) -> Device:
    """The device in a state, by the shortest way: what leads there is tried elsewhere."""
    Device.objects.of(device.organisation).filter(pk=device.pk).update(state=state, **values)
    device.refresh_from_db()
    return device


def last_event(device: Device) -> DeviceEvent:
    return DeviceEvent.objects.of(device.organisation).filter(device=device).latest("pk")


@pytest.mark.parametrize(
    ("state", "first"),
    [
        (DeviceState.READY, "est prêt : mettez-le d’abord au diagnostic"),
        (DeviceState.RESERVED, "est réservé : libérez-le"),
        (DeviceState.HANDED_OVER, "est chez quelqu’un"),
        (DeviceState.IN_USE, "est chez quelqu’un"),
        (DeviceState.LOST, "n’est plus à l’atelier"),
        (DeviceState.STOLEN, "n’est plus à l’atelier"),
        (DeviceState.RECYCLED, "n’est plus à l’atelier"),
    ],
)
def test_no_part_is_taken_from_what_somebody_has_or_counts_on(
    holder: Organisation, by: Account, state: DeviceState, first: str
):
    giver, taker = received(holder), put_in(received(holder), DeviceState.REPAIRING)
    drive = drive_of(giver)
    put_in(giver, state)
    with pytest.raises(DomainRefusal, match=first) as refusal:
        move_part(part=PartKind.KEYBOARD, source=giver, device=taker, by=by)
    assert giver.code in refusal.value.message
    with pytest.raises(DomainRefusal, match=first):
        take_drive_out(drive=drive, by=by)
    assert not PartMove.objects.of(holder).exists()
    assert drive_of(giver) == drive


def test_a_machine_kept_for_its_parts_gives_them(holder: Organisation, by: Account):
    giver = moved(received(holder), "use_for_parts")
    assert move_part(part=PartKind.KEYBOARD, source=giver, by=by).source == giver


def test_a_part_taken_after_the_check_asks_for_another(holder: Organisation, by: Account):
    device = moved(ready(holder), "diagnose")
    move_part(part=PartKind.KEYBOARD, source=device, by=by)
    moved(device, "install", "ask_check")
    with pytest.raises(DomainRefusal, match="réparé depuis son contrôle"):
        move_device(device=device, verb="pass_check", by=member(Role.REFURBISHER, of=holder))


def test_a_drive_that_moves_takes_its_size_with_it(holder: Organisation, by: Account):
    giver, taker = received(holder, storage_gb=240), on_plates(holder, storage_gb=500)
    put_in(taker, DeviceState.REPAIRING)
    take_drive_out(drive=drive_of(taker), by=by)
    taker.refresh_from_db()
    assert taker.storage_gb is None
    assert details_of(last_event(taker))[-1] == "Stockage : 500\u00a0Go → à mesurer"
    move_part(part=PartKind.DRIVE, source=giver, device=taker, drive=drive_of(giver), by=by)
    taker.refresh_from_db()
    giver.refresh_from_db()
    assert (giver.storage_gb, taker.storage_gb) == (None, 240)
    assert details_of(last_event(giver))[-1] == "Stockage : 240\u00a0Go → à mesurer"


def test_a_drive_of_unknown_size_leaves_the_storage_unknown(holder: Organisation, by: Account):
    giver, taker = received(holder), put_in(received(holder, storage_gb=240), DeviceState.REPAIRING)
    drive = drive_of(giver)
    drive.size_bytes = None
    drive.save(update_fields=["size_bytes"])
    move_part(part=PartKind.DRIVE, source=giver, device=taker, drive=drive, by=by)
    taker.refresh_from_db()
    assert taker.storage_gb is None


@pytest.mark.parametrize(
    ("module", "left", "had"), [(4096, 4096, 12_288), (8192, None, 16_384), (None, None, None)]
)
def test_a_module_of_memory_changes_that_of_both_or_leaves_it_to_be_measured(
    holder: Organisation, by: Account, module: int | None, left: int | None, had: int | None
):
    giver = received(holder, ram_mb=8192)
    taker = put_in(received(holder, ram_mb=8192), DeviceState.REPAIRING)
    move_part(part=PartKind.MEMORY, source=giver, device=taker, memory_mb=module, by=by)
    for device, value in ((giver, left), (taker, had)):
        device.refresh_from_db()
        assert device.ram_mb == value
    if module is None:
        assert details_of(last_event(taker))[-1] == "Mémoire vive : 8\u00a0Go → à mesurer"


def test_another_battery_is_to_be_measured(holder: Organisation, by: Account):
    taker = put_in(received(holder, battery=41), DeviceState.REPAIRING)
    move_part(part=PartKind.BATTERY, device=taker, by=by, new=True)
    taker.refresh_from_db()
    assert taker.battery is None


@pytest.mark.parametrize("size", [0, -4096, 2**30])
def test_an_absurd_module_is_refused(holder: Organisation, by: Account, size: int):
    with pytest.raises(DomainRefusal, match="celle d’une barrette"):
        move_part(part=PartKind.MEMORY, source=received(holder, ram_mb=8192), memory_mb=size, by=by)


def test_the_page_reads_the_size_and_says_what_to_do_first(client: Client, holder: Organisation, by: Account):
    sign_in(client, by)
    taker, giver = put_in(received(holder, ram_mb=4096), DeviceState.REPAIRING), received(holder, ram_mb=8192)
    url = reverse("equip:bench-parts", args=[taker.pk])
    given = {"way": "fit", "part": "memory", "memory": "4", "other": giver.code}
    assert "Écrivez des Go" in client.post(url, {**given, "memory": "-4"}).content.decode()
    assert client.post(url, given).status_code == 302
    taker.refresh_from_db()
    giver.refresh_from_db()
    assert (taker.ram_mb, giver.ram_mb) == (8192, 4096)
    put_in(giver, DeviceState.READY)
    page = client.post(url, {**given, "part": "keyboard"}).content.decode()
    assert f"{giver.code} est prêt" in page.replace("\u00a0", " ")
    assert f'value="{giver.code}"' in page  # what was typed is not lost


def test_what_was_noted_by_another_before_is_kept(holder: Organisation, by: Account):
    """A device whose memory nobody knows keeps it unknown: a module alone does not tell the rest."""
    taker = put_in(at_check(on_plates(holder)), DeviceState.REPAIRING)
    note_repair(device=taker, what="Barrette ajoutée", minutes=5, by=by)
    move_part(part=PartKind.MEMORY, device=taker, memory_mb=4096, by=by)
    taker.refresh_from_db()
    assert taker.ram_mb is None
    assert last_event(taker).facts["changes"] == {}


def test_the_page_offers_the_drives_of_the_two_machines_and_no_gesture_that_would_be_refused(
    client: Client, holder: Organisation, by: Account
):
    sign_in(client, by)
    taker, giver, far = put_in(received(holder), DeviceState.REPAIRING), received(holder), received(holder)
    url = reverse("equip:bench-parts", args=[taker.pk])
    opened = client.get(url).content.decode()
    assert "La pièce sera notée sur les deux appareils" in opened
    assert drive_of(giver).serial not in opened
    given = {"way": "fit", "part": "drive", "other": giver.code}
    asked = client.post(url, {**given, "drive": str(drive_of(far).pk)}).content.decode()
    assert drive_of(giver).serial in asked  # once the other code is known, its drives are offered
    assert drive_of(far).serial not in asked
    assert client.post(url, given).status_code == 302  # the only drive of the other machine is the one
    assert client.post(url, given).status_code == 200
    assert not StorageDrive.objects.of(holder).filter(device=giver).exists()
    put_in(taker, DeviceState.READY)
    closed = client.get(url).content.decode().replace("\u00a0", " ")
    assert "que dans un appareil en réparation" in closed
    assert "est prêt : mettez-le d’abord au diagnostic" in closed
    assert "<fieldset" not in closed
