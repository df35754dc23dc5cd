"""What is checked in front of the person before a device is theirs, by kind of device."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fabrique.equip.enums import DeviceKind


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to check; a handover waits for those that are ``required``."""

    code: str
    words: str
    kinds: frozenset[DeviceKind]
    required: bool


@cache
def items() -> tuple[Item, ...]:
    """Every item, in order."""
    with (Path(__file__).parent / "checklists.toml").open("rb") as stream:
        read = tomllib.load(stream)["items"]
    return tuple(
        Item(
            each["code"],
            each["words"],
            frozenset(DeviceKind(kind) for kind in each["kinds"]),
            each.get("required", False),
        )
        for each in read
    )


def items_for(kind: str) -> tuple[Item, ...]:
    """What is checked of a kind."""
    return tuple(item for item in items() if kind in item.kinds)


def missing_items(kind: str, checked: Collection[str]) -> tuple[Item, ...]:
    """What a handover still waits for."""
    return tuple(item for item in items_for(kind) if item.required and item.code not in checked)
