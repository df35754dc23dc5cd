"""Pairs of records that may be the same place, what was decided, and the directory's revision."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fabrique.directory.enums.lifecycle import PairState
from fabrique.directory.models.source import SourceRecord


class DuplicatePair(models.Model):
    """Two records compared; the one with the smaller id is on the left, so a pair exists once."""

    left = models.ForeignKey(SourceRecord, models.CASCADE, related_name="+")
    right = models.ForeignKey(SourceRecord, models.CASCADE, related_name="+")
    probability = models.FloatField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=PairState.choices, default=PairState.QUEUED, db_index=True)
    automatic = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="pair_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="pair_in_order"),
            models.CheckConstraint(condition=Q(state__in=PairState.values), name="pair_state_known"),
            models.CheckConstraint(condition=Q(probability__range=(0, 1)), name="pair_probability_range"),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} = {self.right_id} ?"


class Revision(models.Model):
    """One row: a number that every change of the directory raises, so that readers know to reload."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="revision_one_row")]

    def __str__(self) -> str:
        return str(self.number)
