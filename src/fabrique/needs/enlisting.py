"""What needs put elsewhere: a part of a person's file, of their carnet, a tool of the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.core.policies import can
from fabrique.core.ui import navigation
from fabrique.core.ui.navigation import Entry
from fabrique.needs.enums import LIVE
from fabrique.needs.queries import needs_of, people_told
from fabrique.people.carnet import CarnetLine, CarnetPart, CarnetProvider, parts
from fabrique.people.models import Resident
from fabrique.people.sections import FileSection, sections
from fabrique.territory.facts import AreaFact, facts


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    sections.enlist("needs.needs", FileSection("needs/section.html", _section, order=180))
    parts.enlist("needs.needs", CarnetProvider(_carnet, order=45))
    label, unit = marked("Personnes dont un besoin a été noté"), marked("personnes")
    facts.enlist("besoins-notes", AreaFact(label, unit, persons=people_told, order=20))
    navigation.tools.enlist(
        "needs.needs", Entry(marked("Les besoins notés"), "needs:needs", "needs.see_needs", 8)
    )


def _section(request: HttpRequest, resident: Resident) -> dict[str, Any] | None:
    """The needs of a person, for who may see them."""
    if not can(request.user, "needs.see_needs", resident):
        return None
    found = list(needs_of(resident))
    return {
        "live": [each for each in found if each.state in LIVE],
        "others": [each for each in found if each.state not in LIVE],
        "may_note": can(request.user, "needs.note_need", resident),
    }


def _carnet(resident: Resident) -> CarnetPart | None:
    """What was noted that the person lacks, and where it stands; nothing noted, nothing shown."""
    lines = tuple(
        CarnetLine(
            text=each.note or each.get_state_display(),
            title=each.get_kind_display(),
            on=timezone.localdate(each.noted_at),
            detail=each.get_state_display() if each.note else "",
            subject=f"need:{each.pk}",
            doer=each.noted_by_id,
        )
        for each in needs_of(resident)
    )
    return CarnetPart(_("Ce dont j’ai besoin"), lines, "") if lines else None
