"""What every export reads of a device: one query for devices, one for each thing that hangs from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from fabrique.equip.enums import SoftwareKind
from fabrique.equip.models import Device, InstalledSoftware, StorageDrive

BATCH = 500


@dataclass(frozen=True, slots=True)
class Whole:
    """A device with its drives, in the order in which they were seen, and its system if it has one."""

    device: Device
    drives: tuple[StorageDrive, ...]
    system: str
    system_kind: str


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
    for device in devices:
        yield Whole(device, tuple(drives.get(device.pk, ())), *named.get(device.pk, ("", "")))
