"""The procedures of a person, what was done in each, and who may follow one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from fabrique.accompany.enums import UNDER_WAY, CaseState
from fabrique.accompany.models import Case, CaseAct, CaseDocument
from fabrique.accompany.policies import FOLLOWING
from fabrique.accompany.queries.authorisations import NOT_ERASED, person_files
from fabrique.accompany.retention import SILENT
from fabrique.core import clock
from fabrique.core.policies import Actor, scope
from fabrique.kernels.disclosure.periods import told_by_period
from fabrique.people.models import Account, Membership, Organisation, Resident
from fabrique.territory.facts import Told
from fabrique.territory.queries import communes_in_perimeter

_FOLLOWS = Q(role__in=FOLLOWING, ended_at__isnull=True, account__is_active=True)  # of a membership
SOON = timedelta(days=7)  # a deadline is told a week before


@dataclass(frozen=True, slots=True)
class ActLine:
    """An act, and the acts that corrected it."""

    act: CaseAct
    corrected: tuple[CaseAct, ...]

    @property
    def day(self) -> str:
        """Its day in Paris, as an address has it."""
        return timezone.localdate(self.act.done_at).isoformat()


def cases_of(resident: Resident) -> QuerySet[Case]:
    """Every case of a person in the organisation that holds the file: those under way first."""
    rows = Case.objects.of(resident.organisation).filter(resident__in=person_files(resident))
    rows = rows.select_related("organisation", "responsible", "team")
    return rows.annotate(over=Q(state=CaseState.CLOSED)).order_by("over", "-last_act_at", "pk")


def people_told(since: date) -> Told:
    """The persons for whom a first procedure was opened, by commune and period that is over. Two queries."""
    today, communes = clock.today(), sorted(each.code for each in communes_in_perimeter())
    return told_by_period(_people_by_month(), communes, since=since, before=today.replace(day=1))


def _people_by_month() -> dict[tuple[date, str], int]:
    rows = Case.objects.everywhere("count by area").order_by()
    opened = rows.values("resident", "resident__commune_code").annotate(first=Min("opened_at"))
    found = Counter[tuple[date, str]]()
    for row in opened:
        found[timezone.localdate(row["first"]).replace(day=1), row["resident__commune_code"]] += 1
    return dict(found)


def followed_by(actor: Actor) -> QuerySet[Case]:
    """The cases under way that the actor follows, where they act now."""
    rows = scope(actor, "accompany.keep_case", Case.objects.filter(NOT_ERASED))
    return rows.filter(responsible=getattr(actor, "pk", None), state__in=UNDER_WAY)


def timeline_of(case: Case) -> list[ActLine]:
    """What was done, the latest first. One query."""
    rows = CaseAct.objects.of(case.organisation).filter(case=case)
    found = list(
        rows.select_related("by", "authorisation__mandate", "repairs").order_by("-done_at", "-noted_at")
    )
    return [
        ActLine(each, tuple(other for other in reversed(found) if other.repairs_id == each.pk))
        for each in found
    ]


def documents_of(case: Case) -> list[CaseDocument]:
    """What was received, in order."""
    rows = CaseDocument.objects.of(case.organisation).filter(case=case)
    return list(rows.select_related("received_by", "returned_by").order_by("received_at", "pk"))


def followers_of(organisation: Organisation) -> list[Account]:
    """Those who may answer for a procedure here, by name."""
    held = Membership.objects.of(organisation).filter(_FOLLOWS)
    return list(Account.objects.filter(pk__in=held.values("account")).order_by("name", "pk"))


def may_follow(organisation: Organisation, account: Account) -> bool:
    """Whether somebody may answer for a procedure here."""
    return Membership.objects.of(organisation).filter(_FOLLOWS, account=account).exists()


def done_on(resident: Resident, day: date) -> bool:
    """Whether anything was done for a person on a day."""
    rows = CaseAct.objects.of(resident.organisation).filter(case__resident__in=person_files(resident))
    return rows.filter(done_at__gte=clock.midnight(day), done_at__lt=clock.midnight(day, after=True)).exists()


def unfollowed() -> Q:
    """Cases under way of which nobody who works here takes care any more."""
    held = Membership.objects.everywhere("whether somebody still works there").filter(
        _FOLLOWS, organisation=OuterRef("organisation"), account=OuterRef("responsible")
    )
    return Q(~Exists(held), state__in=UNDER_WAY)


def late(today: date) -> Q:
    """Cases whose deadline is past."""
    return Q(state__in=UNDER_WAY, deadline_on__lt=today)


def due(today: date) -> Q:
    """Cases whose next step should be done by now."""
    return Q(state__in=UNDER_WAY, next_on__lte=today)


def meeting(today: date) -> Q:
    """Cases with an appointment today, or a past one after which nothing was noted."""
    return Q(
        state__in=UNDER_WAY, meeting_at__lt=clock.midnight(today, after=True), last_act_at__lt=F("meeting_at")
    )


def wanting(now: datetime) -> Q:
    """Cases that await who follows them: a date that comes or is past, or thirty silent days."""
    today = timezone.localdate(now)
    return late(today + SOON + timedelta(days=1)) | meeting(today) | due(today) | silent(now)


def silent(now: datetime) -> Q:
    """Cases in which nothing was done for thirty days, and nothing is planned for later."""
    planned = Q(next_on__gt=timezone.localdate(now)) | Q(meeting_at__gt=now)
    return Q(state__in=UNDER_WAY, last_act_at__lte=now - SILENT) & ~planned
