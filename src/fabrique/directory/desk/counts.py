"""What awaits at the desk, in figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.core.policies import Actor
from fabrique.core.ui.portal import Waiting, WaitingLine
from fabrique.directory.actions.planning import silent_since
from fabrique.directory.enums.lifecycle import ClaimState, PairState, PlaceState, ReportMotive, ReportState
from fabrique.directory.models import DuplicatePair, ErrorReport, ImportRun, Place, PlaceClaim

OPEN = (ReportState.RECEIVED, ReportState.IN_PROGRESS)
STALE = timedelta(days=365)
LOW = 50  # percent of completeness
FIRST = 5  # lines of each kind on the day's page


def stale() -> Q:
    """Places that nobody confirmed for a year: neither checked by hand, nor updated by their source."""
    return silent_since(STALE.days)


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of the desk's home."""

    published: int
    withdrawn: int
    without_phone: int
    without_hours: int
    stale: int
    low: int
    reports: int
    oldest_report: datetime | None
    pairs: int
    claims: int
    last_import: ImportRun | None


def counts() -> Counts:
    """Five queries, however many places there are."""
    published = Q(state=PlaceState.PUBLISHED)
    places = Place.objects.aggregate(
        published=Count("pk", filter=published),
        withdrawn=Count("pk", filter=Q(state=PlaceState.WITHDRAWN)),
        without_phone=Count("pk", filter=published & Q(phone="")),
        without_hours=Count("pk", filter=published & Q(hours="")),
        stale=Count("pk", filter=published & stale()),
        low=Count("pk", filter=published & Q(completeness__lt=LOW)),
    )
    reports = open_reports().aggregate(reports=Count("pk"), oldest_report=Min("created_at"))
    last = ImportRun.objects.order_by("-finished_at", "-pk").first()
    return Counts(
        **places, **reports, pairs=waiting_pairs().count(), claims=waiting_claims().count(), last_import=last
    )


def open_reports() -> QuerySet[ErrorReport]:
    """The reports that await an answer."""
    return ErrorReport.objects.filter(state__in=OPEN)


def waiting_claims() -> QuerySet[PlaceClaim]:
    """The claims on places that await an answer, the oldest first."""
    rows = PlaceClaim.objects.everywhere("those who keep the guide decide for all")
    return rows.filter(state=ClaimState.PENDING).order_by("created_at", "pk")


def waiting_pairs() -> QuerySet[DuplicatePair]:
    """The pairs that await a person, the surest first; a withdrawn row asks nothing."""
    rows = DuplicatePair.objects.filter(state=PairState.QUEUED)
    rows = rows.filter(left__withdrawn_at=None, right__withdrawn_at=None)
    return rows.order_by("-probability", "pk")


def reports_waiting(actor: Actor) -> Waiting:
    """For the day's page: the reports to answer."""
    found = open_reports().aggregate(count=Count("pk"), oldest=Min("created_at"))
    label = ngettext("signalement à traiter", "signalements à traiter", found["count"])
    first = open_reports().select_related("place").order_by("created_at", "pk")[:FIRST]
    lines = tuple(map(_report_line, first))
    return Waiting(found["count"], label, reverse("directory:desk-reports"), _day(found["oldest"]), lines)


def pairs_waiting(actor: Actor) -> Waiting:
    """For the day's page: the pairs to settle."""
    count = waiting_pairs().count()
    label = ngettext("doublon possible à examiner", "doublons possibles à examiner", count)
    first = waiting_pairs().select_related("left__place", "right__place")[:FIRST]
    return Waiting(count, label, reverse("directory:desk-pairs"), lines=tuple(map(_pair_line, first)))


def _report_line(report: ErrorReport) -> WaitingLine:
    received = report.state == ReportState.RECEIVED
    return WaitingLine(
        since=_day(report.created_at),
        subject=report.place.name,
        matter=ReportMotive(report.motive).label,
        state=ReportState(report.state).label,
        kind="warn" if received else "info",
        action=_("Lire et répondre") if received else _("Finir de répondre"),
        url=reverse("directory:desk-report", args=[report.code]),
    )


def _pair_line(pair: DuplicatePair) -> WaitingLine:
    names = {"one": pair.left.place.name, "other": pair.right.place.name}
    return WaitingLine(
        since=None,
        subject=_("%(one)s et %(other)s") % names,
        matter=_("Est-ce un seul lieu ?"),
        state=_("Doute"),
        kind="info",
        action=_("Comparer les deux fiches"),
        url=reverse("directory:desk-pair", args=[pair.pk]),
    )


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None
