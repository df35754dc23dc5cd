"""What the bench reads of a device: its last checks, who repaired it, what it is made of, what awaits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.core.policies import Actor, scope
from fabrique.core.ui.portal import Waiting
from fabrique.equip.checklists import IMEI, Check, checklist_for
from fabrique.equip.enums import COMPUTERS, Answer, DeviceState, Purpose, SoftwareKind
from fabrique.equip.enums.intake import Mark
from fabrique.equip.models import (
    Device,
    DeviceEvent,
    DeviceMark,
    Inspection,
    InstalledSoftware,
    PartMove,
    RepairSession,
    StorageDrive,
)
from fabrique.equip.queries.erasure import BACK, came_in_on, lacking
from fabrique.people.models import Account, Organisation

WHY = "a device that the caller may see"
MOST_LOOSE = 30  # drives on the shelf: a list that one still reads
EMPTIED = (*BACK, "prove_erasure", "remove_drive")  # what was installed before is not there any more


def last_inspection(device: Device, purpose: Purpose) -> Inspection | None:
    """The last inspection of a sort."""
    rows = Inspection.objects.everywhere(WHY).filter(device=device, purpose=purpose)
    return rows.select_related("by").order_by("-at", "-pk").first()


def known_imei(device: Device) -> str:
    """The IMEI that an inventory or an earlier inspection read, to be compared with what *#06# shows."""
    done = Inspection.objects.everywhere(WHY).filter(device=device).order_by("-at", "-pk")
    for answers in done.values_list("answers", flat=True):
        if (number := str(answers.get(IMEI, ""))).isdecimal():
            return number
    rows = DeviceMark.objects.of(device.organisation).filter(device=device, kind=Mark.IMEI)
    return rows.values_list("value", flat=True).order_by("pk").first() or ""


def repairers(device: Device) -> set[UUID]:
    """Who worked on a device since it last came in: none of them may declare it ready."""
    since = came_in_on(device)
    rows = RepairSession.objects.everywhere(WHY).filter(device=device, at__gte=since)
    parts = PartMove.objects.everywhere(WHY).filter(device=device, at__gte=since)
    return {*rows.values_list("by", flat=True), *parts.values_list("by", flat=True)}


def last_worked(device: Device) -> datetime | None:
    """When a device was last repaired, or had a part fitted or taken."""
    repair = RepairSession.objects.everywhere(WHY).filter(device=device).aggregate(last=Max("at"))["last"]
    moved = PartMove.objects.everywhere(WHY).filter(Q(device=device) | Q(source=device))
    part = moved.aggregate(last=Max("at"))["last"]
    return max((each for each in (repair, part) if each), default=None)


def not_to_check(device: Device, by: Account) -> str:
    """Why this person may not check this device now, in French; empty when they may."""
    if device.state != DeviceState.QUALITY_CHECK:
        state = DeviceState(device.state).label.lower()
        return _("Cet appareil n’est pas au contrôle qualité : il est « %s ».") % state
    if by.pk in repairers(device):
        return _("Vous avez réparé cet appareil : demandez à une autre personne de le contrôler.")
    return ""


def without_system(device: Device, *, checked: bool = True) -> list[str]:
    """Why a computer has nothing to start on, in French; empty when it has, or when its check says « aucun ».

    What was installed before the last erasure is gone. ``checked`` False: before the check says anything.
    """
    if device.kind not in COMPUTERS:
        return []
    rows = DeviceEvent.objects.everywhere(WHY).filter(device=device, verb__in=EMPTIED)
    since = rows.aggregate(last=Max("at"))["last"] or device.received_at
    if software_of(device).exclude(kind=SoftwareKind.PROGRAM).filter(at__gte=since).exists():
        return []
    found = last_inspection(device, Purpose.QUALITY) if checked else None
    if found and found.answers.get("system") == Answer.ABSENT:
        return []
    return [
        _(
            "Aucun système n’est noté : notez ce qui est installé. S’il part sans, répondez « N’en a pas » à "
            "« Système installé »."
        )
    ]


def unchecked(device: Device, by: Account | None) -> list[str]:
    """Why this device may not be declared ready by this person, in French; empty when it may."""
    found = last_inspection(device, Purpose.QUALITY)
    if found is None or found.at < came_in_on(device):
        return [_("Le contrôle qualité n’est pas fait.")]
    missing = checklist_for(device.kind).stopping(found.answers)
    worked = last_worked(device)
    if worked and worked > found.at:
        missing.append(_("L’appareil a été réparé depuis son contrôle : refaites-le."))
    hands = repairers(device)
    if found.by_id in hands or (by is not None and by.pk in hands):
        missing.append(_("Qui a réparé l’appareil ne le contrôle pas : demandez à une autre personne."))
    return missing


@dataclass(frozen=True, slots=True)
class Refurbished:
    """Whether « reconditionné » may be said of a device; else ``missing`` says why not."""

    missing: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        """Whether the word may be used."""
        return not self.missing


