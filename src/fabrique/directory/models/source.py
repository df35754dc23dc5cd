"""Where the directory's facts come from: sources, their records kept raw, and their imports."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fabrique.core.models import StoredFile


class Source(models.Model):
    """A publisher of places: a territory's file, a national data set, or the people who edit by hand."""

    slug = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=200)
    producer = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=100, blank=True)
    url = models.URLField(max_length=500, blank=True)
    trust = models.PositiveSmallIntegerField(default=50, help_text="0 à 100 : départage deux valeurs.")
    last_imported_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(trust__lte=100), name="source_trust_percent")]

    def __str__(self) -> str:
        return self.name


class SourceRecord(models.Model):
    """One row of a source: its raw values, what cleaning made of them, and the place that it feeds.

    ``home`` is the place that this record made when it came; ``place`` the one that it feeds now: they differ
    after a merge, and undoing the merge sends the record home.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="records")
    external_id = models.CharField(max_length=200)
    home = models.ForeignKey("directory.Place", models.PROTECT, related_name="own_records")
    place = models.ForeignKey("directory.Place", models.PROTECT, related_name="records")
    row = models.PositiveIntegerField(help_text="Rang dans le dernier fichier, à partir de 0.")
    raw = models.JSONField()
    fields = models.JSONField()
    flags = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    updated_on = models.DateField(null=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="record_once_in_source"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}/{self.external_id}"

    @property
    def key(self) -> str:
        """The record's stable name, the same in every instance."""
        return f"{self.source_id}/{self.external_id}"


class ImportRun(models.Model):
    """One import of one file: its counts and its report."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="runs")
    file_sha256 = models.CharField(max_length=64)
    mapping = models.CharField(max_length=60)
    report = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    counts = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.source_id} {self.finished_at:%Y-%m-%d %H:%M}"
