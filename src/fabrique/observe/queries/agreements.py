"""The agreements under which data are lent and studied."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from fabrique.core import clock
from fabrique.core.policies import Actor, scope
from fabrique.people.models import Agreement, Organisation
from fabrique.people.queries.agreements import holding


def agreements_seen(actor: Actor, kept: Agreement | None = None) -> QuerySet[Agreement]:
    """The agreements that the actor sees and that hold today, and the one that is kept already."""
    rows = scope(actor, "people.see_agreements", Agreement.objects.all()).select_related("organisation")
    live = holding(clock.today())
    return rows.filter(live | Q(pk=kept.pk) if kept else live).order_by("organisation__name", "-signed_on")


def agreements_for(organisation: Organisation) -> QuerySet[Agreement]:
    """Those that hold today and under which an organisation may bring data, from the command line: its own;
    all of them for the organisation that carries the instance, with which they are signed.
    """
    rows = (
        Agreement.objects.everywhere("agreements are signed with the organisation that carries the instance")
        if organisation.carries_instance
        else Agreement.objects.of(organisation)
    )
    rows = rows.filter(holding(clock.today())).select_related("organisation")
    return rows.order_by("organisation__name", "-signed_on")
