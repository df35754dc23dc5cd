"""Keys of the API."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from fabrique.core.scoping import ScopedManager
from fabrique.people.models.account import Account
from fabrique.people.models.organisation import Organisation


class ApiToken(models.Model):
    """A key with which an organisation's program uses the API. Its secret is shown once; a digest is kept.

    ``prefix`` is the part of the key that is not secret, by which people tell keys apart.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="tokens")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    objects = ScopedManager["ApiToken"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="token_expires"),
            models.CheckConstraint(condition=~Q(name=""), name="token_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
