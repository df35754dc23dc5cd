"""Composite indices: their definitions, who stands behind them, what they gave."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from fabrique.core.scoping import ScopedManager
from fabrique.observe.enums import DefinitionState, Level
from fabrique.people.models import Account, Organisation


class IndexDefinition(models.Model):
    """A definition as an organisation wrote or adopted it. Its ``text`` (TOML) never changes: another text is
    another version. ``digest`` is the SHA-256 of what it says, whatever its layout.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="index_definitions")
    slug = models.SlugField(max_length=60)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=DefinitionState.choices, default=DefinitionState.IN_USE)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["IndexDefinition"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DefinitionState.values), name="definition_state_known"
            ),
            models.UniqueConstraint(fields=["organisation", "digest"], name="definition_once"),
            models.UniqueConstraint(
                fields=["organisation", "slug", "version"], name="definition_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"


class IndexSignOff(models.Model):
    """Somebody stands behind a definition, in a quality, one day; ``digest`` is what they signed.

    ``withdrawn_at``: since when they no longer do; the row stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    definition = models.ForeignKey(IndexDefinition, on_delete=models.CASCADE, related_name="sign_offs")
    digest = models.CharField(max_length=64)
    quality = models.CharField(max_length=120)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    ORGANISATION_PATH = "definition__organisation"
    objects = ScopedManager["IndexSignOff"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["definition", "signed_by"], name="definition_signed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.quality}, {self.signed_at:%Y-%m-%d}"


class IndexRun(models.Model):
    """What a definition gave at a level, from which data: kept whole, dated, never changed.

    ``inputs``: for each indicator the data set it came from, with its edition and whether it was carried up;
    ``inputs_digest`` is the SHA-256 of the values. ``areas``, ``names``: as in a data set. ``results``: the
    arrays (``packing.pack_arrays``). ``summary``: counts by standing, audit, sensitivity. ``shared``: every
    organisation of the programme reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="index_runs")
    definition = models.ForeignKey(IndexDefinition, on_delete=models.PROTECT, related_name="runs")
    level = models.CharField(max_length=11, choices=Level.choices)
    inputs = models.JSONField(default=list)
    inputs_digest = models.CharField(max_length=64)
    draws = models.PositiveIntegerField()
    seed = models.PositiveIntegerField()
    areas = models.JSONField(default=list)
    names = models.JSONField(default=dict)
    results = models.BinaryField()
    summary = models.JSONField(default=dict)
    shared = models.BooleanField(default=False)
    computed_at = models.DateTimeField()
    computed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["IndexRun"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="index_run_level_known"),
            models.CheckConstraint(condition=Q(draws__gte=1), name="index_run_draws_some"),
        ]
        indexes = [models.Index(fields=["organisation", "-computed_at"], name="index_run_latest")]

    def __str__(self) -> str:
        return f"{self.definition_id} {self.computed_at:%Y-%m-%d}"
