"""Where devices are kept, the lots in which they came, and each device with what happened to it."""

from __future__ import annotations

from uuid import uuid4

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from fabrique.core.scoping import ScopedManager
from fabrique.equip.enums import DeviceKind, DeviceState, DriveKind
from fabrique.equip.models.donations import Donation
from fabrique.people.models import Account, Organisation


class Site(models.Model):
    """A workshop or a store. ``code``: the letters with which its devices' codes begin."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sites")
    code = models.CharField(max_length=3, unique=True, validators=[RegexValidator(r"\A[A-Z]{2,3}\Z")])
    name = models.CharField(max_length=100)
    address = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = ScopedManager["Site"]()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="site_has_name")]

    def __str__(self) -> str:
        return self.name


class Shelf(models.Model):
    """A place on which devices are put in a site. ``code``: what its label says, after the site's letters."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="shelves")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="shelves")
    code = models.CharField(max_length=8, validators=[RegexValidator(r"\A[A-Z0-9]{1,8}\Z")])
    label = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = ScopedManager["Shelf"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="shelf_code_once")]

    def __str__(self) -> str:
        return self.scan_code

    @property
    def scan_code(self) -> str:
        """What is printed on its label: « ROU-E-A12 ». Needs ``site``."""
        return f"{self.site.code}-E-{self.code}"


class CodeCounter(models.Model):
    """The last number given to a device of a site, a kind and a year."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=13, choices=DeviceKind.choices)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "kind", "year"], name="code_counter_once")]

    def __str__(self) -> str:
        return f"{self.site_id} {self.kind} {self.year}"


class Lot(models.Model):
    """What came in together, from one donation or from elsewhere."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="lots")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="lots")
    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, null=True, related_name="lots")
    code = models.CharField(max_length=9, unique=True)
    label = models.CharField(max_length=120, blank=True)
    received_on = models.DateField()
    created_at = models.DateTimeField()

    objects = ScopedManager["Lot"]()

    def __str__(self) -> str:
        return self.code


class Device(models.Model):
    """One device of the stock. ``serial`` is empty when there is none, or only a manufacturer's filler.

    ``ram_mb`` in MiB, ``storage_gb`` in decimal GB, ``screen_tenths`` of an inch, ``weight_g`` in grams,
    ``battery`` in per cent of its first capacity, ``cpu_mark`` from the operator's table. ``None``: unknown.
    ``shelf`` is one of its site's; none once it left the stock.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="devices")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="devices")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, related_name="devices")
    shelf = models.ForeignKey(Shelf, on_delete=models.PROTECT, null=True, related_name="devices")
    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=13, choices=DeviceKind.choices)
    state = models.CharField(max_length=14, choices=DeviceState.choices, default=DeviceState.RECEIVED)
    state_at = models.DateTimeField()
    received_at = models.DateTimeField()
    make = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=120, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    made_year = models.PositiveSmallIntegerField(null=True)
    cpu = models.CharField(max_length=120, blank=True)
    cpu_mark = models.PositiveIntegerField(null=True)
    ram_mb = models.PositiveIntegerField(null=True)
    storage_gb = models.PositiveIntegerField(null=True)
    screen_tenths = models.PositiveSmallIntegerField(null=True)
    weight_g = models.PositiveIntegerField(null=True)
    battery = models.PositiveSmallIntegerField(null=True)
    windows_11 = models.BooleanField(null=True)
    grade = models.CharField(max_length=12, blank=True)

    objects = ScopedManager["Device"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DeviceState.values), name="device_state_known"),
            models.CheckConstraint(condition=Q(kind__in=DeviceKind.values), name="device_kind_known"),
            models.CheckConstraint(
                condition=Q(state_at__gte=F("received_at")), name="device_state_after_arrival"
            ),
            models.CheckConstraint(
                condition=Q(battery__isnull=True) | Q(battery__lte=200), name="device_battery_plausible"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "kind"], name="device_stock"),
            models.Index(fields=["organisation", "state_at", "code"], name="device_waiting"),
            models.Index(fields=["serial", "organisation"], name="device_serial"),
            models.Index(fields=["site", "state"], name="device_place"),
        ]

    def __str__(self) -> str:
        return self.code


class StorageDrive(models.Model):
    """A drive, where it is now. ``device`` is the one that holds it; none once it was taken out.

    ``origin`` is the device in which it was first seen: a proof of erasure names both. ``size_bytes`` as the
    drive says.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="drives")
    origin = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=DriveKind.choices)
    model = models.CharField(max_length=120, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    size_bytes = models.BigIntegerField(null=True)
    seen_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = ScopedManager["StorageDrive"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(device__isnull=True, removed_at__isnull=False)
                | Q(device__isnull=False, removed_at__isnull=True),
                name="storage_drive_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(size_bytes__isnull=True) | Q(size_bytes__gt=0), name="storage_drive_size"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.serial}"


class DeviceEvent(models.Model):
    """One thing that happened to a device: never changed, never deleted while the device is known.

    ``verb`` is one of the machine's, or another gesture of the workshop's, and then ``origin`` is ``target``.
    ``evidence``: SHA-256 of the file that proves it. ``facts``: what the gesture adds, nobody's name.
    """

    id = models.BigAutoField(primary_key=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="events")
    verb = models.CharField(max_length=20)
    origin = models.CharField(max_length=14, blank=True, choices=DeviceState.choices)
    target = models.CharField(max_length=14, choices=DeviceState.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    evidence = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)

    ORGANISATION_PATH = "device__organisation"
    objects = ScopedManager["DeviceEvent"]()

    class Meta:
        indexes = [models.Index(fields=["device", "at"], name="device_event_told")]

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d}"
