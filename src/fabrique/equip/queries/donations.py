"""What is read of promises of donation."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from fabrique.equip.models import Donation, DonationLine


def lines_of(donation: Donation) -> QuerySet[Any]:
    """The lines of a promise, in the order in which they were given."""
    rows = DonationLine.objects.everywhere("lines of a promise that its caller holds")
    return rows.filter(donation=donation).order_by("pk")
