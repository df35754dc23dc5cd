"""Procedures that are followed to their end: what was done, by whom, under which right, what comes next."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from fabrique.accompany.enums import CaseState, Manner, Outcome, Procedure
from fabrique.accompany.models.mandates import Authorisation
from fabrique.core.crypto.fields import EncryptedTextField
from fabrique.core.models import SealedFile
from fabrique.core.scoping import ScopedManager
from fabrique.core.screening import Scanned
from fabrique.people.models import Account, Organisation, Resident, Team


class Case(models.Model):
    """One procedure of one person, from the day that somebody took it up to its outcome.

    ``resident`` is the file on which it was opened; files that are merged are read together. ``service`` is
    the site or counter used (« CAF, caf.fr »). ``code`` is what lists without names show. ``last_act_at``:
    when something was last done, from which silence and the time to keep are counted.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="cases")
    code = models.CharField(max_length=9, unique=True)
    procedure = models.CharField(max_length=10, choices=Procedure.choices)
    title = EncryptedTextField()
    service = EncryptedTextField(default="")
    state = models.CharField(max_length=14, choices=CaseState.choices, default=CaseState.OPEN)
    responsible = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    last_act_at = models.DateTimeField()
    deadline_on = models.DateField(null=True)
    next_step = EncryptedTextField(default="")
    next_on = models.DateField(null=True)
    meeting_at = models.DateTimeField(null=True)
    meeting_where = EncryptedTextField(default="")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    outcome_note = EncryptedTextField(default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["Case"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="case_state_known"),
            models.CheckConstraint(condition=Q(procedure__in=Procedure.values), name="case_procedure_known"),
            models.CheckConstraint(
                condition=Q(state=CaseState.CLOSED, closed_at__isnull=False, outcome__in=Outcome.values)
                | (~Q(state=CaseState.CLOSED) & Q(closed_at__isnull=True, outcome="")),
                name="case_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(last_act_at__gte=F("opened_at")), name="case_acts_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CaseAct(models.Model):
    """One thing that was done. It is never edited nor deleted by hand: another act corrects it.

    ``repairs``: the act that went wrong, ``wrong``: how; what was done about it is the ``text``.
    ``authorisation``: what let somebody act in the person's place; the database wants it there, and nowhere
    else. ``service``: the site or counter, when it is not the case's.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="acts")
    manner = models.CharField(max_length=11, choices=Manner.choices)
    text = EncryptedTextField()
    service = EncryptedTextField(default="")
    minutes = models.PositiveSmallIntegerField(null=True)
    done_at = models.DateTimeField()
    noted_at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    authorisation = models.ForeignKey(Authorisation, on_delete=models.PROTECT, null=True, related_name="acts")
    repairs = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="repaired_by")
    wrong = EncryptedTextField(default="")

    ORGANISATION_PATH = "case__organisation"
    objects = ScopedManager["CaseAct"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(manner=Manner.IN_PLACE, authorisation__isnull=False)
                | Q(manner__in=[Manner.WITH_PERSON, Manner.BY_PERSON], authorisation__isnull=True),
                name="case_act_in_place_authorised",
            ),
            models.CheckConstraint(condition=Q(noted_at__gte=F("done_at")), name="case_act_noted_after"),
        ]

    def __str__(self) -> str:
        return f"{self.get_manner_display()}, {self.done_at:%Y-%m-%d}"

    @property
    def told(self) -> str:
        """By whose hands, said to the person."""
        return Manner(self.manner).told


class CaseDocument(models.Model):
    """A document received for a case: a file, a paper that is kept here, or both.

    ``file`` goes when the case closes (``gone_at``): the line stays, the content does not. ``original``: the
    paper itself was left here, until ``returned_on``.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    name = EncryptedTextField()
    file = models.OneToOneField(SealedFile, on_delete=models.PROTECT, null=True, related_name="+")
    media_type = models.CharField(max_length=100, blank=True)
    scanned = models.CharField(max_length=5, choices=Scanned.choices)
    original = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    returned_on = models.DateField(null=True)
    returned_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    gone_at = models.DateTimeField(null=True)

    ORGANISATION_PATH = "case__organisation"
    objects = ScopedManager["CaseDocument"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(original=True) | Q(returned_on__isnull=True), name="case_document_returned_held"
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=True) | Q(gone_at__isnull=True), name="case_document_gone_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.media_type or 'papier'} {self.received_at:%Y-%m-%d}"
