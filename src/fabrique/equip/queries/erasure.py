"""Where each drive stands: its proof, its order, what was refused; what lacks before a device is ready."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Func, Max, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Left, Replace, Upper
from django.utils.translation import gettext as _

from fabrique.equip.enums import ERASING_BASES, DeviceKind, OrderState
from fabrique.equip.enums.intake import Mark
from fabrique.equip.erasure import HEAD, Medium, same_serial, serial_heads
from fabrique.equip.models import (
    Device,
    DeviceEvent,
    DeviceMark,
    ErasureAttempt,
    ErasureOrder,
    ErasureProof,
    ObservationRecord,
    StorageDrive,
)
from fabrique.people.models import Organisation

WHY = "drives of devices that the caller may see"
BACK = ("bring_back", "return", "find")
MOST_OBSERVATIONS = 5  # the last ones: an old one says little of a drive
TAKEN_OUT = ("take_drive", "destroy_drive", "no_drive")


@dataclass(frozen=True, slots=True)
class DriveStanding:
    """A drive in a device: ``proof``, its last that still holds; ``refused``, what was last refused of it."""

    drive: StorageDrive
    proof: ErasureProof | None
    order: ErasureOrder | None
    refused: ErasureAttempt | None

    @property
    def name(self) -> str:
        """« SSD Essai 240, n° D001 », what is known of it."""
        number = _("n° %s") % self.drive.serial if self.drive.serial else _("sans numéro de série connu")
        words = " ".join(each for each in (self.drive.get_kind_display(), self.drive.model) if each)
        return f"{words}, {number}"


def standings(devices: Iterable[Device]) -> dict[object, list[DriveStanding]]:
    """For each device, the drives that it holds: the same number of queries for one as for a lot."""
    held = list(devices)
    drives = list(
        StorageDrive.objects.everywhere(WHY)
        .filter(device__in=held)
        .select_related("device", "origin")
        .order_by("seen_at", "pk")
    )
    proofs = _last_proofs(drives)
    orders = {
        each.drive_id: each
        for each in ErasureOrder.objects.everywhere(WHY).filter(drive__in=drives, state=OrderState.OPEN)
    }
    refused = _last_refusals(drives)
    left = _last_handed(held, proofs.values())
    found: dict[object, list[DriveStanding]] = {device.pk: [] for device in held}
    for drive in drives:
        proof = proofs.get(drive.pk)
        if proof and any(
            left.get(key, proof.proved_at) > proof.proved_at for key in (drive.device_id, proof.device_id)
        ):
            proof = None  # somebody had the device since: their data may be on it
        found[drive.device_id].append(
            DriveStanding(drive, proof, orders.get(drive.pk), None if proof else refused.get(drive.pk))
        )
    return found


def standing_of(device: Device) -> list[DriveStanding]:
    """The drives that one device holds."""
    return standings([device])[device.pk]


def lacking(device: Device) -> list[str]:
    """Why this device may not be said erased, in French; empty when it may."""
    found = standing_of(device)
    missing = [
        _("%(drive)s : aucune preuve d’effacement.") % {"drive": each.name}
        for each in found
        if not each.proof
    ]
    if not found and DeviceKind(device.kind).keeps_data and not _was_taken_out(device):
        missing.append(_("Aucun support de données n’est connu ici : relevez-le, ou notez son retrait."))
    return missing


def drives_of_serial(organisation: Organisation, serial: str) -> list[StorageDrive]:
    """The organisation's drives of this serial, spelled in one way or another, those in a device first."""
    heads = serial_heads(serial)
    rows = StorageDrive.objects.of(organisation).annotate(head=_head()).filter(head__in=heads)
    return sorted(
        (drive for drive in rows.select_related("device") if same_serial(serial, drive.serial)),
        key=lambda drive: (drive.device_id is None, drive.seen_at),
    )


def _head() -> Func:
    """The first letters of a drive's serial, in the database: few drives share them, whatever awaits."""
    plain: Combinable = F("serial")
    for sign in " -._:/":
        plain = Replace(plain, Value(sign))
    return Left(Upper(plain), HEAD)


def medium_of(drive: StorageDrive) -> Medium:
    """What the drive is made of, as the judgement of a log knows it."""
    return Medium(drive.kind) if drive.kind in set(Medium) else Medium.UNKNOWN


def _last_proofs(drives: list[StorageDrive]) -> dict[object, ErasureProof]:
    rows = ErasureProof.objects.everywhere(WHY).filter(drive__in=drives, basis__in=ERASING_BASES)
    return {
        each.drive_id: each for each in rows.select_related("attempt__log", "by").order_by("proved_at", "pk")
    }


def _last_refusals(drives: list[StorageDrive]) -> dict[object, ErasureAttempt]:
    rows = ErasureAttempt.objects.everywhere(WHY).filter(drive__in=drives, level="")
    return {each.drive_id: each for each in rows.order_by("pk")}


def _last_handed(devices: list[Device], proofs: Iterable[ErasureProof]) -> dict[object, datetime]:
    keys = {device.pk for device in devices} | {proof.device_id for proof in proofs}
    rows = DeviceEvent.objects.everywhere(WHY).filter(device__in=keys, verb="hand_over")
    return dict(rows.values_list("device").annotate(last=Max("at")))


def came_in_on(device: Device) -> datetime:
    """When the device last came in from somebody: no erasure before that proves anything of it."""
    rows = DeviceEvent.objects.everywhere(WHY).filter(device=device, verb__in=BACK)
    last: datetime | None = rows.aggregate(last=Max("at"))["last"]
    return max(device.received_at, last) if last else device.received_at


def _was_taken_out(device: Device) -> bool:
    rows = DeviceEvent.objects.everywhere(WHY).filter(device=device, verb__in=TAKEN_OUT)
    return rows.filter(at__gte=came_in_on(device)).exists()


def health_of(drive: StorageDrive) -> dict[str, object]:
    """What the last inventory said of the health of a drive (SMART); empty when none did."""
    places = [key for key in (drive.device_id, drive.origin_id) if key]
    rows = ObservationRecord.objects.everywhere(WHY).filter(device__in=places).order_by("-seen_at", "-pk")
    for data in rows.values_list("data", flat=True)[:MOST_OBSERVATIONS]:
        for each in data.get("drives") or ():
            health = each.get("health") or {}
            if (
                same_serial(each.get("serial") or "", drive.serial)
                and health.get("verdict", "unknown") != "unknown"
            ):
                return {name: health.get(name) for name in ("verdict", "reasons", "hours")}
    return {}


def board_of(device: Device) -> str:
    """The identifier of a device's board, when one and one alone is known."""
    rows = DeviceMark.objects.of(device.organisation).filter(device=device, kind=Mark.UUID)
    found = list(rows.values_list("value", flat=True)[:2])
    return found[0] if len(found) == 1 else ""


def orders_of(organisation: Organisation) -> QuerySet[ErasureOrder]:
    """The drives that wait to be erased, the oldest order first."""
    rows = ErasureOrder.objects.of(organisation).filter(state=OrderState.OPEN)
    return rows.select_related("drive", "device").order_by("ordered_at", "pk")
