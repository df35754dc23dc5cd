"""What every act on a person's file shares: the row as it is now, and its entry of the journal."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from fabrique.core import journal
from fabrique.core.refusals import DomainRefusal
from fabrique.people.models import Account, Resident


def locked(resident: Resident, *, limited: bool = False) -> Resident:
    """The file as it is now; one that went into another, or is erased, is not written any more.

    ``limited``: this may be done although the person asked that the file be not used.
    """
    rows = Resident.objects.of(resident.organisation).select_related("organisation")
    found = rows.select_for_update(of=("self",)).filter(pk=resident.pk).first()
    if found is None or found.emptied_at:
        raise DomainRefusal(_("Ce dossier est effacé."))
    if found.merged_into_id:
        raise DomainRefusal(_("Ce dossier a été réuni avec un autre : ouvrez l’autre."))
    if found.limited_at and not limited:
        text = _("La personne a demandé que son dossier ne serve plus. Levez d’abord cette limite avec elle.")
        raise DomainRefusal(text)
    return found


def record(verb: str, resident: Resident, by: Account | None, summary: Mapping[str, object]) -> None:
    """Journal ``people.<verb>`` on a file, for the organisation that holds it; ``by`` None: the system."""
    journal.record(
        f"people.{verb}",
        actor=by.pk if by else "",
        organisation=resident.organisation_id,
        subject=f"resident:{resident.pk}",
        summary=summary,
    )
