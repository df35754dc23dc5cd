"""``inxi --output json``: keys like ``003#0#3#v`` hold an order, whether it opens a group, a depth, a name.

Names repeat in one block (« serial », of the machine then of its chassis): the order tells whose they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fabrique.equip.intake.draft import Draft
from fabrique.equip.intake.drives import health
from fabrique.equip.intake.drives import kind_of as drive_kind
from fabrique.equip.intake.formats.lshw import state_model
from fabrique.equip.intake.kinds import kind_of
from fabrique.equip.intake.observation import Battery, Drive, Interface, Screen
from fabrique.equip.intake.values import (
    bytes_of,
    card_kind,
    drive_bytes,
    mac,
    ram_mb,
    real,
    serial,
    tidy,
    whole,
)

WHERE = "inxi"
_KEY = re.compile(r"(\d+)#(\d+)#(\d+)#(.*)\Z", re.S)
_SIZE = re.compile(r"(\d+)x(\d+)\Z")
_CONDITION = re.compile(r"([\d.]+)/([\d.]+) (Wh|Ah)")
_AGE = re.compile(r"(?:(\d+)y)?\s*(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:\d+m)?\Z")
Group = tuple[str, dict[str, Any]]


def is_inxi(value: Any) -> bool:
    """Whether a JSON value is what inxi writes."""
    first = value[0] if isinstance(value, list) and value else None
    return isinstance(first, dict) and any(_KEY.match(str(key)) for key in first)


def state(blocks: Any, draft: Draft) -> None:
    """All that the report says of the machine."""
    for block in blocks if isinstance(blocks, list) else ():
        for key, lines in block.items() if isinstance(block, dict) else ():
            groups = (
                [list(_groups(line)) for line in lines if isinstance(line, dict)]
                if isinstance(lines, list)
                else []
            )
            write = _PARTS.get(key.rpartition("#")[2])
            if write is not None:
                write(groups, draft)


def _groups(line: dict[str, Any]) -> Iterator[Group]:
    """(first name, names and values) of each group of a line, in the order in which they were printed."""
    parts = []
    for key, value in line.items():
        match = _KEY.match(str(key))
        if match is not None:
            parts.append((int(match[1]), match[2] != "0" and match[3] == "1", match[4], value))
    name = ""
    fields: dict[str, Any] = {}
    for _, opens, field, value in sorted(parts, key=lambda part: part[0]):
        if opens or not name:
            if name:
                yield name, fields
            name, fields = field, {}
        fields.setdefault(field, value)
    if name:
        yield name, fields


Lines = list[list[Group]]


def _machine(lines: Lines, draft: Draft) -> None:
    groups = [group for line in lines for group in line]
    board = next((fields for name, fields in groups if name == "Mobo"), {})
    for name, fields in groups:
        draft.say_kind(kind_of(fields.get("Type")))
        if name in ("System", "Type") and fields.get("product"):
            state_model(
                draft,
                WHERE,
                fields.get("System"),
                fields["product"],
                fields.get("v"),
                board.get("Mobo"),
                board.get("model"),
            )
            draft.say("serial", serial(fields.get("serial")), WHERE)
        elif name == "Chassis":
            draft.say("serial", serial(fields.get("serial")), f"{WHERE}, châssis")
        elif name in ("UEFI", "BIOS", "UEFI-[Legacy]"):
            draft.uefi = name.startswith("UEFI") if draft.uefi is None else draft.uefi
            parts = (tidy(fields.get(name)), real(fields.get("v")), tidy(fields.get("date")))
            draft.firmware = draft.firmware or " ".join(filter(None, parts))


def _memory(lines: Lines, draft: Draft) -> None:
    fitted, seen = 0, None
    for name, fields in (group for line in lines for group in line):
        if name == "Device":
            fitted += bytes_of(fields.get("size"), binary=True) or 0
        elif name in ("RAM", "System RAM"):
            seen = bytes_of(fields.get("total"), binary=True)
    draft.say("ram_mb", ram_mb(fitted), WHERE)
    draft.usable_mb = draft.usable_mb or ram_mb(seen)


def _cpu(lines: Lines, draft: Draft) -> None:
    names = [fields for line in lines for _, fields in line]
    model = next((tidy(f["model"]) for f in names if f.get("model")), "")
    top = next((f for f in names if f.get("cores") and f.get("threads")), {})
    speed = next((tidy(f["base/boost"]) for f in names if f.get("base/boost")), "")
    draft.say_cpu(
        model,
        cores=whole(top.get("cores"), least=1, most=512),
        threads=whole(top.get("threads"), least=1, most=1024),
        mhz=whole(speed.split("/")[0], least=1, most=10_000),
    )


def _graphics(lines: Lines, draft: Draft) -> None:
    for name, fields in (group for line in lines for group in line):
        if name == "Monitor" and tidy(fields.get("Monitor")).startswith(("eDP", "LVDS", "DSI")):
            inches = re.search(r'\(([\d.]+)"\)', tidy(fields.get("diag")))
            size = _SIZE.match(tidy(fields.get("res")))
            draft.screen = draft.screen or Screen(
                float(inches[1]) if inches else None,
                int(size[1]) if size else None,
                int(size[2]) if size else None,
            )


def _network(lines: Lines, draft: Draft) -> None:
    """A device line, then the line of its interface; bridges and containers have no device."""
    card = ""
    for name, fields in (group for line in lines for group in line):
        if name == "Device":
            card = tidy(fields.get("Device"))
        elif name == "IF" and card:
            kind = "wifi" if tidy(fields.get("IF")).startswith("wl") else card_kind(card)
            draft.say_interface(Interface(kind, card, mac(fields.get("mac"))))
            card = ""


def _drives(lines: Lines, draft: Draft) -> None:
    """A line for each drive, followed by its SMART line where smartctl could be run."""
    for rank, line in enumerate(lines):
        fields = {key: value for _, group in reversed(line) for key, value in group.items()}
        place = tidy(fields.get("ID"))
        size = drive_bytes(bytes_of(fields.get("size"), binary=False))
        if not place.startswith("/dev/") or not size or "USB" in tidy(fields.get("type")).upper():
            continue
        after = lines[rank + 1] if rank + 1 < len(lines) else []
        tested = {key: value for _, group in after for key, value in group.items()}
        spins = {"HDD": True, "SSD": False}.get(tidy(fields.get("type")).upper())
        model, maker = tidy(fields.get("model")), real(fields.get("vendor"))
        state_of = {"PASSED": True, "FAILED": False}.get(tidy(tested.get("health")).upper())
        draft.say_drive(
            Drive(
                drive_kind(place, model, f"{maker} {model}", spins=spins),
                size,
                serial(fields.get("serial")),
                maker,
                model,
                health(passed=state_of if "SMART" in tested else None, hours=_hours(tested.get("on"))),
            ),
            WHERE,
        )


def _hours(text: Any) -> int | None:
    match = _AGE.match(tidy(text))
    if match is None or not any(match.groups()):
        return None
    years, days, hours = (int(part or 0) for part in match.groups())
    return (years * 365 + days) * 24 + hours


def _battery(lines: Lines, draft: Draft) -> None:
    for _, fields in (group for line in lines for group in line):
        match = _CONDITION.match(tidy(fields.get("condition")))
        if match is not None:
            full, design = (round(1000 * float(match[i])) for i in (1, 2))
            unit = f"m{match[3]}"
            draft.say_battery(
                Battery(design, full, unit, whole(fields.get("cycles")), real(fields.get("model")))
            )


_PARTS = {
    "Machine": _machine,
    "Memory": _memory,
    "CPU": _cpu,
    "Graphics": _graphics,
    "Network": _network,
    "Drives": _drives,
    "Battery": _battery,
}
