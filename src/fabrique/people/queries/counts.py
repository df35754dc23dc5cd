"""How many of what an organisation has, as far as an actor may know."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from fabrique.core import clock
from fabrique.core.policies import Actor, can, scope
from fabrique.people.models import ApiToken, Invitation, Membership, Organisation, Team
from fabrique.people.queries.members import SEE


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of an organisation's sheet; None for what the actor does not see."""

    members: int | None
    invitations: int | None
    teams: int | None
    tokens: int | None


def counts_of(actor: Actor, organisation: Organisation) -> Counts:
    """Four queries at most."""
    rows = scope(actor, SEE, Membership.objects.of(organisation)).filter(ended_at__isnull=True)
    people = rows.values("account").distinct().count() if can(actor, SEE) else None
    manages, teams = can(actor, "people.manage_members"), can(actor, "people.manage_teams")
    tokens = live_tokens(actor, organisation).count() if can(actor, "people.see_tokens") else None
    return Counts(
        members=people,
        invitations=open_invitations(actor, organisation).count() if manages else None,
        teams=Team.objects.of(organisation).count() if teams else None,
        tokens=tokens,
    )


def open_invitations(actor: Actor, organisation: Organisation) -> QuerySet[Invitation]:
    """Those that nobody used nor took back, the newest first; some may be too old to serve."""
    rows = scope(actor, "people.manage_members", Invitation.objects.of(organisation))
    rows = rows.filter(accepted_at__isnull=True, revoked_at__isnull=True)
    return rows.select_related("team").order_by("-created_at", "pk")


def live_tokens(actor: Actor, organisation: Organisation) -> QuerySet[ApiToken]:
    """The keys that open something today."""
    rows = scope(actor, "people.see_tokens", ApiToken.objects.of(organisation))
    return rows.filter(revoked_at__isnull=True, expires_at__gt=clock.now())
