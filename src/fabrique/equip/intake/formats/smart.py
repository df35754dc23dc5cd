"""``smartctl --json``: one drive, or a list of drives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fabrique.equip.intake.draft import Draft
from fabrique.equip.intake.drives import health, kind_of
from fabrique.equip.intake.observation import Drive, DriveKind, Health
from fabrique.equip.intake.parsing import parse_json
from fabrique.equip.intake.refusals import IntakeRefusal
from fabrique.equip.intake.values import drive_bytes, obj, objects, serial, tidy, whole

WHERE = "smartctl"
_MAKERS = (
    "Western Digital",
    "Seagate",
    "Samsung",
    "Toshiba",
    "Hitachi",
    "HGST",
    "Crucial",
    "Intel",
    "SanDisk",
)
_MOST_RAW = 2**32  # beyond it several figures are packed into one
_REALLOCATED, _PENDING, _UNCORRECTABLE = 5, 197, 198


def is_smart(value: Any) -> bool:
    """Whether a JSON value is what smartctl writes."""
    return isinstance(value, dict) and "smartctl" in value and "json_format_version" in value


def state(reports: Any, draft: Draft) -> int:
    """State the drives of reports, which some tools write as texts; how many there were."""
    count = 0
    for report in _reports(reports):
        drive = drive_of(report)
        if drive is not None:
            draft.say_drive(drive, WHERE)
            count += 1
    return count


def _reports(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, str):
        try:
            value = parse_json(value)
        except IntakeRefusal:
            return
    for report in value if isinstance(value, list) else [value]:
        if isinstance(report, dict):
            yield report
        elif isinstance(report, str) and report.lstrip().startswith("{"):
            yield from _reports(report)


def drive_of(report: dict[str, Any]) -> Drive | None:
    """The drive of a report; nothing for a reader or a drive that did not answer."""
    model, number = (
        tidy(report.get("model_name") or report.get("scsi_model_name")),
        serial(report.get("serial_number")),
    )
    if not model and not number:
        return None
    capacity = obj(report.get("user_capacity"))
    size = whole(capacity.get("bytes")) or whole(report.get("nvme_total_capacity"))
    turns = whole(report.get("rotation_rate"))
    device = obj(report.get("device"))
    protocol = f"{device.get('protocol', '')} {device.get('type', '')}"
    kind = kind_of(model, protocol, spins=None if turns is None else turns > 0)
    if "nvme" in protocol.casefold():
        kind = DriveKind.NVME
    return Drive(
        kind, drive_bytes(size), number, _maker(tidy(report.get("model_family"))), model, health_of(report)
    )


def _maker(family: str) -> str:
    return next((name for name in _MAKERS if family.casefold().startswith(name.casefold())), "")


def health_of(report: dict[str, Any]) -> Health:
    """The verdict of a report, by the thresholds of ``drives.health``."""
    raw = {}
    for line in objects(obj(report.get("ata_smart_attributes")).get("table")):
        value = whole(obj(line.get("raw")).get("value"))
        if value is not None and value < _MOST_RAW:
            raw[whole(line.get("id"))] = value
    nvme = obj(report.get("nvme_smart_health_information_log"))
    tests = objects(obj(obj(report.get("ata_smart_self_test_log")).get("standard")).get("table")) or [{}]
    passed = obj(report.get("smart_status")).get("passed")
    return health(
        passed=passed if isinstance(passed, bool) else None,
        reallocated=raw.get(_REALLOCATED),
        pending=raw.get(_PENDING),
        uncorrectable=raw.get(_UNCORRECTABLE) or whole(nvme.get("media_errors")),
        used_percent=whole(nvme.get("percentage_used")),
        test_failed=obj(tests[0].get("status")).get("passed") is False,
        hours=whole(obj(report.get("power_on_time")).get("hours"), most=10**6),
    )
