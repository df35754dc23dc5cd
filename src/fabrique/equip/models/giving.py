"""Around a promise: its draft, where and when one gives, what was announced, by which right."""

from __future__ import annotations

from uuid import uuid4

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from fabrique.core.crypto.fields import EncryptedJSONField
from fabrique.core.scoping import ScopedManager
from fabrique.directory.models import Place
from fabrique.equip.enums import DeviceKind, ReceiptForm
from fabrique.people.models import Organisation


class DonationDraft(models.Model):
    """A promise that somebody began to write, found again by its code. ``answers``: see ``giving.drafts``."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    answers = EncryptedJSONField(default=dict)
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)


class CollectionCampaign(models.Model):
    """Some days of collecting, with a target; its page is public under ``slug``. Both days are included."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="collections")
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=100)
    words = models.CharField(max_length=500, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    target = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    objects = ScopedManager["CollectionCampaign"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="collection_days_in_order"),
            models.CheckConstraint(condition=Q(target__gt=0), name="collection_has_target"),
        ]

    def __str__(self) -> str:
        return self.title


class DropOffPoint(models.Model):
    """A place of the guide where one may leave equipment; ``capacity`` in things, ``words`` for donors."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="drop_offs")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    capacity = models.PositiveIntegerField()
    words = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = ScopedManager["DropOffPoint"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "place"],
                condition=Q(closed_at__isnull=True),
                name="drop_off_open_once",
            ),
            models.CheckConstraint(condition=Q(capacity__range=(1, 20_000)), name="drop_off_capacity"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ReceiverProfile(models.Model):
    """What an organisation is for the law on gifts: ``categories`` holds codes of ``ReceiverCategory``.

    ``takes_gifts``: the public form may promise to it.
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, primary_key=True, related_name="receiver"
    )
    categories = models.JSONField(default=list)
    purpose = models.CharField(max_length=300, blank=True)
    issues_receipts = models.BooleanField(default=False)
    takes_gifts = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    objects = ScopedManager["ReceiverProfile"]()

    def __str__(self) -> str:
        return str(self.organisation_id)


class AnnouncedItem(models.Model):
    """A device as a donor's list announces it, to be matched at reception; alike ones without serial are one.

    ``made_year``: when it was made or bought, if the list says so.
    """

    id = models.BigAutoField(primary_key=True)
    donation = models.ForeignKey("equip.Donation", on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=13, choices=DeviceKind.choices)
    make = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=120, blank=True)
    serial = models.CharField(max_length=80, blank=True, db_index=True)
    made_year = models.PositiveSmallIntegerField(null=True)
    quantity = models.PositiveIntegerField(default=1)

    ORGANISATION_PATH = "donation__organisation"
    objects = ScopedManager["AnnouncedItem"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__range=(1, 20_000)) & (Q(serial="") | Q(quantity=1)),
                name="announced_item_counted",
            ),
            models.UniqueConstraint(
                fields=["donation", "serial"], condition=~Q(serial=""), name="announced_serial_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.kind} {self.serial}"


class GiftFrame(models.Model):
    """What the law asks to know of a gift, and the papers that prove it.

    ``unit_value_cents``: of the dearest thing; ``too_old``: how many are more than ten years old at reform;
    ``protected_data``: some of it held classified or specially protected data; ``signed_on``: the agreement.
    A receipt is issued by an eligible body outside of Fabrique: its form, number, day and issuer are noted.
    """

    donation = models.OneToOneField(
        "equip.Donation", on_delete=models.PROTECT, primary_key=True, related_name="frame"
    )
    unit_value_cents = models.PositiveIntegerField(null=True)
    too_old = models.PositiveIntegerField(default=0)
    protected_data = models.BooleanField(default=False)
    signed_on = models.DateField(null=True)
    receipt_form = models.CharField(max_length=5, choices=ReceiptForm.choices, blank=True)
    receipt_number = models.CharField(max_length=40, blank=True)
    receipt_issuer = models.CharField(max_length=200, blank=True)
    receipt_on = models.DateField(null=True)

    ORGANISATION_PATH = "donation__organisation"
    objects = ScopedManager["GiftFrame"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(receipt_number="", receipt_form="", receipt_issuer="", receipt_on__isnull=True)
                | (~Q(receipt_number="") & ~Q(receipt_form="") & Q(receipt_on__isnull=False)),
                name="gift_receipt_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.donation_id)


class ReformedStock(models.Model):
    """How many things of the kinds that the law counts a public body had taken out of use on 1 January.

    Told by the body itself: it is the denominator of its yearly target. ``excluded``: of these, those
    that the law leaves out (more than ten years old, protected data).
    """

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    siret = models.CharField(max_length=14, validators=[RegexValidator(r"\A\d{14}\Z")])
    year = models.PositiveSmallIntegerField()
    held = models.PositiveIntegerField()
    excluded = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField()

    objects = ScopedManager["ReformedStock"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "siret", "year"], name="reformed_stock_once"),
            models.CheckConstraint(condition=Q(excluded__lte=F("held")), name="reformed_stock_excluded"),
        ]

    def __str__(self) -> str:
        return f"{self.siret} {self.year}"
