"""Donors go when their time is over; what they gave stays, without them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Model, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core import clock, tombstones
from fabrique.core.models import OutboxMessage
from fabrique.core.refusals import DomainRefusal
from fabrique.core.retention import key_of
from fabrique.equip.actions import gift_acts
from fabrique.equip.actions.receiving import locked_donation
from fabrique.equip.enums import WAITING
from fabrique.equip.models import Donation, DonationDraft, Donor, GiftFrame, ReceivedCount, RoundStop
from fabrique.equip.retention import DONOR_YEARS, DRAFT_DAYS
from fabrique.people.models import Account
from fabrique.people.retention import years_before

WHY = "retention of donors"


def past_donors(at: datetime) -> QuerySet[Any]:
    """Donors whose last donation, received or not, is over since six years."""
    last = clock.midnight(years_before(timezone.localdate(at), DONOR_YEARS), after=True)
    rows = Donor.objects.everywhere(WHY).filter(emptied_at__isnull=True)
    latest = Max(Coalesce("donations__received_at", "donations__ended_at", "donations__announced_at"))
    return rows.annotate(latest=Coalesce(latest, "created_at")).filter(latest__lt=last)


def past_drafts(at: datetime) -> QuerySet[Any]:
    """Promises that were begun and left there."""
    return DonationDraft.objects.filter(touched_at__lt=at - timedelta(days=DRAFT_DAYS))


@transaction.atomic
def erase_past_donors(subjects: list[str]) -> list[str]:
    """Empty these donors and where their donations were fetched; gives those that it did empty."""
    ids = [UUID(key_of(each)) for each in subjects]
    going = list(past_donors(clock.now()).filter(pk__in=ids))
    _forget(going)
    return [f"donor:{donor.pk}" for donor in going]


@transaction.atomic
def forget_donor(*, donation: Donation, by: Account | None) -> None:
    """Erase the donor of a gift who asks so; what they gave stays, without them.

    Refused while the gift is waited for, and when a receipt was issued: its copy is kept six years (LPF, art.
    L. 102 B).
    """
    held = locked_donation(donation)
    if held.state in WAITING:
        raise DomainRefusal(_("Ce don est attendu : notez d’abord que le donateur y renonce."))
    if GiftFrame.objects.of(held.organisation).filter(donation=held).exclude(receipt_number="").exists():
        raise DomainRefusal(
            _("Un reçu a été délivré pour ce don : la loi demande d’en garder la trace six ans.")
        )
    if not held.donor.emptied_at:
        _forget([held.donor])
        gift_acts.record("forget_donor", held, by, {})
        tombstones.add(f"donor:{held.donor_id}")


@transaction.atomic
def forget_again(*, subject: str) -> None:
    """Erase a donor whom a restored backup brought back."""
    _forget(list(Donor.objects.everywhere(WHY).filter(pk=UUID(key_of(subject)))))


def _forget(going: list[Donor]) -> None:
    for donor in going:
        _empty(donor, "name", "contact", "email", "phone", siret="", emptied_at=clock.now())
    donations = Donation.objects.everywhere(WHY).filter(donor__in=going)
    for donation in donations:
        _empty(
            donation,
            *("address", "access", "note", "answer"),
            **dict.fromkeys(("token_digest", "token_until", "latitude", "longitude")),
        )
        OutboxMessage.objects.filter(key__startswith=f"donation:{donation.pk}:").delete()
    GiftFrame.objects.everywhere(WHY).filter(donation__in=donations).update(
        receipt_form="", receipt_number="", receipt_issuer="", receipt_on=None
    )
    for count in ReceivedCount.objects.everywhere(WHY).filter(donation__in=donations):
        _empty(count, "gap")
    for stop in RoundStop.objects.everywhere(WHY).filter(donation__in=donations):
        _empty(stop, "handed_by", "drawn", "why")


def _empty(row: Model, *encrypted: str, **values: object) -> None:
    """Encrypted values are bound to their row: each is emptied by itself."""
    for name, value in (dict.fromkeys(encrypted, "") | values).items():
        setattr(row, name, value)
    row.save(update_fields=[*encrypted, *values])
