"""What scripts, stations and pages read of a file that was sent: an entry for each machine in it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from fabrique.equip.actions.erasure_logs import Outcome
from fabrique.equip.enums import DriveKind
from fabrique.equip.intake import Observation
from fabrique.equip.intake import observation as said
from fabrique.equip.models import Device, StorageDrive

CREATED, UPDATED, EVIDENCE, REFUSED = "created", "updated", "evidence", "refused"
_SORTS = {
    DriveKind(kind.value.lower()): kind for kind in said.DriveKind if kind is not said.DriveKind.UNKNOWN
}


def entry_of(
    status: str, format: str, observation: Observation | None, reason: str, device: Device | None = None
) -> dict[str, Any]:
    """What scripts read of one machine; the keys never change."""
    entry: dict[str, Any] = {
        "status": status,
        "format": format,
        "make": observation.make if observation else "",
        "model": observation.model if observation else "",
        "serial": observation.serial if observation else "",
        "cpu": observation.cpu.name if observation and observation.cpu else "",
        "ram_mb": observation.ram_mb if observation else None,
        "drives": [
            {"kind": d.kind.value, "size_gb": d.size_gb, "serial": d.serial}
            for d in (observation.drives if observation else ())
        ],
        "reason": reason,
    }
    if device is not None:
        entry["code"] = device.code
    if observation is not None and observation.row is not None:
        entry["row"] = observation.row
    return entry


def refused_entry(format: str, reason: str, row: int | None = None) -> dict[str, Any]:
    """The entry of what is not taken."""
    return entry_of(REFUSED, format, None, reason) | ({"row": row} if row is not None else {})


def drive_said(drive: StorageDrive) -> dict[str, Any]:
    """A drive of the stock, in the words of an entry."""
    return {
        "kind": _SORTS.get(DriveKind(drive.kind), said.DriveKind.UNKNOWN).value,
        "size_gb": round(drive.size_bytes / 10**9) if drive.size_bytes else None,
        "serial": drive.serial,
    }


def outcome_said(outcome: Outcome) -> str:
    """What one run of a log came to, in a sentence: its drive, then proved, or why not."""
    serial = outcome.attempt.report.get("serial") or _("disque sans numéro")
    if outcome.proof is not None:
        return _("%(serial)s : effacement prouvé.") % {"serial": serial}
    return f"{serial} : {' '.join(outcome.reasons)}"
