"""What an account's owner is called by an identity provider."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from fabrique.people.models.account import Account


class ExternalIdentity(models.Model):
    """A person as an identity provider signs for her. She is known by this key, never by an e-mail address.

    ``idp_id`` is empty but with ProConnect, where a ``subject`` belongs to one of its own providers.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=255)
    idp_id = models.CharField(max_length=255, blank=True)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "idp_id", "subject"], name="identity_once"),
            models.CheckConstraint(
                condition=~models.Q(issuer="") & ~models.Q(subject=""), name="identity_complete"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuer} {self.linked_at:%Y-%m-%d}"
