"""What the pages of giving share at the desk: the promise of an address, the way back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fabrique.core.policies import fetch
from fabrique.core.ui.parts import Crumb
from fabrique.equip.models import Donation
from fabrique.equip.queries.promises import whole

SEE, KEEP, RECEIVE = "equip.see_donations", "equip.keep_donations", "equip.receive_donation"


def donation_of(request: HttpRequest, action: str, pk: UUID) -> Donation:
    """The promise of an address; another organisation's looks like a missing one."""
    found: Donation = fetch(request.user, action, whole(), pk=pk)
    return found


def trail(*steps: tuple[str, str]) -> list[Crumb]:
    """The way back through the promises; ``steps`` are (words, address) pairs."""
    listed = reverse("equip:donations") if steps else ""
    home = [Crumb(_("Ma journée"), reverse("web:desk")), Crumb(_("Dons"), listed)]
    return [*home, *(Crumb(words, url) for words, url in steps)]


def step_to(donation: Donation) -> tuple[str, str]:
    """The step of the way back that leads to a promise."""
    return donation.code, reverse("equip:donation", args=[donation.pk])


def follow_home(request: HttpRequest) -> str:
    """The address under which a secret leads to the donor's page."""
    return request.build_absolute_uri(reverse("equip:gift", args=["0"])).removesuffix("0/")
