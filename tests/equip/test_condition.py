"""What a diagnosis found stays in sight: on the bench, on the sheet, in the history."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.core import clock
from fabrique.equip.actions.bench import inspect_device, move_part, note_repair
from fabrique.equip.checklists import checklist_for
from fabrique.equip.enums import Answer, DeviceKind, DeviceState, PartKind, Purpose
from fabrique.equip.models import Device, InstalledSoftware
from fabrique.equip.queries.bench import without_system
from fabrique.equip.queries.condition import condition_of, known_faults
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.factories.accounts import sign_in
from tests.factories.equip import moved, received
from tests.factories.equip_bench import all_good, at_check, erased, on_plates, with_linux
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder() -> Organisation:
    return organisation("Atelier Le Rouet")


@pytest.fixture
def by(client: Client, holder: Organisation) -> Account:
    sign_in(client, found := member(Role.REFURBISHER, of=holder))
    return found


def at(name: str, device: Device) -> str:
    return reverse(f"equip:{name}", kwargs={"pk": device.pk})


def page(client: Client, name: str, device: Device) -> str:
    return str(client.get(at(name, device)).content.decode()).replace("\u00a0", " ")


def big_button(text: str) -> str:
    """The words of the first of the big gestures."""
    steps = text.split('class="steps-big"')[1]
    return re.sub(
        r"<[^>]+>", "", re.findall(r"<(?:a|button)[^>]*>(.*?)</(?:a|button)>", steps, re.S)[0]
    ).strip()


def diagnosed(device: Device, by: Account, **but: str) -> Device:
    answers = all_good(device, **but)
    inspect_device(device=device, purpose=Purpose.DIAGNOSIS, answers=answers, by=by)
    device.refresh_from_db()
    return device


def test_a_fault_is_said_on_the_bench_the_sheet_and_in_the_history(
    client: Client, holder: Organisation, by: Account
):
    device = on_plates(holder)
    erased(device)
    answers: dict[str, Any] = all_good(device, keyboard=Answer.FAULT)
    told = client.post(at("bench-diagnosis", device), answers, follow=True).content.decode()
    assert "À réparer : clavier." in told.replace("\u00a0", " ")
    device.refresh_from_db()
    assert device.state == DeviceState.TO_DIAGNOSE  # filling it in is putting the device on the bench
    bench = page(client, "bench-device", device)
    assert "À réparer : clavier." in bench
    assert "Diagnostic rempli" in bench
    assert "défauts : clavier · rien qui arrête" in bench
    assert big_button(bench) == "Il faut réparer"
    assert "À réparer : clavier." in page(client, "device", device)
    history = page(client, "device-history", device)
    assert "Diagnostic rempli" in history
    assert "défauts : clavier" in history


def test_a_sound_diagnosis_leads_on_and_is_not_asked_twice(client: Client, holder: Organisation, by: Account):
    device = on_plates(holder)
    diagnosed(moved(device, "identify"), by)
    erased(device)
    assert device.state == DeviceState.ERASED
    moved(device, "diagnose")
    bench = page(client, "bench-device", device)
    assert big_button(bench) == "Rien à réparer"
    assert "Reprendre le diagnostic" in bench
    assert condition_of(device).sound


def test_a_fault_that_the_check_does_not_find_any_more_is_gone(holder: Organisation, by: Account):
    device = on_plates(holder)
    erased(device)
    diagnosed(device, by, keyboard=Answer.FAULT, start=Answer.FAULT)
    found = condition_of(device)
    assert (found.faults, found.stops) == (("clavier",), ("L’appareil ne démarre pas.",))
    moved(device, "need_repair")
    note_repair(device=device, what="Clavier changé", minutes=20, by=by, done=True)
    with_linux(device)
    moved(device, "ask_check")
    checker = member(Role.REFURBISHER, of=holder, name="Ilse Marchetou")
    answers = all_good(device, camera=Answer.FAULT)
    inspect_device(device=device, purpose=Purpose.QUALITY, answers=answers, by=checker)
    assert known_faults(device) == ("caméra",)
    assert not condition_of(device).diagnosed


def test_a_device_that_was_checked_since_is_diagnosed_anew(client: Client, holder: Organisation, by: Account):
    device = at_check(on_plates(holder))
    checker = member(Role.REFURBISHER, of=holder, name="Ilse Marchetou")
    inspect_device(device=device, purpose=Purpose.QUALITY, answers=all_good(device), by=checker)
    device.refresh_from_db()
    moved(device, "diagnose")
    assert big_button(page(client, "bench-device", device)) == "Remplir le diagnostic"


def test_a_module_of_unknown_size_is_to_be_measured(client: Client, holder: Organisation, by: Account):
    device = received(holder, ram_mb=8192)
    move_part(part=PartKind.MEMORY, source=device, by=by)
    for name in ("bench-device", "device"):
        assert "À mesurer, une pièce a changé : mémoire vive." in page(client, name, device)
    Device.objects.of(holder).filter(pk=device.pk).update(ram_mb=4096)
    assert "une pièce a changé" not in page(client, "bench-device", device)


def test_time_is_told_in_hands_when_there_were_several_and_not_at_all_when_none_was_noted(
    client: Client, holder: Organisation, by: Account
):
    device = received(holder)
    assert "0 séance" not in page(client, "bench-device", device)
    note_repair(device=device, what="Nettoyage", minutes=20, by=by)
    alone = page(client, "bench-device", device)
    assert "1 séance, 20 min" in alone
    assert "bénévoles compris" not in alone
    note_repair(device=device, what="Charnière", minutes=10, volunteers=2, by=by)
    assert "2 séances, 30 min ; 50 min de travail en tout, bénévoles compris" in page(
        client, "bench-device", device
    )


def test_a_computer_is_ready_with_a_system_or_said_to_have_none(
    client: Client, holder: Organisation, by: Account
):
    device = at_check(on_plates(holder))
    InstalledSoftware.objects.everywhere("tests").all().delete()
    assert "Aucun système n’est noté" in page(client, "bench-quality", device)
    refused = client.post(at("bench-quality", device), all_good(device)).content.decode()
    assert "Aucun système n’est noté" in refused
    assert refused.count(" checked") == len(all_good(device))  # what was answered is not lost
    device.refresh_from_db()
    assert device.state == DeviceState.QUALITY_CHECK
    client.post(at("bench-quality", device), all_good(device, system=Answer.ABSENT))
    device.refresh_from_db()
    assert device.state == DeviceState.READY


def test_a_system_that_was_erased_since_is_no_system(holder: Organisation):
    device = at_check(on_plates(holder))
    moved(device, "need_repair")
    assert without_system(device) == []
    assert without_system(received(holder, kind=DeviceKind.SCREEN)) == []
    with clock.frozen(clock.now() + timedelta(days=1)):
        moved(device, "order_erasure", "prove_erasure")
    assert "Aucun système n’est noté" in without_system(device)[0]


def test_the_page_of_the_check_says_at_once_who_may_not_fill_it_in(
    client: Client, holder: Organisation, by: Account
):
    device = at_check(on_plates(holder))
    assert "<fieldset" in page(client, "bench-quality", device)
    moved(device, "need_repair")
    assert "il est « à réparer »" in page(client, "bench-quality", device)
    note_repair(device=device, what="Clavier changé", minutes=20, by=by, done=True)
    moved(device, "ask_check")
    repaired = page(client, "bench-quality", device)
    assert "Vous avez réparé cet appareil" in repaired
    assert "<fieldset" not in repaired


@pytest.mark.parametrize("kind", DeviceKind)
def test_every_check_has_a_short_name(kind: DeviceKind):
    for check in checklist_for(kind).checks:
        assert check.name
        assert ":" not in check.name
