"""What is known not to work on a device, and what is to be measured: for who works on it or gets it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.equip.checklists import checklist_for
from fabrique.equip.enums import PartKind, Purpose
from fabrique.equip.models import Device, Inspection, PartMove
from fabrique.equip.queries.erasure import came_in_on

WHY = "a device that the caller may see"
MEASURED = {
    PartKind.MEMORY: ("ram_mb", marked("mémoire vive")),
    PartKind.BATTERY: ("battery", marked("usure de la batterie")),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """``inspection``: the last since the device came in. ``faults``: their names; ``stops``: why it waits."""

    inspection: Inspection | None
    faults: tuple[str, ...]
    stops: tuple[str, ...]
    measures: tuple[str, ...]

    @property
    def diagnosed(self) -> bool:
        """Whether a diagnosis was the last look at it: what comes next is decided from there."""
        return self.inspection is not None and self.inspection.purpose == Purpose.DIAGNOSIS

    @property
    def sound(self) -> bool:
        """Whether nothing is known against it."""
        return not (self.faults or self.stops or self.measures)


def condition_of(device: Device) -> Condition:
    """Three queries: when it came in, the last look at it, the parts that changed."""
    rows = Inspection.objects.everywhere(WHY).filter(device=device, at__gte=came_in_on(device))
    last = rows.order_by("-at", "-pk").first()
    faults, stops = _found(device, last)
    return Condition(last, faults, stops, _measures(device))


def known_faults(device: Device) -> tuple[str, ...]:
    """What does not work and does not stop it, for who receives it: « caméra », « son et micro »."""
    return condition_of(device).faults


def _found(device: Device, last: Inspection | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    faults = checklist_for(device.kind).faults(last.answers) if last else []
    stops = tuple(each.stops for each in faults if each.must and each.stops)
    return tuple(each.name for each in faults if not (each.must and each.stops)), stops


def _measures(device: Device) -> tuple[str, ...]:
    """What another part left unknown, until it is read or corrected."""
    unknown = {part: words for part, (field, words) in MEASURED.items() if getattr(device, field) is None}
    if not unknown:
        return ()
    rows = PartMove.objects.everywhere(WHY).filter(part__in=list(unknown))
    moved = set(rows.filter(device=device).values_list("part", flat=True))
    moved |= set(rows.filter(source=device).values_list("part", flat=True))
    return tuple(_(words) for part, words in unknown.items() if part in moved)
