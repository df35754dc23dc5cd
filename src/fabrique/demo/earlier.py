"""What was handed over before: a gift at a time, each device through the same actions as any other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from fabrique.core import clock
from fabrique.demo import numbering
from fabrique.demo.inventories import MODELS, Disk, nwipe
from fabrique.demo.workshop import Crew, all_good, install_linux
from fabrique.equip.actions.bench import inspect_device
from fabrique.equip.actions.deciding import accept_donation
from fabrique.equip.actions.entering import DeviceFacts, DriveFacts, enter_device
from fabrique.equip.actions.erasure import order_erasure
from fabrique.equip.actions.erasure_logs import receive_log
from fabrique.equip.actions.following_up import answer_follow_up
from fabrique.equip.actions.framing import note_frame, note_reformed
from fabrique.equip.actions.handing import Beneficiary, Conditions, Counted, check_items, prepare_handover
from fabrique.equip.actions.handing_over import complete_handover
from fabrique.equip.actions.handing_signing import sign_handover
from fabrique.equip.actions.moving import move_device
from fabrique.equip.actions.promising import DonorFacts, HandingFacts, Promise, PromisedLine, promise_donation
from fabrique.equip.actions.receiving import receive_donation
from fabrique.equip.enums import (
    Audience,
    Condition,
    DeviceKind,
    DonorKind,
    DriveKind,
    FirstSteps,
    Handing,
    HandoverBasis,
    Moment,
    Purpose,
    Recipient,
    SigningMethod,
    StillUsed,
    Terms,
)
from fabrique.equip.handing import checklists
from fabrique.equip.models import Device, Donation, FollowUp, Handover, Lot, Site
from fabrique.equip.queries.donations import lines_of

BATCH = 46
FIRST_DAY, LAST_DAY = 180, 26  # days ago of the first and of the last batch
SINCE_RETURN = 6  # days ago one came back, twenty days after it was handed over
_KINDS = (DeviceKind.LAPTOP, DeviceKind.SCREEN, DeviceKind.DESKTOP)
PROMISED = (24, 47, 61, 30, 88, 40)  # days before they are handed over, a gift after the other
COME, ERASED = 12, 8
# Who gave: the public body once, the others in turn.
TOWN = DonorFacts(DonorKind.PUBLIC_BODY, "Ville de Corderive, informatique", "moyens@corderive.example",
                  siret=numbering.siret(9_040))  # fmt: skip
DONORS = tuple(
    DonorFacts(kind, name, f"don@{numbering.slug(name)}.example", siret=numbering.siret(9_041 + rank))
    for rank, (kind, name) in enumerate(
        (
            (DonorKind.COMPANY, "Assurances de la Rive"),
            (DonorKind.ASSOCIATION, "Foyer rural de Marlandes"),
            (DonorKind.COMPANY, "Salvert Armement"),
        )
    )
)
WORN, HELD = 4, 8  # screens of the town that nobody could use; it had eight devices for five that it gave
SCHOOLS = (
    ("Lycée des Salines, fonds social", Audience.PUPIL),
    ("Université de l’Estuaire, aide sociale", Audience.STUDENT),
    ("Université de l’Estuaire, aide sociale", Audience.STUDENT),
)
# Commune and neighbourhood of ten persons in a row.
HOMES = (
    *[("00101", "QN00101A")] * 4,
    *[("00101", "")] * 3,
    *[("00101", "QN00101C")] * 2,
    ("00103", "QN00101E"),
)
BODIES = (
    (Recipient.ASSOCIATION, "Centre social Les Cordiers", HandoverBasis.HELPER),
    (Recipient.ASSOCIATION, "Secours de la Tour", HandoverBasis.HELPER),
    (Recipient.ASSOCIATION, "Épicerie solidaire Le Panier d’Écume", HandoverBasis.HELPER),
    (Recipient.PUBLIC_BODY, "Ville de Brumelac, service jeunesse", HandoverBasis.OTHER),
    (Recipient.PUBLIC_BODY, "CCAS de Corderive", HandoverBasis.OTHER),
)


@dataclass(frozen=True, slots=True)
class Past:
    """How many devices were handed over, to how many pupils and students among them."""

    devices: int
    students: int


def hand_over_earlier(site: Site, past: Past, crew: Crew) -> None:
    """Hand over ``past.devices``, the pupils' and students' first; one of the last gift comes back."""
    now = clock.now()
    batches = range(0, past.devices, BATCH)
    handovers = list[Handover]()
    for place, start in enumerate(batches):
        ago = FIRST_DAY - (FIRST_DAY - LAST_DAY) * (place + 1) // len(batches)
        ranks = range(start, min(start + BATCH, past.devices))
        facts = [_facts(rank, past.students) for rank in ranks]
        facts += [_screen(f"COR{rank:06}") for rank in range(0 if place else WORN)]
        with clock.frozen(now - timedelta(days=ago + PROMISED[place % len(PROMISED)])):
            gift = _promised(site, place, facts)
        with clock.frozen(now - timedelta(days=ago + COME)):
            lot = receive_donation(
                donation=gift,
                counts={line.pk: line.promised for line in lines_of(gift)},
                site=site,
                by=crew.repairer,
            )
            devices = _entered(lot, facts, crew)
        with clock.frozen(now - timedelta(days=ago + ERASED)):
            _erased(devices[: len(ranks)], crew)
            for device in devices[len(ranks) :]:
                move_device(device=device, verb="recycle", by=crew.repairer, note="Dalle cassée.")
        with clock.frozen(now - timedelta(days=ago)):
            handovers += [
                _handed(each, rank, past.students, crew) for each, rank in zip(devices, ranks, strict=False)
            ]
    with clock.frozen(now - timedelta(days=SINCE_RETURN)):
        move_device(
            device=handovers[-1].device, verb="return", by=crew.repairer, note="Trop lourd pour elle."
        )
    _ask_news(handovers, crew)


def _disk(rank: int) -> Disk:
    return Disk(DriveKind.HDD, "Sillon HD3200", f"SIL{rank:06}", 320_072_933_376)


def _facts(rank: int, students: int) -> DeviceFacts:
    """Laptops for pupils and students; else laptops, towers, screens."""
    kind = DeviceKind.LAPTOP if rank < students else _KINDS[rank % len(_KINDS)]
    serial = f"FAB{rank:06}"
    if kind == DeviceKind.SCREEN:
        return _screen(serial)
    model, disk = list(MODELS.values())[rank % 2 * 2], _disk(rank)
    values = {
        "make": model.make,
        "model": "Estran Tour" if kind == DeviceKind.DESKTOP else model.name,
        "serial": serial,
        "cpu": model.cpu,
        "ram_mb": sum(model.banks) * 1024,
        "storage_gb": 320,
        "made_year": 2018 + rank % 4,
    }
    return DeviceFacts(kind, values, (DriveFacts(disk.kind, disk.model, disk.serial, disk.size),))


def _screen(serial: str) -> DeviceFacts:
    values = {"make": "Vérance", "model": "Plat 22", "serial": serial, "screen_tenths": 215}
    return DeviceFacts(DeviceKind.SCREEN, values)


def _promised(site: Site, place: int, facts: Sequence[DeviceFacts]) -> Donation:
    """A gift of these things, taken. The first is the town's: its agreement is signed, its year is told."""
    donor = DONORS[place % len(DONORS)] if place else TOWN
    kinds = Counter(each.kind for each in facts)
    lines = tuple(PromisedLine(kind, number, Condition.WORKS) for kind, number in kinds.items())
    donation, _token = promise_donation(
        organisation=site.organisation, promise=Promise(donor, lines, HandingFacts())
    )
    donation = accept_donation(donation=donation, how=Handing.DROP_OFF, by=None)
    if place == 0:
        note_frame(
            donation=donation, unit_value_cents=90_00, too_old=0, protected_data=False,
            signed_on=clock.today(), by=None,
        )  # fmt: skip
        note_reformed(
            organisation=site.organisation, siret=TOWN.siret, year=clock.today().year,
            held=len(facts) * HELD // 5, excluded=0, by=None,
        )  # fmt: skip
    return donation


