"""Two tables as a domain would have them."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from fabrique.core.crypto.blind import BlindIndexField
from fabrique.core.crypto.fields import EncryptedJSONField, EncryptedTextField


class Sheet(models.Model):
    """A person, found by name and year of birth."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = EncryptedTextField()
    born = models.PositiveSmallIntegerField(null=True)
    note = EncryptedTextField(null=True)
    story = EncryptedJSONField(null=True)
    state = models.CharField(max_length=10, blank=True)
    name_year = BlindIndexField(name_of_index="sheet.name_year", of=("name", "born"))


class Trace(models.Model):
    """What stays of an erased person: a digest that nothing can work out again."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    digest = BlindIndexField(name_of_index="trace.person")
