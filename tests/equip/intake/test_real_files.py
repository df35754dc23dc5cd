"""Every recorded file of the workshop, read in place: taken, or refused with a reason."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fabrique.equip.intake import IntakeRefusal, Observation, Reading, read

pytestmark = pytest.mark.real_data

# What is no device at all, or no device that anybody could hold.
REFUSED = {
    "ereuse-teal/devices_lots.csv": "reconnu",
    "ereuse-teal/qemu-cc9927a9-55ad-4937-b36b-7185147d9fa9.json": "virtuelle",
    "factors/ademe-impactco2-numerique.json": "inventaire",
    "factors/boaviztapi-user_terminal.csv": "identifie",
    "factors/restarters-lca-categories.json": "inventaire",
    "glpi/LICENSE-glpi-inventory_format.txt": "reconnu",
    "glpi/inventory.schema.json": "inventaire",
    "grading/emmaus-connect-rules.json": "inventaire",
    "grading/fr-prix-solidaires-plafonds-2022.json": "inventaire",
    "lshw/battery-empty.battery.ini": "vide",
    "lshw/virtualbox-client.lshw.json": "virtuelle",
    "lshw/virtualbox-no-hdd-yes-usb.lshw.json": "virtuelle",
}
# No processor in it: the name in the sample is « p1ml ».
UNUSABLE = {"ereuse-teal/erase-sectors.snapshot.yaml"}


KNOWN_GIB = {
    "ereuse-snapshots/snapshot_workbench-script.json": 16,
    "ereuse-snapshots/snapshot_pre-verifiable-credential.json": 16,
    "ereuse-teal/desktop-amd-bug-no-sn.json": 2.5,
    "glpi/computer_1.json": 8,
    "lshw-xml-freegeek/wrong-ram-type.xml": 0.25,
}


@pytest.fixture
def walked(shared_data: Path) -> dict[str, Reading | IntakeRefusal]:
    return walk(shared_data / "equipment")


@cache
def walk(folder: Path) -> dict[str, Reading | IntakeRefusal]:
    found: dict[str, Reading | IntakeRefusal] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            found[str(path.relative_to(folder))] = read(path.read_bytes())
        except IntakeRefusal as refusal:
            found[str(path.relative_to(folder))] = refusal
    assert len(found) >= 95
    return found


def test_every_file_is_taken_or_refused_with_a_reason(walked):
    refused = {name: found.message for name, found in walked.items() if isinstance(found, IntakeRefusal)}
    assert refused.keys() == REFUSED.keys()
    for name, message in refused.items():
        assert REFUSED[name] in message


def machines(walked: dict[str, Any]) -> list[tuple[str, Observation]]:
    return [
        (name, each)
        for name, found in walked.items()
        if isinstance(found, Reading) and not found.evidence
        for each in found.observations
    ]


def test_at_least_95_percent_of_the_processors_are_recognised(walked):
    named = [(n, o.cpu) for n, o in machines(walked) if o.cpu is not None and n not in UNUSABLE]
    missed = [(name, cpu.raw) for name, cpu in named if not cpu.recognised]
    assert len(named) >= 45
    assert len(missed) <= len(named) * 0.05, missed


def test_the_memory_is_right_for_all_that_state_it(walked, shared_data):
    """Against the plain sum of the modules, found here by another road: every « bank » of the raw text."""
    folder, checked = shared_data / "equipment" / "lshw", 0
    for path in sorted(folder.glob("*.json")):
        found = walked[f"lshw/{path.name}"]
        if isinstance(found, IntakeRefusal) or "snapshot" in path.name:
            continue
        banks: list[int] = []

        def note(node: dict[str, Any], banks: list[int] = banks) -> dict[str, Any]:
            if str(node.get("id", "")).startswith("bank") and "FLASH" not in node.get("description", ""):
                banks.append(node.get("size", 0))
            return node

        json.loads(path.read_text(), object_hook=note)
        assert found.observations[0].ram_mb == sum(banks) // 2**20, path.name
        checked += 1
    assert checked >= 23
    for name, gib in KNOWN_GIB.items():
        assert walked[name].observations[0].ram_mb == gib * 1024, name


def test_drives_and_serial_numbers_of_a_few_known_by_eye(walked):
    def said(name: str) -> list[tuple[str, int | None, str]]:
        return [(d.kind, d.size_gb, d.serial) for d in walked[name].observations[0].drives]

    assert said("lshw/7900.lshw.json") == [
        ("HDD", 160, "6RX7AWEZ"), ("HDD", 320, "WD-WCARW0244414"), ("HDD", 500, "WD-WCC2ETY84203")
    ]  # fmt: skip
    assert said("lshw/TM1613.lshw.json") == [("NVMe", None, "")]
    assert said("ereuse-teal/real-eee-1001pxd.snapshot.11.yaml") == [("HDD", 250, "E2024242CV86HJ")]
    assert walked["lshw-xml-freegeek/non-unique-serial.xml"].observations[0].serial == ""
    assert walked["ereuse-teal/desktop-amd-bug-no-sn.json"].observations[0].disagreements == ()
