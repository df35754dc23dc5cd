"""eReuse snapshots: what its script, its server and its older Workbench write.

* the current script holds the texts of smartctl, dmidecode and inxi, alone or in a signed statement;
* the one before holds lshw, dmidecode and the reports of smartctl;
* Workbench 10 to 12, and the phone application, describe a device and its components.
"""

from __future__ import annotations

from typing import Any

from fabrique.equip.intake.draft import Draft
from fabrique.equip.intake.drives import health
from fabrique.equip.intake.drives import kind_of as drive_kind
from fabrique.equip.intake.formats import dmi, inxi, lshw, smart
from fabrique.equip.intake.formats.lshw import state_model
from fabrique.equip.intake.kinds import kind_of
from fabrique.equip.intake.observation import Battery, Drive, DriveKind, Health, Interface, Screen
from fabrique.equip.intake.parsing import parse_json
from fabrique.equip.intake.refusals import IntakeRefusal
from fabrique.equip.intake.values import (
    MIB,
    card_kind,
    drive_bytes_of_mb,
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

SCRIPT, LEGACY, WORKBENCH = "ereuse-script", "ereuse-legacy", "ereuse-workbench"
WHERE = "Workbench"
_ERASURES = ("erasebasic", "erasesectors", "erasecrypto", "erasephysical", "erasedatawipe")


def unwrapped(value: Any) -> dict[str, Any] | None:
    """The snapshot in a document, with its parts under ``data``; nothing if there is none."""
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("evidence"), list) and "credentialSubject" in value:
        parts = {tidy(e.get("operation")): e.get("output") for e in value["evidence"] if isinstance(e, dict)}
        return {"data": parts}
    if value.get("type") == "DeviceSnapshotV1" and isinstance(value.get("data"), dict):
        return unwrapped(value["data"])
    sort = tidy(value.get("type") or value.get("@type")).removeprefix("devices:")
    return value if sort == "Snapshot" else None


def is_erasure(value: Any) -> bool:
    """An act of erasure of eReuse, apart from any machine."""
    return isinstance(value, dict) and tidy(value.get("type")).casefold() in _ERASURES


def format_of(snapshot: dict[str, Any]) -> str:
    data = snapshot.get("data")
    if not isinstance(data, dict):
        return WORKBENCH
    return SCRIPT if "inxi" in data or "smartctl" in data else LEGACY


def state(snapshot: dict[str, Any], draft: Draft) -> None:
    """All that a snapshot of any family says of the machine."""
    if draft.format == WORKBENCH:
        _state_workbench(snapshot, draft)
        return
    data = snapshot["data"]
    _state_lshw(data.get("lshw"), draft)
    for name in ("smartctl", "smart"):  # before inxi, which says less of a drive
        if data.get(name):
            smart.state(data[name], draft)
    if isinstance(data.get("dmidecode"), str):
        dmi.state(data["dmidecode"], draft)
    if data.get("inxi"):
        inxi.state(_loaded(data["inxi"], "inxi", draft), draft)


def _state_lshw(value: Any, draft: Draft) -> None:
    machine = lshw.machine_in(_loaded(value, "lshw", draft))
    if machine is not None:
        lshw.state(machine, draft)


def _loaded(value: Any, name: str, draft: Draft) -> Any:
    """A part that is JSON, or a text that holds JSON."""
    if not isinstance(value, str):
        return value
    try:
        return parse_json(value)
    except IntakeRefusal:
        draft.warn(f"La partie « {name} » de ce fichier est abîmée : elle est laissée.")
        return None


def _state_workbench(snapshot: dict[str, Any], draft: Draft) -> None:
    device = snapshot.get("device")
    if not isinstance(device, dict):
        raise IntakeRefusal("Ce fichier eReuse ne décrit aucun appareil.", format=draft.format)
    components = objects(snapshot.get("components"))
    board = next((c for c in components if _sort(c) == "motherboard"), {})
    state_model(
        draft,
        WHERE,
        device.get("manufacturer"),
        device.get("model"),
        device.get("version"),
        board.get("manufacturer"),
        board.get("model"),
    )
    draft.say("serial", serial(device.get("serialNumber")), WHERE)
    draft.say("imei", imei(device.get("imei")), WHERE)
    draft.say_kind(kind_of(_sort(device)) or kind_of(device.get("type")) or kind_of(device.get("chassis")))
    if _sort(device) == "computermonitor":
        _state_screen(device, draft)
    memory = 0
    for component in components:
        sort = _sort(component)
        if sort == "rammodule":
            memory += whole(component.get("size"), most=2**24) or 0
        elif sort in _COMPONENTS:
            _COMPONENTS[sort](component, draft)
    draft.say("ram_mb", ram_mb(memory * MIB), WHERE)
    tree = obj(obj(snapshot.get("debug")).get("lshw"))
    if lshw.is_node(tree):
        lshw.state(tree, draft)
    else:
        draft.say("uuid", uuid(obj(tree.get("configuration")).get("uuid")), "lshw")


