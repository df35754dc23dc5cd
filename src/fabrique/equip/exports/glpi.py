"""Devices as inventories that GLPI takes, one JSON object each (its published schema, « inventory_format
»).
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from fabrique.equip.enums import DeviceKind, DriveKind
from fabrique.equip.exports.rows import Whole, whole
from fabrique.equip.models import Device

_CHASSIS = {
    DeviceKind.LAPTOP: "Laptop",
    DeviceKind.DESKTOP: "Desktop",
    DeviceKind.ALL_IN_ONE: "All in One",
    DeviceKind.TABLET: "Tablet",
    DeviceKind.SERVER: "Server",
}
_KINDS = (*_CHASSIS, DeviceKind.SMARTPHONE)
_DRIVE = {DriveKind.HDD: "HDD", DriveKind.SSD: "SSD", DriveKind.NVME: "NVME"}


def glpi_inventories(devices: QuerySet[Device]) -> Iterator[dict[str, Any]]:
    """Computers, tablets and telephones; what is not known is left out."""
    for each in whole(devices.filter(kind__in=[str(kind) for kind in _KINDS])):
        yield _inventory(each)


class _Passing(io.RawIOBase):
    """What is written there is taken away at once: an archive goes out while it is made."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        return len(data)

    def taken(self) -> bytes:
        """What came since the last time."""
        held = bytes(self._held)
        self._held.clear()
        return held


def archived(inventories: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """A .zip with a file for each of these inventories, by pieces: no more than one device is in memory."""
    passing = _Passing()
    with zipfile.ZipFile(passing, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in inventories:
            text = json.dumps(each, ensure_ascii=False, indent=1)
            archive.writestr(f"{each['content']['hardware']['name']}.json", text)
            yield passing.taken()
    yield passing.taken()


def _inventory(each: Whole) -> dict[str, Any]:
    device = each.device
    content: dict[str, Any] = {
        "versionclient": "Fabrique",
        "hardware": _without_empty(
            {
                "name": device.code,
                "chassis_type": _CHASSIS.get(DeviceKind(device.kind), ""),
                "memory": device.ram_mb,
            }
        ),
        "bios": _without_empty({"smanufacturer": device.make, "smodel": device.model, "ssn": device.serial}),
        "cpus": [{"name": device.cpu}] if device.cpu else [],
        "memories": [{"capacity": device.ram_mb, "numslots": 1}] if device.ram_mb else [],
        "storages": [_storage(drive) for drive in each.drives],
        "operatingsystem": {"full_name": each.system} if each.system else {},
    }
    return {
        "deviceid": f"{device.code}-{device.received_at:%Y-%m-%d-%H-%M-%S}",
        "itemtype": "Phone" if device.kind == DeviceKind.SMARTPHONE else "Computer",
        "tag": device.lot.code if device.lot else device.site.code,
        "content": {key: value for key, value in content.items() if value},
    }


def _storage(drive: Any) -> dict[str, Any]:
    """``disksize`` in decimal megabytes, as the agent writes it."""
    size = None if drive.size_bytes is None else round(drive.size_bytes / 1_000_000)
    kind = _DRIVE.get(DriveKind(drive.kind), "")
    return _without_empty(
        {"model": drive.model, "serial": drive.serial, "disksize": size, "type": "disk", "interface": kind}
    )


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in ("", None)}
