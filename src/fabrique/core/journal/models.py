"""Tables of the journal. Triggers keep them (``triggers``): the guards here only speak sooner and clearer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from django.db import models
from django.utils.functional import cached_property

from fabrique.core.crypto.fields import EncryptedTextField
from fabrique.core.journal import canonical

if TYPE_CHECKING:
    Text = models.TextField[Any, Any]
else:
    Text = models.TextField

AnyRow = TypeVar("AnyRow", bound=models.Model)


class CanonicalJSONField(Text):
    """A JSON object kept as one exact text on both databases, so that a seal can cover its very bytes.

    PostgreSQL's ``jsonb`` writes numbers and keys in its own way: a seal over them would break by itself.
    """

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def from_db_value(self, value: str, expression: Any, connection: Any) -> Any:
        return json.loads(value)

    def get_prep_value(self, value: Any) -> Any:
        return canonical.json_text(value) if isinstance(value, dict | list) else value


class AppendOnly(models.QuerySet[AnyRow]):
    """Rows that are added, never changed."""

    def update(self, **values: Any) -> int:
        raise TypeError("the journal is append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("the journal is append-only")


class JournalEntry(models.Model):
    """One act: when, what, by whom and for which organisation (opaque ids), on what.

    ``seq`` counts from 0, the genesis, without a gap; the entries written before there was a chain are below
    0 and have no hash: the genesis commits to them. ``commitments`` stand for personal values kept apart.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    actor = models.CharField(max_length=64, blank=True)
    organisation = models.CharField(max_length=64, blank=True, default="")
    subject = models.CharField(max_length=120, blank=True)
    summary = CanonicalJSONField(default=dict)
    commitments = CanonicalJSONField(default=dict)
    key = models.CharField(max_length=16, blank=True, default="")
    previous = models.CharField(max_length=64, blank=True, default="")
    hash = models.CharField(max_length=64, blank=True, default="")

    objects = AppendOnly["JournalEntry"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="journal_at"),
            models.Index(fields=["action", "seq"], name="journal_action"),
            models.Index(fields=["actor", "seq"], name="journal_actor"),
            models.Index(fields=["subject", "seq"], name="journal_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("the journal is append-only: call journal.record")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("the journal is append-only")


class JournalHead(models.Model):
    """The last entry of the chain, in the one row that appends wait for; its tag seals the chain's length."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    key = models.CharField(max_length=16)
    tag = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"


class JournalPersonal(models.Model):
    """A personal value that an entry commits to, until the person is erased: the commitment stays."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="personal")
    key = models.CharField(max_length=40)
    person = models.CharField(max_length=120, db_index=True)
    salt = models.CharField(max_length=64)
    value = EncryptedTextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "key"], name="journal_value_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.key}"


class JournalRead(models.Model):
    """Somebody looked at a sensitive file: who, when, for whom, at what, why. Nothing of what it holds."""

    month = models.CharField(max_length=7)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64, blank=True)
    organisation = models.CharField(max_length=64, blank=True)
    subject = models.CharField(max_length=120)
    reason = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=16)
    tag = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["month", "id"], name="journal_read_month"),
            models.Index(fields=["subject", "id"], name="journal_read_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.subject}"


class JournalSegment(models.Model):
    """The reads of one month, sealed: how many, the digest of all, signed. It stays when they are removed."""

    month = models.CharField(max_length=7, primary_key=True)
    count = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    head = CanonicalJSONField()

    objects = AppendOnly["JournalSegment"].as_manager()

    def __str__(self) -> str:
        return f"{self.month} {self.count}"


class JournalCheck(models.Model):
    """One verification of the whole journal, as the page of the journal tells of it."""

    at = models.DateTimeField(db_index=True)
    asked_by = models.CharField(max_length=64, blank=True)
    entries = models.BigIntegerField()
    seq = models.BigIntegerField()
    seconds = models.FloatField()
    damages = CanonicalJSONField(default=list)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.seq}"

    @cached_property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.damages
