"""Preparing a mandate: its text is set, word for word, before the person reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.accompany import texts
from fabrique.accompany.actions.conditions import check_conditions, check_procedures, full_name
from fabrique.accompany.enums import DAYS, MANDATE, Duration, MandateState
from fabrique.accompany.models import Authorisation, Mandate
from fabrique.accompany.queries.mandates import is_renewable
from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.secrets import digest_of, new_secret
from fabrique.core.states import advance
from fabrique.people.models import Account, Resident
from fabrique.people.residents import new_code, refuse_secrets


@transaction.atomic
def draft_mandate(
    *,
    resident: Resident,
    procedures: Iterable[str],
    duration: Duration,
    place: str,
    by: Account,
    language: str = "",
    aidants_connect_number: str = "",
    renews: Mandate | None = None,
    key: UUID | None = None,
) -> Mandate:
    """Prepare a mandate for a person to read and sign today. ``place``: where it is made, a town.

    ``key``, drawn with the form, makes a form that was sent twice prepare one mandate. ``renews``: the one
    that it takes up again.
    """
    check_conditions(resident, by)
    chosen = check_procedures(procedures)
    if renews and not is_renewable(resident, renews, clock.now()):
        raise DomainRefusal(_("Ce mandat ne se renouvelle plus : préparez-en un nouveau."))
    town = _short(place, "place", _("Écrivez la commune où vous êtes."))
    text = texts.render(
        texts.Facts(
            person=full_name(resident),
            organisation=resident.organisation.name,
            helper=by.name or by.email,
            place=town,
            on=clock.today(),
            until=timezone.localdate(expiry(clock.now(), duration)),
            duration=duration,
            procedures=chosen,
            aidants_connect_number=_short(aidants_connect_number, "aidants_connect_number"),
        ),
        language=_language(language),
    )
    mandate = _new(resident, by, text, duration=duration, language=language, renews=renews)
    mandate.place = town
    mandate.aidants_connect_number = aidants_connect_number.strip()
    mandate.pk = key or mandate.pk
    try:
        with transaction.atomic():
            mandate.save(force_insert=True)
    except IntegrityError:
        return _already(resident, key)
    for procedure in chosen:
        Authorisation(mandate=mandate, resident=resident, procedure=procedure).save()
    summary = {"procedures": list(chosen), "duration": duration}
    journal.record("accompany.draft_mandate", **entry(mandate, by, summary))
    return mandate


@transaction.atomic
def abandon_mandate(*, mandate: Mandate, by: Account) -> Mandate:
    """The person does not sign: what was prepared is closed. Twice is as once."""
    held = locked(mandate)
    if held.state != MandateState.ABANDONED:
        advance(MANDATE, held, "abandon")
        journal.record("accompany.abandon_mandate", **entry(held, by, {}))
    return held


def expiry(signed_at: datetime, duration: Duration) -> datetime:
    """The instant after so many days, at the same hour of the clock in Paris: summer time moves no date."""
    there = timezone.localtime(signed_at).replace(tzinfo=None)
    return timezone.make_aware(there + timedelta(days=DAYS[duration])).astimezone(UTC)


def locked(mandate: Mandate) -> Mandate:
    """The mandate as it is now, which nobody else changes until the end of the transaction."""
    rows = Mandate.objects.of(mandate.organisation).select_related("organisation", "resident__organisation")
    return rows.select_for_update(of=("self",)).get(pk=mandate.pk)


def entry(mandate: Mandate, by: Account | None, summary: Mapping[str, object]) -> dict[str, Any]:
    """What the journal says of an act on a mandate: who, for whom, on whose file, which mandate."""
    return {
        "actor": by.pk if by else "",
        "organisation": mandate.organisation_id,
        "subject": f"resident:{mandate.resident_id}",
        "summary": {"mandate": f"mandate:{mandate.pk}", **summary},
    }


def _new(
    resident: Resident, by: Account, text: str, *, duration: Duration, language: str, renews: Mandate | None
) -> Mandate:
    secret = new_secret()
    return Mandate(
        pk=uuid4(),
        organisation=resident.organisation,
        resident=resident,
        code=new_code(),
        duration=duration,
        language=language,
        renews=renews,
        drafted_at=clock.now(),
        drafted_by=by,
        template_version=texts.CURRENT,
        text=text,
        digest=texts.digest_of_text(text),
        token=secret,
        token_digest=digest_of(secret),
    )


def _already(resident: Resident, key: UUID | None) -> Mandate:
    rows = Mandate.objects.of(resident.organisation).filter(resident=resident)
    found = rows.filter(pk=key).first() if key else None
    if found is None:
        raise DomainRefusal(_("Ce formulaire a déjà servi. Rouvrez-le pour préparer un autre mandat."))
    return found


def _language(code: str) -> str:
    if code and code not in texts.LANGUAGES:
        raise DomainRefusal(_("Le texte n’existe pas dans cette langue."), field="language")
    return code


def _short(value: str, field: str, missing: str = "") -> str:
    said = " ".join(value.split())
    if missing and not said:
        raise DomainRefusal(missing, field=field)
    if len(said) > (100 if missing else 40):
        raise DomainRefusal(_("C’est trop long."), field=field)
    refuse_secrets(said, field=field)
    return said
