"""Thirty days before a long mandate ends, those who can renew it are told once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.accompany.actions.drafting import entry, locked
from fabrique.accompany.enums import WARNED, MandateState
from fabrique.accompany.models import Mandate
from fabrique.accompany.queries.authorisations import NOT_ERASED
from fabrique.accompany.retention import BEFORE
from fabrique.core import clock, journal
from fabrique.core.ui import formats
from fabrique.people.actions.notifying import notify

BATCH = 200
ENDING = "accompany.mandate_ends"  # told to those who may renew it


@transaction.atomic
def warn_expiring() -> int:
    """Tell the mandated helpers of each organisation whose mandate ends soon; how many mandates.

    Safe to run twice: a mandate is told once.
    """
    now = clock.now()
    rows = Mandate.objects.everywhere("mandates that end soon, whoever signed them")
    rows = rows.filter(
        NOT_ERASED, state=MandateState.SIGNED, duration__in=WARNED, warned_at__isnull=True,
        expires_at__gt=now, expires_at__lte=now + BEFORE,
    ).select_related("organisation")  # fmt: skip
    found = list(rows.order_by("expires_at", "pk")[:BATCH])
    for each in found:
        _warn(each)
    return len(found)


def _warn(mandate: Mandate) -> None:
    held = locked(mandate)
    if held.state != MandateState.SIGNED or held.warned_at or held.expires_at is None:
        return
    held.warned_at = clock.now()
    held.save(update_fields=["warned_at"])
    day = formats.dated(timezone.localdate(held.expires_at))
    helpers = notify(
        kind=ENDING,
        subject=f"mandate:{held.pk}",
        organisation=held.organisation,
        letter=_letter(held, day),
    )
    journal.record("accompany.warn_expiring", **entry(held, None, {"helpers": helpers}))


def _letter(mandate: Mandate, day: str) -> str:
    """By its code only: an e-mail names no person."""
    return _(
        "Le mandat %(code)s finit le %(day)s. Si la personne le souhaite, renouvelez-le avec elle avant "
        "cette date."
    ) % {"code": mandate.code, "day": day}
