"""The instance's territory (one row) and the contours it knows."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fabrique.territory.enums import AreaKind, HolidayZone, SchoolZone


class Territory(models.Model):
    """What this instance serves. There is one row at most: its key can only be 1.

    ``extra_communes`` are communes of its own, laid over the official code (see ``cog.commune_from``).
    ``areas_version`` changes with each import of contours: caches compare it.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(max_length=150)
    slug = models.SlugField(max_length=80)
    given_codes = models.JSONField(default=list)
    commune_codes = models.JSONField(default=list)
    extra_communes = models.JSONField(default=list, blank=True)
    school_zone = models.CharField(max_length=32, choices=SchoolZone.choices)
    holiday_zone = models.CharField(max_length=32, choices=HolidayZone.choices)
    helpline_phone = models.CharField(max_length=32, blank=True)
    helpline_hours = models.CharField(max_length=200, blank=True)
    theme = models.JSONField(default=dict, blank=True)
    fictional = models.BooleanField(default=False)
    areas_version = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="territory_one_row"),
            models.CheckConstraint(
                condition=Q(school_zone__in=SchoolZone.values), name="territory_school_zone_known"
            ),
            models.CheckConstraint(
                condition=Q(holiday_zone__in=HolidayZone.values), name="territory_holiday_zone_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def logo_path(self) -> str:
        """The logo's path under the instance's files, kept with the theme; "" for the project's own mark."""
        return str(self.theme.get("logo", ""))


class Area(models.Model):
    """A contour: full and simplified GeoJSON geometries in EPSG:4326, bounds in degrees."""

    kind = models.CharField(max_length=8, choices=AreaKind.choices)
    code = models.CharField(max_length=32)
    name = models.CharField(max_length=200)
    commune_codes = models.JSONField(default=list, blank=True)
    geometry = models.JSONField()
    simplified = models.JSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    vintage = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=200, blank=True)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "code", "vintage"], name="area_unique_by_vintage"),
            models.CheckConstraint(condition=Q(kind__in=AreaKind.values), name="area_kind_known"),
            models.CheckConstraint(
                condition=Q(west__lte=F("east")) & Q(south__lte=F("north")), name="area_bounds_ordered"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "west", "east"], name="area_longitudes"),
            models.Index(fields=["kind", "south", "north"], name="area_latitudes"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.name}"
