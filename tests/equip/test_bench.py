"""The bench: checks by another person, what stops a device, repairs, parts, software, grades."""

from __future__ import annotations

from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from fabrique.core.refusals import DomainRefusal
from fabrique.equip import grading
from fabrique.equip.actions.bench import inspect_device, install_software, move_part, note_repair
from fabrique.equip.actions.grading import add_rules, grade_device
from fabrique.equip.actions.moving import move_device
from fabrique.equip.checklists import checklist_for
from fabrique.equip.enums import Answer, DeviceKind, DeviceState, Licence, PartKind, Purpose, SoftwareKind
from fabrique.equip.grading.cpu import cpu_year
from fabrique.equip.models import Device, DeviceEvent, DeviceGrading, InstalledSoftware
from fabrique.equip.queries.bench import known_imei, refurbished, time_on
from fabrique.equip.queries.erasure import lacking
from fabrique.equip.queries.grading import replayed, rules_for
from fabrique.people.enums import Role
from fabrique.people.models import Account
from tests.factories.accounts import sign_in
from tests.factories.equip import moved, received
from tests.factories.equip_bench import IMEI, all_good, at_check, drive_of, erased, on_plates, ready
from tests.factories.people import member, organisation

pytestmark = pytest.mark.django_db
check = partial(inspect_device, purpose=Purpose.QUALITY)


@pytest.fixture
def hands() -> tuple[Account, Account]:
    """Two people of the workshop."""
    holder = organisation("Atelier Le Rouet")
    return member(Role.REFURBISHER, of=holder), member(Role.REFURBISHER, of=holder, name="Ilse Marchetou")


def again(device: Device) -> Device:
    device.refresh_from_db()
    return device


def test_another_person_than_the_repairer_declares_a_device_ready(hands):
    repairer, other = hands
    device = at_check(on_plates())
    moved(device, "need_repair")
    note_repair(device=device, what="Charnière changée", minutes=45, volunteers=2, by=repairer, done=True)
    moved(device, "ask_check")
    with pytest.raises(DomainRefusal, match="Vous avez réparé"):
        check(device=device, answers=all_good(device), by=repairer)
    check(device=device, answers=all_good(device), by=other)
    assert again(device).state == DeviceState.READY
    assert (time_on(device).minutes, time_on(device).hand_minutes) == (45, 135)


def test_nothing_is_ready_with_data_on_it_or_without_a_check(hands):
    _repairer, other = hands
    device = at_check(on_plates())
    with pytest.raises(DomainRefusal, match="Le contrôle qualité n’est pas fait"):
        move_device(device=device, verb="pass_check", by=other)
    donor = on_plates(device.organisation)
    moved(device, "install")
    move_part(part=PartKind.DRIVE, source=donor, device=device, drive=drive_of(donor), by=other)
    moved(device, "ask_check")
    with pytest.raises(DomainRefusal, match="aucune preuve d’effacement"):
        check(device=device, answers=all_good(device), by=member(Role.REFURBISHER, of=device.organisation))
    assert again(device).state == DeviceState.QUALITY_CHECK


@pytest.mark.parametrize(
    ("kind", "fault", "words"),
    [
        (DeviceKind.LAPTOP, "bios_lock", "mot de passe protège le démarrage"),
        (DeviceKind.LAPTOP, "owner_lock", "ancien propriétaire"),
        (DeviceKind.SMARTPHONE, "owner_lock", "ancien compte"),
        (DeviceKind.SMARTPHONE, "imei", "IMEI"),
        (DeviceKind.SMARTPHONE, "not_stolen", "bloqué sur le réseau"),
        (DeviceKind.SCREEN, "picture", "L’image ne va pas"),
    ],
)
def test_what_stops_a_device(kind: DeviceKind, fault: str, words: str):
    answers = all_good(received(kind=kind), **{fault: Answer.FAULT})
    assert any(words in why for why in checklist_for(kind).stopping(answers))
    untried = {**answers, fault: Answer.UNTRIED}
    assert any("pas essayé" in why for why in checklist_for(kind).stopping(untried))


def test_a_failed_check_sends_the_device_back_to_repair(hands):
    _repairer, other = hands
    device = at_check(on_plates())
    inspection = check(device=device, answers=all_good(device, bios_lock=Answer.FAULT), by=other)
    assert (inspection.passed, again(device).state) == (False, DeviceState.TO_REPAIR)


def test_a_battery_that_swells_goes_to_quarantine_at_once(hands):
    repairer, _other = hands
    device = moved(received(), "identify")
    answers = all_good(device, battery_safe=Answer.FAULT)
    inspect_device(device=device, purpose=Purpose.DIAGNOSIS, answers=answers, by=repairer)
    assert again(device).state == DeviceState.QUARANTINED


