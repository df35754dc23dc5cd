"""Orders to erase, the logs that answer them, what was judged of each, and the proofs and certificates."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from fabrique.core.crypto.fields import EncryptedTextField
from fabrique.core.models import SealedFile
from fabrique.core.scoping import ScopedManager
from fabrique.equip.enums.bench import CertificateScope, ClaimLevel, OrderState, ProofBasis
from fabrique.equip.models.stock import Device, Lot, StorageDrive
from fabrique.people.models import Account, Organisation


class ErasureOrder(models.Model):
    """A drive that is to be erased. ``device``: the one that held it when it was ordered."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    drive = models.ForeignKey(StorageDrive, on_delete=models.PROTECT, related_name="orders")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="erasure_orders")
    state = models.CharField(max_length=7, choices=OrderState.choices, default=OrderState.OPEN)
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = ScopedManager["ErasureOrder"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["drive"], condition=Q(state=OrderState.OPEN), name="erasure_order_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state=OrderState.OPEN, closed_at__isnull=True)
                | (~Q(state=OrderState.OPEN) & Q(closed_at__isnull=False)),
                name="erasure_order_closed_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drive_id} {self.state}"


class ErasureLog(models.Model):
    """A log as it came, sealed: an organisation has each content once. ``runs``: the erasures it tells."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    file = models.OneToOneField(SealedFile, on_delete=models.PROTECT, related_name="+")
    runs = models.PositiveSmallIntegerField()
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["ErasureLog"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sha256"], name="erasure_log_once"),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class ErasureAttempt(models.Model):
    """One run of a log, judged for one drive: held, or refused with reasons. Never changed.

    ``place``: its rank in the log. ``drive``: none when no drive here has that serial. ``report``: the fields
    of ``erasure.ErasureReport``. ``refusals``: (why, words) pairs; empty when it holds.
    """

    id = models.BigAutoField(primary_key=True)
    log = models.ForeignKey(ErasureLog, on_delete=models.PROTECT, related_name="attempts")
    place = models.PositiveSmallIntegerField()
    drive = models.ForeignKey(StorageDrive, on_delete=models.PROTECT, null=True, related_name="attempts")
    report = models.JSONField()
    level = models.CharField(max_length=7, choices=ClaimLevel.choices, blank=True)
    rule = models.CharField(max_length=20, blank=True)
    refusals = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    judged_at = models.DateTimeField()

    ORGANISATION_PATH = "log__organisation"
    objects = ScopedManager["ErasureAttempt"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(level="", rule="") | (~Q(level="") & ~Q(rule="") & Q(drive__isnull=False)),
                name="erasure_attempt_claims_by_a_rule",
            ),
            models.UniqueConstraint(
                fields=["log", "place"], condition=~Q(level=""), name="erasure_attempt_holds_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.log_id} {self.place}"


class ErasureProof(models.Model):
    """What proves that nothing can be read any more of a drive. Never changed; ``signature`` shows it.

    ``device``: where the drive was. ``facts``: the drive and the computer as they were known that day.
    ``by``: who put the log in, saw the reset, or took the drive out.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    drive = models.ForeignKey(StorageDrive, on_delete=models.PROTECT, related_name="proofs")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="proofs")
    basis = models.CharField(max_length=9, choices=ProofBasis.choices)
    level = models.CharField(max_length=7, choices=ClaimLevel.choices, blank=True)
    rule = models.CharField(max_length=20, blank=True)
    attempt = models.OneToOneField(ErasureAttempt, on_delete=models.PROTECT, null=True, related_name="proof")
    facts = models.JSONField()
    note = models.CharField(max_length=300, blank=True)
    proved_at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    signature = models.CharField(max_length=128)
    signing_key = models.CharField(max_length=32)

    objects = ScopedManager["ErasureProof"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(basis=ProofBasis.LOG, attempt__isnull=False)
                | (~Q(basis=ProofBasis.LOG) & Q(attempt__isnull=True, by__isnull=False)),
                name="erasure_proof_rests_on_something",
            ),
            models.CheckConstraint(
                condition=Q(basis=ProofBasis.REMOVED, level="")
                | (~Q(basis=ProofBasis.REMOVED) & ~Q(level="")),
                name="erasure_proof_level_said",
            ),
        ]
        indexes = [models.Index(fields=["drive", "proved_at"], name="erasure_proof_last")]

    def __str__(self) -> str:
        return f"{self.basis} {self.drive_id}"


class ErasureCertificate(models.Model):
    """What is handed to who gave: all the proofs of a device or of a lot, as they were that day.

    ``text``: JSON (``actions.certifying``), ``digest`` its SHA-256, ``signature`` the instance's. It names
    people by the keys of their accounts, the donor by the code of the promise: papers print the names, and
    forget them with their owners. ``token`` is in the printed address of the public page, which finds the
    certificate by ``token_digest``.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=9, unique=True)
    scope = models.CharField(max_length=6, choices=CertificateScope.choices)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="certificates")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, related_name="certificates")
    text = models.TextField()
    digest = models.CharField(max_length=64)
    token = EncryptedTextField()
    token_digest = models.CharField(max_length=64, unique=True)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    signature = models.CharField(max_length=128)
    signing_key = models.CharField(max_length=32)

    objects = ScopedManager["ErasureCertificate"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scope=CertificateScope.DEVICE, device__isnull=False, lot__isnull=True)
                | Q(scope=CertificateScope.LOT, device__isnull=True, lot__isnull=False),
                name="erasure_certificate_of_something",
            ),
        ]

    def __str__(self) -> str:
        return self.code
