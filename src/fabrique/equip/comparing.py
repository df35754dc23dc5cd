"""What an observation says in the fields of a device, and whether two values can be those of one machine."""

from __future__ import annotations

from typing import Any

from fabrique.equip.enums import DeviceKind
from fabrique.equip.intake import Observation
from fabrique.equip.intake import observation as said

_KINDS = {kind: DeviceKind(kind.value) for kind in said.Kind if kind.value in DeviceKind.values}
_KINDS[said.Kind.NETWORK] = DeviceKind.BOX
# What two inventories of one machine should say alike.
COMPARED = ("kind", "make", "model", "serial", "cpu", "ram_mb", "storage_gb")
_NEAR = {"ram_mb": 0.06, "storage_gb": 0.02}  # usable memory, sizes rounded by a tool


def values_of(observation: Observation) -> dict[str, Any]:
    """The fields of ``Device`` that an observation gives, in its units; only those that it does give."""
    cpu, screen, battery = observation.cpu, observation.screen, observation.battery
    sizes = [drive.size_gb for drive in observation.drives if drive.size_gb]
    model = f"{observation.name} ({observation.model})" if observation.name else observation.model
    answer = {said.Answer.YES: True, said.Answer.NO: False}.get(observation.windows11.answer)
    found = {
        "make": observation.make[:80],
        "model": model[:120],
        "serial": observation.serial[:80],
        "cpu": cpu.name[:120] if cpu else "",
        "ram_mb": observation.ram_mb,
        "storage_gb": sum(sizes) or None,
        "screen_tenths": round(screen.inches * 10)
        if screen and screen.inches and screen.inches < 200
        else None,
        "battery": min(battery.percent, 200) if battery and battery.percent is not None else None,
        "windows_11": answer,
    }
    return {field: value for field, value in found.items() if value not in (None, "")}


def kind_of(observation: Observation) -> DeviceKind:
    """The kind of device, in the words of the stock."""
    return _KINDS.get(observation.kind, DeviceKind.OTHER)


def differs(field: str, ours: Any, theirs: Any) -> bool:
    """Whether two known values cannot be those of one machine, but for the rounding of tools."""
    if theirs in (None, "") or ours in (None, ""):
        return False
    if field in _NEAR:
        return bool(abs(ours - theirs) > _NEAR[field] * max(ours, theirs))
    if field == "kind" and ours == DeviceKind.OTHER:
        return False
    one, other = ("".join(c for c in str(v).casefold() if c.isalnum()) for v in (ours, theirs))
    if field in ("make", "model"):  # « ThinkCentre M73 (10B4) » is « 10B4 »
        return one not in other and other not in one
    return one != other
