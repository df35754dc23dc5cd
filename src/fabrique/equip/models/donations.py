"""Donors, and what they promise."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from fabrique.core.crypto.fields import EncryptedTextField
from fabrique.core.scoping import ScopedManager
from fabrique.equip.enums import (
    Condition,
    DataOnIt,
    DeclineReason,
    DeviceKind,
    DonationState,
    DonorKind,
    Handing,
)
from fabrique.people.models import Account, Organisation


class Donor(models.Model):
    """Who gives, as known to the organisation that receives. ``name``: the person, or the body that gives.

    ``contact``: the person to talk to, when a body gives.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="donors")
    kind = models.CharField(max_length=11, choices=DonorKind.choices)
    name = EncryptedTextField()
    contact = EncryptedTextField(default="")
    email = EncryptedTextField(default="")
    phone = EncryptedTextField(default="")
    siret = models.CharField(max_length=14, blank=True)
    created_at = models.DateTimeField()
    emptied_at = models.DateTimeField(null=True)

    objects = ScopedManager["Donor"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DonorKind.values), name="donor_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class Donation(models.Model):
    """A promise of donation, up to the day when it is counted.

    ``code`` is said on the phone and written on the pallet; ``token_digest`` opens the donor's page
    until ``token_until``. ``answer``: what the donor reads of a promise that is declined, beside the reason.
    ``address`` and the position are where it is fetched; ``free_from`` and ``free_until`` when.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="donations")
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="donations")
    code = models.CharField(max_length=9, unique=True)
    token_digest = models.CharField(max_length=64, unique=True, null=True)
    token_until = models.DateField(null=True)
    campaign = models.ForeignKey(
        "equip.CollectionCampaign", on_delete=models.PROTECT, null=True, related_name="donations"
    )
    drop_off = models.ForeignKey(
        "equip.DropOffPoint", on_delete=models.PROTECT, null=True, related_name="donations"
    )
    state = models.CharField(max_length=10, choices=DonationState.choices, default=DonationState.ANNOUNCED)
    handing = models.CharField(max_length=8, choices=Handing.choices)
    address = EncryptedTextField(default="")
    access = EncryptedTextField(default="")
    commune_code = models.CharField(max_length=5, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    free_from = models.DateField(null=True)
    free_until = models.DateField(null=True)
    note = EncryptedTextField(default="")
    announced_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=9, choices=DeclineReason.choices, blank=True)
    answer = EncryptedTextField(null=True)

    objects = ScopedManager["Donation"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DonationState.values), name="donation_state_known"),
            models.CheckConstraint(
                condition=Q(state=DonationState.RECEIVED, received_at__isnull=False)
                | (~Q(state=DonationState.RECEIVED) & Q(received_at__isnull=True)),
                name="donation_received_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class DonationLine(models.Model):
    """So many things of one kind in a promise. ``counted``: how many did come, once that is known."""

    id = models.BigAutoField(primary_key=True)
    donation = models.ForeignKey(Donation, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=13, choices=DeviceKind.choices)
    condition = models.CharField(max_length=7, choices=Condition.choices, default=Condition.UNKNOWN)
    data = models.CharField(max_length=3, choices=DataOnIt.choices, default=DataOnIt.YES)
    promised = models.PositiveIntegerField()
    counted = models.PositiveIntegerField(null=True)

    ORGANISATION_PATH = "donation__organisation"
    objects = ScopedManager["DonationLine"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DeviceKind.values), name="donation_line_kind_known"),
            models.CheckConstraint(condition=Q(promised__lte=20_000), name="donation_line_plausible"),
            models.CheckConstraint(
                condition=Q(counted__isnull=True) | Q(counted__lte=20_000), name="donation_line_counted"
            ),
            models.CheckConstraint(
                condition=Q(promised__gt=0) | Q(counted__gt=0, counted__isnull=False),
                name="donation_line_of_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promised} {self.kind}"

    @property
    def words(self) -> str:
        """« Ordinateur portable, fonctionne mal »: lines of one kind are told apart by their condition."""
        kind = str(self.get_kind_display())
        if self.condition == Condition.UNKNOWN:
            return kind
        return f"{kind}, {str(self.get_condition_display()).lower()}"


class ReceivedCount(models.Model):
    """Who counted a donation when it came, and where: what was promised is not always what arrives."""

    donation = models.OneToOneField(
        Donation, on_delete=models.PROTECT, primary_key=True, related_name="count"
    )
    counted_at = models.DateTimeField()
    counted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    gap = EncryptedTextField(default="")

    ORGANISATION_PATH = "donation__organisation"
    objects = ScopedManager["ReceivedCount"]()

    def __str__(self) -> str:
        return str(self.donation_id)
