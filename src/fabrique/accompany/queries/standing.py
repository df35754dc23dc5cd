"""Why nobody may act in a person's place for a procedure: the exact reason, in French."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.accompany.enums import End, MandateState, Procedure
from fabrique.accompany.models import Authorisation, Mandate
from fabrique.accompany.queries.authorisations import live_authorisations, person_files
from fabrique.core.ui import formats
from fabrique.people.models import Resident


def why_not(resident: Resident, procedure: Procedure, at: datetime) -> str:
    """Why no mandate covers a procedure at an instant."""
    files = person_files(resident)
    rows = Authorisation.objects.of(resident.organisation).filter(resident__in=files, procedure=procedure)
    former = rows.filter(given_at__isnull=False).select_related("mandate").order_by("-given_at", "pk").first()
    if former:
        return _ended(former, at)
    drafts = Mandate.objects.of(resident.organisation).filter(resident__in=files, state=MandateState.DRAFT)
    if draft := drafts.filter(authorisations__procedure=procedure).order_by("-drafted_at").first():
        return _("Le mandat %(code)s est préparé, mais la personne ne l’a pas signé.") % {"code": draft.code}
    if other := list(live_authorisations(resident, at).order_by("procedure")):
        text = _("Son mandat en cours ne couvre pas « %(asked)s ». Il couvre : %(held)s.")
        labels = " ; ".join(each.get_procedure_display() for each in other)
        return text % {"asked": procedure.label, "held": labels}
    return _("Aucun mandat pour « %(asked)s ».") % {"asked": procedure.label}


def _ended(authorisation: Authorisation, at: datetime) -> str:
    end = authorisation.ended_at or authorisation.expires_at or at
    said = {"code": authorisation.mandate.code, "day": formats.dated(timezone.localdate(end))}
    if authorisation.end == End.REVOKED:
        return _("La personne a annulé cette démarche du mandat %(code)s le %(day)s.") % said
    if authorisation.end == End.REPLACED:
        return _("Le mandat %(code)s a été remplacé le %(day)s.") % said
    return _("Le mandat %(code)s est arrivé à son terme le %(day)s.") % said
