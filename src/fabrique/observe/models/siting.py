"""Where to act: sites that could be, scenarios among them, what was handed to the other trades."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from fabrique.core.scoping import ScopedManager
from fabrique.directory.models import Place, Stop
from fabrique.needs.models import Need
from fabrique.observe.enums import ScenarioKind, ScenarioState, SitePurpose
from fabrique.observe.models.indices import IndexRun
from fabrique.people.models import Account, Organisation


class SiteList(models.Model):
    """Sites that could be, of one purpose, as an organisation gathered them."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="site_lists")
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=7, choices=SitePurpose.choices)
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    objects = ScopedManager["SiteList"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=SitePurpose.values), name="site_purpose_known"),
            models.UniqueConstraint(fields=["organisation", "title"], name="site_list_title_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Site(models.Model):
    """A site that could be, or is (``existing``). Position in degrees (EPSG:4326).

    ``key`` is its id in the list, that of the file it came from. ``qpv_code``: the priority neighbourhood
    that it is in, "" for none. ``capacity`` in persons, None for no limit. ``kept``: stays open whatever the
    plan. ``vetoes``: ``[{"by": Veto, "note": text}]``, none when nobody says no. A van's stop: ``minutes`` on
    the spot (None: as the scenario says) and ``opens``, when it is possible, as in the file of
    ``fabrique observe tours``. ``place``: the place of the guide where it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    site_list = models.ForeignKey(SiteList, on_delete=models.CASCADE, related_name="sites")
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    latitude = models.FloatField()
    longitude = models.FloatField()
    commune_code = models.CharField(max_length=5, blank=True)
    qpv_code = models.CharField(max_length=12, blank=True)
    cost_cents = models.PositiveBigIntegerField(default=0)
    capacity = models.PositiveIntegerField(null=True)
    existing = models.BooleanField(default=False)
    kept = models.BooleanField(default=False)
    vetoes = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField(null=True)
    opens = models.CharField(max_length=200, blank=True)
    place = models.ForeignKey(Place, on_delete=models.SET_NULL, null=True, related_name="+")

    ORGANISATION_PATH = "site_list__organisation"
    objects = ScopedManager["Site"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site_list", "key"], name="site_once_in_list"),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)), name="site_on_earth"
            ),
            models.CheckConstraint(
                condition=Q(kept=False) | Q(existing=True, vetoes=[]), name="site_kept_is_open"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Scenario(models.Model):
    """A question (« fifty points in five years… »), what was asked of the solver, and the plan it gave.

    ``choices``: the form as it was sent. ``inputs``: the sites and the demand that it was solved on, kept as
    they were (``inputs_digest`` is their SHA-256), with ``run`` when an index weighs the demand. ``result``:
    the plan, whom it reaches and leaves, the proven gap. ``reason``: why there is none. Once solved, nothing
    of it changes but its state; other choices are another scenario.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="scenarios")
    site_list = models.ForeignKey(SiteList, on_delete=models.PROTECT, related_name="scenarios")
    run = models.ForeignKey(IndexRun, on_delete=models.PROTECT, null=True, related_name="scenarios")
    kind = models.CharField(max_length=5, choices=ScenarioKind.choices)
    title = models.CharField(max_length=200)
    question = models.CharField(max_length=500, blank=True)
    choices = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=ScenarioState.choices, default=ScenarioState.ASKED)
    reason = models.TextField(blank=True)
    inputs = models.JSONField(default=dict)
    inputs_digest = models.CharField(max_length=64, blank=True)
    result = models.JSONField(default=dict)
    shared = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    solved_at = models.DateTimeField(null=True)
    adopted_at = models.DateTimeField(null=True)

    objects = ScopedManager["Scenario"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ScenarioKind.values), name="scenario_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ScenarioState.values), name="scenario_state_known"),
        ]
        indexes = [models.Index(fields=["organisation", "-asked_at"], name="scenario_latest")]

    def __str__(self) -> str:
        return self.title


class HandedSite(models.Model):
    """A site of an adopted plan, given to the other trades: the need it answers, the place or the stop that
    it became. One row by site and scenario, so that handing twice gives nothing twice.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="handed")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="handed")
    need = models.ForeignKey(Need, on_delete=models.SET_NULL, null=True, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.SET_NULL, null=True, related_name="+")
    stop = models.ForeignKey(Stop, on_delete=models.SET_NULL, null=True, related_name="+")
    handed_at = models.DateTimeField()
    handed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    ORGANISATION_PATH = "scenario__organisation"
    objects = ScopedManager["HandedSite"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scenario", "site"], name="site_handed_once")]

    def __str__(self) -> str:
        return f"{self.site_id} {self.handed_at:%Y-%m-%d}"
