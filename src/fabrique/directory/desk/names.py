"""Who did what: the numbers of accounts as names, for who may read them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from fabrique.people.models import Account


def names_of(actors: Iterable[str], *, colleagues_of: UUID | None = None) -> dict[str, str]:
    """Accounts by their number, as names; those of one organisation, or all. One query."""
    wanted = {actor for actor in actors if _is_account(actor)}
    rows = Account.objects.filter(pk__in=wanted)
    if colleagues_of:
        rows = rows.filter(memberships__organisation=colleagues_of)
    return {str(one.pk): one.name for one in rows.only("name")}


def _is_account(actor: str) -> bool:
    try:
        return bool(UUID(actor))
    except ValueError:
        return False
