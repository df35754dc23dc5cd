"""What became of the laptops and of the tablets in the workshop: inventories, erasures, repairs, checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import NAMESPACE_OID, uuid5

from fabrique.core import clock
from fabrique.demo.giving import LIST
from fabrique.demo.inventories import FILLER, Disk, agent, erasure_log, lshw, model_of, nwipe
from fabrique.equip.actions.batches import enter_devices
from fabrique.equip.actions.bench import inspect_device, install_software, move_part, note_repair
from fabrique.equip.actions.certifying import certify_device, certify_lot
from fabrique.equip.actions.entering import DeviceFacts, DriveFacts, enter_device
from fabrique.equip.actions.erasure import attest_reset, order_erasure, take_drive_out
from fabrique.equip.actions.erasure_logs import receive_log
from fabrique.equip.actions.grading import grade_device
from fabrique.equip.actions.intake import take_file
from fabrique.equip.actions.moving import move_device
from fabrique.equip.actions.placing import put_away
from fabrique.equip.checklists import checklist_for
from fabrique.equip.enums import (
    Answer,
    DeviceKind,
    DriveKind,
    Licence,
    PartKind,
    Purpose,
    SoftwareKind,
)
from fabrique.equip.enums.intake import Door
from fabrique.equip.giving.fleets import read_fleet
from fabrique.equip.models import Device, Lot, Shelf, StorageDrive
from fabrique.equip.queries.donations import lines_of
from fabrique.equip.queries.grading import rules_for, usual_rules
from fabrique.people.models import Account

BARE = 2  # laptops whose own number nobody can read
# How many of the laptops stand where, in the order of their codes; what is left waits for its diagnosis.
FINISHED, AT_CHECK, TO_INSTALL, TO_REPAIR, FOR_PARTS = 13, 4, 5, 4, 3
APPEARANCES = "ABBC"


@dataclass(frozen=True, slots=True)
class Crew:
    """Who repairs, and who checks."""

    repairer: Account
    checker: Account


@dataclass(frozen=True, slots=True)
class Laptop:
    """A laptop of the story. ``serial``: the number that was printed under it once."""

    device: Device
    serial: str

    @property
    def disk(self) -> Disk:
        return model_of(self.serial).disk_of(self.serial)


def work_on_laptops(lot: Lot, shelf: Shelf, crew: Crew) -> list[Device]:
    """Take the lot through the workshop, day after day. Gives those that are ready, in order."""
    now = clock.now()
    laptops = _labelled(lot, crew)
    _erase(laptops, crew)
    with clock.frozen(now - timedelta(days=15)):
        for each in laptops:
            certify_device(device=each.device, by=crew.repairer)
        certify_lot(lot=lot, by=crew.repairer)
    failed, *rest = [each.device for each in laptops]
    spare = rest[-FOR_PARTS:]
    rest = rest[:-FOR_PARTS]
    with clock.frozen(now - timedelta(days=14)):
        _take_apart(spare, failed, rest[0], crew.repairer)
    done, rest = [failed, *rest[: FINISHED - 1]], rest[FINISHED - 1 :]
    for place, device in enumerate(done):
        with clock.frozen(now - timedelta(days=12 - place // 4)):
            finish(device, crew, APPEARANCES[place % len(APPEARANCES)])
            put_away(device=device, site=lot.site, shelf=shelf, by=crew.checker)
    with clock.frozen(now - timedelta(days=5)):
        _leave_under_way(rest, crew.repairer)
    return done


def _labelled(lot: Lot, crew: Crew) -> list[Laptop]:
    """Each gets its label, then its inventory; two say no number, and their agent was given the label."""
    serials = [item.serial for item in read_fleet(LIST).items if item.serial][: _counted(lot)]
    bare = [each for each in serials if each.startswith("ORV20")][:BARE]
    serials = [each for each in serials if each not in bare]
    with clock.frozen(clock.now() - timedelta(days=20)):
        devices = enter_devices(
            site=lot.site, kind=DeviceKind.LAPTOP, number=len(serials) + BARE, values={}, serials=serials,
            by=crew.repairer, key=uuid5(NAMESPACE_OID, lot.code), lot=lot,
        )  # fmt: skip
    laptops = [Laptop(*pair) for pair in zip(devices, [*serials, *bare], strict=True)]
    with clock.frozen(clock.now() - timedelta(days=19)):
        for rank, each in enumerate(laptops):
            content, name = lshw(each.serial, rank), f"{each.device.code}-lshw.json"
            if each.serial in bare:
                said = FILLER if each.serial == bare[-1] else ""
                content = agent(each.serial, rank, tag=each.device.code, said=said)
                name = f"{each.device.code}-agent.json"
            take_file(content=content, name=name, site=lot.site, by=crew.repairer, door=Door.PAGE)
    return [Laptop(each.device, each.serial) for each in _fresh(laptops)]


def _counted(lot: Lot) -> int:
    assert lot.donation
    return sum(line.counted or 0 for line in lines_of(lot.donation))


def _fresh(laptops: Sequence[Laptop]) -> list[Laptop]:
    """The laptops as the database knows them now, the one whose drive fails first."""
    rows = Device.objects.of(laptops[0].device.organisation).select_related("organisation", "site", "lot")
    known = {each.pk: each for each in rows.filter(pk__in=[each.device.pk for each in laptops])}
    return [Laptop(known[each.device.pk], each.serial) for each in laptops]


def _erase(laptops: Sequence[Laptop], crew: Crew) -> None:
    """Ordered one day, proved the next; the first one's drive fails, and is taken out."""
    now, by = clock.now(), crew.repairer
    with clock.frozen(now - timedelta(days=18)):
        for each in laptops:
            order_erasure(device=each.device, by=by)
    failed, *rest = laptops
    with clock.frozen(now - timedelta(days=17)):
        begun = clock.now() - timedelta(hours=4)
        logs = [nwipe([failed.disk], begun, failed=True)]
        turning = [each.disk for each in rest if each.disk.kind == DriveKind.HDD]
        logs += [nwipe(turning[start : start + 4], begun) for start in range(0, len(turning), 4)]
        logs += [erasure_log(each.disk, begun) for each in rest if each.disk.kind != DriveKind.HDD]
        for rank, content in enumerate(logs):
            receive_log(
                organisation=failed.device.organisation, content=content, name=f"effacement-{rank}.log", by=by
            )
    with clock.frozen(now - timedelta(days=16)):
        drive = StorageDrive.objects.of(failed.device.organisation).get(serial=failed.disk.serial)
        take_drive_out(drive=drive, by=by, note="412 secteurs illisibles.")


