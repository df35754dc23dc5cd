"""Counting: the stocktaking of a shelf or of a whole site, and supplies that are kept by number."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from fabrique.core.scoping import ScopedManager
from fabrique.equip.enums import SupplyKind, SupplyWay
from fabrique.equip.models.stock import Device, Shelf, Site
from fabrique.people.models import Account, Organisation


class Stocktake(models.Model):
    """What is on a shelf, or in a whole site when ``shelf`` is none, compared with what should be there."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    shelf = models.ForeignKey(Shelf, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["Stocktake"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(closed_at__isnull=True, shelf__isnull=True),
                name="stocktake_one_open_by_site",
            ),
            models.UniqueConstraint(
                fields=["shelf"],
                condition=Q(closed_at__isnull=True, shelf__isnull=False),
                name="stocktake_one_open_by_shelf",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.opened_at:%Y-%m-%d}"


class StocktakeLine(models.Model):
    """A device that a stocktaking expects, or that it saw, or both."""

    id = models.BigAutoField(primary_key=True)
    stocktake = models.ForeignKey(Stocktake, on_delete=models.CASCADE, related_name="lines")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    expected = models.BooleanField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    ORGANISATION_PATH = "stocktake__organisation"
    objects = ScopedManager["StocktakeLine"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stocktake", "device"], name="stocktake_line_once"),
            models.CheckConstraint(
                condition=Q(expected=True) | Q(seen_at__isnull=False), name="stocktake_line_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stocktake_id} {self.device_id}"


class Supply(models.Model):
    """Things alike, kept by number. ``number`` is in their code, « ROU-F-12 »; ``minimum``: warn below."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="supplies")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="supplies")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=SupplyKind.choices)
    name = models.CharField(max_length=100)
    quantity = models.PositiveIntegerField(default=0)
    minimum = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    objects = ScopedManager["Supply"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="supply_number_once"),
            models.CheckConstraint(condition=Q(kind__in=SupplyKind.values), name="supply_kind_known"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="supply_never_negative"),
            models.CheckConstraint(condition=~Q(name=""), name="supply_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scan_code(self) -> str:
        """What is printed on its bin: « ROU-F-12 ». Needs ``site``."""
        return f"{self.site.code}-F-{self.number}"


class SupplyMove(models.Model):
    """So many of a supply that came, left, or were found different when counted: never changed.

    ``change`` is signed; ``left`` is how many there were afterwards; ``device``: on which it was put.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    supply = models.ForeignKey(Supply, on_delete=models.PROTECT, related_name="moves")
    way = models.CharField(max_length=5, choices=SupplyWay.choices)
    change = models.IntegerField()
    left = models.PositiveIntegerField()
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="supply_moves")
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    ORGANISATION_PATH = "supply__organisation"
    objects = ScopedManager["SupplyMove"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(way=SupplyWay.IN, change__gt=0)
                | Q(way=SupplyWay.OUT, change__lt=0)
                | Q(way=SupplyWay.COUNT),
                name="supply_move_way",
            ),
            models.CheckConstraint(condition=Q(left__gte=F("change")), name="supply_move_adds_up"),
        ]
        indexes = [models.Index(fields=["supply", "at"], name="supply_move_told")]

    def __str__(self) -> str:
        return f"{self.change:+d}"
