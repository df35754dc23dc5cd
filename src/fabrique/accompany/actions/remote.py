"""A mandate from afar: one text says what it allows, another asks for « Oui », and only « Oui » signs.

Off unless the operator turns it on (``FABRIQUE_SMS_MANDATES``): nothing proves who holds the telephone.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.accompany.actions.conditions import check_conditions
from fabrique.accompany.actions.drafting import entry, locked
from fabrique.accompany.actions.signing import sign_mandate
from fabrique.accompany.enums import MandateState, RemoteOutcome, SignatureMethod
from fabrique.accompany.models import Authorisation, Mandate, RemoteConsent
from fabrique.accompany.queries.authorisations import person_files
from fabrique.accompany.queries.remote import is_offered
from fabrique.core import clock, journal, outbox
from fabrique.core.enums import Channel
from fabrique.core.refusals import DomainRefusal
from fabrique.core.secrets import digest_of, secret_once
from fabrique.people.acting import act_for
from fabrique.people.actions.notifying import notify
from fabrique.people.models import Account
from fabrique.people.residents import cleaned, takes_texts

REPLIED = "accompany.replied"  # told to who asked
MOST = 3  # proposals of one mandate: more would press the person
LONGEST_REPLY = 500


@transaction.atomic
def propose_by_sms(*, mandate: Mandate, by: Account, once: str = "") -> RemoteConsent:
    """Send the two texts. The same ``once`` (see ``core.secrets``) sends them once.

    Asked anew, the former question is answered by nobody any more.
    """
    if not is_offered():
        raise DomainRefusal(_("Les mandats par SMS ne sont pas ouverts ici."))
    rows = RemoteConsent.objects.of(mandate.organisation).filter(mandate=mandate)
    list(rows.select_for_update().order_by("pk"))  # before the mandate, as an answer does
    held = locked(mandate)
    resident = person_files(held.resident)[0]
    key = f"accompany.sms:{secret_once(once, held.pk)}:resident:{resident.pk}"
    if known := rows.filter(key_digest=digest_of(key)).first():
        return known
    check_conditions(resident, by)
    if held.state != MandateState.DRAFT or timezone.localdate(held.drafted_at) != clock.today():
        raise DomainRefusal(_("Ce mandat n’est plus à signer aujourd’hui : préparez-en un autre."))
    if not takes_texts(resident.phone):
        raise DomainRefusal(
            _("Le numéro noté au dossier ne reçoit pas de SMS : corrigez-le avec la personne.")
        )
    if rows.count() >= MOST:
        raise DomainRefusal(_("Trois demandes sont déjà parties : appelez la personne, ou voyez-la."))
    rows.filter(outcome=RemoteOutcome.WAITING).update(outcome=RemoteOutcome.REPLACED)
    recap, question = texts_of(held)
    consent = RemoteConsent(
        mandate=held, phone=resident.phone, recap=recap, question=question,
        key_digest=digest_of(key), asked_at=clock.now(), asked_by=by,
    )  # fmt: skip
    consent.save()
    recap_key = f"accompany.sms-recap:{consent.pk}:resident:{resident.pk}"
    for number, body in ((recap_key, recap), (key, question)):
        outbox.send(key=number, channel=Channel.SMS, recipient=resident.phone, body=body, secret=True)
    said = {"recap": recap, "question": question, "phone": resident.phone}
    journal.record("accompany.propose_by_sms", **entry(held, by, {}), personal=said)
    return consent


@transaction.atomic
def take_reply(*, key: str, sender: str, text: str) -> RemoteConsent | None:
    """What a person answered; None for an answer to nothing that was asked of this number.

    An answer that comes again changes nothing; one that comes too late signs nothing. Both are no error: the
    provider may send them for as long as it likes.
    """
    rows = RemoteConsent.objects.everywhere("the key of the message is the right")
    found = rows.filter(key_digest=digest_of(key)).select_for_update(of=("self",)).first()
    if found is None or _number(sender) != found.phone:
        return None
    said = text.strip()[:LONGEST_REPLY]
    if found.outcome:
        if said != found.reply:
            _record(found, said, "ignored")
        return found
    found.reply, found.replied_at, found.outcome = said, clock.now(), _outcome(found, said)
    found.save(update_fields=["reply", "replied_at", "outcome"])
    if found.outcome == RemoteOutcome.ACCEPTED:
        _sign(found)
    notify(
        kind=REPLIED, subject=f"remote_consent:{found.pk}", organisation=found.mandate.organisation,
        to=[found.asked_by],
    )  # fmt: skip
    _record(found, said, found.outcome)
    return found


def texts_of(mandate: Mandate) -> tuple[str, str]:
    """The two texts. No name of the person: a telephone is read by others."""
    rows = Authorisation.objects.of(mandate.organisation).filter(mandate=mandate).order_by("procedure")
    procedures = " ; ".join(each.get_procedure_display() for each in rows)
    facts = {
        "organisation": mandate.organisation.name,
        "procedures": procedures,
        "duration": mandate.get_duration_display(),
        "code": mandate.code,
    }
    recap = _(
        "%(organisation)s vous propose le mandat %(code)s : agir à votre place pour %(procedures)s. "
        "Durée : %(duration)s. Vous pouvez l’annuler quand vous voulez, sans dire pourquoi. Une question va "
        "suivre."
    )
    question = _(
        "Acceptez-vous le mandat %(code)s de %(organisation)s ? Répondez Oui. Toute autre réponse, ou aucune "
        "aujourd’hui : rien n’est signé."
    )
    return recap % facts, question % facts


def is_yes(text: str) -> bool:
    """« Oui », whatever its case, blanks around and a final full stop left aside; nothing else."""
    return text.strip().removesuffix(".").strip().casefold() == "oui"


def _outcome(consent: RemoteConsent, said: str) -> RemoteOutcome:
    mandate = consent.mandate
    if not is_offered():  # the operator closed it meanwhile
        return RemoteOutcome.IMPOSSIBLE
    if mandate.state != MandateState.DRAFT or timezone.localdate(mandate.drafted_at) != clock.today():
        return RemoteOutcome.LATE
    return RemoteOutcome.ACCEPTED if is_yes(said) else RemoteOutcome.REFUSED


def _sign(consent: RemoteConsent) -> None:
    """What held when it was asked may hold no more: a helper who left, a protection noted meanwhile."""
    by = act_for(consent.asked_by, consent.mandate.organisation)
    try:
        with transaction.atomic():
            sign_mandate(mandate=consent.mandate, method=SignatureMethod.SMS, by=by)
    except DomainRefusal:
        consent.outcome = RemoteOutcome.IMPOSSIBLE
        consent.save(update_fields=["outcome"])


def _record(consent: RemoteConsent, said: str, outcome: str) -> None:
    facts = entry(consent.mandate, None, {"outcome": outcome, "consent": str(consent.pk)})
    journal.record("accompany.take_reply", **facts, personal={"reply": said} if said else None)


def _number(sender: str) -> str:
    try:
        return cleaned({"phone": sender.strip()})["phone"]
    except DomainRefusal:
        return ""
