"""Errors that visitors report, and the contacts who asked not to be named any more."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fabrique.directory.enums.lifecycle import ContactKind, ReportMotive, ReportOrigin, ReportState
from fabrique.directory.models.place import Place

_OPEN = (ReportState.RECEIVED, ReportState.IN_PROGRESS)


class ErrorReport(models.Model):
    """What a visitor says is wrong on a place's sheet.

    ``proposed`` holds what the sheet should say: ``changes`` and ``seen`` by field, ``closure``.
    ``answer_email`` is personal data, kept only until the answer: the table itself refuses it on a closed
    report.
    """

    code = models.CharField(max_length=12, unique=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="reports")
    motive = models.CharField(max_length=8, choices=ReportMotive.choices)
    words = models.TextField(max_length=1000, blank=True)
    origin = models.CharField(max_length=8, choices=ReportOrigin.choices, default=ReportOrigin.VISITOR)
    proposed = models.JSONField(default=dict)
    answer_email = models.EmailField(blank=True)
    state = models.CharField(
        max_length=12, choices=ReportState.choices, default=ReportState.RECEIVED, db_index=True
    )
    answer = models.CharField(max_length=500, blank=True)
    handled_by = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_index=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_known"),
            models.CheckConstraint(condition=Q(origin__in=ReportOrigin.values), name="report_origin_known"),
            models.CheckConstraint(condition=Q(motive__in=ReportMotive.values), name="report_motive_known"),
            models.CheckConstraint(
                condition=Q(state__in=_OPEN, answered_at__isnull=True)
                | (~Q(state__in=_OPEN) & Q(answered_at__isnull=False, answer_email="")),
                name="report_closed_forgets_email",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"


class ContactObjection(models.Model):
    """A person who asked not to be named: a keyed digest of the name, e-mail or phone, and nothing else.

    ``words`` is the number of words of a name, so that it can be looked for inside longer texts.
    """

    kind = models.CharField(max_length=5, choices=ContactKind.choices)
    digest = models.CharField(max_length=64)
    words = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "digest"], name="objection_once"),
            models.CheckConstraint(condition=Q(kind__in=ContactKind.values), name="objection_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:8]}"
