"""The people who are helped: as little as the task needs, encrypted, found by exact keys, never browsed."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from fabrique.core.crypto.blind import BlindIndexField
from fabrique.core.crypto.fields import EncryptedTextField
from fabrique.core.scoping import ScopedManager
from fabrique.people.enums import ConsentPurpose, ContactMeans, NoteLevel, Origin
from fabrique.people.models.account import Account
from fabrique.people.models.organisation import Organisation


class Resident(models.Model):
    """A person as one organisation knows them: that organisation is the controller of this file.

    Everything is optional but ``called``, a way to call the person. ``code`` is what people say on the phone
    and print. ``person`` is the same in every organisation that knows the person by name and year of birth;
    it serves to count, never to show. ``merged_into``: the file into which this one went.

    ``limited_at``: the person asked that the file be kept and not used. ``warned_on``: the organisation was
    told that the file will be erased. ``keep_until``: somebody asked to keep it, for ``keep_reason``.
    ``emptied_at``: erased but for what the law makes us keep, which still hangs from this row.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="residents")
    code = models.CharField(max_length=9)
    called = EncryptedTextField()
    first_name = EncryptedTextField(default="")
    last_name = EncryptedTextField(default="")
    birth_year = EncryptedTextField(default="")
    phone = EncryptedTextField(default="")
    email = EncryptedTextField(default="")
    address = EncryptedTextField(default="")
    commune_code = models.CharField(max_length=5, blank=True)
    reach_by = models.CharField(max_length=8, choices=ContactMeans.choices, blank=True)
    reach_note = EncryptedTextField(default="")
    protection = EncryptedTextField(default="")
    representative = EncryptedTextField(default="")
    representative_phone = EncryptedTextField(default="")
    origin = models.CharField(max_length=8, choices=Origin.choices)
    notice_version = models.CharField(max_length=10, blank=True)
    informed_at = models.DateTimeField(null=True)
    informed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged_files")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    last_contact_on = models.DateField()
    limited_at = models.DateTimeField(null=True)
    warned_on = models.DateField(null=True)
    keep_until = models.DateField(null=True)
    keep_reason = EncryptedTextField(null=True)
    emptied_at = models.DateTimeField(null=True)
    by_name = BlindIndexField(name_of_index="resident.name_year", of=("last_name", "birth_year"))
    by_phone = BlindIndexField(name_of_index="resident.phone", of=("phone",))
    person = BlindIndexField(name_of_index="resident.person", of=("last_name", "first_name", "birth_year"))

    objects = ScopedManager["Resident"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="resident_code_once"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="resident_origin_known"),
            models.CheckConstraint(
                condition=Q(reach_by__in=ContactMeans.values), name="resident_reach_known"
            ),
            models.CheckConstraint(
                condition=(Q(informed_at__isnull=True) & Q(notice_version=""))
                | (Q(informed_at__isnull=False) & ~Q(notice_version="")),
                name="resident_informed_of_a_version",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Consent(models.Model):
    """One thing that a person accepted, apart from the others, and perhaps took back."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=16, choices=ConsentPurpose.choices)
    notice_version = models.CharField(max_length=10)
    given_at = models.DateTimeField()
    given_to = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    ORGANISATION_PATH = "resident__organisation"
    objects = ScopedManager["Consent"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "purpose"], condition=Q(withdrawn_at__isnull=True), name="consent_once"
            ),
            models.CheckConstraint(condition=Q(purpose__in=ConsentPurpose.values), name="consent_known"),
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()


class Note(models.Model):
    """What somebody wrote about a person, for the readers of its level."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="notes")
    level = models.CharField(max_length=10, choices=NoteLevel.choices)
    text = EncryptedTextField()
    author = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    ORGANISATION_PATH = "resident__organisation"
    objects = ScopedManager["Note"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__in=NoteLevel.values), name="note_level_known")
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.written_at:%Y-%m-%d}"
