"""What awaits at the desk, in figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from fabrique.core import clock
from fabrique.core.policies import Actor
from fabrique.core.ui.portal import Waiting
from fabrique.directory.enums.lifecycle import PairState, PlaceState, ReportState
from fabrique.directory.models import DuplicatePair, ErrorReport, ImportRun, Place

OPEN = (ReportState.RECEIVED, ReportState.IN_PROGRESS)
STALE = timedelta(days=365)
LOW = 50  # percent of completeness


def stale() -> Q:
    """Places that nobody confirmed for a year: neither checked by hand, nor updated by their source."""
    limit = clock.today() - STALE
    checked = Q(verified_on__isnull=True) | Q(verified_on__lt=limit)
    return checked & (Q(updated_on__isnull=True) | Q(updated_on__lt=limit))


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
    last_import: ImportRun | None


def counts() -> Counts:
    """Four queries, however many places there are."""
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
    return Counts(**places, **reports, pairs=waiting_pairs().count(), last_import=last)


def open_reports() -> QuerySet[ErrorReport]:
    """The reports that await an answer."""
    return ErrorReport.objects.filter(state__in=OPEN)


def waiting_pairs() -> QuerySet[DuplicatePair]:
    """The pairs that await a person, the surest first; a withdrawn row asks nothing."""
    rows = DuplicatePair.objects.filter(state=PairState.QUEUED)
    rows = rows.filter(left__withdrawn_at=None, right__withdrawn_at=None)
    return rows.order_by("-probability", "pk")


def reports_waiting(actor: Actor) -> Waiting:
    """For the day's page: the reports to answer."""
    found = open_reports().aggregate(count=Count("pk"), oldest=Min("created_at"))
    label = ngettext("signalement à traiter", "signalements à traiter", found["count"])
    return Waiting(found["count"], label, reverse("directory:desk-reports"), _day(found["oldest"]))


def pairs_waiting(actor: Actor) -> Waiting:
    """For the day's page: the pairs to settle."""
    count = waiting_pairs().count()
    label = ngettext("doublon possible à examiner", "doublons possibles à examiner", count)
    return Waiting(count, label, reverse("directory:desk-pairs"))


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None
