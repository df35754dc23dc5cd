"""Sign what the proofs say of a device or of a lot; nothing is signed while one of them lacks."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.journal import canonical
from fabrique.core.once import once
from fabrique.core.refusals import DomainRefusal
from fabrique.core.secrets import digest_of, new_secret
from fabrique.equip import proving
from fabrique.equip.actions.moving import locked_device, note_event
from fabrique.equip.enums import CertificateScope
from fabrique.equip.models import Device, ErasureCertificate, Lot
from fabrique.equip.queries.certifying import devices_of, gather
from fabrique.people.models import Account
from fabrique.people.residents import new_code

MOST_TOLD = 12  # of what lacks: the rest is counted


@transaction.atomic
def certify_device(*, device: Device, by: Account, key: UUID | None = None) -> ErasureCertificate:
    """Sign the certificate of one device. ``key``, drawn with the form: sent twice, it signs once."""

    def make(pk: UUID) -> ErasureCertificate:
        held = locked_device(device)
        made = _certified(pk, [held], scope=CertificateScope.DEVICE, device=held, lot=held.lot, by=by)
        note_event(device=held, verb="certify", by=by, evidence=made.digest, facts={"code": made.code})
        return made

    return once(ErasureCertificate.objects.of(device.organisation), key, make)


@transaction.atomic
def certify_lot(*, lot: Lot, by: Account, key: UUID | None = None) -> ErasureCertificate:
    """Sign the certificate of every device of a lot that holds data."""
    return once(
        ErasureCertificate.objects.of(lot.organisation), key,
        lambda pk: _certified(
            pk, list(devices_of(lot)), scope=CertificateScope.LOT, device=None, lot=lot, by=by
        ),
    )  # fmt: skip


def _certified(
    pk: UUID,
    devices: list[Device],
    *,
    scope: CertificateScope,
    device: Device | None,
    lot: Lot | None,
    by: Account,
) -> ErasureCertificate:
    found = gather(devices)
    if found.missing:
        told = " ".join(found.missing[:MOST_TOLD])
        if (more := len(found.missing) - MOST_TOLD) > 0:
            told += " " + _("Et %d autres.") % more
        raise DomainRefusal(_("Le certificat ne peut pas être signé. %s") % told)
    organisation = devices[0].organisation
    code, token, now = new_code(), new_secret(), clock.now()
    text = canonical.json_text(
        {
            "code": code,
            "organisation": organisation.name,
            "scope": scope.value,
            "signed_at": now.isoformat(),
            "signed_by": str(by.pk),
            "lot": lot.code if lot else "",
            "donation": lot.donation.code if lot and lot.donation else "",
            "devices": found.devices,
        }
    )
    certificate = ErasureCertificate(
        pk=pk,
        organisation=organisation,
        code=code,
        scope=scope,
        device=device if scope is CertificateScope.DEVICE else None,
        lot=lot if scope is CertificateScope.LOT else None,
        text=text,
        digest=proving.digest_of(text),
        token=token,
        token_digest=digest_of(token),
        signed_at=now,
        signed_by=by,
    )
    proving.sign(certificate)
    certificate.save(force_insert=True)
    journal.record(
        "equip.certify_erasure",
        actor=by.pk,
        organisation=organisation.pk,
        subject=f"erasure_certificate:{certificate.pk}",
        summary={"code": code, "digest": certificate.digest, "devices": len(found.devices)},
    )
    return certificate
