"""The certificate of erasure: all that a data-protection officer looks for, and the way to verify it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from fabrique.core.crypto import attesting
from fabrique.core.documents import render
from fabrique.core.documents.qr import qr_svg
from fabrique.core.ui import formats
from fabrique.equip.enums import ClaimLevel, ProofBasis
from fabrique.equip.models import ErasureCertificate
from fabrique.equip.queries.certifying import text_of
from fabrique.people.models import Account

HERE = Path(__file__).parent
NBSP = "\u00a0"
_STATUSES = {
    "erased": lazy("effacé"),
    "failed": lazy("échoué"),
    "aborted": lazy("interrompu"),
    "insane": lazy("incertain"),
    "incomplete": lazy("inachevé"),
}
_HIDDEN = {
    "none": lazy("aucun (HPA, DCO)"),
    "found": lazy("présents"),
    "unknown": lazy("non vérifiés"),
    "not_applicable": lazy("sans objet"),
}
_VERDICTS = {"good": lazy("bonne"), "watch": lazy("à surveiller"), "bad": lazy("mauvaise")}
_VERIFICATIONS = {
    "none": lazy("aucune"),
    "last": lazy("dernière passe"),
    "all": lazy("toutes les passes"),
    "by_firmware": lazy("état rendu par le disque"),
}
_DESTINATIONS = {
    "reuse": lazy("réemploi"),
    "parts": lazy("pièces"),
    "recycling": lazy("recyclage"),
    "destruction": lazy("destruction"),
    "kept_apart": lazy("gardé à part"),
}


def certificate_pdf(certificate: ErasureCertificate, address: str) -> bytes:
    """The certificate, with the code of the page that verifies it at ``address``."""
    return render(HERE / "certificate.typ", certificate_data(certificate, address), at=certificate.signed_at)


def certificate_data(certificate: ErasureCertificate, address: str) -> dict[str, Any]:
    """What the template reads. Names are those of today: an erased account has none any more."""
    text = text_of(certificate)
    names = _names(text)
    donation = certificate.lot.donation if certificate.lot else None
    donor = donation.donor.name if donation and donation.code == text["donation"] else ""
    return {
        "title": _("Certificat d’effacement %s") % certificate.code,
        "subject": _("Preuves d’effacement de supports de données"),
        "setting": {"territory": text["organisation"]},
        "organisation": text["organisation"],
        "code": certificate.code,
        "heads": _pairs(
            (_("Donateur"), donor),
            (_("Promesse de don"), text["donation"]),
            (_("Lot"), text["lot"]),
            (_("Signé par"), names.get(text["signed_by"], "")),
            (_("Pour"), text["organisation"]),
            (_("Le"), _at(certificate.signed_at)),
        ),
        "devices": [_device(each, names) for each in text["devices"]],
        "qr": qr_svg(address),
        "address": address,
        "digest": certificate.digest,
        "signature": certificate.signature,
        "public_key": attesting.public_key(certificate.signing_key),
    }


def _names(text: Mapping[str, Any]) -> dict[str, str]:
    keys = {drive["by"] for device in text["devices"] for drive in device["drives"]} | {text["signed_by"]}
    rows = Account.objects.filter(pk__in=[key for key in keys if key])
    return {str(each.pk): each.name or _("compte fermé") for each in rows}


def _device(device: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    words = " ".join(each for each in (device["make"], device["model"]) if each)
    number = _("n° %s") % device["serial"] if device["serial"] else _("sans numéro de série")
    return {
        "name": f"{device['code']} : {', '.join(each for each in (device['kind'], words, number) if each)}",
        "drives": [_drive(each, names) for each in device["drives"]],
    }


def _drive(drive: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    level = str(ClaimLevel(drive["level"]).label) if drive["level"] else ""
    basis = str(ProofBasis(drive["basis"]).label)
    return {
        "name": " ".join(each for each in (drive["kind"], drive["model"]) if each),
        "serial": drive["serial"],
        "claim": _("Niveau %s") % level if level else basis,
        "rule": drive["rule"],
        "warnings": drive["warnings"],
        "rows": [*_known(drive, basis), *_run(drive["report"]), *_who(drive, names)],
    }


def _known(drive: Mapping[str, Any], basis: str) -> list[list[str]]:
    report = drive["report"]
    extent = report.get("extent", {})
    machine = report.get("machine", {})
    computer = " ".join(
        each for each in (machine.get("make"), machine.get("model"), machine.get("serial")) if each
    )
    return _pairs(
        (_("Preuve"), basis),
        (_("Interface"), report.get("bus", "")),
        (_("Taille apparente"), _size(extent.get("apparent") or drive["size_bytes"])),
        (_("Taille réelle"), _size(extent.get("real"))),
        (_("Secteurs cachés"), _HIDDEN.get(report.get("hidden", ""), "")),
        (_("Appareil d’ici"), drive["erased_in"]),
        (_("Ordinateur de l’effacement"), computer),
        (_("Identifiant de sa carte mère (UUID)"), machine.get("uuid") or drive["uuid"]),
        (_("Santé du disque (SMART)"), _health(drive["health"])),
        (_("Atelier"), drive["site"]),
    )


def _health(health: Mapping[str, Any]) -> str:
    if not health:
        return ""
    words = [str(_VERDICTS.get(health["verdict"], "")), *(health["reasons"] or ())]
    if health["hours"]:
        words.append(_("%d heures de marche") % health["hours"])
    return ", ".join(each for each in words if each)


def _run(report: Mapping[str, Any]) -> list[list[str]]:
    if not report:
        return []
    rounds, errors, extent = report["rounds"], report["errors"], report["extent"]
    firmware = report["verification"] == "by_firmware"
    return _pairs(
        (_("Méthode"), report["method"]),
        (_("Outil"), f"{report['tool']} {report['version']}".strip()),
        (_("Générateur aléatoire"), report["prng"]),
        (_("Tours faits, demandés"), "" if firmware else f"{rounds['done']} / {rounds['asked']}"),
        (_("Passe finale de zéros"), "" if firmware else _("oui") if rounds["blanking"] else _("non")),
        (_("Vérification"), _VERIFICATIONS[report["verification"]]),
        (_("Relecture réussie"), _("oui") if report["verified"] else _("non")),
        (_("Octets effacés, total"), _bytes(extent["erased"], extent["total"])),
        (
            _("Erreurs : passes, relecture, écriture"),
            f"{errors['passes']} / {errors['verification']} / {errors['sync']}",
        ),
        (_("Début, à l’horloge du poste"), _clock(report["started_at"])),
        (_("Fin"), _clock(report["ended_at"])),
        (_("Durée"), _lasted(report["seconds"])),
        (_("État"), _STATUSES[report["status"]]),
    )


def _who(drive: Mapping[str, Any], names: Mapping[str, str]) -> list[list[str]]:
    return _pairs(
        (_("Preuve apportée par"), names.get(drive["by"], "") or _("le poste, sans personne")),
        (_("Preuve enregistrée le"), _at(datetime.fromisoformat(drive["proved_at"]))),
        (_("Remarque"), drive["note"]),
        (_("Destination"), _DESTINATIONS[drive["destination"]]),
        (_("Numéro de la preuve"), drive["proof"]),
        (_("Empreinte du journal (SHA-256)"), drive["log_sha256"]),
    )


def _pairs(*pairs: tuple[str, object]) -> list[list[str]]:
    """What is known; an empty line says nothing."""
    return [[label, str(value)] for label, value in pairs if value]


def _size(size: int | None) -> str:
    return f"{size // 10**9}{NBSP}Go ({size} {_('octets')})" if size else ""


def _bytes(erased: int | None, total: int | None) -> str:
    if not erased or not total:
        return ""
    return f"{erased} / {total} ({100 * erased / total:.2f}{NBSP}%)".replace(".", ",")


def _clock(text: str | None) -> str:
    if not text:
        return ""
    at = datetime.fromisoformat(text)
    return f"{formats.dated(at.date())}, {at:%H:%M:%S}"


def _at(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{formats.dated(local.date())}, {formats.clock(local)}"


def _lasted(seconds: int | None) -> str:
    if seconds is None:
        return ""
    hours, rest = divmod(seconds, 3600)
    return f"{hours}{NBSP}h {rest // 60:02}{NBSP}min {rest % 60:02}{NBSP}s"
