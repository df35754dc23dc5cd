"""What comes next in a case: whose turn it is, the next step, the deadline, the appointment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.accompany.actions.case_parts import (
    LONGEST_SERVICE,
    check_follower,
    coming,
    entry,
    locked_case,
    team_of,
)
from fabrique.accompany.enums import CASE, UNDER_WAY, CaseState
from fabrique.accompany.models import Case
from fabrique.core import journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.people.models import Account
from fabrique.people.residents import said

VERBS = {
    CaseState.OPEN: "resume",
    CaseState.WAITING_PERSON: "await_person",
    CaseState.WAITING_OFFICE: "await_office",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole of what comes next: what is empty is taken away.

    ``seen``: the ``mark`` of what its writer had before them; somebody else's change is not written over.
    """

    state: CaseState = CaseState.OPEN
    next_step: str = ""
    next_on: date | None = None
    deadline_on: date | None = None
    meeting_at: datetime | None = None
    meeting_where: str = ""
    seen: str = ""

    @property
    def mark(self) -> str:
        """The same for two plans that say the same."""
        meeting = self.meeting_at.astimezone(UTC).isoformat() if self.meeting_at else ""
        said = (self.state, self.next_step, self.next_on, self.deadline_on, meeting, self.meeting_where)
        return sha256("\0".join(str(each or "") for each in said).encode()).hexdigest()[:16]


@transaction.atomic
def plan_case(*, case: Case, plan: Plan, by: Account, responsible: Account | None = None) -> Case:
    """Say what comes next, without any act, and perhaps who follows from now on; twice is as once."""
    _resident, held = locked_case(case)
    if changed := follow(held, plan):
        journal.record("accompany.plan_case", **entry(held, by, {"fields": changed, "state": held.state}))
    return assign_case(case=held, responsible=responsible, by=by) if responsible else held


@transaction.atomic
def assign_case(*, case: Case, responsible: Account, by: Account) -> Case:
    """Give a case to somebody else who works here; twice is as once."""
    _resident, held = locked_case(case)
    check_follower(held.organisation, responsible)
    if held.responsible_id != responsible.pk:
        held.responsible, held.team = responsible, team_of(held.organisation, responsible)
        held.save(update_fields=["responsible", "team"])
        journal.record("accompany.assign_case", **entry(held, by, {"to": f"account:{responsible.pk}"}))
    return held


def plan_of(case: Case) -> Plan:
    """What comes next in a case, as it stands."""
    state, meeting = CaseState(case.state), (case.meeting_at, case.meeting_where)
    return Plan(state, case.next_step, case.next_on, case.deadline_on, *meeting)


def follow(case: Case, plan: Plan) -> list[str]:
    """Write a plan on a locked case that is not closed; the names of what changed. Its caller journals."""
    stands = plan_of(case).mark
    if plan.mark in (plan.seen, stands):
        return []
    if plan.seen and plan.seen != stands:
        text = _(
            "Un collègue vient de changer la suite : « %(state)s », « %(step)s ». Envoyez de nouveau pour la "
            "remplacer par la vôtre."
        )
        known = {"state": case.get_state_display(), "step": case.next_step or "—"}
        raise DomainRefusal(text % known, field="state")
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
