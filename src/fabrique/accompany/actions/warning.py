"""Thirty days before a long mandate ends, those who can renew it are told once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.accompany.actions.drafting import entry, locked
from fabrique.accompany.enums import WARNED, MandateState
from fabrique.accompany.models import Mandate
from fabrique.accompany.retention import BEFORE
from fabrique.core import clock, journal, outbox
from fabrique.core.enums import Channel
from fabrique.core.ui import formats
from fabrique.people.enums import Role
from fabrique.people.models import Account, Membership

BATCH = 200


@transaction.atomic
def warn_expiring() -> int:
    """Write to the mandated helpers of each organisation whose mandate ends soon; how many mandates.

    Safe to run twice: a mandate is told once.
    """
    now = clock.now()
    rows = Mandate.objects.everywhere("mandates that end soon, whoever signed them")
    rows = rows.filter(
        state=MandateState.SIGNED, duration__in=WARNED, warned_at__isnull=True,
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
    helpers = helpers_of(held)
    for helper in helpers:
        outbox.send(
            key=f"accompany.expiry:mandate:{held.pk}:account:{helper.pk}",
            channel=Channel.EMAIL,
            recipient=helper.email,
            subject=_("Un mandat finit bientôt"),
            body=_letter(held, day),
        )
    journal.record("accompany.warn_expiring", **entry(held, None, {"helpers": len(helpers)}))


def helpers_of(mandate: Mandate) -> list[Account]:
    """Those who may renew it: the live mandated helpers of its organisation."""
    held = Membership.objects.of(mandate.organisation).filter(
        role=Role.MANDATED_HELPER, ended_at__isnull=True, account__is_active=True
    )
    return [each.account for each in held.select_related("account").order_by("account__email")]


def _letter(mandate: Mandate, day: str) -> str:
    """By its code only: an e-mail names no person."""
    return _(
        "Bonjour,\n\nLe mandat %(code)s finit le %(day)s. Si la personne le souhaite, renouvelez-le "
        "avec elle avant cette date : ouvrez la Fabrique, « Ma journée ».\n"
    ) % {"code": mandate.code, "day": day}
