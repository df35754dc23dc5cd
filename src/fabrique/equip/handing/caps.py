"""The caps of solidarity prices: data with a date and a source; the version of a day is the latest begun."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from fabrique.equip.enums import DeviceKind

# The decree sets one price for a desktop with these: what is sold with it counts within its cap.
SET = frozenset({DeviceKind.DESKTOP, DeviceKind.SCREEN, DeviceKind.KEYBOARD, DeviceKind.MOUSE})


@dataclass(frozen=True, slots=True)
class CapVersion:
    """The caps from a day on: ``caps`` in cents, tax included, by kind. ``title`` is the source, in
    French.
    """

    code: str
    since: date
    title: str
    condition: str
    caps: Mapping[DeviceKind, int]

    def cap(self, kind: str) -> int | None:
        """The highest price of a kind in cents, None for one that may not be sold."""
        return self.caps.get(DeviceKind(kind))


@cache
def versions() -> tuple[CapVersion, ...]:
    """Every version, the earliest first."""
    with (Path(__file__).parent / "caps.toml").open("rb") as stream:
        read = tomllib.load(stream)["versions"]
    found = [
        CapVersion(
            each["code"],
            each["since"],
            each["title"],
            each["condition"],
            {DeviceKind(kind): cents for kind, cents in each["caps"].items()},
        )
        for each in read
    ]
    return tuple(sorted(found, key=lambda version: version.since))


def caps_on(day: date) -> CapVersion | None:
    """The version that holds on a day; None before the first."""
    return next((each for each in reversed(versions()) if each.since <= day), None)
