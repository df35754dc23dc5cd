"""What a person reads in their carnet of the devices that they received."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.core.ui import formats
from fabrique.equip.enums import BEFORE_HANDOVER, FirstSteps, HandoverState, Terms
from fabrique.equip.models import Handover
from fabrique.equip.queries.handing import device_words, handovers_of
from fabrique.people.carnet import CarnetLine, CarnetPart, CarnetProvider, parts
from fabrique.people.models import Resident


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    parts.enlist("equip.devices", CarnetProvider(devices, order=62))


def devices(resident: Resident) -> CarnetPart | None:
    """The devices of the person, those that they have first; nothing for who never had one from here."""
    rows = [each for each in handovers_of(resident) if each.state != HandoverState.CANCELLED]
    lines = tuple(_line(each) for each in rows)
    return CarnetPart(_("Mon matériel"), lines, "") if lines else None


def _line(handover: Handover) -> CarnetLine:
    on = timezone.localdate(handover.handed_at) if handover.handed_at else None
    by = handover.handed_by.name if handover.handed_by else ""
    return CarnetLine(
        title=device_words(handover.device),
        text=_text(handover),
        on=on,
        by=by,
        detail=" ".join(_details(handover)),
        subject=f"handover:{handover.pk}" if on else "",
        doer=handover.handed_by_id,
    )


def _text(handover: Handover) -> str:
    organisation = handover.organisation.name
    if handover.state in BEFORE_HANDOVER:
        return _("Gardé pour vous par %(organisation)s.") % {"organisation": organisation}
    if handover.state == HandoverState.ENDED:
        return _("Vous ne l’avez plus : %(why)s.") % {"why": handover.get_end_display().lower()}
    words = {
        Terms.GIFT: _("%(organisation)s vous l’a donné : il est à vous."),
        Terms.LOAN: _("%(organisation)s vous le prête."),
        Terms.SALE: _("Vous l’avez acheté à %(organisation)s."),
    }
    return words[Terms(handover.terms)] % {"organisation": organisation}


def _details(handover: Handover) -> list[str]:
    said = [_("Son code : %(code)s.") % {"code": handover.device.code}]
    if handover.state in BEFORE_HANDOVER and handover.meeting_at:
        at = timezone.localtime(handover.meeting_at)
        when = {"day": formats.day(at.date(), today=clock.today()), "hour": formats.clock(at)}
        said.append(_("Rendez-vous %(day)s à %(hour)s") % when + f", {handover.meeting_where}.")
    if handover.state != HandoverState.DONE:
        return said
    if handover.guarantee_until:
        said.append(_("Garanti jusqu’au %(day)s.") % {"day": formats.dated(handover.guarantee_until)})
    if handover.due_back_on:
        said.append(_("À rendre le %(day)s.") % {"day": formats.dated(handover.due_back_on)})
    if handover.first_steps == FirstSteps.WANTED:
        place = handover.first_steps_place
        said.append(
            _("Premiers pas : %(place)s.") % {"place": place.name}
            if place
            else _("Premiers pas : on vous dira où.")
        )
    said.append(_("En panne, ou plus utile ? Rapportez-le."))
    return said
