"""The inventory of a GLPI agent, checked against the schema of ``glpi-project/inventory_format``.

What its schema does not know is left with a warning: an agent may be newer than the copy. Any other
difference is a refusal. Users, software, addresses and licences are never read.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from fabrique.equip.intake.draft import Draft
from fabrique.equip.intake.drives import kind_of as drive_kind
from fabrique.equip.intake.formats.lshw import state_model
from fabrique.equip.intake.kinds import kind_of
from fabrique.equip.intake.observation import Battery, Drive, Interface, Kind
from fabrique.equip.intake.refusals import IntakeRefusal
from fabrique.equip.intake.values import (
    GB,
    MIB,
    bytes_of,
    drive_bytes,
    imei,
    mac,
    obj,
    objects,
    ram_mb,
    real,
    serial,
    tidy,
    uuid,
    whole,
)

FORMAT, WHERE = "glpi", "GLPI"
_SCHEMA = Path(__file__).parents[1] / "schemas" / "glpi-inventory.schema.json"
_MOST_ERRORS = 20


def is_inventory(value: Any) -> bool:
    """Whether a JSON value is an inventory of the GLPI agent."""
    return isinstance(value, dict) and "deviceid" in value and isinstance(value.get("content"), dict)


@cache
def _validator() -> jsonschema_rs.Draft7Validator:
    """Compiled once. The schema refers to nothing outside itself, and nothing would be fetched if it did."""

    def refuse(address: str) -> Any:
        raise ValueError(f"no schema is fetched: {address}")

    return jsonschema_rs.Draft7Validator(json.loads(_SCHEMA.read_text("utf-8")), retriever=refuse)


def state(inventory: dict[str, Any], draft: Draft) -> None:
    """All that the inventory says of the device. Raises ``IntakeRefusal`` for one that breaks the schema."""
    _validate(inventory, draft)
    content = inventory["content"]
    draft.tag = real(inventory.get("tag"))
    if inventory.get("partial"):
        draft.warn("Inventaire partiel : il ne décrit qu’une partie de la machine.")
    device = obj(content.get("network_device"))
    if device:
        _state_networked(device, content, draft)
        return
    _state_computer(content, draft)


def _validate(inventory: dict[str, Any], draft: Draft) -> None:
    unknown = False
    for count, error in enumerate(_validator().iter_errors(inventory)):
        if "additional properties" in error.message.casefold() and count < _MOST_ERRORS:
            unknown = True
            continue
        place = " › ".join(str(part) for part in error.instance_path) or "début du fichier"
        raise IntakeRefusal(
            f"Cet inventaire GLPI ne suit pas son format ({place} : {tidy(error.message, 100)}). "
            "Refaites-le avec un agent GLPI à jour.",
            format=FORMAT,
        )
    if unknown:
        draft.warn(
            "Cet inventaire a des champs que notre copie du format GLPI ne connaît pas : ils sont laissés."
        )


def _state_computer(content: dict[str, Any], draft: Draft) -> None:
    bios, hardware = obj(content.get("bios")), obj(content.get("hardware"))
    state_model(
        draft,
        WHERE,
        bios.get("smanufacturer"),
        bios.get("smodel"),
        None,
        bios.get("mmanufacturer"),
        bios.get("mmodel"),
    )
    draft.say("serial", serial(bios.get("ssn")), WHERE)
    draft.say("serial", serial(bios.get("enclosureserial")), f"{WHERE}, châssis")
    draft.say("uuid", uuid(hardware.get("uuid")), WHERE)
    usual = Kind.LAPTOP if content.get("batteries") else Kind.DESKTOP
    draft.say_kind(kind_of(hardware.get("chassis_type")) or usual)
    if tidy(hardware.get("vmsystem")) not in ("", "Physical"):
        draft.say("model", f"virtual machine {tidy(hardware['vmsystem'])}", WHERE)
    for cpu in objects(content.get("cpus")):
        draft.say_cpu(
            tidy(cpu.get("name")),
            cores=whole(cpu.get("core"), least=1, most=512),
            threads=whole(cpu.get("thread"), least=1, most=1024),
            mhz=whole(cpu.get("speed"), least=1, most=10_000),
        )
    modules = sum(whole(module.get("capacity")) or 0 for module in objects(content.get("memories")))
    draft.say("ram_mb", ram_mb(modules * MIB), WHERE)
    draft.usable_mb = whole(hardware.get("memory"), least=1, most=2**24)
    for storage in objects(content.get("storages")):
        _state_storage(storage, draft)
    _state_rest(content, bios, draft)


def _state_storage(storage: dict[str, Any], draft: Draft) -> None:
    """One physical drive; its size is in decimal MB."""
    names = " ".join(tidy(storage.get(key)) for key in ("type", "interface", "description", "model", "name"))
    if any(word in names.casefold() for word in ("cdrom", "cd-rom", "dvd", "usb", "removable")):
        return
    size = (whole(storage.get("disksize"), least=1) or 0) * GB // 1000
    drive = Drive(
        drive_kind(tidy(storage.get("name")), names),
        drive_bytes(size),
        serial(storage.get("serial")),
        real(storage.get("manufacturer")),
        real(storage.get("model")),
    )
    if drive.size_gb:
        draft.say_drive(drive, WHERE)


def _state_rest(content: dict[str, Any], bios: dict[str, Any], draft: Draft) -> None:
    for battery in objects(content.get("batteries"))[:1]:
        design, full = (
            whole(battery.get(key), least=1, most=200_000) for key in ("capacity", "real_capacity")
        )
        draft.say_battery(Battery(design, full, "mWh", None, real(battery.get("name"))))
    for card in objects(content.get("networks")):
        sort = tidy(card.get("type"))
        if sort in ("wifi", "ethernet") and not card.get("virtualdev"):
            draft.say_interface(Interface(sort, real(card.get("model")), mac(card.get("mac"))))
    for sim in objects(content.get("simcards")):
        draft.say("imei", imei(sim.get("serial")), WHERE)
    draft.firmware = " ".join(
        filter(None, (real(bios.get("bmanufacturer")), real(bios.get("bversion")), tidy(bios.get("bdate"))))
    )
    draft.system = tidy(obj(content.get("operatingsystem")).get("full_name"))
    if any(tidy(volume.get("type")).startswith("/boot/efi") for volume in objects(content.get("drives"))):
        draft.uefi = True


def _state_networked(device: dict[str, Any], content: dict[str, Any], draft: Draft) -> None:
    """A printer or a switch, seen from the network."""
    draft.say("make", real(device.get("manufacturer")), WHERE)
    draft.say("model", real(device.get("model")), WHERE)
    draft.say("serial", serial(device.get("serial")), WHERE)
    draft.say_kind(kind_of(device.get("type")) or Kind.NETWORK)
    draft.firmware = real(device.get("firmware"))
    memory = whole(device.get("ram") or device.get("memory"), least=1, most=2**20)
    draft.say("ram_mb", memory if draft.kind is Kind.PRINTER else None, WHERE)
    draft.say_interface(Interface("ethernet", "", mac(device.get("mac"))))
    size = bytes_of(device.get("disk"), binary=False)
    if size:
        draft.say_drive(Drive(size_bytes=drive_bytes(size)), WHERE)
