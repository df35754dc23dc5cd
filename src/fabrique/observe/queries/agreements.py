"""The agreements under which data are lent and studied."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from fabrique.core import clock
from fabrique.core.policies import Actor, scope
from fabrique.people.models import Agreement
from fabrique.people.queries.agreements import holding


def agreements_seen(actor: Actor, kept: Agreement | None = None) -> QuerySet[Agreement]:
    """The agreements that the actor sees and that hold today, and the one that is kept already."""
    rows = scope(actor, "people.see_agreements", Agreement.objects.all()).select_related("organisation")
    live = holding(clock.today())
    return rows.filter(live | Q(pk=kept.pk) if kept else live).order_by("organisation__name", "-signed_on")