def _take_apart(spare: Sequence[Device], failed: Device, poor: Device, by: Account) -> None:
    """Three give their parts: a drive that is proved erased, memory. One of them is then recycled."""
    giver, second, last = spare
    for each in spare:
        move_device(device=each, verb="use_for_parts", by=by, note="Carte mère morte.")
    drive = StorageDrive.objects.of(giver.organisation).get(device=giver)
    move_part(part=PartKind.DRIVE, source=giver, device=failed, drive=drive, by=by)
    move_device(device=failed, verb="diagnose", by=by)
    move_device(device=failed, verb="need_repair", by=by)
    note_repair(
        device=failed, what="Disque remplacé par celui d’un autre portable.", minutes=35, by=by, done=True
    )
    move_device(device=poor, verb="diagnose", by=by)
    move_part(
        part=PartKind.MEMORY, source=second, device=poor, label="SODIMM DDR4", memory_mb=4096, by=by
    )  # fmt: skip
    move_device(device=last, verb="recycle", by=by, note="Plus rien à y prendre.")


def finish(device: Device, crew: Crew, appearance: str) -> None:
    """From where it stands on the bench to « ready », graded; the check is somebody else's."""
    device.refresh_from_db(fields=["state", "state_at"])
    for verb in ("diagnose", "install"):
        if (device.state, verb) in _STEPS:
            move_device(device=device, verb=verb, by=crew.repairer)
    install_linux(device, crew.repairer)
    move_device(device=device, verb="ask_check", by=crew.repairer)
    inspect_device(device=device, purpose=Purpose.QUALITY, answers=all_good(device.kind), by=crew.checker)
    rules = usual_rules(rules_for(device.organisation, device.kind), device.kind)
    if rules:
        grade_device(device=device, rules=rules, seen={"appearance": appearance}, by=crew.checker)


