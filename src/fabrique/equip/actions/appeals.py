"""A decision is contested; somebody looks at it again and answers."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.once import once, unless_taken
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.equip.actions.requests import locked_request
from fabrique.equip.enums.asking import APPEAL_MACHINE, AppealState
from fabrique.equip.models import Appeal, DeviceRequest
from fabrique.equip.queries.asking import is_decided
from fabrique.people.models import Account
from fabrique.people.residents import said

LONGEST = 2000


@transaction.atomic
def note_appeal(*, request: DeviceRequest, text: str, by: Account | None, key: UUID | None = None) -> Appeal:
    """Note that a decision about a request is contested, in the person's words; one at a time."""
    held = locked_request(request)
    words = _words(text, "text")

    def make(pk: UUID) -> Appeal:
        if not is_decided(held):
            raise DomainRefusal(
                _("Aucune décision n’est encore prise : il n’y a rien à contester. Corrigez la demande.")
            )
        appeal = Appeal(pk=pk, request=held, text=words, noted_at=clock.now(), noted_by=by)
        with unless_taken(_("Un recours est déjà à l’examen pour cette demande.")):
            appeal.save(force_insert=True)
        _record("note_appeal", appeal, by)
        return appeal

    rows = Appeal.objects.everywhere("its caller holds the request").filter(request=held)
    return once(rows, key, make)


@transaction.atomic
def answer_appeal(*, appeal: Appeal, upheld: bool, answer: str, by: Account | None) -> Appeal:
    """Answer: the decision is changed, or stays. What follows (reopen, decide again) is its own act."""
    rows = Appeal.objects.everywhere("its caller holds it").select_related("request__programme")
    held = rows.select_for_update(of=("self",)).filter(pk=appeal.pk).first()
    if held is None:
        raise DomainRefusal(_("Ce recours est effacé."))
    held.answer = _words(answer, "answer")
    held.save(update_fields=["answer"])
    verb = "uphold" if upheld else "dismiss"
    advance(APPEAL_MACHINE, held, verb, answered_at=clock.now(), answered_by=by)
    _record("answer_appeal", held, by)
    return held


def _words(text: str, field: str) -> str:
    return said(text, field, most=LONGEST, missing=_("Écrivez ce qui est dit, en quelques phrases."))


def _record(verb: str, appeal: Appeal, by: Account | None) -> None:
    journal.record(
        f"equip.{verb}",
        actor=by.pk if by else "",
        organisation=appeal.request.programme.organisation_id,
        subject=f"device_request:{appeal.request_id}",
        summary={"appeal": f"appeal:{appeal.pk}", "state": AppealState(appeal.state).value},
    )
