"""What a certificate of erasure says, gathered from the proofs; and what a printed one proves."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.secrets import digest_of
from fabrique.equip import proving
from fabrique.equip.enums import CertificateScope, ClaimLevel, DeviceKind, DeviceState, ProofBasis
from fabrique.equip.erasure import rule_text
from fabrique.equip.models import Device, DeviceEvent, Donation, ErasureCertificate, ErasureProof, Lot
from fabrique.equip.queries.erasure import DriveStanding, standings

MOST_SHOWN = 40
WHY = "devices and lots that the caller may see"
OUT = (ProofBasis.REMOVED, ProofBasis.DESTROYED)
_MEANT = {
    ClaimLevel.CLEAR: gettext_lazy("effacement simple"),
    ClaimLevel.PURGE: gettext_lazy("effacement approfondi"),
    ClaimLevel.DESTROY: gettext_lazy("destruction"),
}  # the standard's words are English: who reads a certificate has them in French too
_DESTINATIONS = {DeviceState.FOR_PARTS: "parts", DeviceState.RECYCLED: "recycling"}


@dataclass(frozen=True, slots=True)
class Gathered:
    """The devices of a certificate, as its text holds them, and why it cannot be signed."""

    devices: list[dict[str, Any]]
    missing: list[str]


def gather(devices: Iterable[Device]) -> Gathered:
    """The proofs of some devices, those without data aside."""
    held = [device for device in devices if DeviceKind(device.kind).keeps_data]
    standing = standings(held)
    out = _taken_out(held)
    seen = DeviceEvent.objects.everywhere(WHY).filter(device__in=held, verb="no_drive")
    without = set(seen.values_list("device", flat=True))
    told, missing = [], []
    for device in held:
        drives = standing[device.pk]
        proofs = [each.proof for each in drives if each.proof] + out.get(device.pk, [])
        missing += [_lack(device, each) for each in drives if not each.proof]
        if not drives and not proofs and device.pk not in without:
            missing.append(_("%s : aucun support de données connu, ni retiré.") % device.code)
        missing += [
            _("%s : une preuve a été modifiée depuis sa signature.") % device.code
            for each in proofs
            if not proving.is_authentic(each)
        ]
        told.append(_device(device, proofs))
    if not held:
        missing.append(_("Aucun appareil d’ici ne garde de données : il n’y a rien à certifier."))
    return Gathered(told, missing)


def _lack(device: Device, standing: DriveStanding) -> str:
    names = {"code": device.code, "drive": standing.name}
    if standing.refused is not None:
        reasons = " ".join(words for _why, words in standing.refused.refusals)
        return _("%(code)s, %(drive)s : le journal est refusé. %(reasons)s") % {**names, "reasons": reasons}
    return _("%(code)s, %(drive)s : aucune preuve d’effacement.") % names


def _taken_out(devices: list[Device]) -> dict[object, list[ErasureProof]]:
    """The drives that left each device; of one that was taken out then destroyed, the destruction."""
    rows = ErasureProof.objects.everywhere(WHY).filter(device__in=devices, basis__in=OUT)
    last: dict[object, ErasureProof] = {}
    for each in rows.select_related("drive", "by", "attempt__log").order_by("proved_at", "pk"):
        last[each.drive_id] = each
    found: dict[object, list[ErasureProof]] = {}
    for each in last.values():
        if each.drive.device_id != each.device_id:  # one that was put back is among the drives inside
            found.setdefault(each.device_id, []).append(each)
    return found


def _device(device: Device, proofs: list[ErasureProof]) -> dict[str, Any]:
    return {
        "code": device.code,
        "kind": str(device.get_kind_display()),
        "make": device.make,
        "model": device.model,
        "serial": device.serial,
        "drives": [_drive(device, proof) for proof in proofs],
    }


def _drive(device: Device, proof: ErasureProof) -> dict[str, Any]:
    attempt, known = proof.attempt, proof.facts
    report = attempt.report if attempt else {}
    where = known.get("device", {})
    return {
        "proof": str(proof.pk),
        "kind": str(proof.drive.get_kind_display()),
        "model": report.get("model") or known["model"],
        "serial": report.get("serial") or known["serial"],
        "size_bytes": known["size_bytes"],
        "basis": proof.basis,
        "level": proof.level,
        "rule": rule_text(proof.rule) if proof.rule else "",
        "report": report,
        "warnings": attempt.warnings if attempt else [],
        "log_sha256": attempt.log.sha256 if attempt else "",
        "by": str(proof.by_id or ""),
        "proved_at": proof.proved_at.isoformat(),
        "note": proof.note,
        "erased_in": where.get("code", ""),
        "uuid": where.get("uuid", ""),
        "health": known.get("health") or {},
        "site": where.get("site", ""),
        "destination": _destination(device, proof),
    }


def _destination(device: Device, proof: ErasureProof) -> str:
    if proof.basis == ProofBasis.DESTROYED:
        return "destruction"
    if proof.basis == ProofBasis.REMOVED:
        return "kept_apart"
    return _DESTINATIONS.get(DeviceState(device.state), "reuse")


def devices_of(lot: Lot) -> QuerySet[Device]:
    """The devices of a lot."""
    return (
        Device.objects.of(lot.organisation)
        .filter(lot=lot)
        .select_related("organisation", "site")
        .order_by("code")
    )


def certificates_of(device: Device) -> QuerySet[ErasureCertificate]:
    """The certificates that speak of a device: its own, those of its lot."""
    rows = ErasureCertificate.objects.everywhere(WHY)
    found = rows.filter(device=device) | (rows.filter(lot=device.lot_id) if device.lot_id else rows.none())
    return found.select_related("device", "lot", "signed_by").order_by("-signed_at")


def certificates_of_gift(donation: Donation) -> list[ErasureCertificate]:
    """The certificates of what came of a promise: its lots', its devices'; the last first."""
    rows = ErasureCertificate.objects.of(donation.organisation)
    found = rows.filter(lot__donation=donation) | rows.filter(device__lot__donation=donation)
    return list(found.order_by("-signed_at")[:MOST_SHOWN])


def text_of(certificate: ErasureCertificate) -> dict[str, Any]:
    """What a certificate says."""
    found: dict[str, Any] = json.loads(certificate.text)
    return found


@dataclass(frozen=True, slots=True)
class ShownDrive:
    """A drive on the public page: what is needed to compare with the paper, its serial's end alone."""

    device: str
    name: str
    serial_end: str
    level: str
    level_means: str
    basis: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the public page says of a certificate."""

    code: str
    authentic: bool
    organisation: str
    scope: str
    signed_at: datetime
    digest: str
    drives: tuple[ShownDrive, ...]


def certificate_at(token: str) -> ErasureCertificate | None:
    """The certificate of a printed address."""
    rows = ErasureCertificate.objects.everywhere("the printed address is the right")
    found = rows.filter(token_digest=digest_of(token))
    return found.select_related("organisation", "lot__donation__donor", "signed_by").first()


def find_certificate(token: str) -> Shown | None:
    """What the page of a printed address says; None for an address that proves nothing."""
    found = certificate_at(token)
    if found is None:
        return None
    authentic = proving.is_authentic(found)
    return Shown(
        code=found.code,
        authentic=authentic,
        organisation=found.organisation.name,
        scope=str(CertificateScope(found.scope).label),
        signed_at=found.signed_at,
        digest=found.digest,
        drives=tuple(
            _shown(device, drive) for device in text_of(found)["devices"] for drive in device["drives"]
        )
        if authentic
        else (),
    )


def _shown(device: dict[str, Any], drive: dict[str, Any]) -> ShownDrive:
    level = drive["level"]
    return ShownDrive(
        device=device["code"],
        name=" ".join(each for each in (drive["kind"], drive["model"]) if each),
        serial_end=drive["serial"][-4:],
        level=str(ClaimLevel(level).label) if level else "",
        level_means=str(_MEANT[ClaimLevel(level)]) if level else "",
        basis=str(ProofBasis(drive["basis"]).label),
    )
