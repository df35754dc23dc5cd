"""What requests and their allocation put elsewhere: a person's file, the carnet, the desk, what awaits."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked
from django.utils.translation import ngettext

from fabrique.core.policies import Actor, can
from fabrique.core.ui import navigation, notifying, portal
from fabrique.core.ui.navigation import Entry
from fabrique.core.ui.notifying import Kind
from fabrique.core.ui.portal import Waiting, WaitingProvider
from fabrique.equip import hooks
from fabrique.equip.actions import telling_askers
from fabrique.equip.actions.proposals import FOLLOWED, follow_move
from fabrique.equip.actions.request_erasing import erase_requests_under
from fabrique.equip.actions.reserving import reserve_by_hand
from fabrique.equip.deeds import Deed, deeds
from fabrique.equip.enums import DeviceState
from fabrique.equip.enums.asking import REQUEST_LIVE
from fabrique.equip.models import Device
from fabrique.equip.queries.allocating import appeals_to_answer, proposals_to_decide
from fabrique.equip.queries.asking import moved_by_request, needs_kept, requests_of, requests_told
from fabrique.equip.queries.handing import HAND, live_handover, request_for
from fabrique.equip.sections import DeviceSection, MovePage, device_sections, move_pages
from fabrique.needs.trades import Hanging, hanging
from fabrique.people.carnet import CarnetLine, CarnetPart, CarnetProvider, parts
from fabrique.people.models import Resident
from fabrique.people.sections import FileSection, sections


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    # A device is not reserved for nobody: it is kept for who receives it, on the page that says who.
    move_pages.enlist("reserve", MovePage(_prepare, words=marked("Préparer une remise")))
    deeds.enlist("reserve", Deed(lambda device, by, note: reserve_by_hand(device=device, by=by, reason=note)))
    device_sections.enlist("handing", DeviceSection("equip/devices/handing.html", _handing, order=5))
    hanging.enlist("equip.requests", Hanging(moved_by_request, needs_kept, erase_requests_under))
    # After the handover of the same move: its conditions come first.
    hooks.after_moves.enlist("equip.requests", hooks.AfterMove(FOLLOWED, follow_move, order=20))
    sections.enlist("equip.requests", FileSection("equip/asking/section.html", _section, order=185))
    parts.enlist("equip.requests", CarnetProvider(_carnet, order=46))
    navigation.tools.enlist(
        "equip.requests", Entry(marked("Demandes d’appareils"), "equip:requests", "equip.see_requests", 20)
    )
    navigation.tools.enlist(
        "equip.allocation",
        Entry(marked("Attribution des appareils"), "equip:allocation", "equip.allocate", 21),
    )
    portal.tasks.enlist("equip.proposals", WaitingProvider("equip.decide_proposal", _proposals, order=60))
    for order, (key, (label, text, letter)) in enumerate(_TOLD.items(), start=100):
        show = partial(requests_told, text=text)
        notifying.kinds.enlist(key, Kind(label, telling_askers.SEE, show, letter, order=order))
    portal.tasks.enlist("equip.appeals", WaitingProvider("equip.answer_appeal", _appeals, order=61))


def _prepare(device: Device) -> str:
    return f"{reverse('equip:prepare-handover')}?{urlencode({'appareil': device.code})}"


def _handing(request: HttpRequest, device: Device) -> dict[str, Any] | None:
    """For whom a reserved device is, or where its handover is prepared."""
    if device.state != DeviceState.RESERVED or not can(request.user, HAND, device):
        return None
    handover = live_handover(device)
    return {"handover": handover, "kept": request_for(device), "prepare": _prepare(device)}


_TOLD = {
    telling_askers.RESERVED: (
        marked("Un appareil est réservé pour une demande"),
        marked("Demande %(code)s\u00a0: un appareil est réservé. La page dit où le retirer, et avant quand."),
        marked("Un appareil est réservé pour une demande que vous avez faite."),
    ),
    telling_askers.RELEASED: (
        marked("Un appareil n’est plus réservé"),
        marked("Demande %(code)s\u00a0: l’appareil n’est plus réservé, elle attend de nouveau à sa place."),
        marked("Un appareil n’est plus réservé pour une demande que vous avez faite."),
    ),
    telling_askers.DECLINED: (
        marked("Une demande d’appareil n’est pas recevable"),
        marked("Demande %(code)s\u00a0: elle est dite non recevable. La page dit pourquoi."),
        marked("Une demande d’appareil que vous avez faite est dite non recevable."),
    ),
    telling_askers.HANDED: (
        marked("Un appareil demandé est remis"),
        marked("Demande %(code)s\u00a0: l’appareil est remis."),
        marked("Un appareil que vous aviez demandé est remis."),
    ),
}


def _section(request: HttpRequest, resident: Resident) -> dict[str, Any] | None:
    """The requests for a person, for who may see them."""
    if not can(request.user, "equip.see_requests", resident):
        return None
    found = list(requests_of(resident))
    live = any(each.state in REQUEST_LIVE for each in found)
    return {"requests": found, "may_ask": not live and can(request.user, "equip.ask_device", resident)}


def _carnet(resident: Resident) -> CarnetPart | None:
    """What was asked for the person and where it stands; nothing asked, nothing shown."""
    lines = tuple(
        CarnetLine(
            title=_("Demande %(code)s") % {"code": each.code},
            text=each.get_state_display(),
            on=timezone.localdate(each.state_at),
            by=each.asked_by.name if each.asked_by else "",
            detail=each.end_reason or each.get_use_display(),
            subject=f"device_request:{each.pk}",
            doer=each.asked_by_id,
        )
        for each in requests_of(resident)
    )
    return CarnetPart(_("L’appareil que j’ai demandé"), lines, "") if lines else None


def _proposals(actor: Actor) -> Waiting | None:
    """The proposals on which one decides."""
    count = proposals_to_decide(actor).count()
    words = ngettext("attribution à décider", "attributions à décider", count)
    return Waiting(count, words, reverse("equip:allocation")) if count else None


def _appeals(actor: Actor) -> Waiting | None:
    """The appeals that await an answer, the oldest first."""
    rows = appeals_to_answer(actor)
    first, count = rows.first(), rows.count()
    if first is None:
        return None
    words = ngettext("recours à examiner", "recours à examiner", count)
    since = timezone.localdate(first.noted_at)
    return Waiting(count, words, reverse("equip:answer-appeal", args=[first.pk]), since=since)
