"""What was handed over before: by batches, each through the same actions as any other device."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import NAMESPACE_OID, uuid5

from fabrique.core import clock
from fabrique.demo.inventories import MODELS, Disk, nwipe
from fabrique.demo.workshop import Crew, all_good
from fabrique.equip.actions.bench import inspect_device, install_software
from fabrique.equip.actions.entering import DeviceFacts, DriveFacts, enter_device, open_lot
from fabrique.equip.actions.erasure import note_no_drive, order_erasure
from fabrique.equip.actions.erasure_logs import receive_log
from fabrique.equip.actions.following_up import answer_follow_up
from fabrique.equip.actions.handing import Beneficiary, Conditions, Counted, check_items, prepare_handover
from fabrique.equip.actions.handing_over import complete_handover
from fabrique.equip.actions.handing_signing import sign_handover
from fabrique.equip.actions.moving import move_device
from fabrique.equip.enums import (
    Answer,
    Audience,
    DeviceKind,
    DriveKind,
    FirstSteps,
    HandoverBasis,
    Licence,
    Moment,
    Purpose,
    Recipient,
    SigningMethod,
    SoftwareKind,
    StillUsed,
    Terms,
)
from fabrique.equip.handing import checklists
from fabrique.equip.models import Device, FollowUp, Handover, Site

BATCH = 46
FIRST_DAY, LAST_DAY = 180, 26  # days ago of the first and of the last batch
SINCE_RETURN = 6  # days ago one came back, twenty days after it was handed over
_KINDS = (DeviceKind.LAPTOP, DeviceKind.SCREEN, DeviceKind.DESKTOP)
SCHOOL = "Université de l’Estuaire, aide sociale"
BODIES = (
    (Recipient.ASSOCIATION, "Centre social Les Cordiers", HandoverBasis.HELPER),
    (Recipient.ASSOCIATION, "Secours de la Tour", HandoverBasis.HELPER),
    (Recipient.ASSOCIATION, "Épicerie solidaire Le Panier d’Écume", HandoverBasis.HELPER),
    (Recipient.PUBLIC_BODY, "Ville de Brumelac, service jeunesse", HandoverBasis.OTHER),
    (Recipient.PUBLIC_BODY, "CCAS de Corderive", HandoverBasis.OTHER),
)


@dataclass(frozen=True, slots=True)
class Past:
    """How many devices were handed over, to how many students among them."""

    devices: int
    students: int


def hand_over_earlier(site: Site, past: Past, crew: Crew) -> None:
    """Hand over ``past.devices``, the students' first; the last batch has one that comes back."""
    now = clock.now()
    batches = range(0, past.devices, BATCH)
    handovers = list[Handover]()
    for place, start in enumerate(batches):
        ago = FIRST_DAY - (FIRST_DAY - LAST_DAY) * (place + 1) // len(batches)
        ranks = range(start, min(start + BATCH, past.devices))
        with clock.frozen(now - timedelta(days=ago + 12)):
            devices = _entered(site, ranks, past.students, crew)
        with clock.frozen(now - timedelta(days=ago + 8)):
            _erased(devices, crew)
        with clock.frozen(now - timedelta(days=ago)):
            handovers += [
                _handed(each, rank, past.students, crew) for each, rank in zip(devices, ranks, strict=True)
            ]
    with clock.frozen(now - timedelta(days=SINCE_RETURN)):
        move_device(
            device=handovers[-1].device, verb="return", by=crew.repairer, note="Trop lourd pour elle."
        )
    _ask_news(handovers, crew)


def _disk(rank: int) -> Disk:
    return Disk(DriveKind.HDD, "Sillon HD3200", f"SIL{rank:06}", 320_072_933_376)


def _facts(rank: int, students: int) -> DeviceFacts:
    """Laptops for students; else laptops, towers whose drives their donor kept, screens."""
    kind = DeviceKind.LAPTOP if rank < students else _KINDS[rank % len(_KINDS)]
    serial = f"FAB{rank:06}"
    if kind == DeviceKind.SCREEN:
        return DeviceFacts(
            kind, {"make": "Vérance", "model": "Plat 22", "serial": serial, "screen_tenths": 215}
        )
    model, disk = list(MODELS.values())[rank % 2 * 2], _disk(rank)
    values = {
        "make": model.make,
        "serial": serial,
        "ram_mb": sum(model.banks) * 1024,
        "made_year": 2018 + rank % 4,
    }
    if kind == DeviceKind.DESKTOP:
        return DeviceFacts(kind, {**values, "model": "Estran Tour"})
    drive = DriveFacts(disk.kind, disk.model, disk.serial, disk.size)
    return DeviceFacts(kind, {**values, "model": model.name, "cpu": model.cpu, "storage_gb": 320}, (drive,))


