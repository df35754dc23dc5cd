"""Taking up a procedure, and ending it."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fabrique.accompany.actions.acting import Deed, add_act, words_of
from fabrique.accompany.actions.case_parts import (
    LONGEST_SERVICE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    check_follower,
    entry,
    locked_case,
    locked_person,
    team_of,
)
from fabrique.accompany.actions.documents import empty_documents
from fabrique.accompany.actions.planning import Plan, follow
from fabrique.accompany.enums import CASE, CaseState, Outcome, Procedure
from fabrique.accompany.models import Case
from fabrique.accompany.queries.authorisations import person_files
from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.secrets import id_once
from fabrique.core.states import advance
from fabrique.people.actions.residents import touch
from fabrique.people.models import Account, Resident
from fabrique.people.residents import new_code, said


@transaction.atomic
def open_case(
    *,
    resident: Resident,
    procedure: Procedure,
    title: str,
    by: Account,
    service: str = "",
    deed: Deed | None = None,
    plan: Plan | None = None,
    responsible: Account | None = None,
    key: UUID | None = None,
) -> Case:
    """Take up a procedure for a person, with the first thing that was done (``deed``) and what comes next.

    ``key``, drawn with the form, makes a form that was sent twice open one case.
    """
    person = locked_person(resident)
    own = Case.objects.of(person.organisation).filter(resident__in=person_files(person))
    if key and (known := own.filter(pk=key).first()):
        return known
    answering = responsible or by
    check_follower(person.organisation, answering)
    now = clock.now()
    case = Case(
        pk=key or uuid4(),
        organisation=person.organisation,
        resident=person,
        code=new_code(),
        procedure=procedure,
        title=said(title, "title", most=LONGEST_TITLE, missing=_("Donnez un nom à cette démarche.")),
        service=said(service, "service", most=LONGEST_SERVICE),
        responsible=answering,
        team=team_of(person.organisation, answering),
        opened_at=now,
        opened_by=by,
        last_act_at=now,
    )
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError:
        raise DomainRefusal(_("Ce formulaire a déjà servi. Rouvrez-le pour une autre démarche.")) from None
    act = add_act(person, case, deed, by, id_once(str(case.pk), "act")) if deed else None
    if plan:
        follow(case, plan)
    touch(person)
    summary: dict[str, object] = {"procedure": procedure}
    if act:
        summary |= {"act": f"case_act:{act.pk}", "manner": act.manner}
        if act.authorisation:
            summary["mandate"] = f"mandate:{act.authorisation.mandate_id}"
    words = words_of(act) if act else {}
    journal.record("accompany.open_case", **entry(case, by, summary), personal=words)
    return case


@transaction.atomic
def close_case(*, case: Case, outcome: Outcome, by: Account, note: str = "") -> Case:
    """Say how a procedure ended. Files that were received for it are deleted; twice is as once."""
    _resident, held = locked_case(case, closed=True)
    if held.state == CaseState.CLOSED:
        return held
    held.outcome_note = said(note, "note", most=LONGEST_TEXT)
    held.next_step, held.meeting_where = "", ""
    held.save(update_fields=["outcome_note", "next_step", "meeting_where"])
    advance(
        CASE, held, "close",
        outcome=outcome, closed_at=clock.now(), closed_by=by, next_on=None, deadline_on=None, meeting_at=None,
    )  # fmt: skip
    gone = empty_documents(held)
    journal.record("accompany.close_case", **entry(held, by, {"outcome": outcome, "files_deleted": gone}))
    return held


@transaction.atomic
def reopen_case(*, case: Case, by: Account) -> Case:
    """Take a procedure up again. What was deleted with its end does not come back; twice is as once."""
    _resident, held = locked_case(case, closed=True)
    if held.state == CaseState.CLOSED:
        former = held.outcome
        advance(CASE, held, "reopen", outcome="", closed_at=None, closed_by=None)
        held.outcome_note = ""
        held.save(update_fields=["outcome_note"])
        journal.record("accompany.reopen_case", **entry(held, by, {"outcome": former}))
    return held
