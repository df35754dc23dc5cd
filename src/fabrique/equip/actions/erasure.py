"""Drives are ordered to be erased, taken out, destroyed, seen reset; each leaves a proof."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.equip import proving
from fabrique.equip.actions.entering import DriveFacts, add_drives
from fabrique.equip.actions.moving import LONGEST_NOTE, locked_device, move_device, note_event
from fabrique.equip.enums import (
    DEVICE_MACHINE,
    ORDER_MACHINE,
    ClaimLevel,
    DeviceKind,
    DeviceState,
    DriveKind,
    OrderState,
    PartKind,
    ProofBasis,
)
from fabrique.equip.fitting import Changes, check_giver, known_again
from fabrique.equip.models import Device, ErasureAttempt, ErasureOrder, ErasureProof, StorageDrive
from fabrique.equip.queries.erasure import board_of, health_of, lacking, standing_of
from fabrique.people.models import Account
from fabrique.people.residents import said

WAITING = (DeviceState.TO_ERASE, DeviceState.ERASING)
RESETTABLE = (DriveKind.EMMC, DriveKind.SSD, DriveKind.NVME, DriveKind.OTHER)
# By which rule a reset is believed: phones and tablets encrypt; the others keep settings, not files.
RESETS = {
    DeviceKind.SMARTPHONE: "factory-reset",
    DeviceKind.TABLET: "factory-reset",
    DeviceKind.BOX: "settings-reset",
    DeviceKind.MULTIFUNCTION: "settings-reset",
}


@transaction.atomic
def order_erasure(*, device: Device, by: Account | None, note: str = "") -> list[ErasureOrder]:
    """Order the erasure of every drive of a device that has no proof; twice is as once."""
    held = locked_device(device)
    waiting = [each for each in standing_of(held) if each.proof is None]
    if not waiting:
        raise DomainRefusal(_("Aucun support de cet appareil n’attend d’être effacé."))
    orders = [each.order or _ordered(held, each.drive, by) for each in waiting]
    if held.state not in WAITING:
        move_device(device=held, verb="order_erasure", by=by, note=note)
    else:
        note_event(device=held, verb="order_drive", by=by, note=note, facts={"drives": len(orders)})
    device.state = held.state
    return orders


def _ordered(device: Device, drive: StorageDrive, by: Account | None) -> ErasureOrder:
    return ErasureOrder.objects.of(device.organisation).create(
        organisation=device.organisation, drive=drive, device=device, ordered_at=clock.now(), ordered_by=by
    )


@transaction.atomic
def note_drive(
    *, device: Device, facts: DriveFacts, by: Account, drive: StorageDrive | None = None
) -> StorageDrive:
    """Note a drive that was read on its label, or mend what is known of one (``drive``).

    A drive that has a proof does not change its serial any more.
    """
    held = locked_device(device)
    serial = facts.serial.strip()
    if not serial:
        raise DomainRefusal(_("Écrivez le numéro de série, tel qu’il est sur le support."), field="serial")
    if facts.size_bytes is not None and not 0 < facts.size_bytes < 10**15:
        raise DomainRefusal(_("Cette taille n’est pas celle d’un disque."), field="size_gb")
    others = StorageDrive.objects.of(held.organisation).filter(serial__iexact=serial, device__isnull=False)
    others = others.exclude(pk=drive.pk) if drive else others
    if other := others.select_related("device").first():
        code = other.device.code if other.device else ""
        raise DomainRefusal(_("Ce numéro est déjà celui d’un support de %s.") % code, field="serial")
    if drive is None:
        (noted,) = add_drives(held, (facts,))
    else:
        rows = StorageDrive.objects.of(held.organisation).select_for_update(of=("self",), no_key=True)
        noted = rows.get(pk=drive.pk)
        proved = ErasureProof.objects.of(held.organisation).filter(drive=noted).exists()
        if proved and noted.serial != serial:
            raise DomainRefusal(_("Ce support a une preuve : son numéro ne change plus."), field="serial")
        noted.kind, noted.model, noted.serial = facts.kind, facts.model.strip()[:120], serial[:80]
        noted.size_bytes = facts.size_bytes
        noted.save(update_fields=["kind", "model", "serial", "size_bytes"])
    note_event(device=held, verb="note_drive", by=by, facts={"drive": str(noted.pk), "serial": serial})
    return noted


@transaction.atomic
def take_drive_out(
    *, drive: StorageDrive, by: Account, destroyed: bool = False, note: str = ""
) -> ErasureProof:
    """Note that a drive left its device, kept apart or ``destroyed`` before the eyes of ``by``.

    A removal proves that the device holds no data any more, and nothing of the drive; a destruction, both.
    """
    held, device = locked_drive(drive)
    if device is None and not destroyed:
        raise DomainRefusal(_("Ce support est déjà sorti de son appareil."))
    if device is not None:
        check_giver(device)
    if destroyed and not note.strip():
        raise DomainRefusal(_("Dites comment il a été détruit : percé, broyé, cassé."), field="note")
    proof = keep_proof(
        drive=held,
        device=device or held.origin,
        basis=ProofBasis.DESTROYED if destroyed else ProofBasis.REMOVED,
        level=ClaimLevel.DESTROY if destroyed else "",
        note=note,
        by=by,
    )
    close_order(held, "drop")
    changes: Changes = {}
    if device is not None:
        held.device, held.removed_at = None, clock.now()
        held.save(update_fields=["device", "removed_at"])
        changes = known_again(device, PartKind.DRIVE, memory_mb=None)
        device.save(update_fields=list(changes))
    verb = "destroy_drive" if destroyed else "take_drive"
    facts = {"drive": str(held.pk), "serial": held.serial, "changes": changes}
    note_event(device=device or held.origin, verb=verb, by=by, note=note, facts=facts)
    if device is not None:
        settle(device, by)
    drive.device, drive.removed_at = held.device, held.removed_at
    return proof


@transaction.atomic
def note_no_drive(*, device: Device, by: Account, note: str = "") -> Device:
    """A device that came without any drive: somebody opened it and looked."""
    held = locked_device(device)
    if standing_of(held):
        raise DomainRefusal(_("Un support est connu dans cet appareil : notez d’abord son retrait."))
    note_event(device=held, verb="no_drive", by=by, note=note)
    settle(held, by)
    device.refresh_from_db(fields=["state", "state_at"])
    return device


@transaction.atomic
def attest_reset(*, drive: StorageDrive, by: Account, encrypted: bool, note: str = "") -> ErasureProof:
    """A named person saw a device come back from its own reset: encrypted phone or tablet, box, printer."""
    held, device = locked_drive(drive)
    if device is None:
        raise DomainRefusal(_("Ce support est sorti de son appareil."))
    rule = RESETS.get(DeviceKind(device.kind), "")
    if not rule or held.kind not in RESETTABLE:
        raise DomainRefusal(
            _("La remise à zéro ne vaut que pour un téléphone, une tablette, une box ou une imprimante.")
        )
    if rule == "factory-reset" and not encrypted:
        raise DomainRefusal(
            _("Sans chiffrement, une remise à zéro n’efface rien : chiffrez d’abord, puis recommencez."),
            field="encrypted",
        )
    proof = keep_proof(
        drive=held,
        device=device,
        basis=ProofBasis.RESET,
        level=ClaimLevel.CLEAR,
        rule=rule,
        note=note,
        by=by,
    )
    close_order(held, "prove")
    facts = {"drive": str(held.pk), "serial": held.serial, "rule": rule}
    note_event(device=device, verb="prove_drive", by=by, note=note, facts=facts)
    settle(device, by)
    return proof


def locked_drive(drive: StorageDrive) -> tuple[StorageDrive, Device | None]:
    """The device that holds a drive, then the drive: always in this order; as they are now, held to the end.

    Of a drive on the shelf, the device that it came from is locked, and None is given.
    """
    rows = StorageDrive.objects.of(drive.organisation).select_related("device", "origin")
    known = rows.get(pk=drive.pk)
    place = locked_device(known.device or known.origin)
    held = rows.select_for_update(of=("self",), no_key=True).get(pk=drive.pk)
    if held.device_id != known.device_id:
        raise DomainRefusal(_("Ce support vient de changer de place. Rechargez la page."))
    if held.device_id:
        held.device = place
    else:
        held.origin = place
    return held, held.device


def keep_proof(
    *,
    drive: StorageDrive,
    device: Device | None,
    basis: ProofBasis,
    level: str,
    by: Account | None,
    rule: str = "",
    attempt: ErasureAttempt | None = None,
    note: str = "",
) -> ErasureProof:
    """Write a proof under the instance's signature, and its entry. Its caller holds the device."""
    proof = ErasureProof(
        pk=uuid4(),
        organisation=drive.organisation,
        drive=drive,
        device=device,
        basis=basis,
        level=level,
        rule=rule,
        attempt=attempt,
        facts=known_of(drive, device),
        note=said(note, "note", most=LONGEST_NOTE),
        proved_at=clock.now(),
        by=by,
    )
    proving.sign(proof)
    proof.save(force_insert=True)
    journal.record(
        "equip.prove_erasure",
        actor=by.pk if by else "",
        organisation=drive.organisation_id,
        subject=f"storage_drive:{drive.pk}",
        summary={"proof": f"erasure_proof:{proof.pk}", "basis": basis, "level": level, "rule": rule},
    )
    return proof


