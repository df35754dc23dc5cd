"""What handovers put elsewhere: the file, the carnet, the day's tasks, the menu, what follows a move."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from fabrique.core import clock
from fabrique.core.policies import Actor, can
from fabrique.core.ui import navigation, notifying, portal
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.notifying import Kind
from fabrique.core.ui.portal import Gesture, Waiting, WaitingProvider
from fabrique.equip import hooks
from fabrique.equip.actions import following_up, handing_over
from fabrique.equip.carnet import handing as carnet
from fabrique.equip.enlisting import handing_guards
from fabrique.equip.enums import HandoverState
from fabrique.equip.models import Device
from fabrique.equip.queries.following_up import FOLLOW, due_follow_ups, troubles_of, troubles_told
from fabrique.equip.queries.handing import HAND, agenda_of, handovers_of, live_handover
from fabrique.equip.sections import MovePage, move_pages
from fabrique.people.enums import Role
from fabrique.people.models import Resident
from fabrique.people.sections import FileSection, sections
from fabrique.people.signing import throttle


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    handing_guards.enlist()
    hooks.after_moves.enlist(
        "equip.handing", hooks.AfterMove(handing_over.FOLLOWED, handing_over.follow_move, order=10)
    )
    move_pages.enlist("hand_over", MovePage(_page))
    sections.enlist("equip.devices", FileSection("equip/handing/section.html", _devices, order=195))
    carnet.enlist()
    portal.tasks.enlist("equip.handovers", WaitingProvider(HAND, _meetings, order=60))
    portal.tasks.enlist("equip.follow_ups", WaitingProvider(FOLLOW, _news, order=62))
    portal.tasks.enlist("equip.troubles", WaitingProvider(FOLLOW, _troubles, order=61))
    navigation.tools.enlist("equip.handovers", _HANDOVERS)
    navigation.tools.enlist("equip.follow_ups", _FOLLOW_UPS)
    portal.gestures.enlist("equip.hand_over", _HANDING)
    notifying.kinds.enlist(following_up.TROUBLE, _TROUBLE)
    throttle.RULES["follow_up"] = {"address": (30, throttle.QUARTER)}


_HANDOVERS = Entry(marked("Remettre un appareil"), "equip:handovers", HAND, 30)
_FOLLOW_UPS = Entry(marked("Nouvelles des appareils remis"), "equip:follow-ups", FOLLOW, 31)
_HANDING = Gesture(
    marked("Remettre un appareil"),
    marked("Rendez-vous, convention, livret"),
    lambda actor: reverse("equip:handovers"),
    HAND,
    "laptop",
    frozenset({Role.RECEPTION, Role.REFURBISHER}),
    "equip",
    order=40,
)
_TROUBLE = Kind(
    marked("Un appareil remis a un problème"),
    FOLLOW,
    troubles_told,
    marked("Une personne à qui un appareil a été remis a besoin d’aide."),
    order=110,
)


def _page(device: Device) -> str:
    """Where a device is handed over: what it takes is asked there, and nowhere else."""
    handover = live_handover(device)
    if handover is None:
        return f"{reverse('equip:prepare-handover')}?{urlencode({'appareil': device.code})}"
    signed = handover.state == HandoverState.SIGNED
    return reverse("equip:hand-over" if signed else "equip:handover", args=[handover.pk])


def _devices(request: HttpRequest, resident: Resident) -> dict[str, Any] | None:
    """The devices of a person, for who may hand over."""
    if not can(request.user, HAND) or resident.organisation_id != getattr(
        request.user, "organisation_id", None
    ):
        return None
    found = [each for each in handovers_of(resident) if each.state != HandoverState.CANCELLED]
    return {"handovers": found, "may_prepare": not resident.limited_at}


def _meetings(actor: Actor) -> Waiting | None:
    agenda = agenda_of(actor, clock.today())
    count = agenda.meetings + agenda.late_loans
    label = _("appareils à remettre aujourd’hui, ou prêts à reprendre")
    return Waiting(count, label, reverse("equip:handovers"), agenda.oldest)


def _news(actor: Actor) -> Waiting | None:
    due = due_follow_ups(actor, clock.today())
    label = _("nouvelles à demander d’appareils remis")
    return Waiting(len(due), label, reverse("equip:follow-ups"), due[0].follow_up.due_on if due else None)


def _troubles(actor: Actor) -> Waiting | None:
    label = _("problèmes signalés sur des appareils remis")
    return Waiting(troubles_of(actor).count(), label, reverse("equip:follow-ups"))
