"""What ties accounts to organisations."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from fabrique.core.scoping import ScopedManager
from fabrique.people.enums import Position, Role
from fabrique.people.models.account import Account
from fabrique.people.models.organisation import Organisation, Team

SALARIED_ONLY = ~Q(role=Role.MANDATED_HELPER) | Q(position=Position.EMPLOYEE)


class Membership(models.Model):
    """One role of an account in an organisation. Ended roles stay, for the journal's readers."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="memberships")
    role = models.CharField(max_length=32, choices=Role.choices)
    position = models.CharField(max_length=16, choices=Position.choices, default=Position.EMPLOYEE)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ScopedManager["Membership"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organisation", "role"],
                condition=Q(ended_at__isnull=True),
                name="membership_once",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
            models.CheckConstraint(
                condition=Q(position__in=Position.values), name="membership_position_known"
            ),
            models.CheckConstraint(condition=SALARIED_ONLY, name="mandated_helper_salaried"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("created_at")),
                name="membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} : {self.get_role_display()}"


class Invitation(models.Model):
    """A link sent to an address, that makes one account a member, once. Only the link's digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=32, choices=Role.choices)
    position = models.CharField(max_length=16, choices=Position.choices, default=Position.EMPLOYEE)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="invitations")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ScopedManager["Invitation"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(
                condition=Q(position__in=Position.values), name="invitation_position_known"
            ),
            models.CheckConstraint(condition=SALARIED_ONLY, name="invited_helper_salaried"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="invitation_one_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.created_at:%Y-%m-%d}"
