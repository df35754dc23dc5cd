"""The ``uevent`` of a battery in Linux: ``POWER_SUPPLY_ENERGY_FULL=16016000``, in µWh or µAh."""

from __future__ import annotations

import re

from fabrique.equip.intake.observation import Battery
from fabrique.equip.intake.values import real, whole

_LINE = re.compile(r"^POWER_SUPPLY_(\w+)=(.*)$", re.M)


def is_power_supply(text: str) -> bool:
    """Whether a text is what Linux tells of a battery."""
    return _LINE.search(text[:10_000]) is not None


def battery_of(text: str) -> Battery | None:
    """The battery, or nothing if all its fields are empty: the machine has none."""
    fields = {match[1]: match[2].strip() for match in _LINE.finditer(text)}
    for word, unit in (("ENERGY", "mWh"), ("CHARGE", "mAh")):
        design, full = (_thousandth(fields.get(f"{word}_{name}")) for name in ("FULL_DESIGN", "FULL"))
        if design or full:
            cycles = whole(fields.get("CYCLE_COUNT"), most=100_000)
            return Battery(design, full, unit, cycles or None, real(fields.get("MODEL_NAME")))
    return None


def _thousandth(text: str | None) -> int | None:
    number = whole(text, least=1, most=10**9)
    return round(number / 1000) if number else None
