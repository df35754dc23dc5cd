"""Acting for another of one's organisations."""

from __future__ import annotations

from django.db import transaction

from fabrique.core import journal
from fabrique.people.models import Account, Membership, Organisation


@transaction.atomic
def switch_organisation(*, account: Account, membership: Membership) -> Organisation:
    """Note for which organisation an account acts from now on; ``membership`` is a live one of its own."""
    if membership.account_id != account.pk or membership.ended_at:
        raise ValueError("an account acts for organisations of its own")
    organisation = membership.organisation
    journal.record(
        "people.switch_organisation",
        actor=account.pk,
        organisation=organisation.pk,
        subject=f"organisation:{organisation.pk}",
    )
    return organisation
