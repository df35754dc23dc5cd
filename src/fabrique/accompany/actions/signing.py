"""The person signs: from this instant the organisation may act, and the former authorisations give way."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.accompany import sealing
from fabrique.accompany.actions.conditions import check_conditions, check_helper
from fabrique.accompany.actions.drafting import entry, expiry, locked
from fabrique.accompany.actions.ending import end_authorisations, open_of
from fabrique.accompany.enums import MANDATE, Duration, End, MandateState, RemoteOutcome, SignatureMethod
from fabrique.accompany.models import Authorisation, Mandate, RemoteConsent
from fabrique.accompany.queries.authorisations import person_files
from fabrique.core import clock, journal
from fabrique.core.crypto import attesting, files
from fabrique.core.models import SealedFile
from fabrique.core.received import Received
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.core.ui.signature import check_drawn
from fabrique.people.actions.residents import touch
from fabrique.people.models import Account, Resident


@transaction.atomic
def sign_mandate(
    *,
    mandate: Mandate,
    method: SignatureMethod,
    by: Account,
    drawn: str = "",
    scan: Received | None = None,
    binder: bool = False,
) -> Mandate:
    """Note that the person has signed what was prepared for them today; twice is as once.

    ``drawn``: the trace of the signature on the screen (``M x y L x y …``), or the name that they typed. On
    paper, a ``scan`` of the signed sheet, or ``binder``: the sheet is kept in the binder.
    """
    resident, held = _locked_person(mandate.resident), locked(mandate)
    if held.state in (MandateState.SIGNED, MandateState.ENDED):
        return held
    check_conditions(resident, by)
    _check_day(held)
    _check_proof(method, drawn, scan, binder)
    _check_reply(held, method)
    now = clock.now()
    until = expiry(now, Duration(held.duration))
    _replace(resident, held, by, now)
    try:
        with transaction.atomic():
            own = Authorisation.objects.of(held.organisation).filter(mandate=held)
            own.update(resident=resident, given_at=now, expires_at=until)
    except IntegrityError:
        raise DomainRefusal(
            _("Un autre mandat vient d’être signé pour la même démarche. Rechargez la page.")
        ) from None
    _seal(held, method, by, drawn=drawn, scan=scan, binder=binder, now=now, until=until)
    summary = {"method": method, "digest": held.digest, "until": until.isoformat()}
    if held.renews_id:
        summary["renews"] = f"mandate:{held.renews_id}"
        journal.record("accompany.renew_mandate", **entry(held, by, summary))
    else:
        journal.record("accompany.sign_mandate", **entry(held, by, summary))
    touch(resident)
    return held


@transaction.atomic
def keep_scan(*, mandate: Mandate, scan: Received, by: Account) -> Mandate:
    """Keep, or replace, the scan of a paper that was signed."""
    held = locked(mandate)
    check_helper(held.organisation, by)
    if held.method != SignatureMethod.PAPER:
        raise DomainRefusal(_("Ce mandat n’a pas été signé sur papier."), field="scan")
    former = held.scan
    held.scan = _kept(held, scan)
    held.save(update_fields=["scan"])
    if former:
        files.discard(former)
    journal.record("accompany.keep_scan", **entry(held, by, {"replaced": former is not None}))
    return held


def _locked_person(resident: Resident) -> Resident:
    """The kept file of the person. All of them wait here: two signatures at once come one after the other."""
    files_now = person_files(resident)
    rows = Resident.objects.of(resident.organisation).filter(pk__in=[each.pk for each in files_now])
    held = {each.pk: each for each in rows.select_for_update().order_by("pk")}
    if {each.pk for each in person_files(held[resident.pk])} != set(held):
        raise DomainRefusal(_("Le dossier vient d’être réuni ou séparé. Rechargez la page."))
    kept = held[files_now[0].pk]
    kept.organisation = resident.organisation
    return kept


def _check_day(mandate: Mandate) -> None:
    if mandate.state == MandateState.ABANDONED:
        raise DomainRefusal(_("Ce mandat a été abandonné : préparez-en un autre."))
    if timezone.localdate(mandate.drafted_at) != clock.today():
        raise DomainRefusal(
            _("Ce mandat porte la date d’un autre jour : préparez-le de nouveau, puis faites-le signer.")
        )


def _check_proof(method: SignatureMethod, drawn: str, scan: Received | None, binder: bool) -> None:
    if method == SignatureMethod.PAPER and scan is None and not binder:
        raise DomainRefusal(
            _("Joignez la feuille signée, ou cochez qu’elle est rangée dans le classeur."), field="scan"
        )
    if method == SignatureMethod.SCREEN:
        check_drawn(drawn)


def _check_reply(mandate: Mandate, method: SignatureMethod) -> None:
    if method != SignatureMethod.SMS:
        return
    said = RemoteConsent.objects.of(mandate.organisation).filter(mandate=mandate)
    if not said.filter(outcome=RemoteOutcome.ACCEPTED).exists():
        raise DomainRefusal(_("La personne n’a pas répondu « Oui » par SMS."))


def _replace(resident: Resident, mandate: Mandate, by: Account, now: datetime) -> None:
    """The same procedure, of the same person, in the same organisation: the newest authorisation holds."""
    wanted = Authorisation.objects.of(mandate.organisation).filter(mandate=mandate)
    procedures = set(wanted.values_list("procedure", flat=True))
    former = Mandate.objects.of(mandate.organisation).filter(
        authorisations__resident__in=person_files(resident),
        authorisations__procedure__in=procedures,
        state=MandateState.SIGNED,
    )
    for each in former.select_related("organisation").order_by("pk").distinct():
        held = locked(each)
        given = [one for one in open_of(held) if one.procedure in procedures]
        over = [one for one in given if one.expires_at and one.expires_at <= now]
        end_authorisations(held, over, End.EXPIRED, by=None)
        end_authorisations(held, [one for one in given if one not in over], End.REPLACED, by=by)


def _seal(
    mandate: Mandate, method: SignatureMethod, by: Account, *,
    drawn: str, scan: Received | None, binder: bool, now: datetime, until: datetime,
) -> None:  # fmt: skip
    mandate.signed_at, mandate.expires_at, mandate.method = now, until, method
    mandate.signing_key = attesting.current_key()
    mandate.signature = attesting.sign(mandate.signing_key, sealing.content(mandate))
    advance(
        MANDATE, mandate, "sign",
        signed_at=now, expires_at=until, method=method, signed_by=by,
        signing_key=mandate.signing_key, signature=mandate.signature, binder=binder,
    )  # fmt: skip
    mandate.drawn = drawn.strip() if method == SignatureMethod.SCREEN else ""
    mandate.scan = _kept(mandate, scan) if scan else None
    mandate.save(update_fields=["drawn", "scan"])


def _kept(mandate: Mandate, scan: Received) -> SealedFile:
    name = f"mandat-{mandate.code}.{scan.extension}"
    return files.keep(scan.content, name=name, media_type=scan.media_type)
