"""Devices on the bench for tests: erased with an invented log, repaired, checked, ready; by the actions."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fabrique.core import clock
from fabrique.equip.actions.bench import inspect_device, install_software
from fabrique.equip.actions.erasure import order_erasure
from fabrique.equip.actions.erasure_logs import Taken, receive_log
from fabrique.equip.actions.moving import move_device
from fabrique.equip.checklists import checklist_for
from fabrique.equip.enums import COMPUTERS, Answer, DeviceKind, DriveKind, Licence, Purpose, SoftwareKind
from fabrique.equip.models import Device, StorageDrive
from fabrique.people.enums import Role
from fabrique.people.models import Account, Organisation
from tests.equip.erasure.logs import Disk, nwipe_log
from tests.factories.equip import received
from tests.factories.people import member

IMEI = "490154203237518"  # the example of the standard


def on_plates(
    of: Organisation | None = None, kind: DeviceKind = DeviceKind.LAPTOP, **values: object
) -> Device:
    """A device that came in with a drive of plates: an nwipe log proves its erasure."""
    device = received(of, kind, **values)
    StorageDrive.objects.of(device.organisation).filter(device=device).update(
        kind=DriveKind.HDD, model="FABRIQUE HD5000-0", size_bytes=Disk().size
    )
    return device


def drive_of(device: Device) -> StorageDrive:
    """The only drive of a device."""
    return (
        StorageDrive.objects.of(device.organisation)
        .select_related("device", "organisation")
        .get(device=device)
    )


def log_of(*devices: Device, at: datetime | None = None, **changes: object) -> bytes:
    """What nwipe writes when it erases the drives of these devices, a moment ago."""
    disks = [
        Disk(name=f"sd{chr(97 + place)}", serial=drive_of(each).serial, **changes)
        for place, each in enumerate(devices)
    ]
    begin = at or clock.now() - timedelta(hours=2)
    return nwipe_log(*disks, begin=timezone.make_naive(begin).replace(microsecond=0)).encode()


def erased(device: Device, by: Account | None = None) -> Taken:
    """Order the erasure of a device, then put in the log of its success."""
    if device.state == "received":
        move_device(device=device, verb="identify", by=None)
    order_erasure(device=device, by=by)
    taken = receive_log(organisation=device.organisation, content=log_of(device), name="nwipe.log", by=by)
    device.refresh_from_db()
    return taken


def all_good(device: Device, **but: str) -> dict[str, str]:
    """The answers of an inspection that finds nothing, ``but`` for some checks."""
    good = {
        check.id: IMEI if check.is_imei else Answer.GOOD.value for check in checklist_for(device.kind).checks
    }
    return {**good, **but}


def at_check(device: Device) -> Device:
    """A device that was erased and waits for its quality check."""
    erased(device)
    for verb in ("diagnose", "install"):
        move_device(device=device, verb=verb, by=None)
    if device.kind in COMPUTERS:
        with_linux(device)
    move_device(device=device, verb="ask_check", by=None)
    device.refresh_from_db()
    return device


def with_linux(device: Device) -> None:
    """Install a system, by somebody of the workshop."""
    by = member(Role.REFURBISHER, of=device.organisation, name="Ilse Marchetou")
    install_software(device=device, kind=SoftwareKind.LINUX, licence=Licence.FREE, by=by)


def ready(of: Organisation | None = None, kind: DeviceKind = DeviceKind.LAPTOP, **values: object) -> Device:
    """A device that went through the whole bench."""
    device = at_check(on_plates(of, kind, **values))
    checker = member(Role.REFURBISHER, of=device.organisation)
    inspect_device(device=device, purpose=Purpose.QUALITY, answers=all_good(device), by=checker)
    device.refresh_from_db()
    return device
