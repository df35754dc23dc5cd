"""What mandates put elsewhere: a part of a person's file, what awaits a helper, the brake on guessing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from fabrique.accompany.queries.mandates import lines_of
from fabrique.accompany.queries.waiting import mandates_waiting
from fabrique.core import clock
from fabrique.core.policies import can
from fabrique.core.ui import portal
from fabrique.core.ui.portal import WaitingProvider
from fabrique.people.models import Resident
from fabrique.people.sections import FileSection, sections
from fabrique.people.signing import throttle


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    sections.enlist(
        "accompany.mandates", FileSection("accompany/mandates/section.html", _mandates, order=200)
    )
    portal.tasks.enlist(
        "accompany.mandates", WaitingProvider("accompany.draft_mandate", mandates_waiting, order=100)
    )
    throttle.RULES["mandate"] = {"address": (20, throttle.QUARTER)}


def _mandates(request: HttpRequest, resident: Resident) -> dict[str, Any] | None:
    """The live mandates of a person, for who may see them."""
    if not can(request.user, "accompany.see_mandates", resident):
        return None
    lines = lines_of(resident, clock.now())
    return {
        "live": [line for line in lines if line.live],
        "others": sum(not line.live for line in lines),
        "may_draft": can(request.user, "accompany.draft_mandate", resident),
    }
