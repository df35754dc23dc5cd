"""What the pages of handovers share: the handover of an address, who it is for, the way back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core.policies import can, fetch
from fabrique.core.ui.parts import Crumb
from fabrique.equip.models import Handover
from fabrique.equip.queries.handing import HAND, WHOLE, is_ours
from fabrique.people.views.common import note_read


def handover_of(request: HttpRequest, pk: UUID) -> Handover:
    """The handover of an address; another organisation's looks like a missing one.

    That a file was read is noted where its person is shown.
    """
    rows = Handover.objects.select_related(
        *WHOLE, "device__site", "prepared_by", "signed_by", "handed_by", "first_steps_place", "scan__stored",
        "replaces__device",
    )  # fmt: skip
    found = fetch(request.user, HAND, rows, pk=pk)
    if found.resident and names_shown(request, found):
        note_read(request, found.resident)
    return found


def names_shown(request: HttpRequest, handover: Handover) -> bool:
    """Whether this reader sees the person's name; who repairs devices, or helps elsewhere, sees a code."""
    return can(request.user, "people.see_resident") and (handover.resident is None or is_ours(handover))


def crumbs(*steps: tuple[str, str]) -> list[Crumb]:
    """The way back through the handovers."""
    listed = reverse("equip:handovers") if steps else ""
    home = [Crumb(_("Ma journée"), reverse("web:desk")), Crumb(_("Remettre un appareil"), listed)]
    return [*home, *(Crumb(words, url) for words, url in steps)]


def step_to(handover: Handover) -> tuple[str, str]:
    """The step that leads to a handover."""
    return handover.device.code, reverse("equip:handover", args=[handover.pk])
