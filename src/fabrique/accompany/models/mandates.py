"""Mandates: a person lets an organisation act in their place, for some procedures and for a time."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from fabrique.accompany.enums import (
    Asked,
    Duration,
    End,
    MandateState,
    Procedure,
    SignatureMethod,
)
from fabrique.core.crypto.fields import EncryptedTextField
from fabrique.core.models import SealedFile
from fabrique.core.scoping import ScopedManager
from fabrique.people.models import Account, Organisation, Resident

SIGNED = Q(state__in=[MandateState.SIGNED, MandateState.ENDED])


class Mandate(models.Model):
    """What one person signed with one organisation. ``organisation`` is a party: it never changes.

    ``text`` is the whole text as it was shown and signed (JSON of ``texts.MandateText``), ``digest`` its
    SHA-256, ``signature`` the instance's on that digest and on what was signed (``sealing``). ``token`` goes
    into the printed address of the public page, which finds the mandate by ``token_digest``. ``drawn``: the
    person's signature on the screen, an SVG path or the name that they typed. ``binder``: the signed paper
    lies in the organisation's binder.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mandates")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="mandates")
    code = models.CharField(max_length=9, unique=True)
    state = models.CharField(max_length=9, choices=MandateState.choices, default=MandateState.DRAFT)
    duration = models.CharField(max_length=8, choices=Duration.choices)
    language = models.CharField(max_length=5, blank=True)
    place = models.CharField(max_length=100)
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="renewals")
    aidants_connect_number = models.CharField(max_length=40, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    template_version = models.CharField(max_length=10)
    text = EncryptedTextField()
    digest = models.CharField(max_length=64)
    token = EncryptedTextField()
    token_digest = models.CharField(max_length=64, unique=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    method = models.CharField(max_length=6, choices=SignatureMethod.choices, blank=True)
    drawn = EncryptedTextField(default="")
    scan = models.OneToOneField(SealedFile, on_delete=models.PROTECT, null=True, related_name="+")
    binder = models.BooleanField(default=False)
    signature = models.CharField(max_length=128, blank=True)
    signing_key = models.CharField(max_length=32, blank=True)
    expires_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ScopedManager["Mandate"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(SIGNED & Q(signed_at__isnull=False, expires_at__gt=F("signed_at")) & ~Q(method=""))
                | (~SIGNED & Q(signed_at__isnull=True, expires_at__isnull=True, method="")),
                name="mandate_signed_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=MandateState.ENDED, ended_at__isnull=False)
                | (~Q(state=MandateState.ENDED) & Q(ended_at__isnull=True)),
                name="mandate_ended_dated",
            ),
            models.CheckConstraint(condition=Q(state__in=MandateState.values), name="mandate_state_known"),
            models.CheckConstraint(condition=Q(duration__in=Duration.values), name="mandate_duration_known"),
        ]

    def __str__(self) -> str:
        return self.code


class Authorisation(models.Model):
    """One procedure of a mandate. ``resident`` is the file that held the person when it was given: a person
    has one live authorisation for a procedure, and the database says so."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="authorisations")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="authorisations")
    procedure = models.CharField(max_length=10, choices=Procedure.choices)
    given_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=8, choices=End.choices, blank=True)
    asked = models.CharField(max_length=12, choices=Asked.choices, blank=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    ORGANISATION_PATH = "mandate__organisation"
    objects = ScopedManager["Authorisation"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mandate", "procedure"], name="authorisation_once"),
            models.UniqueConstraint(
                fields=["resident", "procedure"],
                condition=Q(given_at__isnull=False, ended_at__isnull=True),
                name="authorisation_live_once",
            ),
            models.CheckConstraint(
                condition=Q(procedure__in=Procedure.values), name="authorisation_procedure_known"
            ),
            models.CheckConstraint(
                condition=(Q(ended_at__isnull=True) & Q(end="")) | (Q(ended_at__isnull=False) & ~Q(end="")),
                name="authorisation_end_said",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(given_at__isnull=False, ended_at__gte=F("given_at")),
                name="authorisation_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.get_procedure_display()
