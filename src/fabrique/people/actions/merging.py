"""Two files of one person become one, and can be taken apart again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal
from fabrique.people.actions import file_acts
from fabrique.people.models import Account, CarnetAccess, Resident


@transaction.atomic
def merge_residents(*, kept: Resident, other: Resident, by: Account) -> Resident:
    """Let ``other`` go into ``kept``. Nothing moves: what hangs from both is read together (``files_of``)."""
    if kept.organisation_id != other.organisation_id or kept.pk == other.pk:
        raise DomainRefusal(_("Ce dossier ne peut pas être réuni avec celui-ci."), field="code")
    held = _locked(kept, other)
    if any(each.merged_into_id for each in held.values()):
        raise DomainRefusal(_("L’un des deux dossiers est déjà réuni avec un autre."), field="code")
    going = held[other.pk]
    if any(each.emptied_at for each in held.values()):
        raise DomainRefusal(_("L’un des deux dossiers est effacé."), field="code")
    going.merged_into = held[kept.pk]
    going.save(update_fields=["merged_into"])
    _tell_again(held[kept.pk], going)
    file_acts.record("merge_residents", held[kept.pk], by, {"other": f"resident:{going.pk}"})
    return held[kept.pk]


@transaction.atomic
def separate_residents(*, other: Resident, by: Account) -> Resident:
    """Take a file out of the one into which it went.

    The codes of both carnets open nothing any more: one that was given meanwhile may be in the hands of the
    other person, if they are two.
    """
    going = _locked(other)[other.pk]
    kept = going.merged_into
    if kept is None:
        raise DomainRefusal(_("Ce dossier n’est réuni avec aucun autre."))
    going.merged_into = None
    going.save(update_fields=["merged_into"])
    _tell_again(kept, going)
    live = CarnetAccess.objects.of(kept.organisation).filter(
        resident__in=[kept, going], revoked_at__isnull=True
    )
    summary = {"other": f"resident:{going.pk}", "carnets_revoked": live.update(revoked_at=clock.now())}
    file_acts.record("separate_residents", kept, by, summary)
    return going


def _tell_again(*files: Resident) -> None:
    """The last contact of the person may have changed: who was told of an erasure is told anew."""
    for each in files:
        each.warned_on = None
        each.save(update_fields=["warned_on"])


def _locked(*residents: Resident) -> dict[object, Resident]:
    """In the order of their keys: two merges of the same files at once do not wait for each other."""
    rows = Resident.objects.of(residents[0].organisation).filter(pk__in=[each.pk for each in residents])
    return {each.pk: each for each in rows.select_for_update().order_by("pk")}