def refurbished(device: Device) -> Refurbished:
    """All functions tested, data erased, repairs done (Code de la consommation, art. R. 122-4)."""
    missing = lacking(device)
    found = last_inspection(device, Purpose.QUALITY)
    if found is None or found.at < came_in_on(device):
        return Refurbished((*missing, _("Le contrôle qualité n’est pas fait.")))
    untested: list[Check] = checklist_for(device.kind).untested(found.answers)
    if untested:
        names = ", ".join(each.label.lower() for each in untested)
        missing.append(_("Essais à compléter ou défauts à réparer : %s.") % names)
    return Refurbished(tuple(missing))


def functionality(device: Device) -> str:
    """A to D, by the faults that the last inspection found; "" before any."""
    rows = Inspection.objects.everywhere(WHY).filter(device=device).order_by("-at", "-pk")
    found = rows.first()
    if found is None:
        return ""
    checklist = checklist_for(device.kind)
    faults = checklist.faults(found.answers)
    if any(each.must for each in faults):
        return "D"
    return "A" if not faults else "B" if len(faults) == 1 else "C"


def software_of(device: Device) -> QuerySet[InstalledSoftware]:
    """What is installed now, the last first."""
    rows = InstalledSoftware.objects.everywhere(WHY).filter(device=device, removed_at__isnull=True)
    return rows.order_by("-at", "-pk")


@dataclass(frozen=True, slots=True)
class Time:
    """What a device took: minutes of those who signed, times the hands; and how many sessions."""

    minutes: int
    hand_minutes: int
    sessions: int


def time_on(device: Device) -> Time:
    """The time spent on a device, volunteers counted."""
    rows = list(
        RepairSession.objects.everywhere(WHY).filter(device=device).values_list("minutes", "volunteers")
    )
    return Time(
        minutes=sum(minutes for minutes, _volunteers in rows),
        hand_minutes=sum(minutes * (1 + volunteers) for minutes, volunteers in rows),
        sessions=len(rows),
    )


# What the bench takes up, in the order of a device's life.
QUEUES = (
    DeviceState.IDENTIFIED,
    DeviceState.TO_ERASE,
    DeviceState.ERASING,
    DeviceState.ERASURE_FAILED,
    DeviceState.ERASED,
    DeviceState.DRIVE_REMOVED,
    DeviceState.TO_DIAGNOSE,
    DeviceState.TO_REPAIR,
    DeviceState.REPAIRING,
    DeviceState.TO_INSTALL,
    DeviceState.QUALITY_CHECK,
    DeviceState.QUARANTINED,
)


@dataclass(frozen=True, slots=True)
class Queue:
    """How many devices wait in a state, since when the oldest."""

    state: DeviceState
    devices: int
    oldest: datetime | None


def queues(organisation: Organisation) -> list[Queue]:
    """What awaits the bench, one query for all."""
    rows = Device.objects.of(organisation).filter(state__in=QUEUES).values("state")
    found = {
        row["state"]: row for row in rows.annotate(devices=Count("pk"), oldest=Min("state_at")).order_by()
    }
    return [
        Queue(state, found[state]["devices"], found[state]["oldest"]) for state in QUEUES if state in found
    ]


def waiting_in(organisation: Organisation, state: str, most: int = 200) -> QuerySet[Device]:
    """The devices that wait in a state, the longest wait first."""
    return Device.objects.of(organisation).filter(state=state).order_by("state_at", "code")[:most]


def touched_by(account: Account, organisation: Organisation, most: int = 8) -> list[Device]:
    """The devices that somebody last worked on."""
    rows = Device.objects.of(organisation).filter(events__by=account)
    return list(rows.annotate(last=Max("events__at")).order_by("-last")[:most])


def parts_of(device: Device) -> list[PartMove]:
    """Parts taken from a device and fitted in it, the last first."""
    rows = PartMove.objects.everywhere(WHY).filter(Q(device=device) | Q(source=device))
    return list(rows.select_related("device", "source", "drive", "by").order_by("-at", "-pk"))


def drives_at_hand(device: Device, other: Device | None) -> list[StorageDrive]:
    """The drives that may move here: those of this device and of the other, and the last put on the shelf."""
    rows = StorageDrive.objects.of(device.organisation).select_related("device", "organisation")
    inside = rows.filter(device__in=[each for each in (device, other) if each]).order_by("seen_at", "pk")
    return [*inside, *rows.filter(device__isnull=True).order_by("-removed_at", "pk")[:MOST_LOOSE]]


def history_of(device: Device) -> QuerySet[DeviceEvent]:
    """Everything that happened to a device, the last first."""
    rows = DeviceEvent.objects.everywhere(WHY).filter(device=device)
    return rows.select_related("by").order_by("-at", "-pk")


def benches_waiting(actor: Actor) -> Waiting | None:
    """What awaits the bench, for « Ma journée »: how many, since when."""
    rows = scope(actor, "equip.work_on_device", Device.objects.all()).filter(state__in=QUEUES)
    found = rows.aggregate(number=Count("pk"), since=Min("state_at"))
    if not found["number"]:
        return None
    words = ngettext("appareil attend à l’établi", "appareils attendent à l’établi", found["number"])
    return Waiting(found["number"], words, reverse("equip:bench"), since=timezone.localdate(found["since"]))
