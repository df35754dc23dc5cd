"""Errors that visitors report: received, taken, answered; the reporter's address is then forgotten."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal, outbox
from fabrique.core.enums import Channel, MessageState
from fabrique.core.models import OutboxMessage
from fabrique.core.private_numbers import private_number_in
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.directory.actions.telling import tell_of_report
from fabrique.directory.enums.lifecycle import (
    REPORT_MACHINE,
    PlaceState,
    ReportMotive,
    ReportOrigin,
    ReportState,
)
from fabrique.directory.models import ErrorReport, Place

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misread or misheard on the phone
CODE_LENGTH, MAX_WORDS, MAX_ANSWER = 9, 1000, 500
MAX_LETTERS = 3  # acknowledgements to one address in a day: the form is no way to pester a stranger
_KEY = "report:"


@transaction.atomic
def report_error(
    *,
    place: Place,
    motive: str,
    words: str = "",
    email: str = "",
    follow_home: str = "",
    origin: str = ReportOrigin.VISITOR,
    proposed: Mapping[str, Any] | None = None,
) -> ErrorReport:
    """Note what a visitor says is wrong; acknowledged by e-mail when an address is given.

    ``proposed`` is what the sheet should say (see ``ErrorReport``); a person decides.
    ``follow_home`` is the address under which the code leads to the page that follows the report.

    Refused: a withdrawn place, a motive « autre » without words, a card or social-security number.
    """
    words = words.strip()
    if place.state != PlaceState.PUBLISHED:
        raise DomainRefusal(_("Ce lieu n’est plus dans le guide : il n’y a rien à corriger."))
    if motive not in ReportMotive.values:
        raise DomainRefusal(_("Choisissez ce qui ne va pas."), field="motive")
    if motive == ReportMotive.OTHER and not words and not proposed:
        raise DomainRefusal(_("Dites-nous en quelques mots ce qui ne va pas."), field="words")
    if len(words) > MAX_WORDS:
        raise DomainRefusal(_("C’est trop long : 1 000 caractères au plus."), field="words")
    if found := private_number_in(words):
        raise DomainRefusal(found, field="words")
    report = ErrorReport.objects.create(
        code="".join(secrets.choice(LETTERS) for _n in range(CODE_LENGTH)),
        place=place,
        motive=motive,
        words=words,
        origin=origin,
        proposed=dict(proposed or {}),
        answer_email=email.strip(),
        created_at=clock.now(),
    )
    if report.answer_email and not _pestered(report):
        _write_to(report, "received", _acknowledgement(report, follow_home))
    summary = {"place": place.code, "motive": motive}
    tell_of_report(report)
    journal.record("directory.report_error", subject=f"report:{report.code}", summary=summary)
    return report


@transaction.atomic
def take_report(*, report: ErrorReport, actor: str = "") -> ErrorReport:
    """Say that somebody is looking at it."""
    advance(REPORT_MACHINE, report, "take", handled_by=actor)
    journal.record("directory.take_report", actor=actor, subject=f"report:{report.code}")
    return report


@transaction.atomic
def close_report(*, report: ErrorReport, corrected: bool, answer: str, actor: str = "") -> ErrorReport:
    """Answer a report: the sheet was corrected, or not. The reporter's address is used once, then forgotten.

    The words of a person who asked not to be named are forgotten too.
    """
    answer = answer.strip()
    if not answer:
        raise DomainRefusal(_("Écrivez une courte réponse."), field="answer")
    if len(answer) > MAX_ANSWER:
        raise DomainRefusal(_("Cette réponse est trop longue : 500 caractères au plus."), field="answer")
    email = ErrorReport.objects.values_list("answer_email", flat=True).get(pk=report.pk)
    forgotten = {"words": ""} if report.motive == ReportMotive.CONTACT else {}
    changes = {"answer": answer, "answered_at": clock.now(), "answer_email": "", "handled_by": actor}
    advance(REPORT_MACHINE, report, "correct" if corrected else "dismiss", **changes, **forgotten)
    if email:
        report.answer_email = email
        _write_to(report, "answered", _reply(report))
        report.answer_email = ""
    summary = {"state": report.state}
    tell_of_report(report, by=actor)
    journal.record("directory.close_report", actor=actor, subject=f"report:{report.code}", summary=summary)
    return report


@transaction.atomic
def forget_reporters() -> int:
    """Erase the addresses and words of messages to reporters once they have left; returns how many."""
    gone = OutboxMessage.objects.filter(key__startswith=_KEY, state__in=_LEFT).exclude(recipient="")
    return gone.update(recipient="", body="")


_LEFT = (MessageState.SENT, MessageState.UNDELIVERABLE)


def _pestered(report: ErrorReport) -> bool:
    """Whether this address was given often today, by its holder or by somebody else."""
    lately = ErrorReport.objects.filter(created_at__gte=report.created_at - timedelta(days=1))
    return lately.filter(answer_email__iexact=report.answer_email).count() > MAX_LETTERS


def _write_to(report: ErrorReport, occasion: str, body: str) -> None:
    subject = _("Votre signalement sur « %(place)s »") % {"place": report.place.name[:120]}
    outbox.send(
        key=f"{_KEY}{report.code}:{occasion}",
        channel=Channel.EMAIL,
        recipient=report.answer_email,
        subject=" ".join(subject.split()),
        body=body,
    )


def _acknowledgement(report: ErrorReport, follow_home: str) -> str:
    url = f"{follow_home}{report.code}/"
    parts = [
        _("Bonjour,"),
        _("Nous avons bien reçu votre signalement sur « %(place)s ». Merci."),
        _("Son numéro est %(code)s. Pour savoir où il en est : %(url)s")
        if follow_home
        else _("Son numéro est %(code)s."),
        _("Votre adresse sert à vous répondre. Elle est effacée ensuite."),
    ]
    return "\n\n".join(parts) % {"place": report.place.name, "code": report.code, "url": url}


def _reply(report: ErrorReport) -> str:
    done = report.state == ReportState.CORRECTED
    parts = [
        _("Bonjour,"),
        _("Nous avons corrigé la fiche de « %(place)s ». Merci de votre aide.")
        if done
        else _("Nous avons lu votre signalement sur « %(place)s ». La fiche ne change pas."),
        "%(answer)s",
        _("Votre adresse est maintenant effacée de notre registre des signalements."),
    ]
    return "\n\n".join(parts) % {"place": report.place.name, "answer": report.answer}
