"""What is decided of a file before its time: kept longer, not used, handed over; who is told of its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.core import clock, journal, outbox
from fabrique.core.enums import Channel
from fabrique.core.refusals import DomainRefusal
from fabrique.core.retention import key_of
from fabrique.core.ui import formats
from fabrique.people.actions import file_acts
from fabrique.people.models import Account, Organisation, Resident
from fabrique.people.queries.keeping import residents_to_announce
from fabrique.people.queries.members import answering_for
from fabrique.people.residents import refuse_secrets
from fabrique.people.retention import INACTIVE_YEARS, MOST_KEPT_DAYS, NOTICE_DAYS

WHY = "retention"
LONGEST_REASON = 300


@transaction.atomic
def announce_erasures(subjects: Sequence[str]) -> list[str]:
    """Tell, once, the organisations whose files will be erased; gives back the files that were told of."""
    wanted = Q(pk__in=[key_of(each) for each in subjects])
    due = {f"resident:{each.pk}": each for each in residents_to_announce(clock.now(), wanted)}
    told = [subject for subject in subjects if subject in due]
    by_organisation: dict[object, list[Resident]] = defaultdict(list)
    for subject in told:
        by_organisation[due[subject].organisation_id].append(due[subject])
    for files in by_organisation.values():
        _announce(files)
    return told


def _announce(files: Sequence[Resident]) -> None:
    organisation = Organisation.objects.get(pk=files[0].organisation_id)
    today = clock.today()
    rows = Resident.objects.of(organisation).filter(pk__in=[each.pk for each in files])
    rows.update(warned_on=today)
    for account in answering_for(organisation):
        outbox.send(
            key=f"retention:{organisation.pk}:{today}:{files[0].pk}:{account.pk}",
            channel=Channel.EMAIL,
            recipient=account.email,
            subject=_("Des dossiers vont être effacés"),
            body=_letter(organisation, len(files), today + timedelta(days=NOTICE_DAYS)),
        )
    summary = {"files": [str(each.pk) for each in files]}
    journal.record(
        "people.announce_erasures",
        organisation=organisation.pk,
        subject=f"organisation:{organisation.pk}",
        summary=summary,
    )


def _letter(organisation: Organisation, count: int, on: date) -> str:
    """No name, no code: an e-mail is read by more than its reader."""
    number = ngettext("%(n)s dossier", "%(n)s dossiers", count) % {"n": count}
    parts = [
        _("Bonjour,"),
        _("%(organisation)s garde %(number)s sans contact depuis près de %(years)s ans."),
        _("Effacement le %(on)s, sans rien faire de votre part."),
        _("S’il faut en garder : dans la Fabrique, ouvrez « Demandes des personnes » et dites pourquoi."),
    ]
    return "\n\n".join(parts) % {
        "organisation": organisation.name,
        "years": INACTIVE_YEARS,
        "number": number,
        "on": formats.dated(on),
    }


@transaction.atomic
def keep_longer(*, resident: Resident, until: date, reason: str, by: Account) -> Resident:
    """Keep a file for longer than its limit, for a stated reason, a year at most."""
    said = reason.strip()
    if not said:
        raise DomainRefusal(_("Dites pourquoi ce dossier doit être gardé."), field="reason")
    if len(said) > LONGEST_REASON:
        raise DomainRefusal(_("C’est trop long : 300 signes au plus."), field="reason")
    refuse_secrets(said, field="reason")
    if not clock.today() < until <= clock.today() + timedelta(days=MOST_KEPT_DAYS):
        raise DomainRefusal(_("Choisissez un jour à venir, dans un an au plus."), field="until")
    resident = file_acts.locked(resident, limited=True)
    resident.keep_until, resident.keep_reason, resident.warned_on = until, said, None
    resident.save(update_fields=["keep_until", "keep_reason", "warned_on"])
    file_acts.record("keep_resident", resident, by, {"until": str(until)})
    return resident


@transaction.atomic
def limit_resident(*, resident: Resident, by: Account) -> Resident:
    """The person asks that the file be kept and not used (article 18); twice is as once."""
    resident = file_acts.locked(resident, limited=True)
    if not resident.limited_at:
        resident.limited_at = clock.now()
        resident.save(update_fields=["limited_at"])
        file_acts.record("limit_resident", resident, by, {})
    return resident


@transaction.atomic
def free_resident(*, resident: Resident, by: Account) -> Resident:
    """The file may be used again; twice is as once."""
    resident = file_acts.locked(resident, limited=True)
    if resident.limited_at:
        resident.limited_at = None
        resident.save(update_fields=["limited_at"])
        file_acts.record("free_resident", resident, by, {})
    return resident


@transaction.atomic
def note_export(*, resident: Resident, format: str, whole: bool, by: Account | None = None) -> None:
    """Note that a copy of the file was made for the person, and whether all of it was in it."""
    file_acts.record("export_resident", resident, by, {"format": format, "whole": whole})


@transaction.atomic
def note_account_export(*, account: Account, format: str) -> None:
    """Note that a copy of what is held of an account was made."""
    journal.record("people.export_account", subject=f"account:{account.pk}", summary={"format": format})