@pytest.mark.parametrize("number", ["490154203237519", "12", "49015420323751", "abc"])
def test_an_imei_is_checked_by_its_last_digit(number: str, hands):
    phone = moved(received(kind=DeviceKind.SMARTPHONE), "identify")
    with pytest.raises(DomainRefusal, match="Cet IMEI n’existe pas") as refusal:
        inspect_device(
            device=phone, purpose=Purpose.DIAGNOSIS, answers=all_good(phone, imei=number), by=hands[0]
        )
    assert refusal.value.field == "imei"
    with pytest.raises(DomainRefusal, match="Un téléphone a un IMEI"):
        inspect_device(
            device=phone, purpose=Purpose.DIAGNOSIS, answers=all_good(phone, imei=Answer.ABSENT), by=hands[0]
        )
    spaced = " ".join((IMEI[:6], IMEI[6:14], IMEI[14:]))
    inspection = inspect_device(
        device=phone, purpose=Purpose.DIAGNOSIS, answers=all_good(phone, imei=spaced), by=hands[0]
    )
    assert inspection.answers["imei"] == IMEI


def test_an_imei_that_was_read_once_is_known_though_the_next_inspection_left_it(client: Client, hands):
    phone = moved(received(kind=DeviceKind.SMARTPHONE), "identify")
    for number in (IMEI, Answer.UNTRIED):
        inspect_device(
            device=phone, purpose=Purpose.DIAGNOSIS, answers=all_good(phone, imei=number), by=hands[0]
        )
    assert known_imei(phone) == IMEI
    sign_in(client, hands[0])
    page = client.get(reverse("equip:bench-diagnosis", args=[phone.pk])).content.decode()
    assert f'value="{IMEI}"' in page


def test_refurbished_is_said_after_the_full_tests_only(hands):
    _repairer, other = hands
    device = at_check(on_plates())
    assert refurbished(device).missing == ("Le contrôle qualité n’est pas fait.",)
    check(device=device, answers=all_good(device, camera=Answer.UNTRIED), by=other)
    assert again(device).state == DeviceState.READY  # ready, and said to be used, not reconditioned
    assert refurbished(device).missing == ("Essais à compléter ou défauts à réparer : caméra.",)
    assert refurbished(ready()).allowed


def test_a_repair_after_the_check_asks_for_another(hands):
    repairer, other = hands
    device = ready()
    moved(device, "diagnose", "need_repair")
    note_repair(device=device, what="Vis resserrées", minutes=5, by=repairer, done=True)
    moved(device, "ask_check")
    with pytest.raises(DomainRefusal, match="réparé depuis son contrôle"):
        move_device(device=device, verb="pass_check", by=other)


@pytest.mark.parametrize(
    "values", [{"minutes": 0}, {"minutes": -5}, {"minutes": 90_000}, {"volunteers": 900}, {"what": " "}]
)
def test_absurd_repairs_are_refused(values: dict[str, object], hands):
    given = {"what": "Nettoyage", "minutes": 10, "by": hands[0], **values}
    with pytest.raises(DomainRefusal):
        note_repair(device=received(), **given)


def test_a_part_goes_from_one_machine_to_another_with_its_history_on_both(hands):
    repairer, _other = hands
    donor, device = received(), received()
    erased(on_plates())
    with pytest.raises(DomainRefusal, match="que dans un appareil en réparation"):
        move_part(part=PartKind.MEMORY, source=donor, device=device, by=repairer)
    moved(device, "identify")
    Device.objects.of(device.organisation).filter(pk=device.pk).update(state=DeviceState.TO_REPAIR)
    move_part(part=PartKind.MEMORY, label="4 Go DDR4", source=donor, device=device, by=repairer)
    for each, verb in ((donor, "take_part"), (device, "fit_part")):
        event = DeviceEvent.objects.everywhere("tests").get(device=each, verb=verb)
        assert (event.facts["from"], event.facts["to"], event.note) == (donor.code, device.code, "4 Go DDR4")
    with pytest.raises(DomainRefusal, match="vient déjà de cet appareil"):
        move_part(part=PartKind.FAN, source=device, device=device, by=repairer)
    with pytest.raises(DomainRefusal, match="Une pièce neuve"):
        move_part(part=PartKind.FAN, source=donor, device=device, new=True, by=repairer)


def test_a_drive_that_moves_keeps_its_proof(hands):
    repairer, _other = hands
    donor = on_plates()
    erased(donor)
    device = received(donor.organisation)
    Device.objects.of(device.organisation).filter(pk=device.pk).update(state=DeviceState.REPAIRING)
    drive = drive_of(donor)
    move_part(part=PartKind.DRIVE, source=device, drive=drive_of(device), by=repairer)
    move_part(part=PartKind.DRIVE, source=donor, device=device, drive=drive, by=repairer)
    assert lacking(device) == []
    with pytest.raises(DomainRefusal, match="n’est plus là"):
        move_part(part=PartKind.DRIVE, source=donor, device=device, drive=drive, by=repairer)


