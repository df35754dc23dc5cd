"""The code of a carnet: given, replaced, revoked; who reads by it, and what they say of what they read."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.crypto.blind import digest
from fabrique.core.refusals import DomainRefusal
from fabrique.people.actions import file_acts
from fabrique.people.actions.notifying import notify
from fabrique.people.carnet import doer_of
from fabrique.people.codes import new_code
from fabrique.people.enums import AlertKind
from fabrique.people.models import Account, CarnetAccess, CarnetAlert, Resident
from fabrique.people.queries.carnets import digests_of
from fabrique.people.queries.members import answering_for
from fabrique.people.queries.notifications import those_who_may
from fabrique.people.queries.residents import files_of, kept_file
from fabrique.people.residents import refuse_secrets
from fabrique.people.retention import CARNET_DAYS

LONGEST_WORDS = 1000
ALERT = "people.alert"  # told to those who answer
BY_CARNET = "carnet:"  # before the id of an access: who acts by it, in the journal


@transaction.atomic
def issue_carnet(*, resident: Resident, by: Account, once: str = "") -> tuple[CarnetAccess, str]:
    """Give the person a code, which is shown once and kept nowhere; the former one opens nothing any more.

    The same ``once`` (see ``core.secrets``) gives the same code back as long as it is live. Reading what is
    held of oneself stays possible when the file is not to be used: this writes nothing into it.
    """
    resident = file_acts.locked(resident, limited=True)
    code = new_code(once, "carnet", resident.pk)
    known = CarnetAccess.objects.of(resident.organisation).filter(digest__in=digests_of(code)).first()
    if known and not known.revoked_at:
        return known, code
    code = new_code("") if known else code
    now = clock.now()
    former = _live(resident).update(revoked_at=now)
    access = CarnetAccess(
        resident=resident,
        digest=digest("carnet.code", code),
        issued_at=now,
        issued_by=by,
        expires_at=now + timedelta(days=CARNET_DAYS),
    )
    access.save()
    file_acts.record("issue_carnet", resident, by, {"replaced": former})
    return access, code


@transaction.atomic
def revoke_carnet(*, resident: Resident, by: Account) -> bool:
    """Let the codes of the person's carnet open nothing any more; False if none did."""
    resident = file_acts.locked(resident, limited=True)
    if not _live(resident).update(revoked_at=clock.now()):
        return False
    file_acts.record("revoke_carnet", resident, by, {})
    return True


@transaction.atomic
def note_reading(*, access: CarnetAccess) -> None:
    """Note that the person reads their carnet."""
    CarnetAccess.objects.of(access.resident.organisation).filter(pk=access.pk).update(
        last_read_at=clock.now()
    )
    journal.record_read(
        reader_of(access), access.resident.organisation_id, f"resident:{access.resident_id}", _("carnet")
    )


def reader_of(access: CarnetAccess) -> str:
    """The person who holds the code, as the journal names them."""
    return f"{BY_CARNET}{access.pk}"


@transaction.atomic
def raise_alert(
    *, access: CarnetAccess, resident: Resident, kind: AlertKind, subject: str, told: str, words: str = ""
) -> CarnetAlert:
    """The person says « ce n’est pas moi », or asks that something stop. The organisation is told at once.

    ``told`` is the line as they read it. Nothing else changes: somebody of the organisation looks, and
    answers. While one waits for its answer, another of the same kind on the same subject gives it back.
    """
    said = _said(words, "words")
    resident = file_acts.locked(resident, limited=True)
    waiting = CarnetAlert.objects.of(resident.organisation).filter(
        resident=resident, kind=kind, subject=subject, answered_at__isnull=True
    )
    if known := waiting.first():
        return known
    alert = CarnetAlert(
        resident=resident, kind=kind, subject=subject, told=told, words=said, raised_at=clock.now()
    )
    alert.save()
    _tell(alert)
    journal.record(
        "people.raise_alert",
        actor=reader_of(access),
        organisation=resident.organisation_id,
        subject=f"resident:{resident.pk}",
        summary={"kind": kind, "about": subject, "alert": str(alert.pk)},
        personal={"words": said} if said else None,
    )
    return alert


@transaction.atomic
def answer_alert(*, alert: CarnetAlert, answer: str, by: Account) -> CarnetAlert:
    """Write what the person will read in return: what was found, what was mended.

    « Ce n’est pas moi » is not answered by who did it, if anybody else may answer.
    """
    said = _said(answer, "answer")
    if not said:
        raise DomainRefusal(_("Écrivez la réponse : la personne la lira dans son carnet."), field="answer")
    rows = CarnetAlert.objects.of(alert.resident.organisation).select_related("resident")
    held = rows.select_for_update(of=("self",)).filter(pk=alert.pk).first()
    if held is None:
        raise DomainRefusal(_("Ce dossier est effacé."))
    if held.answered_at:
        raise DomainRefusal(_("Une réponse a déjà été écrite."))
    if is_left_to_others(held, by):
        raise DomainRefusal(_("C’est vous qui l’avez fait : une autre personne vérifie, et répond."))
    held.answer, held.answered_at, held.answered_by = said, clock.now(), by
    held.save(update_fields=["answer", "answered_at", "answered_by"])
    journal.record(
        "people.answer_alert",
        actor=by.pk,
        organisation=held.resident.organisation_id,
        subject=f"resident:{held.resident_id}",
        summary={"alert": str(held.pk)},
        personal={"answer": said},
    )
    return held


def _said(text: str, field: str) -> str:
    """What one says to the other, as it is kept; refuses what is too long, and secrets."""
    said = text.strip()
    if len(said) > LONGEST_WORDS:
        raise DomainRefusal(_("C’est trop long : 1 000 signes au plus."), field=field)
    refuse_secrets(said, field=field)
    return said


def is_left_to_others(alert: CarnetAlert, by: Account) -> bool:
    """Whether an alert disputes what this account did, and others may answer it."""
    if alert.kind != AlertKind.NOT_ME or doer_of(kept_file(alert.resident), alert.subject) != by.pk:
        return False
    others = those_who_may("people.answer_alert", alert.resident.organisation)
    return any(each.pk != by.pk for each in others)


def _live(resident: Resident) -> QuerySet[CarnetAccess]:
    """Of any file of the person: two that were merged had a code each."""
    rows = CarnetAccess.objects.of(resident.organisation)
    return rows.filter(resident__in=files_of(resident), revoked_at__isnull=True)


def _tell(alert: CarnetAlert) -> None:
    """No name, no code of a file: an e-mail is read by more than its reader."""
    organisation = alert.resident.organisation
    letter = _(
        "Une personne accompagnée par %(organisation)s signale quelque chose par son carnet : « %(kind)s ».\n"
        "Répondez-lui : dans la Fabrique, ouvrez « Ma journée »."
    ) % {"organisation": organisation.name, "kind": AlertKind(alert.kind).label}
    notify(
        kind=ALERT,
        subject=f"alert:{alert.pk}",
        organisation=organisation,
        to=_those_who_answer(alert),
        letter=letter,
    )


def _those_who_answer(alert: CarnetAlert) -> list[Account]:
    """Who answers for the organisation, of those who may read what the person says; without them, all who
    may; failing that, who administers the territory, and can only ring. Never those alone who leave it to
    others."""
    organisation = alert.resident.organisation
    may, answering = those_who_may("people.answer_alert", organisation), answering_for(organisation)
    found = [each for each in answering if each in may]
    return (found if any(not is_left_to_others(alert, each) for each in found) else may) or answering
