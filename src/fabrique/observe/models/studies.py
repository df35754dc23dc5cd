"""Studies, and the measurements that partners ask for."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from fabrique.core.scoping import ScopedManager
from fabrique.observe.enums import Level, RequestState, StudyState
from fabrique.observe.models.data import DataSet
from fabrique.people.models import Account, Agreement, Organisation


class Study(models.Model):
    """A question that an organisation studies, alone or with partners: how, on whom, from what data.

    ``data_sets`` are those in use or withdrawn; ``gone`` names those that were erased since. ``agreement``
    allows what partners lend. ``reason``: why it was abandoned. ``shared``: every organisation of the
    programme reads it; else its own and its partners.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="studies")
    title = models.CharField(max_length=200)
    question = models.TextField()
    protocol = models.TextField(blank=True)
    sample = models.TextField(blank=True)
    findings = models.TextField(blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    state = models.CharField(max_length=9, choices=StudyState.choices, default=StudyState.PLANNED)
    reason = models.CharField(max_length=500, blank=True)
    shared = models.BooleanField(default=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, related_name="studies")
    data_sets = models.ManyToManyField(DataSet, related_name="studies")
    partners = models.ManyToManyField(Organisation, related_name="studies_with")
    gone = models.JSONField(default=list)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    objects = ScopedManager["Study"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=StudyState.values), name="study_state_known"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=models.F("starts_on")),
                name="study_ends_after_start",
            ),
            models.UniqueConstraint(fields=["organisation", "title"], name="study_title_once"),
        ]

    def __str__(self) -> str:
        return self.title


class MeasureRequest(models.Model):
    """A measurement that an organisation asks for, and the decision that it serves.

    ``answer``: what the one that carries the instance replied; ``data_set`` or ``study``: what met it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="measure_requests")
    measure = models.CharField(max_length=200)
    decision = models.TextField()
    level = models.CharField(max_length=11, choices=Level.choices)
    wanted_by = models.DateField(null=True)
    state = models.CharField(max_length=9, choices=RequestState.choices, default=RequestState.ASKED)
    answer = models.TextField(blank=True)
    data_set = models.ForeignKey(DataSet, on_delete=models.SET_NULL, null=True, related_name="requests_met")
    study = models.ForeignKey(Study, on_delete=models.SET_NULL, null=True, related_name="requests_met")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["MeasureRequest"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values), name="measure_request_state_known"
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="measure_request_level_known"),
        ]
        indexes = [models.Index(fields=["state", "-asked_at"], name="measure_request_latest")]

    def __str__(self) -> str:
        return self.measure


class RequestSupport(models.Model):
    """« Moi aussi »: another organisation needs the same measurement. Once each."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request = models.ForeignKey(MeasureRequest, on_delete=models.CASCADE, related_name="supports")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    supported_at = models.DateTimeField()
    supported_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["RequestSupport"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "organisation"], name="request_supported_once")
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.supported_at:%Y-%m-%d}"