def known_of(drive: StorageDrive, device: Device | None) -> dict[str, object]:
    """The drive and the computer as they are known now, for a proof to keep."""
    found: dict[str, object] = {
        "kind": drive.kind,
        "model": drive.model,
        "serial": drive.serial,
        "size_bytes": drive.size_bytes,
        "health": health_of(drive),
    }
    if device is not None:
        found["device"] = {
            "code": device.code,
            "make": device.make,
            "model": device.model,
            "serial": device.serial,
            "uuid": board_of(device),
            "site": device.site.name,
        }
    return found


def close_order(drive: StorageDrive, verb: str) -> None:
    """End the open order of a drive, if it has one. Its caller journals."""
    rows = ErasureOrder.objects.of(drive.organisation).filter(drive=drive, state=OrderState.OPEN)
    if order := rows.select_for_update().first():
        advance(ORDER_MACHINE, order, verb, closed_at=clock.now())


def settle(device: Device, by: Account | None) -> None:
    """Once nothing lacks, the device that waited to be erased is erased, or without a drive."""
    if lacking(device):
        return
    if not standing_of(device):
        if (device.state, "remove_drive") in DEVICE_MACHINE.transitions:
            move_device(device=device, verb="remove_drive", by=by)
        return
    if device.state in (DeviceState.IDENTIFIED, DeviceState.ERASURE_FAILED):
        move_device(device=device, verb="order_erasure", by=by)
        device.refresh_from_db(fields=["state", "state_at"])
    if device.state in WAITING:
        move_device(device=device, verb="prove_erasure", by=by)
