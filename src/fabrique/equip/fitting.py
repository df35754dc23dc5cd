"""From which devices a part is taken, and what a part that moves changes of what is known of both."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from fabrique.core.refusals import DomainRefusal
from fabrique.equip.enums import ENDED, WITH_SOMEBODY, DeviceState, PartKind
from fabrique.equip.models import Device, StorageDrive

GB = 10**9
FITTED_WHERE = (DeviceState.TO_REPAIR, DeviceState.REPAIRING, DeviceState.TO_INSTALL, DeviceState.TO_DIAGNOSE,
                DeviceState.DRIVE_REMOVED, DeviceState.AFTER_SALE)  # fmt: skip
MOST_MEMORY = 512 * 1024  # MiB of one module
Changes = dict[str, list[Any]]


def why_not_from(device: Device) -> str:
    """Why no part is taken from this device, in French: somebody has it, counts on it, or it is gone.

    Empty when one may be; a device that is kept for its parts is there for that.
    """
    words = {
        DeviceState.READY: _("%s est prêt : mettez-le d’abord au diagnostic, puis prenez la pièce."),
        DeviceState.RESERVED: _(
            "%s est réservé : libérez-le, mettez-le au diagnostic, puis prenez la pièce."
        ),
        **dict.fromkeys(WITH_SOMEBODY, _("%s est chez quelqu’un : notez d’abord son retour.")),
        **dict.fromkeys(
            set(ENDED) - {DeviceState.FOR_PARTS}, _("%s n’est plus à l’atelier : rien ne s’y prend.")
        ),
    }
    refused = words.get(DeviceState(device.state), "")
    return refused % device.code if refused else ""


def why_not_into(device: Device) -> str:
    """Why no part is fitted in this device, in French; empty when one may be."""
    if device.state in FITTED_WHERE:
        return ""
    return _("On ne pose de pièce que dans un appareil en réparation : %s ne l’est pas.") % device.code


def check_giver(device: Device) -> None:
    """Refuse to take a part from this device, if ``why_not_from`` says why."""
    if refused := why_not_from(device):
        raise DomainRefusal(refused)


def known_again(device: Device, part: PartKind, *, memory_mb: int | None) -> Changes:
    """Set on a device what a part that moved changes: its storage by its drives, its memory by the module.

    ``memory_mb``: of the module, negative when it was taken; None when nobody read it, and the memory is then
    to be measured, as the wear of another battery is. Gives what changed: its caller, which holds the device,
    saves it.
    """
    if part == PartKind.DRIVE:
        return _differing(device, "storage_gb", _stored(device))
    if part == PartKind.MEMORY and device.ram_mb is not None:
        left = None if memory_mb is None else device.ram_mb + memory_mb
        return _differing(device, "ram_mb", left if left and left > 0 else None)
    return _differing(device, "battery", None) if part == PartKind.BATTERY else {}


def _differing(device: Device, name: str, value: int | None) -> Changes:
    before = getattr(device, name)
    setattr(device, name, value)
    return {} if before == value else {name: [before, value]}


def _stored(device: Device) -> int | None:
    """The decimal GB of its drives; None without a drive, or when the size of one is not known."""
    rows = StorageDrive.objects.of(device.organisation).filter(device=device)
    sizes: Iterable[int | None] = list(rows.values_list("size_bytes", flat=True))
    return sum(round(size / GB) for size in sizes if size) or None if all(sizes) else None
