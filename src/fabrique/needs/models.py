"""A need, noted for one person or for an area."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from fabrique.core.crypto.fields import EncryptedTextField
from fabrique.core.scoping import ScopedManager
from fabrique.needs.enums import ENDED, NeedKind, NeedState
from fabrique.people.models import Account, Organisation, Resident
from fabrique.territory.enums import AreaKind


class Need(models.Model):
    """What one person lacks (``resident``), or ``people`` persons of an area whom nobody names.

    ``organisation`` noted it. ``area_code`` is a commune's or a neighbourhood's, as ``area_kind`` says; a
    person's need may name the area too, to be counted there. ``changed_at``: when its state last changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="needs")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, null=True, related_name="needs")
    area_kind = models.CharField(max_length=7, choices=AreaKind.choices, blank=True)
    area_code = models.CharField(max_length=12, blank=True)
    people = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=NeedKind.choices)
    state = models.CharField(max_length=9, choices=NeedState.choices, default=NeedState.OPEN)
    note = EncryptedTextField(default="")
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ScopedManager["Need"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NeedKind.values), name="need_kind_known"),
            models.CheckConstraint(condition=Q(state__in=NeedState.values), name="need_state_known"),
            models.CheckConstraint(
                condition=Q(resident__isnull=False, people=1)
                | (Q(resident__isnull=True, people__gte=1) & ~Q(area_code="")),
                name="need_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(ended_at__isnull=True)),
                name="need_ended_whole",
            ),
            models.CheckConstraint(
                condition=Q(area_kind="", area_code="") | (~Q(area_kind="") & ~Q(area_code="")),
                name="need_area_whole",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state", "kind"], name="need_listed")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.noted_at:%Y-%m-%d}"
