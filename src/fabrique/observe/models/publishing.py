"""What is published, its files, what was told for ever, who may be told more, what is said of it."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from fabrique.core.scoping import ScopedManager
from fabrique.observe.enums import Level, PublicationKind, PublicationState
from fabrique.observe.models.indices import IndexRun
from fabrique.observe.models.siting import Scenario
from fabrique.people.models import Account, Agreement, Organisation


class PartnerRule(models.Model):
    """The least number of persons that a named partner may be told, under an agreement: from 5 to 10.

    The latest of a partner, while its agreement runs, is its rule; the earlier ones are kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="partner_rules")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="partner_rules")
    threshold = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["PartnerRule"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(threshold__range=(5, 10)), name="partner_rule_from_5_to_10"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.threshold}"


class Publication(models.Model):
    """One edition of what an organisation publishes: a content that never changes, sealed by ``digest``.

    ``slug`` is shared by the editions; ``edition`` 0 while it is a draft. ``audience``: the partner who alone
    reads it, None for everybody, under ``rule`` if it has its own. ``content``: what ``observe.content``
    gives, protected already. ``hidden`` and ``notes``: what was hidden, counted and in words. ``areas``: of
    which it speaks, as [level, code]; ``sought``: words by which it is found. ``discussed_at``: shown to the
    other organisations for comment, which counts as told. ``reason``: why it was withdrawn, or set aside.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="publications")
    kind = models.CharField(max_length=10, choices=PublicationKind.choices)
    slug = models.SlugField(max_length=80)
    edition = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=200)
    subject = models.CharField(max_length=60, blank=True)
    audience = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    rule = models.ForeignKey(PartnerRule, on_delete=models.PROTECT, null=True, related_name="publications")
    run = models.ForeignKey(IndexRun, on_delete=models.PROTECT, null=True, related_name="publications")
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, null=True, related_name="publications")
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    hidden = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    areas = models.JSONField(default=list)
    sought = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=PublicationState.choices, default=PublicationState.DRAFT)
    reason = models.CharField(max_length=500, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    discussed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    rendered_at = models.DateTimeField(null=True)

    objects = ScopedManager["Publication"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=PublicationKind.values), name="publication_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=PublicationState.values), name="publication_state_known"
            ),
            models.UniqueConstraint(
                fields=["slug", "edition"], condition=Q(edition__gt=0), name="publication_edition_once"
            ),
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(state=PublicationState.PUBLISHED),
                name="publication_one_edition_serves",
            ),
            models.CheckConstraint(
                condition=Q(edition=0, published_at__isnull=True)
                | Q(edition__gt=0, published_at__isnull=False),
                name="publication_edition_when_published",
            ),
            models.CheckConstraint(
                condition=~Q(state=PublicationState.WITHDRAWN) | ~Q(reason=""),
                name="publication_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(rule__isnull=True) | Q(audience__isnull=False),
                name="publication_rule_of_an_audience",
            ),
        ]
        indexes = [models.Index(fields=["state", "-published_at"], name="publication_latest")]

    def __str__(self) -> str:
        return self.title


class PublishedFile(models.Model):
    """A form of a publication to download, made once when it is published. ``sha256`` is its tag."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    ORGANISATION_PATH = "publication__organisation"
    objects = ScopedManager["PublishedFile"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "name"], name="published_file_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class ReleasedFigure(models.Model):
    """A number of persons that was told, for ever: a publication that is withdrawn was read.

    ``audience``: who was told, None for everybody. ``family``, ``path``, ``period``, ``atoms``: of whom it is
    the number (``disclosing.Told``); ``doubt``: it is off by at most so much.
    """

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="released")
    audience = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    family = models.CharField(max_length=130)
    path = models.JSONField(default=list)
    period = models.CharField(max_length=20, blank=True)
    atoms = models.JSONField(default=list)
    told = models.PositiveBigIntegerField()
    doubt = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField()

    ORGANISATION_PATH = "publication__organisation"
    objects = ScopedManager["ReleasedFigure"]()

    class Meta:
        indexes = [models.Index(fields=["family", "audience"], name="released_figure_family")]

    def __str__(self) -> str:
        return f"{self.family} {self.period} {self.told}"


class PublicationComment(models.Model):
    """What an organisation of the programme says of a draft or of an edition, and what is answered."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="comments")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="publication_comments"
    )
    text = models.CharField(max_length=2000)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedManager["PublicationComment"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="publication_comment_answer_dated",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class FollowedArea(models.Model):
    """An area whose publications an account wants to know of, for the organisation for which it acts."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="followed_areas")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    level = models.CharField(max_length=11, choices=Level.choices)
    code = models.CharField(max_length=32)
    name = models.CharField(max_length=200)
    since = models.DateTimeField()

    objects = ScopedManager["FollowedArea"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organisation", "level", "code"], name="followed_area_once"
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="followed_area_level_known"),
        ]
        indexes = [models.Index(fields=["level", "code"], name="followed_area_of")]

    def __str__(self) -> str:
        return self.name
