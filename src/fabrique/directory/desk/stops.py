"""The stops of a place as its editor sees them: where each is, and its visits to come."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.ui import formats
from fabrique.directory.models import Place, Stop, StopVisit
from fabrique.kernels.hours import describe
from fabrique.territory.distances import distance_m
from fabrique.territory.queries import commune_middles

SAME_M = 100  # a contour that is imported again moves its middle a little


@dataclass(frozen=True, slots=True)
class StopLine:
    """A stop; ``position`` says in words which one counts for distances."""

    stop: Stop
    hours: tuple[str, ...]
    visits: tuple[StopVisit, ...]
    position: str
    at_middle: bool


def stop_lines(place: Place, pk: int | None = None) -> list[StopLine]:
    """The stops of a place (or one of them), with their visits to come. Three queries."""
    to_come = StopVisit.objects.filter(ends_at__gte=clock.now()).order_by("starts_at")
    stops = (
        Stop.objects.of(place)
        .filter(**({} if pk is None else {"pk": pk}))
        .select_related("place")
        .order_by("commune_name", "name", "pk")
        .prefetch_related(Prefetch("visits", queryset=to_come))
    )
    middles = commune_middles({stop.commune_code for stop in stops})
    return [_line(stop, middles.get(stop.commune_code)) for stop in stops]


def _line(stop: Stop, middle: tuple[float, float] | None) -> StopLine:
    hours, visits = tuple(describe(stop.hours)), tuple(stop.visits.all())
    if stop.latitude is None or stop.longitude is None:
        unknown = _("Position inconnue : le guide ne peut pas dire à quelle distance il est.")
        return StopLine(stop, hours, visits, unknown, at_middle=False)
    point = (stop.latitude, stop.longitude)
    if middle and distance_m(point, middle) <= SAME_M:
        text = _("Position : le milieu de %(commune)s, faute de mieux.") % {"commune": stop.commune_name}
        return StopLine(stop, hours, visits, text, at_middle=True)
    written = ", ".join(f"{degrees:.5f}" for degrees in point)
    text = _("Position : %(point)s.") % {"point": written}
    return StopLine(stop, hours, visits, text, at_middle=False)


def visit_words(visit: StopVisit) -> str:
    """« mardi 1er décembre, 9 h – 12 h »"""
    first, last = timezone.localtime(visit.starts_at), timezone.localtime(visit.ends_at)
    day = formats.day(first.date(), today=clock.today())
    return f"{day}, {formats.clock(first)} – {formats.clock(last)}"