def _sort(part: dict[str, Any]) -> str:
    return tidy(part.get("@type") or part.get("type")).casefold()


def _state_processor(part: dict[str, Any], draft: Draft) -> None:
    speed = part.get("speed")
    draft.say_cpu(
        tidy(part.get("model")),
        cores=whole(part.get("cores") or part.get("numberOfCores"), least=1, most=512),
        threads=whole(part.get("threads"), least=1, most=1024),
        mhz=whole(speed * 1000, least=1, most=10_000) if isinstance(speed, int | float) else None,
    )


def _state_drive(part: dict[str, Any], draft: Draft) -> None:
    sort, model, maker = _sort(part), tidy(part.get("model")), real(part.get("manufacturer"))
    kind = drive_kind(tidy(part.get("interface")), model, f"{maker} {model}")
    if kind is DriveKind.UNKNOWN:
        kind = {"harddrive": DriveKind.HDD, "solidstatedrive": DriveKind.SSD}.get(sort, kind)
    tests = [action for action in _actions(part) if _sort(action) in ("testdatastorage", "testharddrive")]
    drive = Drive(
        kind,
        drive_bytes_of_mb(part.get("size")),
        serial(part.get("serialNumber")),
        maker,
        model,
        _tested(tests),
    )
    draft.say_drive(drive, WHERE)
    if "erasure" in part or any(_sort(action) in _ERASURES for action in _actions(part)):
        draft.warn(
            f"Ce fichier dit que le disque {drive.serial or drive.model} a été effacé : "
            "il ne vaut pas preuve, ajoutez le journal d’effacement."
        )


def _tested(tests: list[dict[str, Any]]) -> Health:
    if not tests:
        return Health()
    last = tests[-1]
    passed, status = last.get("assessment"), tidy(last.get("status")).casefold()
    return health(
        passed=passed if isinstance(passed, bool) else True if "without error" in status else None,
        reallocated=whole(last.get("reallocatedSectorCount")),
        pending=whole(last.get("currentPendingSectorCount")),
        uncorrectable=whole(last.get("offlineUncorrectable"), most=2**32),
        test_failed="failure" in status,
        hours=whole(last.get("lifetime"), most=10**6),
    )


def _actions(part: dict[str, Any]) -> list[dict[str, Any]]:
    found = objects(part.get("actions")) or objects(part.get("events"))
    return [*found, part["test"]] if isinstance(part.get("test"), dict) else found


def _state_network(part: dict[str, Any], draft: Draft) -> None:
    kind = "wifi" if part.get("wireless") else card_kind(part.get("model"))
    draft.say_interface(Interface(kind, tidy(part.get("model")), mac(part.get("serialNumber"))))


def _state_battery(part: dict[str, Any], draft: Draft) -> None:
    measure: dict[str, Any] = next((a for a in _actions(part) if _sort(a) == "measurebattery"), {})
    design = whole(part.get("size"), least=1, most=200_000)
    full = whole(measure.get("size"), least=1, most=200_000)
    if design or full:
        cycles = whole(measure.get("cycleCount"))
        draft.say_battery(Battery(design, full, "mAh", cycles, real(part.get("model"))))


def _state_screen(part: dict[str, Any], draft: Draft) -> None:
    size = part.get("size")
    inches = round(float(size), 1) if isinstance(size, int | float) and 0 < size < 200 else None
    width, height = (
        whole(part.get(f"resolution{side}"), least=1, most=20_000) for side in ("Width", "Height")
    )
    draft.screen = draft.screen or Screen(inches, width, height)


_COMPONENTS = {
    "processor": _state_processor,
    "harddrive": _state_drive,
    "solidstatedrive": _state_drive,
    "datastorage": _state_drive,
    "networkadapter": _state_network,
    "battery": _state_battery,
    "display": _state_screen,
}
