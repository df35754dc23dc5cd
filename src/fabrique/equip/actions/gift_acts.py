"""The journal's entry of an act on a donation."""

from __future__ import annotations

from collections.abc import Mapping

from fabrique.core import journal
from fabrique.equip.models import Donation
from fabrique.people.models import Account


def record(verb: str, donation: Donation, by: Account | None, summary: Mapping[str, object]) -> None:
    """Without account, the donor acts, or the instance. Nothing of a person is in ``summary``."""
    journal.record(
        f"equip.{verb}",
        actor=by.pk if by else "",
        organisation=donation.organisation_id,
        subject=f"donation:{donation.pk}",
        summary=dict(summary),
    )
