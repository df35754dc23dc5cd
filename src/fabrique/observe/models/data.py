"""Data sets of the observatory: what each is, and its measures by columns (ADR 0038)."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from fabrique.core.models import StoredFile
from fabrique.core.scoping import ScopedManager
from fabrique.observe.enums import DataSetState, Level, Origin
from fabrique.people.models import Account, Agreement, Organisation


class DataSet(models.Model):
    """One file of measures, of one vintage and one level, in one edition.

    ``vintage`` is the year that the figures speak of, ``geography`` that of the map of their areas (0: not
    said). ``spec`` is how the file was read: a shipped description's name, or "" with ``mapping`` for one
    that a person confirmed. ``organisation`` brought it; None for what the platform itself observes.
    ``areas`` are the codes, in the order of every column. ``faults`` are the first rows that could not be
    read whole, ``refused`` how many. ``findings`` is what the check of the file found. ``shared``: every
    organisation of the programme reads it; else only the one that brought it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="data_sets"
    )
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, related_name="data_sets")
    slug = models.SlugField(max_length=60)
    edition = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=200)
    producer = models.CharField(max_length=200)
    vintage = models.CharField(max_length=20)
    geography = models.PositiveSmallIntegerField(default=0)
    licence = models.CharField(max_length=120)
    url = models.CharField(max_length=400, blank=True)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    level = models.CharField(max_length=11, choices=Level.choices)
    state = models.CharField(max_length=9, choices=DataSetState.choices, default=DataSetState.USED)
    shared = models.BooleanField(default=False)
    spec = models.CharField(max_length=60, blank=True)
    mapping = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    areas = models.JSONField(default=list)
    names = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    objects = ScopedManager["DataSet"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="data_set_level_known"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="data_set_origin_known"),
            models.CheckConstraint(condition=Q(state__in=DataSetState.values), name="data_set_state_known"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=True, origin=Origin.PLATFORM)
                | (Q(organisation__isnull=False) & ~Q(origin=Origin.PLATFORM)),
                name="data_set_brought_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["organisation", "slug", "vintage", "edition"], name="data_set_edition_once"
            ),
            models.UniqueConstraint(
                fields=["slug", "vintage", "edition"],
                condition=Q(organisation__isnull=True),
                name="data_set_of_platform_edition_once",
            ),
            models.UniqueConstraint(
                fields=["slug", "vintage"],
                condition=Q(organisation__isnull=True, state=DataSetState.USED),
                name="data_set_of_platform_one_serves",
            ),
            models.UniqueConstraint(
                fields=["organisation", "slug", "vintage"],
                condition=Q(state=DataSetState.USED),
                name="data_set_one_edition_serves",
            ),
        ]
        indexes = [models.Index(fields=["state", "level"], name="data_set_serving")]

    def __str__(self) -> str:
        return f"{self.title} ({self.vintage})"


class DataColumn(models.Model):
    """One measure over the areas of its data set, in their order.

    ``values`` are float64 and ``status`` uint8 (``kernels.indicators.Status``), little-endian, compressed by
    zlib; the four counts say how many values are of each status.
    """

    data_set = models.ForeignKey(DataSet, on_delete=models.CASCADE, related_name="columns")
    position = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=60)
    label = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=8)
    direction = models.SmallIntegerField(default=0)
    numerator = models.SlugField(max_length=60, blank=True)
    denominator = models.SlugField(max_length=60, blank=True)
    scale = models.FloatField(default=1.0)
    least = models.FloatField(null=True)
    most = models.FloatField(null=True)
    approximate = models.BooleanField(default=False)
    values = models.BinaryField()
    status = models.BinaryField()
    observed = models.PositiveIntegerField()
    imputed = models.PositiveIntegerField()
    secret = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["data_set", "code"], name="data_column_once"),
            models.CheckConstraint(condition=Q(direction__in=[-1, 0, 1]), name="data_column_direction_known"),
        ]
        indexes = [models.Index(fields=["code"], name="data_column_code")]

    def __str__(self) -> str:
        return f"{self.code} ({self.label})"


class FindingAnswer(models.Model):
    """What a person answers to a finding of the check: why it is not a defect, or what is done about it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    data_set = models.ForeignKey(DataSet, on_delete=models.CASCADE, related_name="answers")
    finding = models.CharField(max_length=130)
    reason = models.CharField(max_length=500)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["data_set", "finding"], name="finding_answered_once")]

    def __str__(self) -> str:
        return f"{self.finding} : {self.reason}"