def _entered(site: Site, ranks: Sequence[int], students: int, crew: Crew) -> list[Device]:
    """A lot, each with its label."""
    lot = open_lot(
        site=site, by=crew.repairer, label="Dons du territoire", key=uuid5(NAMESPACE_OID, f"lot-{ranks[0]}")
    )
    made = []
    for rank in ranks:
        facts = _facts(rank, students)
        made.append(enter_device(site=site, facts=facts, by=crew.repairer, lot=lot))
        move_device(device=made[-1], verb="identify", by=crew.repairer)
    return made


def _erased(devices: Sequence[Device], crew: Crew) -> None:
    """Ordered, proved by one log for all the drives, installed."""
    laptops = [each for each in devices if each.kind == DeviceKind.LAPTOP]
    for device in laptops:
        order_erasure(device=device, by=crew.repairer)
    if laptops:
        disks = [_disk(int(each.serial.removeprefix("FAB"))) for each in laptops]
        log = nwipe(disks, clock.now() - timedelta(hours=5))
        receive_log(
            organisation=devices[0].organisation, content=log, name="effacement.log", by=crew.repairer
        )
    for device in devices:
        if device.kind == DeviceKind.DESKTOP:
            note_no_drive(device=device, by=crew.repairer, note="Le donateur a gardé ses disques.")
    for device in devices:
        for verb in ("diagnose", "install"):
            move_device(device=device, verb=verb, by=crew.repairer)
        if device in laptops:
            install_software(
                device=device, kind=SoftwareKind.LINUX, licence=Licence.FREE, name="Linux Mint",
                version="22.1", by=crew.repairer,
            )  # fmt: skip
        move_device(device=device, verb="ask_check", by=crew.repairer)


def _handed(device: Device, rank: int, students: int, crew: Crew) -> Handover:
    """Checked by somebody else, then given; a tower without a disk has no system."""
    answers = all_good(device.kind)
    if device.kind == DeviceKind.DESKTOP:
        answers["system"] = Answer.ABSENT.value
    inspect_device(device=device, purpose=Purpose.QUALITY, answers=answers, by=crew.checker)
    if rank < students:
        to = Beneficiary(Recipient.SCHOOL, name=SCHOOL, reference=f"E{rank:04}")
        basis, counted = HandoverBasis.SCHOOL, Counted(Audience.STUDENT, "00101")
    else:
        kind, name, basis = BODIES[rank % len(BODIES)]
        to, counted = Beneficiary(kind, name=name), Counted()
    handover = prepare_handover(
        device=device, to=to, conditions=Conditions(Terms.GIFT, basis), counted=counted, by=crew.repairer
    )
    codes = [each.code for each in checklists.items_for(device.kind)]
    check_items(handover=handover, checked=codes, by=crew.repairer)
    sign_handover(handover=handover, method=SigningMethod.PAPER, by=crew.repairer, binder=True)
    return complete_handover(handover=handover, by=crew.repairer, first_steps=FirstSteps.NOT_WANTED)


def _ask_news(handovers: Sequence[Handover], crew: Crew) -> None:
    """Most of those who were asked after a month said that it serves."""
    rows = FollowUp.objects.of(handovers[0].organisation).filter(
        moment=Moment.MONTH, due_on__lte=clock.today()
    )
    kept = {each.pk for each in handovers}
    for place, each in enumerate(rows.select_related("handover__organisation").order_by("due_on", "pk")):
        if each.handover_id in kept and place % 5:
            used = StillUsed.LITTLE if place % 7 == 0 else StillUsed.YES
            with clock.frozen(clock.midnight(each.due_on) + timedelta(hours=11)):
                answer_follow_up(follow_up=each, still_used=used, by=crew.repairer)
