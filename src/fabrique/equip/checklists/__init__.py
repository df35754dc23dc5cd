"""The lists of checks, a file for each sort of device, versioned: what to look at, how, and what it stops.

``must``: neither a fault nor « not tried » lets the device be ready. ``full``: part of the full tests without
which nobody may say « reconditionné » (Code de la consommation, art. R. 122-4, décret 2022-190).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fabrique.equip.enums import COMPUTERS, Answer, DeviceKind

HERE = Path(__file__).parent
IMEI = "imei"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at. ``stops``: what to say when it is at fault. ``kinds``: of these kinds only."""

    id: str
    label: str
    how: str
    full: bool
    must: bool
    stops: str
    quarantine: bool
    kinds: frozenset[str]

    @property
    def name(self) -> str:
        """In the middle of a sentence, without its details: « clavier », not « Clavier : toutes… »."""
        short = self.label.split(" :")[0].split("\u00a0:")[0]
        return short if short[:2].isupper() else short[:1].lower() + short[1:]

    @property
    def is_imei(self) -> bool:
        """Whether the answer is the number itself."""
        return self.id == IMEI


@dataclass(frozen=True, slots=True)
class Checklist:
    """A version of a list."""

    version: str
    checks: tuple[Check, ...]

    def faults(self, answers: dict[str, str]) -> list[Check]:
        """What was found at fault."""
        return [each for each in self.checks if answers.get(each.id) == Answer.FAULT]

    def stopping(self, answers: dict[str, str]) -> list[str]:
        """Why the device cannot be ready, in French; empty when it can."""
        found = []
        for each in self.checks:
            answer = answers.get(each.id, Answer.UNTRIED)
            if each.must and answer == Answer.FAULT:
                found.append(each.stops or f"{each.label} : défaut.")
            elif each.must and answer == Answer.UNTRIED:
                found.append(f"{each.label} : pas essayé.")
        return found

    def untested(self, answers: dict[str, str]) -> list[Check]:
        """What keeps from saying « reconditionné »: a full test at fault, or not done."""
        wrong = (Answer.FAULT, Answer.UNTRIED)
        return [each for each in self.checks if each.full and answers.get(each.id, Answer.UNTRIED) in wrong]


def checklist_for(kind: str) -> Checklist:
    """The list of a kind of device, in its version of today."""
    whole = _read(_file_of(kind))
    return Checklist(
        whole.version, tuple(each for each in whole.checks if not each.kinds or kind in each.kinds)
    )


def _file_of(kind: str) -> str:
    if kind in COMPUTERS or kind == DeviceKind.SERVER:
        return "computer"
    if kind in (DeviceKind.SMARTPHONE, DeviceKind.TABLET):
        return "mobile"
    return "screen" if kind == DeviceKind.SCREEN else "other"


@cache
def _read(name: str) -> Checklist:
    raw = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    return Checklist(
        raw["version"],
        tuple(
            Check(
                id=each["id"],
                label=each["label"],
                how=each["how"],
                full=each.get("full", False),
                must=each.get("must", False),
                stops=each.get("stops", ""),
                quarantine=each.get("quarantine", False),
                kinds=frozenset(each.get("kinds", ())),
            )
            for each in raw["checks"]
        ),
    )
