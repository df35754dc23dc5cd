"""What people are told, and how they chose to be told."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from fabrique.core.scoping import ScopedManager
from fabrique.people.enums import Delivery
from fabrique.people.models.account import Account
from fabrique.people.models.organisation import Organisation


class Notification(models.Model):
    """Something that a member of an organisation should know: of which ``kind``, on which ``subject``.

    It says nothing by itself (``core.ui.notifying``). ``once`` tells apart two occasions on one subject.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="notifications")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="notifications")
    kind = models.CharField(max_length=64)
    subject = models.CharField(max_length=100, db_index=True)
    once = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_index=True)
    read_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField(null=True)  # when an e-mail said it

    objects = ScopedManager["Notification"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organisation", "kind", "subject", "once"], name="notification_once"
            ),
        ]
        indexes = [models.Index(fields=["account", "organisation", "read_at"], name="notification_unread")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class DeliveryChoice(models.Model):
    """How an account wants to be told of one kind of thing."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=64)
    delivery = models.CharField(max_length=8, choices=Delivery.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "kind"], name="delivery_choice_once"),
            models.CheckConstraint(condition=Q(delivery__in=Delivery.values), name="delivery_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} : {self.delivery}"