def install_linux(device: Device, by: Account) -> None:
    """A system of one's own: nothing is ready without one."""
    install_software(
        device=device, kind=SoftwareKind.LINUX, licence=Licence.FREE, name="Linux Mint", version="22.1", by=by
    )


_STEPS = {("erased", "diagnose"), ("to_diagnose", "install")}


def all_good(kind: str, **but: str) -> dict[str, str]:
    """The answers of an inspection that finds nothing, ``but`` for some checks."""
    checks = checklist_for(kind).checks
    found = {each.id: (Answer.ABSENT if each.is_imei else Answer.GOOD).value for each in checks}
    return {**found, **but}


def _leave_under_way(devices: Sequence[Device], by: Account) -> None:
    """The others, each at its place on the bench."""
    for place, device in enumerate(devices):
        move_device(device=device, verb="diagnose", by=by)
        broken = AT_CHECK + TO_INSTALL <= place < AT_CHECK + TO_INSTALL + TO_REPAIR
        if broken:
            answers = all_good(device.kind, case=Answer.FAULT.value)
            inspect_device(device=device, purpose=Purpose.DIAGNOSIS, answers=answers, by=by)
        if place < AT_CHECK + TO_INSTALL:
            move_device(device=device, verb="install", by=by)
            if place < AT_CHECK:
                install_linux(device, by)
                move_device(device=device, verb="ask_check", by=by)
        elif broken:
            move_device(device=device, verb="need_repair", by=by, note="La charnière est cassée.")
    note_repair(
        device=devices[AT_CHECK + TO_INSTALL], what="Charnière démontée, pièce commandée.", minutes=20, by=by
    )


def work_on_tablets(lot: Lot, crew: Crew) -> Mapping[str, Device]:
    """Two are reset before a witness; the third is still tied to the account of who had it."""
    now, found = clock.now(), dict[str, Device]()
    for rank, key in enumerate(("first", "second", "locked")):
        with clock.frozen(now - timedelta(days=19)):
            serial = f"GAL2200{rank + 1}"
            drive = DriveFacts(DriveKind.EMMC, "Mémoire soudée", f"M{serial}", 64_000_000_000)
            facts = DeviceFacts(
                DeviceKind.TABLET,
                {"make": "Galéa", "model": "Onde 10", "serial": serial, "made_year": 2022, "ram_mb": 4096,
                 "storage_gb": 64, "screen_tenths": 101},
                (drive,),
            )  # fmt: skip
            device = enter_device(site=lot.site, facts=facts, by=crew.repairer, lot=lot)
            move_device(device=device, verb="identify", by=crew.repairer)
            found[key] = device
        with clock.frozen(now - timedelta(days=18)):
            if key == "locked":
                _find_lock(device, crew.repairer)
            else:
                _reset(device, crew.repairer)
    return found


def _reset(device: Device, by: Account) -> None:
    order_erasure(device=device, by=by)
    drive = StorageDrive.objects.of(device.organisation).get(device=device)
    attest_reset(drive=drive, by=by, encrypted=True, note="Chiffrement vu dans les réglages avant.")


def _find_lock(device: Device, by: Account) -> None:
    answers = all_good(device.kind, owner_lock=Answer.FAULT.value)
    inspect_device(
        device=device, purpose=Purpose.DIAGNOSIS, answers=answers, by=by,
        note="Demande le compte de son ancien propriétaire.",
    )  # fmt: skip
    move_device(
        device=device,
        verb="quarantine",
        by=by,
        note="Le donateur est appelé\u00a0: lui seul peut la détacher.",
    )
