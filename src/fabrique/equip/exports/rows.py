"""What every export reads of a device: one query for devices, one for each thing that hangs from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from fabrique.equip.checklists import IMEI
from fabrique.equip.enums import DeviceKind, SoftwareKind
from fabrique.equip.enums.intake import Mark
from fabrique.equip.models import Device, DeviceMark, Inspection, InstalledSoftware, StorageDrive

BATCH = 500
WITH_IMEI = (DeviceKind.SMARTPHONE, DeviceKind.TABLET)


@dataclass(frozen=True, slots=True)
class Whole:
    """A device with its drives and its IMEIs, in the order in which they were seen, and its system."""

    device: Device
    drives: tuple[StorageDrive, ...]
    system: str
    system_kind: str
    imeis: tuple[str, ...]


def whole(devices: QuerySet[Device]) -> Iterator[Whole]:
    """Every device by its code, read by batches."""
    rows = devices.select_related("site", "lot__donation", "organisation").order_by("code")
    batch: list[Device] = []
    for device in rows.iterator(BATCH):
        batch.append(device)
        if len(batch) == BATCH:
            yield from _together(batch)
            batch = []
    yield from _together(batch)


def _together(devices: list[Device]) -> Iterator[Whole]:
    keys = [device.pk for device in devices]
    drives: dict[object, list[StorageDrive]] = {}
    held = StorageDrive.objects.everywhere("drives of devices that are exported")
    for drive in held.filter(device__in=keys).order_by("seen_at", "pk"):
        drives.setdefault(drive.device_id, []).append(drive)
    software = InstalledSoftware.objects.everywhere("systems of devices that are exported")
    systems = software.filter(device__in=keys, removed_at__isnull=True).exclude(kind=SoftwareKind.PROGRAM)
    named = {each.device_id: (each.name, each.kind) for each in systems}
    imeis = _imeis(keys)
    for device in devices:
        system = named.get(device.pk, ("", ""))
        yield Whole(device, tuple(drives.get(device.pk, ())), *system, tuple(imeis.get(device.pk, ())))


def _imeis(keys: list[UUID]) -> dict[UUID, list[str]]:
    """The numbers that inventories read, then those that inspections did."""
    marks = DeviceMark.objects.everywhere("numbers of devices that are exported")
    seen = list(marks.filter(device__in=keys, kind=Mark.IMEI).order_by("pk").values_list("device", "value"))
    inspected = Inspection.objects.everywhere("numbers of devices that are exported")
    rows = inspected.filter(device__in=keys, device__kind__in=WITH_IMEI).order_by("at", "pk")
    seen += [(key, str(answers.get(IMEI, ""))) for key, answers in rows.values_list("device", "answers")]
    found: dict[UUID, list[str]] = {}
    for key, number in seen:
        if number.isdecimal() and number not in found.setdefault(key, []):
            found[key].append(number)
    return found
