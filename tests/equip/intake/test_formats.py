"""Each sort of file to one observation: what is said, in one unit, and what differs."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
import yaml

from fabrique.equip.intake import IntakeRefusal, Observation, read
from fabrique.equip.intake.observation import Answer, DriveKind, Kind, Verdict
from tests.conftest import ROOT
from tests.equip.intake import samples
from tests.equip.intake.samples import bytes_of


def only(value: object) -> Observation:
    (found,) = read(bytes_of(value)).observations
    return found


def drives(found: Observation) -> list[tuple[str, int | None, str]]:
    return [(drive.kind, drive.size_gb, drive.serial) for drive in found.drives]


def test_lshw_json_sums_the_banks_and_leaves_the_usb_stick():
    found = only(samples.lshw())
    assert (found.format, found.kind) == ("lshw-json", Kind.LAPTOP)
    assert (found.make, found.model, found.serial) == ("Maison Exemple", "Portatif 14", "FAB0001X")
    assert found.ram_mb == 8192  # neither the flash chip nor the caches
    assert drives(found) == [(DriveKind.SSD, 240, "DISQUE0001")]
    assert found.macs == ("02:00:00:00:01:01", "02:00:00:00:02:02")  # not the bridge of a container
    assert [card.kind for card in found.network] == ["ethernet", "wifi"]
    assert found.cpu is not None
    assert (found.cpu.name, found.cpu.cores, found.cpu.mhz) == ("Intel Core i5-8250U", 4, 1600)
    assert found.battery is not None
    assert (found.battery.design, found.battery.percent) == (48000, None)
    assert found.uefi is True
    assert found.disagreements == ()


def test_lshw_sees_an_nvme_controller_without_its_drive():
    machine = samples.lshw()
    parts = machine["children"][0]["children"]
    parts[:] = [part for part in parts if part["id"] != "scsi"]
    parts.append({"id": "nvme", "class": "storage", "description": "Non-Volatile memory controller"})
    found = only([machine])
    assert drives(found) == [(DriveKind.NVME, None, "")]  # it must be erased all the same
    assert any("NVMe" in warning for warning in found.warnings)


def test_lshw_xml():
    found = only(samples.lshw_xml())
    assert (found.format, found.kind, found.serial) == ("lshw-xml", Kind.DESKTOP, "FAB0002X")
    assert found.ram_mb == 1024
    assert drives(found) == [(DriveKind.HDD, 40, "5JX00001")]  # its volumes are no drives
    assert found.cpu is not None
    assert found.cpu.name == "Intel Pentium 4 2,66 GHz"


def test_glpi():
    found = only(samples.glpi(tag="LOT-7"))
    assert (found.format, found.kind, found.serial, found.tag) == ("glpi", Kind.LAPTOP, "FAB0003X", "LOT-7")
    assert found.ram_mb == 8192  # the modules, and not the 7,800 that the system sees
    assert drives(found) == [(DriveKind.NVME, 256, "NV0001")]
    assert found.battery is not None
    assert found.battery.percent == 80
    assert "personne" not in json.dumps(found.as_data())


def test_glpi_is_checked_against_its_schema():
    newer = only(samples.glpi(champ_nouveau="x"))
    assert any("laissés" in warning for warning in newer.warnings)
    wrong = samples.glpi()
    wrong["content"]["memories"] = [{"capacity": "huit"}]
    with pytest.raises(IntakeRefusal, match="content › memories › 0 › capacity") as refusal:
        only(wrong)
    assert refusal.value.format == "glpi"


def test_the_schema_and_its_licence_are_listed_as_they_are():
    listed = (ROOT / "VENDORED.md").read_text("utf-8")
    for file in (ROOT / "src/fabrique/equip/intake/schemas").iterdir():
        assert f"{file.relative_to(ROOT)}` |" in listed
        assert sha256(file.read_bytes()).hexdigest() in listed


def test_a_partial_inventory_gives_usable_memory_and_says_so():
    part = samples.glpi(partial=True)
    for name in ("memories", "storages", "cpus", "batteries"):
        del part["content"][name]
    found = only(part)
    assert found.ram_mb == 7800
    assert any("utilisable" in warning for warning in found.warnings)


def test_dmidecode_keeps_both_serial_numbers_of_one_machine():
    found = only(samples.DMIDECODE)
    assert (found.format, found.name, found.serial) == ("dmidecode", "ThinkPad Exemple", "FAB0004X")
    assert (found.ram_mb, found.tpm, found.uefi) == (8192, "2.0", True)
    (difference,) = found.disagreements
    assert difference.field == "serial"
    assert difference.values == (("FAB0004X", "dmidecode"), ("FAB9999X", "dmidecode, châssis"))


def test_inxi_keys_are_read_in_their_order():
    found = only(samples.inxi())
    assert (found.format, found.kind, found.serial) == ("inxi", Kind.LAPTOP, "FAB0004X")
    assert [d.field for d in found.disagreements] == ["serial"]
    assert drives(found) == [(DriveKind.NVME, 256, "NV0004")]  # 238.47 GiB
    assert (found.drives[0].health.verdict, found.drives[0].health.hours) == (Verdict.GOOD, 366 * 24 + 2)
    assert found.screen is not None
    assert (found.screen.inches, found.screen.width) == (14.0, 1920)
    assert found.battery is not None
    assert (found.battery.percent, found.battery.cycles) == (50, 738)
    assert found.macs == ("02:00:00:00:05:05", "02:00:00:00:06:06")
    assert found.cpu is not None
    assert (found.cpu.cores, found.cpu.threads, found.cpu.mhz) == (4, 8, 1800)


@pytest.mark.parametrize("wrapped", [False, True])
def test_the_current_script_joins_its_three_parts(wrapped):
    snapshot = samples.script_snapshot()
    found = only({"type": "DeviceSnapshotV1", "save": False, "data": snapshot} if wrapped else snapshot)
    assert (found.format, found.serial, found.ram_mb) == ("ereuse-script", "FAB0004X", 8192)
    assert drives(found) == [(DriveKind.SSD, 256, "NV0004")]  # smartctl and inxi speak of one drive
    assert found.windows11.answer is Answer.YES


def test_the_former_script_joins_lshw_and_smart():
    found = only(samples.legacy_snapshot())
    assert (found.format, found.serial) == ("ereuse-legacy", "FAB0006X")
    (drive,) = found.drives
    assert (drive.serial, drive.health.verdict) == ("DISQUE0001", Verdict.WATCH)
    assert drive.health.reasons == ("126 secteurs ont été remplacés (plus de 10).",)
    # The file was put together from two machines: both models are kept.
    assert {d.field for d in found.disagreements} == {"make", "model", "uuid", "cpu"}


def test_workbench_sizes_are_told_apart_and_its_erasure_proves_nothing():
    snapshot = samples.workbench_snapshot()
    for text in (json.dumps(snapshot), yaml.safe_dump(snapshot)):
        found = only(text)
        assert (found.format, found.name, found.kind) == (
            "ereuse-workbench",
            "ThinkCentre Exemple",
            Kind.DESKTOP,
        )
        assert found.ram_mb == 6144
        # 305245 is in MiB, 240057.4 in MB: Workbench wrote both.
        assert drives(found) == [(DriveKind.HDD, 320, "WD-0001"), (DriveKind.SSD, 240, "SS-0001")]
        assert found.drives[0].health.verdict is Verdict.BAD
        assert [card.kind for card in found.network] == ["wifi"]
        assert any("ne vaut pas preuve" in warning for warning in found.warnings)


def test_other_devices_of_the_phone_application():
    screen = {"type": "Snapshot", "device": {"type": "ComputerMonitor", "model": "E24", "size": 21.5}}
    found = only(screen)
    assert (found.kind, found.screen.inches if found.screen else None) == (Kind.SCREEN, 21.5)
    assert found.windows11.reasons == ()
    phone = {
        "type": "Snapshot",
        "device": {"type": "Smartphone", "model": "P1", "imei": "35686800-004141-20"},
    }
    assert only(phone).imei == "356868000041412"


def test_smart_and_batteries_are_measures_without_their_machine():
    smart = read(bytes_of(samples.smartctl(passed=False)))
    assert (smart.format, smart.evidence) == ("smartctl", "drive")
    assert smart.observations[0].drives[0].health.verdict is Verdict.BAD
    battery = read(samples.BATTERY.encode("latin-1"))  # a name that is not in UTF-8
    assert (battery.format, battery.evidence) == ("battery", "battery")
    measured = battery.observations[0].battery
    assert measured is not None
    assert (measured.percent, measured.unit, measured.model) == (50, "mWh", "Pile Exemplé")


def test_erasures_are_recognised_for_the_bench():
    assert read(samples.NWIPE.encode()).evidence == "erasure"
    assert read(b"type: EraseSectors\nseverity: Info\n").evidence == "erasure"


@pytest.mark.parametrize(
    "blank", ["To be filled by O.E.M.", "System Serial Number", "0", "00000000", "N/A", "x"]
)
def test_what_nobody_filled_is_no_serial_number(blank):
    found = only(samples.lshw(serial=blank))
    assert found.serial == ""
    assert any("étiquette" in warning for warning in found.warnings)


def test_a_machine_built_by_hand_bears_the_name_of_its_board():
    found = only(samples.lshw(make="System manufacturer", model="System Product Name"))
    assert (found.make, found.model) == ("Carte Exemple", "CM-77")


def test_two_orders_of_one_uuid_are_no_disagreement():
    snapshot = samples.legacy_snapshot()
    snapshot["data"]["lshw"] = samples.lshw(uuid="a7130988-fe74-11d5-8893-24e75bf3a527")
    text = snapshot["data"]["dmidecode"]
    snapshot["data"]["dmidecode"] = text.replace(
        "11111111-2222-4333-8444-5555aaaa0004", "880913A7-74FE-D511-8893-24E75BF3A527"
    )
    assert "uuid" not in {d.field for d in only(snapshot).disagreements}
