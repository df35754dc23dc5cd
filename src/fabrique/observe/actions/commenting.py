"""What partners say of a publication and what is answered; who may be told more than everybody."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.observe.enums import PublicationState
from fabrique.observe.models import PartnerRule, Publication, PublicationComment
from fabrique.observe.texts import lines
from fabrique.people.models import Account, Agreement, Organisation

LONGEST = 2000
MOST_COMMENTS = 50  # of an organisation, about a publication: all are read on one page
LEAST, OPEN = 5, 11


@transaction.atomic
def comment_publication(
    *, publication: Publication, organisation: Organisation, text: str, by: Account
) -> PublicationComment:
    """Say something of a draft or of an edition, for an organisation."""
    if publication.state in (PublicationState.DISCARDED, PublicationState.WITHDRAWN):
        raise DomainRefusal(_("Cette publication n’attend plus de commentaires."))
    Publication.objects.everywhere("its caller holds it").select_for_update().get(pk=publication.pk)
    rows = PublicationComment.objects.of(organisation).filter(publication=publication)
    if rows.count() >= MOST_COMMENTS:
        told = _("Votre organisation a écrit %(most)d commentaires ici : écrivez la suite à qui la publie.")
        raise DomainRefusal(told % {"most": MOST_COMMENTS}, field="text")
    made = PublicationComment(
        publication=publication,
        organisation=organisation,
        text=_said(text, "text"),
        made_at=clock.now(),
        made_by=by,
    )
    made.save(force_insert=True)
    _record("comment_publication", publication, by, {"comment": str(made.pk)})
    return made


@transaction.atomic
def answer_comment(*, comment: PublicationComment, text: str, by: Account) -> PublicationComment:
    """Answer a comment; answering again changes the answer."""
    comment.answer, comment.answered_at, comment.answered_by = _said(text, "answer"), clock.now(), by
    comment.save(update_fields=["answer", "answered_at", "answered_by"])
    _record("answer_comment", comment.publication, by, {"comment": str(comment.pk)})
    return comment


def _said(text: str, field: str) -> str:
    said = lines(text)
    if not said or len(said) > LONGEST:
        raise DomainRefusal(_("Écrivez quelque chose, en 2 000 caractères au plus."), field=field)
    return said


@transaction.atomic
def record_partner_rule(*, agreement: Agreement, threshold: int, by: Account) -> PartnerRule:
    """Note the least number of persons that a partner may be told, as its agreement says."""
    if not LEAST <= threshold < OPEN:
        told = _("Le seuil d’un partenaire va de 5 à 10 : à partir de 11, c’est la règle de tous.")
        raise DomainRefusal(told, field="threshold")
    today = clock.today()
    if agreement.starts_on > today or (agreement.ends_on and agreement.ends_on < today):
        raise DomainRefusal(_("Cette convention n’est pas en cours."), field="agreement")
    made = PartnerRule(
        organisation=agreement.organisation,
        agreement=agreement,
        threshold=threshold,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    made.save(force_insert=True)
    journal.record(
        "observe.record_partner_rule",
        actor=by.pk,
        organisation=made.organisation_id,
        subject=f"partner_rule:{made.pk}",
        summary={"threshold": threshold, "agreement": str(agreement.pk)},
    )
    return made


def _record(verb: str, publication: Publication, by: Account, summary: dict[str, object]) -> None:
    journal.record(
        f"observe.{verb}",
        actor=by.pk,
        organisation=publication.organisation_id,
        subject=f"publication:{publication.pk}",
        summary=summary,
    )
