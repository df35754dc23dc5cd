"""What reuse avoids, as a range: footprints of several sources, times the part of purchases that it spares.

A footprint is not a saving. A reused computer avoids the making of a new one only as far as its holder would
have bought one: that share, the displacement, is chosen by the territory (``FABRIQUE_DISPLACEMENT``). What
the workshop adds of new is taken off, and may weigh more than what is avoided: that is a loss, and is said.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from fabrique.core.ui import formats
from fabrique.equip.enums import DeviceKind

DEFAULT_DISPLACEMENT = 50  # per cent, as The Restart Project counts


@dataclass(frozen=True, slots=True)
class Source:
    """Footprints in grams of CO2 equivalent by kind; ``title`` is French."""

    code: str
    title: str
    grams: Mapping[DeviceKind, int]


@dataclass(frozen=True, slots=True)
class Avoided:
    """What was avoided, in grams of CO2 equivalent, from the lowest sources to the highest; below zero, lost.

    ``counted``: devices in the sum; ``unknown``: those whose kind no source knows. ``added_g`` was taken off.
    """

    low_g: int
    high_g: int
    counted: int
    unknown: int
    added_g: int
    displacement: int

    @property
    def by_default(self) -> bool:
        """Whether the share is the one that nobody had to choose."""
        return self.displacement == DEFAULT_DISPLACEMENT

    def words(self) -> str:
        """« Entre 911 kg et 1 326 kg d’équivalent CO2 », or what is lost."""
        ends = {"low": formats.weight(abs(self.low_g)), "high": formats.weight(abs(self.high_g))}
        if self.low_g >= 0:
            return _("Entre %(low)s et %(high)s d’équivalent CO2") % ends
        if self.high_g < 0:
            return _("Une perte, entre %(high)s et %(low)s d’équivalent CO2 émis en plus") % ends
        return _("Entre une perte de %(low)s et un gain de %(high)s d’équivalent CO2") % ends


@cache
def _content() -> Mapping[str, Any]:
    with (Path(__file__).parent / "footprints.toml").open("rb") as stream:
        return tomllib.load(stream)


@cache
def sources() -> tuple[Source, ...]:
    """Every source, in the order of the file."""
    return tuple(
        Source(
            each["code"],
            each["title"],
            {DeviceKind(kind): round(kg * 1000) for kind, kg in each["kg"].items()},
        )
        for each in _content()["sources"]
    )


def added_grams(drive: str) -> int:
    """The footprint of a drive that was bought new; 0 for one that is not counted."""
    return round(float(_content()["added"]["kg"].get(drive, 0)) * 1000)


def range_of(kind: str) -> tuple[int, int] | None:
    """The lowest and the highest footprint of a kind, in grams; None when no source knows it."""
    known = [each.grams[DeviceKind(kind)] for each in sources() if kind in each.grams]
    return (min(known), max(known)) if known else None


def avoided(devices: Mapping[str, int], added: Mapping[str, int], displacement: int) -> Avoided:
    """What these avoid, less what was added.

    ``devices``: how many of each kind are reused; ``added``: how many new drives of each kind went into them;
    ``displacement``: per cent of reused devices that took the place of a new one.
    """
    low = high = counted = unknown = 0
    for kind, number in devices.items():
        found = range_of(kind)
        if found is None:
            unknown += number
            continue
        counted += number
        low, high = low + number * found[0], high + number * found[1]
    spent = sum(number * added_grams(drive) for drive, number in added.items())
    return Avoided(
        low_g=low * displacement // 100 - spent,
        high_g=high * displacement // 100 - spent,
        counted=counted,
        unknown=unknown,
        added_g=spent,
        displacement=displacement,
    )
