"""From what a file says of a machine to the device: entered if it is new, completed if it is known.

What is empty is filled. What differs is never replaced: it is noted, for a person to settle (``settling``).
The battery alone follows the last measure, for it wears.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.equip.actions.entering import DeviceFacts, DriveFacts, add_drives, enter_device
from fabrique.equip.actions.moving import move_device, note_event
from fabrique.equip.comparing import COMPARED, differs, kind_of, values_of
from fabrique.equip.enums import ENDED, WITH_SOMEBODY, DeviceKind, DeviceState, DriveKind
from fabrique.equip.guards import missing_for
from fabrique.equip.intake import Observation
from fabrique.equip.intake import observation as said
from fabrique.equip.intake.processors.marks import key_of
from fabrique.equip.models import CpuMark, Device, DeviceMark, InventoryFile, ObservationRecord, StorageDrive
from fabrique.equip.recognising import Recognised, marks_of
from fabrique.people.models import Account

_DRIVES = {
    said.DriveKind.HDD: DriveKind.HDD,
    said.DriveKind.SSD: DriveKind.SSD,
    said.DriveKind.NVME: DriveKind.NVME,
    said.DriveKind.EMMC: DriveKind.EMMC,
    said.DriveKind.UNKNOWN: DriveKind.OTHER,
}


def enter_observed(
    *, observation: Observation, found: Recognised, file: InventoryFile, by: Account | None
) -> ObservationRecord:
    """Enter a machine that is not known yet, identified. Its caller holds the site and journals."""
    values = values_of(observation) | _marked(observation)
    facts = DeviceFacts(kind_of(observation), values, _drive_facts(observation))
    device = enter_device(site=file.site, facts=facts, by=by)
    _identify(device, by, file)
    own = [difference.field for difference in observation.disagreements]
    return _record(observation, file, device, by="", differences=own)


def complete_observed(
    *, observation: Observation, device: Device, found: Recognised, file: InventoryFile, by: Account | None
) -> tuple[ObservationRecord, list[str]]:
    """Complete a known machine; gives the record and what the person should know (French sentences).

    Its caller locked the device and journals.
    """
    values = values_of(observation) | ({} if device.cpu_mark else _marked(observation))
    kind = kind_of(observation)
    if kind is not DeviceKind.OTHER:
        values["kind"] = kind.value
    differences = [field for field in COMPARED if differs(field, getattr(device, field), values.get(field))]
    filled = _fill(device, values)
    added = _add_new_drives(device, observation)
    if added or _missing_drives(device, observation):
        differences.append("drives")
    differences += [d.field for d in observation.disagreements if d.field not in differences]
    note_event(
        device=device,
        verb="observe",
        by=by,
        evidence=file.sha256,
        facts={"filled": filled, "differs": differences, "drives": added},
    )
    if device.state == DeviceState.RECEIVED:
        _identify(device, by, file)
    return _record(observation, file, device, by=found.by, differences=differences), _cautions(device, added)


def _fill(device: Device, values: Mapping[str, Any]) -> list[str]:
    """Write what is empty, and the last measure of the battery; which fields."""
    filled = [
        field
        for field, value in values.items()
        if getattr(device, field) in (None, "")
        or (field == "kind" and device.kind == DeviceKind.OTHER and value != device.kind)
        or (field == "battery" and device.battery != value)
    ]
    for field in filled:
        setattr(device, field, values[field])
    if filled:
        device.save(update_fields=filled)
    return filled


def _drive_facts(observation: Observation) -> tuple[DriveFacts, ...]:
    return tuple(
        DriveFacts(_DRIVES[each.kind], f"{each.make} {each.model}".strip(), each.serial, each.size_bytes)
        for each in observation.drives
    )


def _add_new_drives(device: Device, observation: Observation) -> list[str]:
    """Add the drives that were never seen in this device: they too must be erased. Gives their numbers."""
    known = {drive.serial: drive for drive in _held(device)}
    blind = [drive for serial, drive in known.items() if not serial]
    new = []
    for facts in _drive_facts(observation):
        if facts.serial in known:
            continue
        if blind and facts.kind in (blind[0].kind, DriveKind.OTHER):
            _complete_drive(blind.pop(), facts)  # the drive that an older tool saw without its number
        elif facts.serial or not known:
            new.append(facts)
    add_drives(device, tuple(new))
    return [facts.serial or facts.model for facts in new]


def _complete_drive(drive: StorageDrive, facts: DriveFacts) -> None:
    drive.serial = facts.serial[:80]
    drive.model = drive.model or facts.model[:120]
    drive.size_bytes = drive.size_bytes or facts.size_bytes
    drive.save(update_fields=["serial", "model", "size_bytes"])


def _missing_drives(device: Device, observation: Observation) -> bool:
    """A complete inventory that does not show a drive that we know of."""
    seen = {drive.serial for drive in observation.drives}
    return bool(seen) and any(drive.serial and drive.serial not in seen for drive in _held(device))


def _held(device: Device) -> list[StorageDrive]:
    return list(StorageDrive.objects.of(device.organisation).filter(device=device).order_by("pk"))


def _identify(device: Device, by: Account | None, file: InventoryFile) -> None:
    """A machine whose inventory was read is identified, unless something else is asked of it first."""
    if not missing_for(device, "identify", by):
        move_device(device=device, verb="identify", by=by, evidence=file.sha256)


def _cautions(device: Device, added: list[str]) -> list[str]:
    found = []
    if device.state in (*ENDED, *WITH_SOMEBODY):
        state = DeviceState(device.state).label.lower()
        found.append(_("%(code)s est noté « %(state)s » : vérifiez.") % {"code": device.code, "state": state})
    if added:
        found.append(
            _("Un disque qui n’était pas connu est ajouté : %(drives)s.") % {"drives": ", ".join(added)}
        )
    return found


def _marked(observation: Observation) -> dict[str, int]:
    """The mark of the very processor, from the operator's table; one that only looks like it is not taken."""
    cpu = observation.cpu
    row = CpuMark.objects.filter(pk=key_of(cpu)[:120]).first() if cpu and cpu.recognised else None
    return {"cpu_mark": row.mark} if row else {}


def _record(
    observation: Observation, file: InventoryFile, device: Device, *, by: str, differences: list[str]
) -> ObservationRecord:
    DeviceMark.objects.of(device.organisation).bulk_create(
        [
            DeviceMark(organisation=device.organisation, device=device, kind=kind, value=value)
            for kind, value in sorted(marks_of(observation))
        ],
        ignore_conflicts=True,
    )
    return ObservationRecord.objects.create(
        file=file,
        device=device,
        row=observation.row,
        seen_at=clock.now(),
        data=observation.as_data(),
        recognised_by=by,
        differences=differences,
        to_settle=bool(differences),
    )
