"""Files to devices: entered once, completed, never merged in silence."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from fabrique.core import clock
from fabrique.core.crypto import files
from fabrique.core.journal.models import JournalEntry
from fabrique.core.models import SealedFile
from fabrique.core.refusals import DomainRefusal
from fabrique.core.retention import rules
from fabrique.equip.actions.cpu_marks import import_marks
from fabrique.equip.actions.intake import Taken, take_file
from fabrique.equip.actions.intake_sites import site_for
from fabrique.equip.actions.settling import attach_record, settle_differences
from fabrique.equip.enums import DeviceState
from fabrique.equip.enums.intake import Door
from fabrique.equip.models import Device, DeviceEvent, InventoryFile, ObservationRecord, StorageDrive
from fabrique.equip.queries.intake import compare, devices_to_settle
from fabrique.people.enums import Role
from tests.equip.erasure.logs import Disk, nwipe_log
from tests.equip.intake import samples
from tests.equip.intake.samples import bytes_of
from tests.factories.equip import moved, received, site
from tests.factories.people import member, organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]


def take(value: object, name: str = "releve.json", **changes: Any) -> Taken:
    content = value if isinstance(value, bytes) else bytes_of(value)
    given = {"site": site(), "by": None, "door": Door.COMMAND, **changes}
    return take_file(content=content, name=name, **given)


def only(taken: Taken) -> dict[str, Any]:
    (entry,) = taken.entries
    return entry


def devices() -> list[Device]:
    return list(Device.objects.everywhere("tests").order_by("code"))


def test_a_new_machine_is_entered_identified_with_its_drives_and_its_raw_file():
    entry = only(take(samples.lshw()))
    assert entry == {
        "status": "created", "format": "lshw-json", "make": "Maison Exemple", "model": "Portatif 14",
        "serial": "FAB0001X", "cpu": "Intel Core i5-8250U", "ram_mb": 8192,
        "drives": [{"kind": "SSD", "size_gb": 240, "serial": "DISQUE0001"}], "reason": "",
        "code": entry["code"],
    }  # fmt: skip
    (device,) = devices()
    assert (device.code, device.state, device.ram_mb) == (entry["code"], DeviceState.IDENTIFIED, 8192)
    drive = StorageDrive.objects.everywhere("tests").get()
    assert (drive.serial, drive.size_bytes, drive.origin_id) == ("DISQUE0001", 240057409536, device.pk)
    file = InventoryFile.objects.everywhere("tests").get()
    assert file.raw is not None
    assert json.loads(files.read(file.raw)) == samples.lshw()
    assert JournalEntry.objects.filter(action="equip.take_file").get().summary["created"] == 1
    assert DeviceEvent.objects.everywhere("tests").get(verb="identify").evidence == file.sha256


def test_the_same_bytes_create_nothing_and_get_the_same_answer():
    first, again = take(samples.lshw()), take(samples.lshw(), "autre-nom.txt", door=Door.STATION)
    assert (again.entries, again.again) == (first.entries, True)
    assert len(devices()) == SealedFile.objects.count() == 1
    assert JournalEntry.objects.filter(action="equip.take_file").count() == 1


def test_another_organisation_has_its_own():
    take(samples.lshw())
    other = only(take(samples.lshw(), site=site(organisation("Atelier d’en face"))))
    assert other["status"] == "created"
    assert len(devices()) == 2


def test_the_machine_seen_again_by_another_tool_is_completed():
    created = only(take(samples.inxi()))
    updated = only(take(samples.DMIDECODE, "dmi.txt"))
    assert (updated["status"], updated["code"]) == ("updated", created["code"])
    assert len(devices()) == 1
    records = ObservationRecord.objects.everywhere("tests").order_by("pk")
    assert [record.recognised_by for record in records] == ["", "serial"]


def test_a_machine_without_serial_number_is_known_by_its_board_then_by_its_cards():
    blank = {"serial": "To be filled by O.E.M."}
    first = only(take(samples.lshw(**blank)))
    board = only(take(samples.lshw(**blank, disk="AUTRE0001", mac="02:00:00:00:99:99")))
    assert (board["status"], board["code"]) == ("updated", first["code"])
    cards = only(take(samples.lshw(**blank, uuid="")))
    assert (cards["status"], cards["code"]) == ("updated", first["code"])
    other = only(take(samples.lshw(**blank, uuid="", mac="02:00:00:00:88:88", model="Tour 3")))
    assert other["status"] == "created"


def test_a_serial_number_that_two_machines_bear_merges_nothing():
    first = only(take(samples.lshw()))
    other = samples.lshw(
        model="Fixe 9000", uuid="99999999-2222-4333-8444-5555aaaa0009", mac="02:00:00:00:77:77"
    )
    other["children"][0]["children"] = [
        part for part in other["children"][0]["children"] if not part["id"].startswith("network:1")
    ]
    second = only(take(other))
    assert second["status"] == "created"
    assert first["code"] in second["reason"]
    assert "autre machine" in second["reason"]
    for number in (1, 2):  # two of one model: only a person can say which
        received(serial="MEME001", make="Exemple", model=f"P{number}")
    table = b"Marque;N\xc2\xb0 s\xc3\xa9rie;RAM\nExemple;MEME001;8\n"
    refused = only(take(table, "t.csv"))
    assert refused["status"] == "refused"
    assert "Plusieurs appareils" in refused["reason"]


def test_what_differs_is_noted_and_replaced_only_by_a_person(django_assert_max_num_queries):
    take(samples.lshw())
    changed = only(take(samples.lshw(banks=(8 * samples.GIB, 8 * samples.GIB), disk="DISQUE0002")))
    assert "à trancher" in changed["reason"]
    (device,) = devices()
    assert device.ram_mb == 8192
    record = ObservationRecord.objects.everywhere("tests").get(to_settle=True)
    assert record.differences == ["ram_mb", "drives"]
    # The unknown drive must be erased too: it is added at once.
    assert sorted(d.serial for d in StorageDrive.objects.everywhere("tests")) == ["DISQUE0001", "DISQUE0002"]
    with django_assert_max_num_queries(3):
        found = compare(device)
    memory = next(line for line in found.lines if line.field == "ram_mb")
    assert [(cell.text, cell.other) for cell in memory.cells] == [("16\u00a0Go", True), ("8\u00a0Go", False)]
    assert memory.options == ((8192, "8\u00a0Go"), (16384, "16\u00a0Go"))
    assert list(devices_to_settle(Device.objects.everywhere("tests"))) == [device]
    by = member(Role.REFURBISHER)
    with pytest.raises(DomainRefusal, match="parmi les valeurs lues"):
        settle_differences(device=device, choices={"ram_mb": 4096}, by=by)
    assert settle_differences(device=device, choices={"ram_mb": 16384}, by=by).ram_mb == 16384
    assert not devices_to_settle(Device.objects.everywhere("tests"))
    with pytest.raises(DomainRefusal, match="plus rien à trancher"):
        settle_differences(device=device, choices={}, by=by)


def test_two_serial_numbers_inside_one_file_wait_for_a_person():
    take(samples.DMIDECODE, "dmi.txt")
    (device,) = devices()
    line = next(line for line in compare(device).lines if line.field == "serial")
    assert [value for value, _text in line.options] == ["FAB0004X", "FAB9999X"]


def test_a_device_counted_on_arrival_is_completed_by_its_inventory():
    device = received(serial="FAB0001X", make="", model="")
    entry = only(take(samples.lshw(disk=f"D{device.serial}")))
    assert (entry["status"], entry["code"]) == ("updated", device.code)
    device.refresh_from_db()
    assert (device.model, device.state) == ("Portatif 14", DeviceState.IDENTIFIED)


def test_a_lost_device_that_shows_up_is_told():
    device = moved(received(serial="FAB0001X"), "identify", "lose")
    assert f"{device.code} est noté « perdu »" in only(take(samples.lshw()))["reason"]


def test_rows_of_a_table_are_taken_one_by_one():
    header = "Type;Marque;Modèle;N° série;Identifiant unique;RAM\n"
    cells = ("FAB2001X;E-1;8", "FAB2001X;E-2;8", ";;8", "FAB2002X;;-3")
    rows = [f"Portable;Exemple;P14;{each}" for each in cells]
    taken = take((header + "\n".join(rows)).encode(), "stock.csv")
    assert [(entry["status"], entry["row"]) for entry in taken.entries] == [
        ("created", 2), ("refused", 3), ("refused", 4), ("refused", 5),
    ]  # fmt: skip
    assert "ligne 2" in taken.entries[1]["reason"]
    assert "Identifiant unique" in taken.entries[2]["reason"]
    assert "« RAM »" in taken.entries[3]["reason"]
    assert len(devices()) == 1


def test_ten_thousand_identical_laptops_enter_once_and_hold_nobody(django_assert_max_num_queries):
    row = "Portable;Exemple;P14;FAB2001X;8\n"
    table = ("Type;Marque;Modèle;N° série;RAM\n" + row * 10_000).encode()
    with django_assert_max_num_queries(80):
        told = take(table, "stock.csv", door=Door.FOLDER).entries
    assert [entry["status"] for entry in told].count("refused") == 9_999
    assert "ligne 2" in told[-1]["reason"]
    assert (
        "500" in only(take(table, "stock.csv", door=Door.PAGE, site=site(organisation("Ailleurs"))))["reason"]
    )


def test_a_refusal_is_told_and_leaves_only_a_line_in_the_journal():
    cut = bytes_of(samples.lshw())[:400]
    entry = only(take(cut))
    assert (entry["status"], entry["drives"], entry["serial"]) == ("refused", [], "")
    assert "coupé" in entry["reason"]
    assert not InventoryFile.objects.everywhere("tests").exists()
    summary = JournalEntry.objects.get(action="equip.refuse_file").summary
    assert summary.keys() == {"sha256", "format", "door"}


def test_the_health_of_a_known_drive_goes_to_its_device():
    code = only(take(samples.lshw()))["code"]
    entry = only(take(samples.smartctl("DISQUE0001", reallocated=50)))
    assert (entry["status"], entry["code"]) == ("evidence", code)
    assert "aucun appareil connu" in only(take(samples.smartctl("INCONNU1")))["reason"]


def test_a_measure_of_battery_is_attached_by_a_person():
    assert only(take(samples.BATTERY.encode("latin-1"), "bat.ini"))["status"] == "evidence"
    record = ObservationRecord.objects.everywhere("tests").select_related("file__organisation").get()
    device, by = received(), member(Role.REFURBISHER)
    with pytest.raises(DomainRefusal, match="Aucun appareil"):
        attach_record(record=record, code="ROU-XX-26-9999", by=by)
    assert attach_record(record=record, code=device.code.lower(), by=by).battery == 50
    with pytest.raises(DomainRefusal, match="déjà rattaché"):
        attach_record(record=record, code=device.code, by=by)


def test_a_log_of_erasure_goes_to_the_bench():
    take(samples.lshw())
    cut = only(take(samples.NWIPE, "nwipe.log"))
    assert (cut["status"], cut["format"]) == ("refused", "nwipe")
    assert cut["reason"]
    whole = only(take(nwipe_log(Disk(serial="DISQUE0001")), "nwipe.log"))
    assert (whole["status"], whole["format"], whole["drives"][0]["serial"]) == (
        "evidence",
        "nwipe",
        "DISQUE0001",
    )
    assert (
        not InventoryFile.objects.everywhere("tests").filter(format="nwipe").exists()
    )  # it has its own table
    act = only(take(b"type: EraseSectors\nseverity: Info\n"))
    assert "ne vaut pas preuve" in act["reason"]


def test_raw_files_are_sealed_and_go_after_a_year():
    taken = take(samples.glpi())
    assert taken.file is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM equip_observationrecord")
        assert "personne" not in str(cursor.fetchall())  # who used the machine stays in the raw file
    rule, now = rules["equip.raw"], clock.now()
    assert rule.due(now + timedelta(days=364)) == []
    with clock.frozen(now + timedelta(days=366)):
        assert rule.erase(rule.due(clock.now())) == [f"inventory_file:{taken.file.pk}"]
    assert not SealedFile.objects.exists()
    assert only(take(samples.glpi()))["status"] == "created"  # as it was answered


def test_marks_come_from_the_operators_table(tmp_path):
    take(samples.lshw())
    table = tmp_path / "notes.csv"
    table.write_text("name;mark\nIntel Core i5-8250U @ 1.60GHz;6000\nIntel Core i7-8565U;absent\n")
    assert import_marks(path=table) == (1, 1, [3])
    assert devices()[0].cpu_mark == 6000
    take(
        samples.lshw(serial="FAB0009X", uuid="11111111-2222-4333-8444-5555aaaa0099", mac="02:00:00:00:55:55")
    )
    assert {device.cpu_mark for device in devices()} == {6000}


def test_an_instance_without_a_workshop_gets_one(settings):
    made = site_for()
    assert (made.code, site_for(), site_for("ate")) == ("ATE", made, made)
    with pytest.raises(DomainRefusal, match="« ZZZ »"):
        site_for("ZZZ")
    settings.INTAKE_SITE = "ate"
    assert site_for() == made


@pytest.mark.real_data
def test_every_recorded_file_is_taken_in_or_refused_and_again_changes_nothing(shared_data: Path):
    """The walk over the recorded files, to the tables: as many devices as there are machines in them."""
    paths = sorted(path for path in (shared_data / "equipment").rglob("*") if path.is_file())
    first = [take(path.read_bytes(), path.name).entries for path in paths]
    told = Counter(entry["status"] for entries in first for entry in entries)
    assert (told["created"], told["updated"], told["refused"]) == (len(devices()), 19, 12)
    assert all(entry["reason"] for entries in first for entry in entries if entry["status"] == "refused")
    assert [take(path.read_bytes(), path.name).entries for path in paths] == first
    assert len(devices()) == told["created"]
