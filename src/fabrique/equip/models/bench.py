"""What happens to a device on the bench: inspections, repairs, parts, software, grades and their rules."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from fabrique.core.scoping import ScopedManager
from fabrique.equip.enums.bench import Licence, PartKind, Purpose, SoftwareKind
from fabrique.equip.models.stock import Device, StorageDrive
from fabrique.people.models import Account, Organisation

MOST_MINUTES = 1440
MOST_VOLUNTEERS = 50


class Inspection(models.Model):
    """One inspection: the answers to a list of checks. Never changed; a new one replaces it.

    ``answers`` maps a check (``checklists``) to an ``Answer``. ``passed``: nothing stands in the way.
    """

    id = models.BigAutoField(primary_key=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="inspections")
    purpose = models.CharField(max_length=9, choices=Purpose.choices)
    list_version = models.CharField(max_length=20)
    answers = models.JSONField()
    passed = models.BooleanField()
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    ORGANISATION_PATH = "device__organisation"
    objects = ScopedManager["Inspection"]()

    class Meta:
        indexes = [models.Index(fields=["device", "purpose", "-at"], name="inspection_last")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.at:%Y-%m-%d}"


class RepairSession(models.Model):
    """Time spent on a device: what was done, for how many minutes, by how many volunteers beside ``by``."""

    id = models.BigAutoField(primary_key=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="repairs")
    what = models.CharField(max_length=300)
    minutes = models.PositiveSmallIntegerField()
    volunteers = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    ORGANISATION_PATH = "device__organisation"
    objects = ScopedManager["RepairSession"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=MOST_MINUTES, volunteers__lte=MOST_VOLUNTEERS)
                & ~Q(what=""),
                name="repair_plausible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what[:40]} {self.minutes}"


class PartMove(models.Model):
    """A part that left a device (``source``), entered one (``device``), or both at once.

    Without a source the part came from the shelf, ``new`` if it was bought. Without a device it went to the
    shelf. ``drive``: the drive itself, when the part is one.
    """

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=8, choices=PartKind.choices)
    label = models.CharField(max_length=120, blank=True)
    source = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="parts_taken")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="parts_fitted")
    drive = models.ForeignKey(StorageDrive, on_delete=models.PROTECT, null=True, related_name="moves")
    new = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager["PartMove"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(source__isnull=False) | Q(device__isnull=False), name="part_moves_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(source__isnull=True) | Q(device__isnull=True) | ~Q(source=F("device")),
                name="part_changes_device",
            ),
            models.CheckConstraint(
                condition=Q(new=False) | Q(source__isnull=True), name="part_new_of_nobody"
            ),
            models.CheckConstraint(
                condition=Q(part=PartKind.DRIVE, drive__isnull=False)
                | (~Q(part=PartKind.DRIVE) & Q(drive__isnull=True)),
                name="part_drive_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.at:%Y-%m-%d}"


class InstalledSoftware(models.Model):
    """A system or a program on a device, and the right by which it is there. ``reference``: of the licence's
    contract or sticker, never its key."""

    id = models.BigAutoField(primary_key=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="software")
    kind = models.CharField(max_length=10, choices=SoftwareKind.choices)
    name = models.CharField(max_length=80)
    version = models.CharField(max_length=40, blank=True)
    licence = models.CharField(max_length=11, choices=Licence.choices)
    reference = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    ORGANISATION_PATH = "device__organisation"
    objects = ScopedManager["InstalledSoftware"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device"],
                condition=Q(removed_at__isnull=True) & ~Q(kind=SoftwareKind.PROGRAM),
                name="software_one_system",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GradingRules(models.Model):
    """Rules that an organisation added: a TOML file as it was. Never changed: a new version is added."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    content = models.TextField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager["GradingRules"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key", "version"], name="grading_rules_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class DeviceGrading(models.Model):
    """A grade that was given, with the version of the rules and each point. Never changed.

    ``seen``: what a person saw (appearance, adjustments). ``points``: (label, value, points, reason) lines.
    """

    id = models.BigAutoField(primary_key=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="gradings")
    rules_key = models.CharField(max_length=40)
    rules_version = models.CharField(max_length=20)
    rules_digest = models.CharField(max_length=64)
    grade = models.CharField(max_length=12)
    total = models.CharField(max_length=12)
    seen = models.JSONField(default=dict)
    points = models.JSONField()
    caps = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    ORGANISATION_PATH = "device__organisation"
    objects = ScopedManager["DeviceGrading"]()

    class Meta:
        indexes = [models.Index(fields=["device", "-at"], name="device_grading_last")]

    def __str__(self) -> str:
        return f"{self.grade} {self.rules_key} {self.rules_version}"
