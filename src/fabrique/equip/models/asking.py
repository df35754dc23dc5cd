"""Programmes, requests for a device, and what was proposed, decided and contested."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from fabrique.core.crypto.fields import EncryptedTextField
from fabrique.core.scoping import ScopedManager
from fabrique.equip.enums.asking import (
    AppealState,
    Asker,
    ProposalState,
    RequestState,
    Urgency,
    Use,
)
from fabrique.equip.models.stock import Device
from fabrique.needs.models import Need
from fabrique.people.models import Account, Organisation, Resident


class EquipmentProgramme(models.Model):
    """What an organisation gives, lends or sells to whom; published. ``organisation`` decides on requests.

    ``kinds``: codes of ``DeviceKind`` that it gives, empty for all. ``proofs``: codes of ``Criterion`` of
    which one must have been seen, empty for none. ``most`` devices in all, ``most_per_area`` in each
    priority neighbourhood; ``None``: no limit. ``one_per_household``: a second one needs a stated reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="programmes")
    name = models.CharField(max_length=120)
    words = models.TextField(max_length=1000, blank=True)
    kinds = models.JSONField(default=list)
    proofs = models.JSONField(default=list)
    most = models.PositiveIntegerField(null=True)
    most_per_area = models.PositiveIntegerField(null=True)
    one_per_household = models.BooleanField(default=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    created_at = models.DateTimeField()

    objects = ScopedManager["EquipmentProgramme"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="programme_has_name"),
            models.UniqueConstraint(fields=["organisation", "name"], name="programme_name_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="programme_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AllocationRules(models.Model):
    """A version of the rules that an organisation published. It is never changed: another one follows."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    version = models.CharField(max_length=20)
    text = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["AllocationRules"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "version"], name="allocation_rules_once")
        ]

    def __str__(self) -> str:
        return self.version


class DeviceRequest(models.Model):
    """A device asked for: by a professional for a person, by the person at a desk, by a school for a pupil.

    ``organisation`` asks, the programme's decides: it reads the code and what counts, never who it is for.
    ``reference``: the school's own, without a name. ``criteria``: what counts in the order, codes of
    ``Criterion`` separated by spaces; proofs were seen, none is kept. ``household``: requests of one
    household bear the same one; ``second``: why this household needs another device. ``asked_on`` gives the
    wait, ``needed_on`` the day after which ``urgency`` counts no more.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="device_requests")
    programme = models.ForeignKey(EquipmentProgramme, on_delete=models.PROTECT, related_name="requests")
    need = models.OneToOneField(Need, on_delete=models.PROTECT, related_name="device_request")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, null=True, related_name="+")
    reference = EncryptedTextField(default="")
    code = models.CharField(max_length=9, unique=True)
    asker = models.CharField(max_length=10, choices=Asker.choices)
    state = models.CharField(max_length=9, choices=RequestState.choices, default=RequestState.WAITING)
    use = models.CharField(max_length=10, choices=Use.choices)
    constraints = models.JSONField(default=list)
    urgency = models.CharField(max_length=5, choices=Urgency.choices, default=Urgency.NONE)
    needed_on = models.DateField(null=True)
    criteria = EncryptedTextField(default="")
    area_code = models.CharField(max_length=12, blank=True)
    household = models.UUIDField(default=uuid4)
    second = EncryptedTextField(default="")
    note = EncryptedTextField(default="")
    asked_on = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    state_at = models.DateTimeField()
    end_reason = EncryptedTextField(default="")

    objects = ScopedManager["DeviceRequest"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values), name="device_request_state_known"
            ),
            models.CheckConstraint(condition=Q(use__in=Use.values), name="device_request_use_known"),
            models.CheckConstraint(
                condition=(Q(asker=Asker.SCHOOL) & Q(resident__isnull=True))
                | (Q(asker__in=[Asker.PRESCRIBER, Asker.PERSON]) & Q(resident__isnull=False)),
                name="device_request_for_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "state", "asked_on"], name="device_request_waiting"),
            models.Index(fields=["household"], name="device_request_household"),
        ]

    def __str__(self) -> str:
        return self.code


class AllocationRun(models.Model):
    """One calculation by which devices were proposed. ``rules``: its version of the rules, whole, as applied.

    ``fit``: the total over those who were proposed one; ``milliseconds`` that it took.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    version = models.CharField(max_length=20)
    rules = models.TextField()
    run_at = models.DateTimeField()
    run_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    devices = models.PositiveIntegerField()
    requests = models.PositiveIntegerField()
    allocated = models.PositiveIntegerField()
    fit = models.PositiveIntegerField()
    milliseconds = models.PositiveIntegerField()

    objects = ScopedManager["AllocationRun"]()

    def __str__(self) -> str:
        return f"{self.version} {self.run_at:%Y-%m-%d %H:%M}"


class Proposal(models.Model):
    """A device proposed to a request, and what a person decided.

    ``reasons``: why her, why this one, what would change it, as they were said (JSON of ``words.Reasons``).
    ``note``: why it was refused or let go. ``expires_at``: until when the device is kept, once accepted.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    run = models.ForeignKey(AllocationRun, on_delete=models.PROTECT, related_name="proposals")
    request = models.ForeignKey(DeviceRequest, on_delete=models.PROTECT, related_name="proposals")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=11, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    rank = models.PositiveIntegerField()
    points = models.PositiveIntegerField()
    fit = models.PositiveIntegerField()
    reasons = EncryptedTextField()
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField(null=True)
    note = EncryptedTextField(default="")

    ORGANISATION_PATH = "run__organisation"
    objects = ScopedManager["Proposal"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_known"),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(state__in=[ProposalState.PROPOSED, ProposalState.ACCEPTED]),
                name="proposal_one_for_a_request",
            ),
            models.UniqueConstraint(
                fields=["device"], condition=Q(state=ProposalState.ACCEPTED), name="proposal_device_kept_once"
            ),
        ]
        indexes = [models.Index(fields=["run", "rank"], name="proposal_in_order")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.state}"


class Appeal(models.Model):
    """A decision contested, and the answer. ``text`` and ``answer`` as they were said."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request = models.ForeignKey(DeviceRequest, on_delete=models.PROTECT, related_name="appeals")
    state = models.CharField(max_length=9, choices=AppealState.choices, default=AppealState.NOTED)
    text = EncryptedTextField()
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answer = EncryptedTextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    ORGANISATION_PATH = "request__organisation"
    objects = ScopedManager["Appeal"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AppealState.values), name="appeal_state_known"),
            models.UniqueConstraint(
                fields=["request"], condition=Q(state=AppealState.NOTED), name="appeal_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.state}"
