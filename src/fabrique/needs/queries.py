"""What is read of needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from fabrique.core import clock
from fabrique.core.policies import Actor, scope
from fabrique.kernels.disclosure.periods import told_by_period
from fabrique.needs.enums import LIVE, NeedKind, NeedState
from fabrique.needs.models import Need
from fabrique.needs.retention import NEED_YEARS
from fabrique.needs.trades import hanging
from fabrique.people.models import Resident
from fabrique.people.queries.residents import files_of
from fabrique.people.retention import years_before
from fabrique.territory.enums import AreaKind
from fabrique.territory.facts import Told
from fabrique.territory.queries import communes_in_perimeter
from fabrique.territory.queries.areas import latest_areas

WHY = "retention of needs"


@dataclass(frozen=True, slots=True)
class KindLine:
    """What is wanted of one kind: how many needs live, and how many people they are for."""

    kind: str
    live: int
    people: int


def needs_of(resident: Resident) -> QuerySet[Any]:
    """The needs of a person, whichever of their files they were noted on: those that live first."""
    rows = Need.objects.of(resident.organisation).filter(resident__in=files_of(resident))
    return rows.annotate(over=~Q(state__in=LIVE)).order_by("over", "-changed_at", "pk")


def needs_seen(actor: Actor, *, kind: str = "", state: str = "") -> QuerySet[Any]:
    """The needs that the actor sees, the oldest that lives first; ``state`` empty: those that live."""
    rows = scope(actor, "needs.see_needs", Need.objects.all()).select_related("resident", "organisation")
    rows = rows.filter(Q(resident__isnull=True) | Q(resident__emptied_at__isnull=True))
    rows = rows.filter(state__in=[state] if state in NeedState.values else LIVE)
    return (rows.filter(kind=kind) if kind in NeedKind.values else rows).order_by("noted_at", "pk")


def tally(actor: Actor) -> list[KindLine]:
    """Every kind of need with its numbers. One query."""
    rows = scope(actor, "needs.see_needs", Need.objects.all()).values("kind").order_by()
    live = Q(state__in=LIVE)
    found = {
        row["kind"]: row
        for row in rows.annotate(live=Count("pk", filter=live), wanted=Sum("people", filter=live))
    }
    return [
        KindLine(str(kind.label), row["live"], row["wanted"] or 0)
        for kind in NeedKind
        if (row := found.get(kind.value))
    ]


def area_choices() -> list[tuple[str, str]]:
    """The communes and the neighbourhoods where a need may lie, as « kind:code » with their names."""
    quarters = [(f"{AreaKind.QPV}:{each.code}", each.name) for each in latest_areas(AreaKind.QPV)]
    communes = [(f"{AreaKind.COMMUNE}:{each.code}", each.name) for each in communes_in_perimeter()]
    return [*communes, *sorted(quarters, key=lambda pair: pair[1])]


def area_names(needs: Iterable[Need]) -> dict[tuple[str, str], str]:
    """The names of the areas of these needs, by kind and code."""
    wanted = {(each.area_kind, each.area_code) for each in needs}
    if wanted <= {("", "")}:
        return {}
    named = {(kind, code): name for key, name in area_choices() for kind, code in [key.split(":")]}
    return {key: named.get(key, key[1]) for key in wanted}


def people_told(since: date) -> Told:
    """The people whose needs were noted, by commune and period that is over. Two queries."""
    today, communes = clock.today(), sorted(each.code for each in communes_in_perimeter())
    return told_by_period(_people_by_month(), communes, since=since, before=today.replace(day=1))


def _people_by_month() -> dict[tuple[date, str], int]:
    """By the first day of the month and the commune; a need of a neighbourhood is not of a commune."""
    rows = Need.objects.everywhere("count by area").order_by()
    dated = rows.annotate(month=TruncMonth("noted_at", tzinfo=timezone.get_default_timezone()))
    found = dict[tuple[date, str], int]()
    for row in dated.values("month", "area_kind", "area_code").annotate(n=Sum("people")):
        commune = row["area_code"] if row["area_kind"] == AreaKind.COMMUNE else ""
        key = (row["month"].date(), commune)
        found[key] = found.get(key, 0) + row["n"]
    return found


def past_needs(at: datetime) -> QuerySet[Any]:
    """Needs of persons that nothing has changed for two years and that no trade keeps."""
    last = clock.midnight(years_before(timezone.localdate(at), NEED_YEARS), after=True)
    rows = Need.objects.everywhere(WHY).filter(resident__isnull=False, changed_at__lt=last)
    for each in hanging:
        rows = rows.exclude(pk__in=each.kept(at))
    return rows


def needs_on(files: Sequence[UUID]) -> QuerySet[Any]:
    """The needs noted on these files."""
    return Need.objects.everywhere(WHY).filter(resident__in=list(files))
