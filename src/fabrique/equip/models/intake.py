"""Files of the workshop, what each said of a machine, and what tells machines apart."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from fabrique.core.models import SealedFile
from fabrique.core.scoping import ScopedManager
from fabrique.equip.enums.intake import Door, Evidence, Mark
from fabrique.equip.models.stock import Device, Site
from fabrique.people.models import Account, Organisation


class InventoryFile(models.Model):
    """A file that was taken in, once for an organisation, whoever sends it again.

    ``answer`` is what was answered, one entry for each machine; the same bytes get the same answer.
    ``raw`` holds the bytes, encrypted: a tool may have written in them who used the machine. It goes first.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="inventory_files")
    sha256 = models.CharField(max_length=64)
    raw = models.OneToOneField(SealedFile, on_delete=models.PROTECT, null=True, related_name="+")
    format = models.CharField(max_length=20)
    evidence = models.CharField(max_length=8, blank=True, choices=Evidence.choices)
    door = models.CharField(max_length=8, choices=Door.choices)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.JSONField(default=list)

    objects = ScopedManager["InventoryFile"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sha256"], name="inventory_file_once"),
        ]
        indexes = [models.Index(fields=["organisation", "-taken_at"], name="inventory_file_recent")]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def called(self) -> str:
        """What one knows it by: its machine, or how many it tells of."""
        if len(self.answer) != 1:
            return f"{len(self.answer)} machines" if self.answer else str(self)
        entry = self.answer[0]
        words = (str(entry.get(name) or "") for name in ("code", "make", "model"))
        return " ".join(filter(None, words)) or str(self)


class ObservationRecord(models.Model):
    """What a file said of one machine (``intake.Observation`` as plain values). Never changed.

    ``device`` is the one that was recognised or entered; none for a measure that nobody attached yet.
    ``differences``: the fields on which it disagrees with what was known, or with itself; ``to_settle`` until
    somebody did.
    """

    file = models.ForeignKey(InventoryFile, on_delete=models.PROTECT, related_name="records")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="observations")
    row = models.PositiveIntegerField(null=True)
    seen_at = models.DateTimeField()
    data = models.JSONField()
    recognised_by = models.CharField(max_length=6, blank=True, choices=Mark.choices)
    differences = models.JSONField(default=list)
    to_settle = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    ORGANISATION_PATH = "file__organisation"
    objects = ScopedManager["ObservationRecord"]()

    class Meta:
        indexes = [
            models.Index(
                fields=["device"],
                name="observation_to_settle",
                condition=Q(to_settle=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.row or ''}".strip()


class DeviceMark(models.Model):
    """A serial number, an IMEI, the UUID of a board, a network card or a label, as seen on a device.

    Two devices may bear the same: makers repeat themselves. It is then shown, never resolved by the software.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=6, choices=Mark.choices)
    value = models.CharField(max_length=120)

    objects = ScopedManager["DeviceMark"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "kind", "value"], name="device_mark_once"),
        ]
        indexes = [models.Index(fields=["organisation", "kind", "value"], name="device_mark_found")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class CpuMark(models.Model):
    """The performance mark of a processor, from the table that the operator imported. None is shipped."""

    key = models.CharField(max_length=120, primary_key=True)
    name = models.CharField(max_length=120)
    mark = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name
