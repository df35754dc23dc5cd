"""All the procedures that an organisation follows, in numbers, for who leads a team."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from fabrique.accompany.enums import UNDER_WAY, CaseState, MandateState, Manner, Outcome, Procedure
from fabrique.accompany.models import Case, CaseAct, Mandate
from fabrique.accompany.queries.authorisations import NOT_ERASED
from fabrique.accompany.queries.cases import due, late, silent
from fabrique.accompany.retention import BEFORE
from fabrique.core import clock
from fabrique.core.policies import Actor, scope
from fabrique.people.models import Account, Team

SEE = "accompany.see_follow_up"
MOST = 20  # overdue cases that are listed


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which team (None: all), from which day to which, both included."""

    team: Team | None
    since: date
    until: date

    @property
    def begins_at(self) -> datetime:
        """Its first instant, by the clock of Paris."""
        return clock.midnight(self.since)

    @property
    def ends_at(self) -> datetime:
        """The instant after its last day."""
        return clock.midnight(self.until, after=True)


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """The open cases of one kind, by whose turn it is."""

    label: str
    ours: int
    person: int
    office: int

    @property
    def total(self) -> int:
        return self.ours + self.person + self.office


@dataclass(frozen=True, slots=True)
class HelperLine:
    """What one colleague follows now, and did over the period."""

    name: str
    open: int
    late: int
    acts: int
    in_place: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Overview:
    """``outcomes`` and ``manners`` are (words, number) of the period; ``overdue`` the first late cases."""

    open: int
    late: int
    due: int
    silent: int
    procedures: tuple[ProcedureLine, ...]
    helpers: tuple[HelperLine, ...]
    outcomes: tuple[tuple[str, int], ...]
    manners: tuple[tuple[str, int], ...]
    overdue: tuple[Case, ...]
    mandates: int
    ending: int


def overview_of(actor: Actor, wanted: Wanted) -> Overview:
    """As many queries for a thousand cases as for one. Mandates have no team: those of all are counted."""
    cases = _cases(actor, wanted)
    now, today = clock.now(), clock.today()
    counts = cases.aggregate(
        open=Count("pk", filter=Q(state__in=UNDER_WAY)),
        late=Count("pk", filter=late(today)),
        due=Count("pk", filter=due(today)),
        silent=Count("pk", filter=silent(now)),
    )
    mandates = scope(actor, SEE, Mandate.objects.filter(NOT_ERASED))
    mandates = mandates.filter(state=MandateState.SIGNED, expires_at__gt=now)
    signed = mandates.aggregate(live=Count("pk"), ending=Count("pk", filter=Q(expires_at__lte=now + BEFORE)))
    acts = _acts(actor, wanted)
    overdue = cases.filter(late(today)).select_related("responsible").order_by("deadline_on", "pk")
    return Overview(
        **counts,
        procedures=_procedures(cases),
        helpers=_helpers(cases, acts, today),
        outcomes=_outcomes(cases, wanted),
        manners=_named(Manner, Counter(dict(acts.order_by().values_list("manner").annotate(n=Count("pk"))))),
        overdue=tuple(overdue[:MOST]),
        mandates=signed["live"],
        ending=signed["ending"],
    )


def teams_of(actor: Actor) -> QuerySet[Team]:
    """The teams among which the reader chooses."""
    return scope(actor, SEE, Team.objects.all()).order_by("name")


def _cases(actor: Actor, wanted: Wanted) -> QuerySet[Case]:
    rows = scope(actor, SEE, Case.objects.filter(NOT_ERASED))
    return rows.filter(team=wanted.team) if wanted.team else rows


def _acts(actor: Actor, wanted: Wanted) -> QuerySet[CaseAct]:
    held = _cases(actor, wanted).values("pk")
    rows = CaseAct.objects.everywhere("of the cases that the reader may count").filter(case__in=held)
    return rows.filter(done_at__gte=wanted.begins_at, done_at__lt=wanted.ends_at)


def _procedures(cases: QuerySet[Case]) -> tuple[ProcedureLine, ...]:
    rows = cases.filter(state__in=UNDER_WAY).order_by().values_list("procedure", "state")
    counts = {(procedure, state): number for procedure, state, number in rows.annotate(n=Count("pk"))}
    lines = [
        ProcedureLine(str(each.label), *(counts.get((each.value, state.value), 0) for state in UNDER_WAY))
        for each in Procedure
    ]
    return tuple(line for line in lines if line.total)


def _helpers(cases: QuerySet[Case], acts: QuerySet[CaseAct], today: date) -> tuple[HelperLine, ...]:
    open_cases = Count("pk", filter=Q(state__in=UNDER_WAY))
    rows = cases.order_by().values("responsible")
    held = {
        row["responsible"]: row
        for row in rows.annotate(open=open_cases, late=Count("pk", filter=late(today)))
    }
    in_place = Count("pk", filter=Q(manner=Manner.IN_PLACE))
    done = {
        row["by"]: row
        for row in acts.order_by()
        .values("by")
        .annotate(acts=Count("pk"), in_place=in_place, spent=Sum("minutes"))
    }
    names = Account.objects.filter(pk__in={*held, *done}).order_by("name", "pk").values_list("pk", "name")
    lines = [_helper(name, held.get(pk), done.get(pk)) for pk, name in names]
    return tuple(line for line in lines if line.open or line.acts)


def _helper(name: str, held: Mapping[str, Any] | None, done: Mapping[str, Any] | None) -> HelperLine:
    has, did = held or {"open": 0, "late": 0}, done or {"acts": 0, "in_place": 0, "spent": 0}
    return HelperLine(name, has["open"], has["late"], did["acts"], did["in_place"], did["spent"] or 0)


def _outcomes(cases: QuerySet[Case], wanted: Wanted) -> tuple[tuple[str, int], ...]:
    ended = cases.filter(
        state=CaseState.CLOSED,
        closed_at__gte=wanted.begins_at,
        closed_at__lt=wanted.ends_at,
    )
    return _named(Outcome, Counter(dict(ended.order_by().values_list("outcome").annotate(n=Count("pk")))))


def _named(words: Any, counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple((str(each.label), counts[each.value]) for each in words if counts[each.value])
