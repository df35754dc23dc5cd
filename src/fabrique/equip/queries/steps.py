"""The page of a device on the bench: the step that comes next, what lacks, what is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as marked

from fabrique.core.policies import can
from fabrique.equip.enums import DeviceState, Move, moves_from
from fabrique.equip.models import Device, DeviceEvent
from fabrique.equip.queries.bench import (
    Refurbished,
    Time,
    history_of,
    parts_of,
    refurbished,
    software_of,
    time_on,
)
from fabrique.equip.queries.certifying import certificates_of
from fabrique.equip.queries.condition import Condition, condition_of
from fabrique.equip.queries.erasure import DriveStanding, standing_of
from fabrique.equip.queries.grading import last_grading
from fabrique.equip.sections import page_for
from fabrique.equip.telling import details_of, title_of
from fabrique.people.models import Account

MOST_EVENTS = 30
S = DeviceState


@dataclass(frozen=True, slots=True)
class Step:
    """One big button: a page of the bench (``page``), or a move that is posted (``verb``)."""

    words: str
    page: str = ""
    verb: str = ""


ERASE = Step(marked("Effacer les supports"), "equip:bench-erasure")
DIAGNOSE = Step(marked("Remplir le diagnostic"), "equip:bench-diagnosis")
REPAIR = Step(marked("Noter la réparation"), "equip:bench-repair")
PARTS = Step(marked("Prendre ou poser une pièce"), "equip:bench-parts")
INSTALL = Step(marked("Noter ce qui est installé"), "equip:bench-software")
GRADE = Step(marked("Donner la note"), "equip:bench-grade")
AGAIN = Step(marked("Reprendre le diagnostic"), "equip:bench-diagnosis")
MEND = Step(marked("Il faut réparer"), verb="need_repair")
SOUND = Step(marked("Rien à réparer"), verb="install")
CONTROL = Step(marked("Faire le contrôle qualité"), "equip:bench-quality")
TASKS = (ERASE, DIAGNOSE, REPAIR, PARTS, INSTALL, GRADE)
# The one or two gestures that a state calls for, the first being the big one.
NEXT: dict[DeviceState, tuple[Step, ...]] = {
    S.IDENTIFIED: (ERASE,),
    S.TO_ERASE: (ERASE,),
    S.ERASING: (ERASE,),
    S.ERASURE_FAILED: (ERASE,),
    S.ERASED: (Step(marked("Mettre au diagnostic"), verb="diagnose"),),
    S.DRIVE_REMOVED: (Step(marked("Mettre au diagnostic"), verb="diagnose"), PARTS),
    S.TO_DIAGNOSE: (DIAGNOSE, MEND, SOUND),
    S.TO_REPAIR: (REPAIR, PARTS),
    S.REPAIRING: (REPAIR, PARTS, Step(marked("Réparation finie"), verb="install")),
    S.TO_INSTALL: (INSTALL, GRADE, Step(marked("Envoyer au contrôle"), verb="ask_check")),
    S.QUALITY_CHECK: (CONTROL,),
    S.RETURNED: (ERASE,),
    S.AFTER_SALE: (Step(marked("Mettre à réparer"), verb="need_repair"),),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the history, in words."""

    event: DeviceEvent
    words: str
    details: list[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that the page of a device shows."""

    steps: tuple[Step, ...]
    tasks: tuple[Step, ...]
    moves: list[tuple[Move, str]]  # each with the address of its page, if a click does not make it
    drives: list[DriveStanding]
    condition: Condition
    refurbished: Refurbished
    grading: Any
    time: Time
    parts: list[Any]
    software: list[Any]
    certificates: list[Any]
    history: list[Told]


def _steps(device: Device, condition: Condition) -> tuple[Step, ...]:
    """What comes next; once the diagnosis is filled, what it found says which gesture is the big one."""
    if device.state == S.TO_DIAGNOSE and condition.diagnosed:
        return (MEND, SOUND, AGAIN) if condition.faults or condition.stops else (SOUND, MEND, AGAIN)
    return NEXT.get(DeviceState(device.state), ())


def sheet_of(device: Device, account: Account) -> Sheet:
    """The page of a device, for this account; a settled number of queries."""
    works = can(account, "equip.work_on_device", device)
    condition = condition_of(device)
    steps = _steps(device, condition) if works else ()
    pages = {step.page for step in steps if step.page}
    shown = {step.verb for step in steps} | {"pass_check"}  # a check declares ready, no button does
    return Sheet(
        steps=steps,
        tasks=tuple(task for task in TASKS if task.page not in pages) if works else (),
        moves=[
            (each, page_for(device, each.verb))
            for each in moves_from(device.state)
            if each.verb not in shown and can(account, each.action)
        ]
        if works
        else [],
        drives=standing_of(device),
        condition=condition,
        refurbished=refurbished(device),
        grading=last_grading(device),
        time=time_on(device),
        parts=parts_of(device),
        software=list(software_of(device)),
        certificates=list(certificates_of(device)[:5]),
        history=[Told(each, title_of(each), details_of(each)) for each in history_of(device)[:MOST_EVENTS]],
    )
