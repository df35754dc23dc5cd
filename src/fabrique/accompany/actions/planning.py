"""What comes next in a case: whose turn it is, the next step, the deadline, the appointment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.accompany.actions.case_parts import (
    LONGEST_SERVICE,
    check_member,
    coming,
    entry,
    locked_case,
    said,
    team_of,
)
from fabrique.accompany.enums import CASE, UNDER_WAY, CaseState
from fabrique.accompany.models import Case
from fabrique.core import journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.people.models import Account

VERBS = {
    CaseState.OPEN: "resume",
    CaseState.WAITING_PERSON: "await_person",
    CaseState.WAITING_OFFICE: "await_office",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole of what comes next: what is empty is taken away."""

    state: CaseState = CaseState.OPEN
    next_step: str = ""
    next_on: date | None = None
    deadline_on: date | None = None
    meeting_at: datetime | None = None
    meeting_where: str = ""


@transaction.atomic
def plan_case(*, case: Case, plan: Plan, by: Account) -> Case:
    """Say what comes next, without any act; twice is as once."""
    _resident, held = locked_case(case)
    if changed := follow(held, plan):
        journal.record("accompany.plan_case", **entry(held, by, {"fields": changed, "state": held.state}))
    return held


@transaction.atomic
def assign_case(*, case: Case, responsible: Account, by: Account) -> Case:
    """Give a case to somebody else who works here; twice is as once."""
    _resident, held = locked_case(case)
    check_member(held.organisation, responsible)
    if held.responsible_id != responsible.pk:
        held.responsible, held.team = responsible, team_of(held.organisation, responsible)
        held.save(update_fields=["responsible", "team"])
        journal.record("accompany.assign_case", **entry(held, by, {"to": f"account:{responsible.pk}"}))
    return held


def follow(case: Case, plan: Plan) -> list[str]:
    """Write a plan on a locked case that is not closed; the names of what changed. Its caller journals."""
    if plan.state not in UNDER_WAY:
        raise DomainRefusal(_("Pour terminer, dites comment la démarche finit."), field="state")
    if plan.meeting_where.strip() and plan.meeting_at is None:
        raise DomainRefusal(_("Donnez le jour et l’heure du rendez-vous."), field="meeting_on")
    given = {
        "next_step": said(plan.next_step, "next_step", most=500),
        "next_on": coming(plan.next_on, "next_on"),
        "deadline_on": coming(plan.deadline_on, "deadline_on"),
        "meeting_at": plan.meeting_at,
        "meeting_where": said(plan.meeting_where, "meeting_where", most=LONGEST_SERVICE),
    }
    if plan.meeting_at:
        coming(plan.meeting_at.date(), "meeting_on")
    changed = [name for name, value in given.items() if getattr(case, name) != value]
    for name in changed:
        setattr(case, name, given[name])
    if changed:
        case.save(update_fields=changed)
    if case.state != plan.state:
        advance(CASE, case, VERBS[plan.state])
        changed.append("state")
    return changed
