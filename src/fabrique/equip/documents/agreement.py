"""The paper of a gift, to print and sign: which one, and what it says, the legal frame decides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core.documents import render
from fabrique.core.ui import formats
from fabrique.equip.enums import DonorKind, Handing
from fabrique.equip.forms.giving import name_of
from fabrique.equip.giving.frame import BASES, LegalBasis
from fabrique.equip.models import Donation, GiftFrame
from fabrique.equip.queries.donations import lines_of
from fabrique.equip.queries.receivers import profile_of

HERE = Path(__file__).parent


def agreement_pdf(donation: Donation) -> bytes:
    """The agreement of a gift, dated of its promise or of its arrival: the same until the gift changes."""
    return render(
        HERE / "agreement.typ", agreement_data(donation), at=donation.received_at or donation.announced_at
    )


def agreement_data(donation: Donation) -> dict[str, Any]:
    """What the template reads."""
    basis = BASES[DonorKind(donation.donor.kind)]
    organisation = donation.organisation
    profile = profile_of(organisation)
    frame = GiftFrame.objects.of(organisation).filter(donation=donation).first()
    received = donation.received_at
    return {
        "title": f"{_(basis.paper)} {donation.code}",
        "subject": _(basis.title),
        "setting": {"territory": organisation.name},
        "paper": _(basis.paper),
        "code": donation.code,
        "donor": _party(donation.donor.name, donation.donor.siret, donation.donor.contact),
        "receiver": _party(organisation.name, organisation.siret, ""),
        "purpose": profile.purpose if profile else "",
        "rule": _(basis.rule),
        "sources": [{"text": _(each.text), "settles": _(each.settles)} for each in basis.sources],
        "lines": [
            {
                "kind": name_of(line.kind),
                "condition": line.get_condition_display(),
                "number": str(line.promised if line.counted is None else line.counted),
            }
            for line in lines_of(donation)
        ],
        "counted": bool(received),
        "on": formats.dated(timezone.localdate(received or donation.announced_at)),
        "pick-up": donation.handing == Handing.PICK_UP,
        "value": _value(frame, basis),
        "commitments": _commitments(basis),
        "receipt": _(basis.receipt_words) if basis.receipt_words else "",
    }


def _party(name: str, siret: str, contact: str) -> dict[str, str]:
    return {"name": name, "siret": siret, "contact": contact}


def _value(frame: GiftFrame | None, basis: LegalBasis) -> str:
    if basis.cap_cents is None:
        return ""
    if frame is None or frame.unit_value_cents is None:
        return _("Valeur de l’appareil le plus cher : ……… € (300 € au plus).")
    euros = f"{frame.unit_value_cents / 100:.2f}".replace(".", ",")
    return _("Valeur de l’appareil le plus cher : %(value)s € (300 € au plus).") % {"value": euros}


def _commitments(basis: LegalBasis) -> list[str]:
    said = [
        _("Le donateur déclare que ce matériel lui appartient et qu’il peut le donner."),
        _("Qui reçoit efface les données ou détruit les supports avant toute remise, et en garde la preuve."),
        _("Qui reçoit remet ce matériel à des personnes qui en ont besoin, ou en répare d’autre ; "
          "ce qui ne peut pas resservir va à une filière de recyclage agréée."),
    ]  # fmt: skip
    if basis.reuse_proof:
        said += [
            _("Qui reçoit s’engage à faire resservir ce matériel et à pouvoir le prouver au donateur, "
              "appareil par appareil, y compris pour l’objectif annuel de réemploi."),
            _("Qui reçoit ne le revend pas ; seules une association reconnue d’utilité publique ou une "
              "association qui équipe, forme et accompagne des personnes en précarité peuvent le céder à un "
              "prix solidaire, à ces personnes ou aux associations qui les aident."),
        ]  # fmt: skip
    return said
