"""Donors go when their time is over; what they gave stays, without them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Model, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from fabrique.core import clock
from fabrique.core.models import OutboxMessage
from fabrique.core.retention import key_of
from fabrique.equip.models import Donation, DonationDraft, Donor, GiftFrame, ReceivedCount, RoundStop
from fabrique.equip.retention import DONOR_YEARS, DRAFT_DAYS
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
    return [f"donor:{donor.pk}" for donor in going]


def _empty(row: Model, *encrypted: str, **values: object) -> None:
    """Encrypted values are bound to their row: each is emptied by itself."""
    for name, value in (dict.fromkeys(encrypted, "") | values).items():
        setattr(row, name, value)
    row.save(update_fields=[*encrypted, *values])
