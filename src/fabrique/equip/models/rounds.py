"""Vans, the rounds that they drive, and the doors at which they stop."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from fabrique.core.crypto.fields import EncryptedTextField
from fabrique.core.scoping import ScopedManager
from fabrique.core.ui.signature import signature_svg
from fabrique.equip.enums import PickUpProof, RoundState, StopOutcome
from fabrique.equip.models.donations import Donation
from fabrique.equip.models.stock import Site
from fabrique.people.models import Account, Organisation


class Vehicle(models.Model):
    """A van or a car that collects: how much it takes, in litres and in grams."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="vehicles")
    name = models.CharField(max_length=60)
    litres = models.PositiveIntegerField()
    grams = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    objects = ScopedManager["Vehicle"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(litres__gt=0, grams__gt=0), name="vehicle_takes_something"),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(retired_at__isnull=True),
                name="vehicle_named_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kilos(self) -> int:
        """What it carries, in whole kilograms."""
        return self.grams // 1000


class Round(models.Model):
    """One vehicle's stops of one day, from a site and back to it.

    The crew leaves at ``leaves_from`` at the earliest and is back before ``back_before``, in local time.
    ``crew``: who is in the vehicle, as the organisation says it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="rounds")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="rounds")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="rounds")
    code = models.CharField(max_length=9, unique=True)
    state = models.CharField(max_length=9, choices=RoundState.choices, default=RoundState.DRAFT)
    on = models.DateField()
    leaves_from = models.TimeField()
    back_before = models.TimeField()
    crew = EncryptedTextField(default="")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    left_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    crew_forgotten_at = models.DateTimeField(null=True)

    objects = ScopedManager["Round"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="round_state_known"),
            models.CheckConstraint(
                condition=Q(back_before__gt=F("leaves_from")), name="round_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RoundState.DONE, RoundState.CANCELLED], ended_at__isnull=False)
                | (~Q(state__in=[RoundState.DONE, RoundState.CANCELLED]) & Q(ended_at__isnull=True)),
                name="round_ended_whole",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state", "on"], name="round_coming")]

    def __str__(self) -> str:
        return self.code


class RoundStop(models.Model):
    """A promise to fetch, at its ``rank`` in a round (from 1).

    A promise is in one round only, unless it was missed. ``window_from`` and ``window_until``: when the donor
    can be met, in local time; none, all day. ``minutes``: how long loading takes. ``told_at``: when the day
    was written to the donor. ``drawn``: the signature as a trace, or the name that was typed; ``why``: why
    nothing was taken.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="stops")
    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, related_name="stops")
    rank = models.PositiveSmallIntegerField()
    window_from = models.TimeField(null=True)
    window_until = models.TimeField(null=True)
    minutes = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=9, choices=StopOutcome.choices, default=StopOutcome.WAITING)
    handed_by = EncryptedTextField(default="")
    proof = models.CharField(max_length=6, choices=PickUpProof.choices, blank=True)
    drawn = EncryptedTextField(default="")
    why = EncryptedTextField(default="")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    ORGANISATION_PATH = "round__organisation"
    objects = ScopedManager["RoundStop"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["donation"], condition=~Q(outcome=StopOutcome.MISSED), name="round_stop_one_round"
            ),
            models.UniqueConstraint(fields=["round", "rank"], name="round_stop_rank_once"),
            models.CheckConstraint(
                condition=Q(outcome=StopOutcome.WAITING, settled_at__isnull=True)
                | Q(outcome__in=[StopOutcome.COLLECTED, StopOutcome.MISSED], settled_at__isnull=False),
                name="round_stop_settled_whole",
            ),
            models.CheckConstraint(
                condition=Q(outcome=StopOutcome.COLLECTED, proof__in=PickUpProof.values)
                | (~Q(outcome=StopOutcome.COLLECTED) & Q(proof="")),
                name="round_stop_signed",
            ),
            models.CheckConstraint(
                condition=Q(window_from__isnull=True)
                | Q(window_until__isnull=True)
                | Q(window_until__gt=F("window_from")),
                name="round_stop_window_ordered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank} {self.outcome}"

    @property
    def signature(self) -> str:
        """The signature as SVG, if it was drawn."""
        return signature_svg(self.drawn)