def _entered(lot: Lot, facts: Sequence[DeviceFacts], crew: Crew) -> list[Device]:
    """Each with its label."""
    made = []
    for each in facts:
        made.append(enter_device(site=lot.site, facts=each, by=crew.repairer, lot=lot))
        move_device(device=made[-1], verb="identify", by=crew.repairer)
    return made


def _erased(devices: Sequence[Device], crew: Crew) -> None:
    """Ordered, proved by one log for all the drives, installed."""
    computers = [each for each in devices if each.kind != DeviceKind.SCREEN]
    for device in computers:
        order_erasure(device=device, by=crew.repairer)
    if computers:
        disks = [_disk(int(each.serial.removeprefix("FAB"))) for each in computers]
        log = nwipe(disks, clock.now() - timedelta(hours=5))
        receive_log(
            organisation=devices[0].organisation, content=log, name="effacement.log", by=crew.repairer
        )
    for device in devices:
        for verb in ("diagnose", "install"):
            move_device(device=device, verb=verb, by=crew.repairer)
        if device in computers:
            install_linux(device, crew.repairer)
        move_device(device=device, verb="ask_check", by=crew.repairer)


def school_of(rank: int) -> tuple[str, Audience]:
    """Which school gave it to whom: ten persons of one, then of the next."""
    return SCHOOLS[rank // len(HOMES) % len(SCHOOLS)]


def _handed(device: Device, rank: int, students: int, crew: Crew) -> Handover:
    """Checked by somebody else, then given."""
    inspect_device(device=device, purpose=Purpose.QUALITY, answers=all_good(device.kind), by=crew.checker)
    if rank < students:
        name, audience = school_of(rank)
        to = Beneficiary(Recipient.SCHOOL, name=name, reference=f"E{rank:04}")
        basis, counted = HandoverBasis.SCHOOL, Counted(audience, *HOMES[rank % len(HOMES)])
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