def test_a_system_replaces_the_one_before_and_a_bought_licence_is_named(hands):
    device = received()
    install = partial(install_software, device=device, by=hands[0])
    install(kind=SoftwareKind.WINDOWS_10, licence=Licence.DEVICE)
    install(kind=SoftwareKind.LINUX, licence=Licence.FREE, version="Mint 22")
    install(kind=SoftwareKind.PROGRAM, licence=Licence.FREE, name="LibreOffice")
    rows = InstalledSoftware.objects.of(device.organisation).filter(removed_at__isnull=True)
    assert set(rows.values_list("name", flat=True)) == {"Linux", "LibreOffice"}
    with pytest.raises(DomainRefusal, match="référence de la licence"):
        install(kind=SoftwareKind.WINDOWS_11, licence=Licence.REFURBISHER)


GIVEN = {"cpu": "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz", "ram_mb": 8000, "battery": 82}


def test_a_grade_is_kept_with_its_rules_and_each_of_its_points(hands):
    device = received(**GIVEN)
    given = grade_device(
        device=device, rules=grading.find("fabrique-pc"), seen={"appearance": "B"}, by=hands[0]
    )
    assert (given.grade, again(device).grade) == ("A", "A")
    assert {label: points for label, _value, points, _why in given.points} == {
        "Mémoire": 3, "Processeur (année)": 2, "Batterie": 1, "Apparence": 0, "Disque": 4,
    }  # fmt: skip
    assert given.rules_digest == grading.find("fabrique-pc").digest
    with pytest.raises(DomainRefusal, match=r"Il manque pour noter : processeur \(indice\)"):
        grade_device(device=device, rules=grading.find("emmaus-pc"), seen={}, by=hands[0])
    with pytest.raises(DomainRefusal, match="cette sorte"):
        grade_device(device=device, rules=grading.find("emmaus-smartphone"), seen={}, by=hands[0])


OWN_RULES = """key = "maison"
version = "1"
title = "Maison"
source = "l’atelier"
kinds = ["laptop"]
[[criteria]]
id = "ram"
label = "Mémoire"
measure = "ram_gib"
steps = [[0, 0], [7, 9]]
[[grades]]
name = "B"
from = 0
[[grades]]
name = "A"
from = 9
"""


def test_rules_of_the_house_are_added_in_versions_and_replayed_on_the_stock():
    holder = organisation("Atelier Le Rouet")
    by = member(Role.COORDINATOR, of=holder)
    add_rules(organisation=holder, content=OWN_RULES.encode(), by=by)
    with pytest.raises(DomainRefusal, match="déjà cette version"):
        add_rules(organisation=holder, content=OWN_RULES.encode(), by=by)
    add_rules(
        organisation=holder,
        content=OWN_RULES.replace('"1"', '"2"').replace("[7, 9]", "[15, 9]").encode(),
        by=by,
    )
    with pytest.raises(DomainRefusal, match="TOML"):
        add_rules(organisation=holder, content=b"{", by=by)
    received(holder, ram_mb=8000)
    received(holder, ram_mb=16384)
    moved(received(holder, ram_mb=8000), "lose")  # what is gone is not replayed
    with_somebody = received(holder, ram_mb=8000)
    Device.objects.of(holder).filter(pk=with_somebody.pk).update(state=DeviceState.IN_USE)
    first, second = [each for each in rules_for(holder, "laptop") if each.key == "maison"]
    found, counts = replayed(holder, first, second)
    assert found.counts == {("A", "A"): 1, ("A", "B"): 1}
    assert [(each.before, each.after, each.devices, each.up) for each in counts] == [
        ("A", "A", 1, False), ("A", "B", 1, False),
    ]  # fmt: skip
    assert DeviceGrading.objects.everywhere("tests").count() == 0  # a replay grades nobody


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz", 2017),
        ("Intel(R) Core(TM) i7 CPU M 620 @ 2.67GHz", 2010),
        ("Intel(R) Core(TM) i3 CPU 530 @ 2.93GHz", 2010),
        ("11th Gen Intel(R) Core(TM) i5-1135G7 @ 2.40GHz", 2020),
        ("Intel(R) Core(TM) i5-10210U CPU", 2019),
        ("Intel(R) Core(TM)2 Duo CPU E8400", 2007),
        ("AMD Ryzen 5 3500U with Radeon Vega Mobile Gfx", 2019),
        ("Apple M1", 2020),
        ("Machin 3000", None),
    ],
)
def test_the_year_of_a_processor_is_read_from_its_name(name: str, year: int | None):
    assert cpu_year(name) == year
