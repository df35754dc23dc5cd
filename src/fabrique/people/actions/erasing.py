"""Erasing persons. The end of the time to keep, a request, and a restored backup all run this code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core import clock, journal, tombstones
from fabrique.core.enums import MessageState
from fabrique.core.models import OutboxMessage
from fabrique.core.refusals import DomainRefusal
from fabrique.core.retention import Hold, holds_on, key_of
from fabrique.core.retention.holdings import of_kind
from fabrique.people.actions import file_acts, linking
from fabrique.people.actions.notifying import forget_subjects
from fabrique.people.enums import ErasureReason
from fabrique.people.holding import about, resident_messages
from fabrique.people.models import (
    Account,
    CarnetAccess,
    CarnetAlert,
    Consent,
    ErasedCount,
    LinkCode,
    Note,
    Organisation,
    Resident,
)
from fabrique.people.queries.keeping import residents_due
from fabrique.people.queries.residents import by_person, count_persons, files_of, kept_file
from fabrique.people.retention import SMALLEST_CELL

WHY = "erasure"
# What an emptied row still says: nothing of the person.
_BLANK = (
    *("first_name", "last_name", "birth_year", "phone", "email", "address", "commune_code", "reach_by"),
    *("reach_note", "protection", "representative", "representative_phone"),
)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done: how many files of the person there were, and what the law makes us keep of them."""

    files: int
    kept: list[Hold]


@transaction.atomic
def erase_resident(*, resident: Resident, reason: ErasureReason, by: Account | None = None) -> Erased:
    """Erase a person's file and those that went into it, but for what a hold keeps."""
    files = _locked(resident.pk)
    if not files:
        raise DomainRefusal(_("Ce dossier est déjà effacé."))
    held = _erase(files, reason, by)
    _bury(files)
    return Erased(len(files), held)


@transaction.atomic
def erase_due(subjects: Sequence[str]) -> list[str]:
    """Erase those of these files still past their limit; what was done meanwhile saves the others."""
    done, gone = [], list[Resident]()
    for subject in subjects:
        files = _locked(UUID(key_of(subject)))
        if files and residents_due(clock.now(), Q(pk=files[0].pk)):
            _erase(files, ErasureReason.RETENTION)
            done.append(subject)
            gone += files
    _bury(gone)
    return done


def _erase(files: Sequence[Resident], reason: ErasureReason, by: Account | None = None) -> list[Hold]:
    held = wipe(files)
    summary = {"reason": reason, "files": len(files), "kept": len(held)}
    file_acts.record("erase_resident", files[0], by, summary)
    return held


def erase_again(subject: str) -> None:
    """Erase what a restored backup brought back; its tombstone is there already."""
    with transaction.atomic():
        if files := _locked(UUID(key_of(subject))):
            wipe(files)


def wipe(files: Sequence[Resident]) -> list[Hold]:
    """Take a person away: what every app holds of them, the messages, the rows. What a hold keeps stays.

    ``files`` are locked, the one that the others went into first.
    """
    root, ids = files[0], [each.pk for each in files]
    held = holds_on("resident", ids)
    if not root.emptied_at:
        _count(root)
    _forget_messages(files)
    for each in files:
        journal.forget(person=f"resident:{each.pk}")
    for holding in reversed(of_kind("resident")):
        holding.erase(ids)
    if held:
        for each in files:
            _empty(each)
    else:
        rows = Resident.objects.everywhere(WHY).filter(pk__in=ids)
        rows.update(merged_into=None)  # they protect each other
        rows.delete()
    return held


def erase_file(ids: Sequence[UUID]) -> None:
    """What ``people`` itself holds beside the row: consents, notes, the carnet; the ties with other files."""
    linking.end_links_of_erased(ids=list(ids))
    alerts = CarnetAlert.objects.everywhere(WHY).filter(resident__in=list(ids))
    forget_subjects(f"alert:{pk}" for pk in alerts.values_list("pk", flat=True))
    for model in (Consent, Note, CarnetAccess, CarnetAlert, LinkCode):
        model.objects.everywhere(WHY).filter(resident__in=list(ids)).delete()


def _locked(pk: UUID) -> list[Resident]:
    """All files of the person whom this one is about, locked in the order of their keys; [] if gone."""
    rows = Resident.objects.everywhere(WHY).select_related("organisation")
    found = rows.filter(pk=pk).first()
    if found is None:
        return []
    root = kept_file(found)
    wanted = [each.pk for each in files_of(root)]
    locked = {
        each.pk: each for each in rows.filter(pk__in=wanted).select_for_update(of=("self",)).order_by("pk")
    }
    return [locked[pk] for pk in wanted if pk in locked]


def _bury(files: Sequence[Resident]) -> None:
    """Last: see ``tombstones.add``."""
    if files:
        tombstones.add(*(f"resident:{each.pk}" for each in files))


def _empty(resident: Resident) -> None:
    for name in _BLANK:
        setattr(resident, name, "")
    resident.called = _("Dossier effacé")
    resident.emptied_at = resident.emptied_at or clock.now()
    resident.warned_on = resident.keep_until = resident.keep_reason = resident.limited_at = None
    resident.save()


def _forget_messages(files: Sequence[Resident]) -> None:
    """Messages about the person, and those that left for their address: what waits may be for another."""
    ids = [each.pk for each in files]
    of_them = about(f"resident:{each}" for each in ids)
    left = ~Q(state=MessageState.WAITING) & resident_messages(ids)
    OutboxMessage.objects.filter(of_them | left).delete()


def _count(root: Resident) -> None:
    """Keep the figures true: a person counts as long as the organisation, or another, has no file of them."""
    rows = Resident.objects.everywhere(WHY).filter(merged_into__isnull=True, emptied_at__isnull=True)
    others = rows.filter(by_person(root)).exclude(pk=root.pk)
    if others.filter(organisation=root.organisation_id).exists():
        return
    row, _created = ErasedCount.objects.everywhere(WHY).get_or_create(
        organisation=root.organisation,
        month=f"{timezone.localtime(root.created_at):%Y-%m}",
        commune_code=_commune(root.organisation, root.commune_code),
    )
    row.persons, row.alone = F("persons") + 1, F("alone") + (0 if others.exists() else 1)
    row.save(update_fields=["persons", "alone"])


def _commune(organisation: Organisation, code: str) -> str:
    """The commune, if enough persons of it are known for the number to say nothing of one."""
    live = count_persons(Resident.objects.of(organisation).filter(commune_code=code))
    gone = ErasedCount.objects.of(organisation).filter(commune_code=code).aggregate(n=Sum("persons"))["n"]
    return code if live + (gone or 0) >= SMALLEST_CELL else ""
