"""To whom devices go, and what becomes of them there."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from fabrique.core.crypto.fields import EncryptedTextField
from fabrique.core.models import SealedFile
from fabrique.core.scoping import ScopedManager
from fabrique.core.screening import Scanned
from fabrique.directory.models import Place
from fabrique.equip.enums import (
    HANDED,
    LIVE_HANDOVERS,
    Audience,
    FirstSteps,
    FollowUpState,
    HandoverBasis,
    HandoverEnd,
    HandoverState,
    Means,
    Moment,
    Recipient,
    SellerStatus,
    SigningMethod,
    StillUsed,
    Terms,
)
from fabrique.equip.models.asking import DeviceRequest
from fabrique.equip.models.stock import Device
from fabrique.people.models import Account, Organisation, Resident

_SIGNED = Q(state__in=[HandoverState.SIGNED, *HANDED])
_HANDED = Q(state__in=HANDED)


class Handover(models.Model):
    """One device that goes to one recipient: a person of the organisation, or a body.

    ``request``: the one that it serves, whose organisation may be another; it follows this handover.
    ``reference`` is the body's own for a pupil whose name nobody here knows. ``price_cents`` is what the
    recipient pays elsewhere, ``receipt`` the number of the receipt given there. ``text`` is the agreement as
    it was shown and signed (JSON of ``handing.agreement``), ``digest`` its SHA-256. ``checked``: codes of the
    checklist. ``audience``, ``commune_code``, ``qpv_code`` and ``first`` (the person's first device here)
    only count in figures: they stay when ``emptied_at`` says that the person is gone from the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="handovers")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="handovers")
    request = models.ForeignKey(DeviceRequest, on_delete=models.SET_NULL, null=True, related_name="handovers")
    code = models.CharField(max_length=9, unique=True)
    state = models.CharField(max_length=9, choices=HandoverState.choices, default=HandoverState.PREPARED)
    recipient = models.CharField(max_length=11, choices=Recipient.choices)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, null=True, related_name="handovers")
    body_name = models.CharField(max_length=150, blank=True)
    body_contact = EncryptedTextField(default="")
    reference = EncryptedTextField(default="")
    terms = models.CharField(max_length=4, choices=Terms.choices)
    basis = models.CharField(max_length=9, choices=HandoverBasis.choices)
    seller_status = models.CharField(max_length=14, choices=SellerStatus.choices, blank=True)
    price_cents = models.PositiveIntegerField(null=True)
    receipt = models.CharField(max_length=40, blank=True)
    due_back_on = models.DateField(null=True)
    audience = models.CharField(max_length=10, choices=Audience.choices, blank=True)
    commune_code = models.CharField(max_length=5, blank=True)
    qpv_code = models.CharField(max_length=32, blank=True)
    first = models.BooleanField(default=False)
    meeting_at = models.DateTimeField(null=True)
    meeting_where = EncryptedTextField(default="")
    remind = models.BooleanField(default=False)
    reminded_at = models.DateTimeField(null=True)
    checked = models.JSONField(default=list)
    first_steps = models.CharField(max_length=10, choices=FirstSteps.choices, blank=True)
    first_steps_place = models.ForeignKey(Place, on_delete=models.SET_NULL, null=True, related_name="+")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    text_version = models.CharField(max_length=10)
    text = EncryptedTextField(default="")
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    method = models.CharField(max_length=6, choices=SigningMethod.choices, blank=True)
    drawn = EncryptedTextField(default="")
    scan = models.OneToOneField(SealedFile, on_delete=models.PROTECT, null=True, related_name="+")
    scanned = models.CharField(max_length=5, choices=Scanned.choices, blank=True)
    binder = models.BooleanField(default=False)
    handed_at = models.DateTimeField(null=True)
    handed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    guarantee_until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    end = models.CharField(max_length=8, choices=HandoverEnd.choices, blank=True)
    emptied_at = models.DateTimeField(null=True)

    objects = ScopedManager["Handover"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(state__in=LIVE_HANDOVERS), name="handover_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(state__in=HandoverState.values), name="handover_state_known"),
            models.CheckConstraint(
                condition=Q(recipient=Recipient.RESIDENT, body_name="")
                & (Q(resident__isnull=False) | Q(emptied_at__isnull=False))
                | ~Q(recipient=Recipient.RESIDENT) & Q(resident__isnull=True) & ~Q(body_name=""),
                name="handover_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(terms=Terms.SALE, price_cents__gt=0)
                | (~Q(terms=Terms.SALE) & Q(price_cents__isnull=True)),
                name="handover_price_of_a_sale",
            ),
            models.CheckConstraint(
                condition=Q(terms=Terms.LOAN) | Q(due_back_on__isnull=True), name="handover_back_of_a_loan"
            ),
            models.CheckConstraint(
                condition=(_SIGNED & Q(signed_at__isnull=False) & ~Q(method=""))
                | Q(state__in=[HandoverState.PREPARED, HandoverState.CANCELLED]),
                name="handover_signed_whole",
            ),
            models.CheckConstraint(
                condition=(_HANDED & Q(handed_at__gte=F("signed_at")))
                | (~_HANDED & Q(handed_at__isnull=True)),
                name="handover_handed_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=HandoverState.ENDED, ended_at__isnull=False) & ~Q(end="")
                | Q(state=HandoverState.CANCELLED, ended_at__isnull=False, end="")
                | Q(state__in=LIVE_HANDOVERS, ended_at__isnull=True, end=""),
                name="handover_ended_whole",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state", "meeting_at"], name="handover_agenda")]

    def __str__(self) -> str:
        return self.code


class FollowUp(models.Model):
    """News that is asked for after a handover. ``token_digest`` opens the page on which the holder answers.

    ``troubled``: something does not work, ``trouble`` in their words. ``handled_at``: somebody saw to what
    they said.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="follow_ups")
    moment = models.CharField(max_length=9, choices=Moment.choices)
    due_on = models.DateField()
    state = models.CharField(max_length=9, choices=FollowUpState.choices, default=FollowUpState.DUE)
    means = models.CharField(max_length=6, choices=Means.choices, blank=True)
    asked_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True, null=True)
    answered_at = models.DateTimeField(null=True)
    answered_to = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    still_used = models.CharField(max_length=6, choices=StillUsed.choices, blank=True)
    troubled = models.BooleanField(default=False)
    trouble = EncryptedTextField(default="")
    help_wanted = models.BooleanField(default=False)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    ORGANISATION_PATH = "handover__organisation"
    objects = ScopedManager["FollowUp"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handover", "moment"], name="follow_up_once"),
            models.CheckConstraint(condition=Q(state__in=FollowUpState.values), name="follow_up_state_known"),
            models.CheckConstraint(
                condition=Q(state=FollowUpState.ANSWERED, answered_at__isnull=False)
                | (~Q(state=FollowUpState.ANSWERED) & Q(answered_at__isnull=True)),
                name="follow_up_answered_whole",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="follow_up_due")]

    def __str__(self) -> str:
        return f"{self.moment} {self.due_on}"


class TakeBack(models.Model):
    """What a recycler took away: ``slip`` is the number of the waste-tracking slip, ``weight_g`` what it
    says.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="take_backs")
    recycler = models.CharField(max_length=150)
    slip = models.CharField(max_length=40)
    taken_on = models.DateField()
    weight_g = models.PositiveIntegerField()
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["TakeBack"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "recycler", "slip"], name="take_back_slip_once"),
            models.CheckConstraint(condition=Q(weight_g__gt=0), name="take_back_weighs"),
        ]

    def __str__(self) -> str:
        return self.slip


class TakeBackLine(models.Model):
    """One device of a take-back. ``weight_g``: its own weight, when it was weighed."""

    id = models.BigAutoField(primary_key=True)
    take_back = models.ForeignKey(TakeBack, on_delete=models.PROTECT, related_name="lines")
    device = models.OneToOneField(Device, on_delete=models.PROTECT, related_name="take_back_line")
    weight_g = models.PositiveIntegerField(null=True)

    ORGANISATION_PATH = "take_back__organisation"
    objects = ScopedManager["TakeBackLine"]()

    def __str__(self) -> str:
        return f"{self.take_back_id} {self.device_id}"
