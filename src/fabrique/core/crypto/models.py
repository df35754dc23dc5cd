"""The table of the keys in use. Apart from the other tables of the socle, whose sealed fields need it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fabrique.core.crypto.keyring import Purpose

PURPOSES = [purpose.value for purpose in Purpose]


class KeyUse(models.Model):
    """A key under which this instance has written; the key itself is in a file apart.

    ``settled_at``: when everything of its purpose was found written under this key (a rotation has ended).
    """

    purpose = models.CharField(max_length=8, choices=[(each, each) for each in PURPOSES])
    key_id = models.CharField(max_length=8)
    registered_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "core"
        constraints = [
            models.UniqueConstraint(fields=["purpose", "key_id"], name="key_use_once"),
            models.CheckConstraint(condition=Q(purpose__in=PURPOSES), name="key_use_purpose_known"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.key_id}"
