"""The device changes hands, and what happens to it then: every move of the device is followed by its
handover.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.secrets import id_once
from fabrique.core.states import advance
from fabrique.equip import hooks
from fabrique.equip.actions.following_up import drop_follow_ups, plan_follow_ups
from fabrique.equip.actions.handing import cancel_handover, entry, locked_handover
from fabrique.equip.actions.moving import move_device
from fabrique.equip.enums import (
    BEFORE_HANDOVER,
    HANDOVER_MACHINE,
    LIVE_HANDOVERS,
    MOVES,
    DeviceState,
    FirstSteps,
    HandoverEnd,
    HandoverState,
    Recipient,
    Terms,
)
from fabrique.equip.enums.kinds import EQUIPPING
from fabrique.equip.models import Device, Handover
from fabrique.equip.queries.handing import files_about, live_handover
from fabrique.needs.actions.needs import Where, note_need
from fabrique.needs.enums import NeedKind
from fabrique.people.actions import file_acts
from fabrique.people.actions.residents import touch
from fabrique.people.models import Account
from fabrique.people.queries.residents import kept_file
from fabrique.people.retention import years_after

GUARANTEE_YEARS = 2  # of a sale (Code de la consommation, art. L. 217-3)
AFTER_REPAIR = timedelta(days=183)  # six months more (art. L. 217-13)
# What the move of a device that is with somebody makes of the handover.
ENDS = {
    "return": HandoverEnd.RETURNED,
    "use_for_parts": HandoverEnd.RETURNED,
    "lose": HandoverEnd.LOST,
    "report_loss": HandoverEnd.LOST,
    "steal": HandoverEnd.STOLEN,
    "report_theft": HandoverEnd.STOLEN,
    "recycle": HandoverEnd.RECYCLED,
}
# The moves that can touch a handover: the others, on the bench, need not look for one.
FOLLOWED = frozenset(
    {"give_back", *ENDS, *(move.verb for move in MOVES if DeviceState.RESERVED in move.origins)}
)


@transaction.atomic
def complete_handover(
    *, handover: Handover, by: Account, receipt: str = "", first_steps: FirstSteps = FirstSteps.NOT_ASKED,
    place: object = None,
) -> Handover:  # fmt: skip
    """Hand the device over. ``receipt``: the number of the receipt that was given for a price.

    ``first_steps`` and ``place`` (of the directory): the session that was offered, and where. Of two people
    who do it at once, the second is refused. Raises ``DomainRefusal`` with all that lacks (``guards``).
    """
    wanted = first_steps == FirstSteps.WANTED
    if handover.resident:
        # The person before the device, as everywhere.
        file_acts.locked(kept_file(handover.resident), limited=not wanted)
    held = locked_handover(handover)
    number = receipt.strip()
    if held.terms == Terms.SALE and not number:
        raise DomainRefusal(_("Écrivez le numéro du reçu que la personne a eu."), field="receipt")
    if len(number) > 40:
        raise DomainRefusal(_("C’est trop long : 40 signes au plus."), field="receipt")
    if first_steps == FirstSteps.NOT_ASKED:
        raise DomainRefusal(
            _("Proposez une séance de premiers pas, et notez la réponse."), field="first_steps"
        )
    Handover.objects.of(held.organisation).filter(pk=held.pk).update(
        receipt=number if held.terms == Terms.SALE else "",
        first_steps=first_steps,
        first_steps_place_id=place,
    )
    move_device(device=held.device, verb="hand_over", by=by, handover=held.code)
    if held.resident and wanted:
        _need_to_learn(held, by)
    held.refresh_from_db()
    return held


def follow_move(device: Device, verb: str, by: Account | None) -> None:
    """What a move of a device does to its handover, in the same transaction, whoever moved it and from
    where.
    """
    handover = live_handover(device)
    if handover is None:
        return
    if verb == "hand_over":
        _handed(handover, by)
    elif handover.state in BEFORE_HANDOVER and device.state != DeviceState.RESERVED:
        cancel_handover(handover=handover, by=by)
    elif verb == "give_back":
        _repaired(handover, by)
    elif verb in ENDS and handover.state == HandoverState.DONE:
        end_handover(handover=handover, end=ENDS[verb], by=by)


def end_handover(*, handover: Handover, end: HandoverEnd, by: Account | None) -> Handover:
    """The recipient has the device no longer. Its caller moves the device."""
    held = locked_handover(handover)
    if end == HandoverEnd.RETURNED and _next_of(held):
        end = HandoverEnd.REPLACED
    advance(HANDOVER_MACHINE, held, "end", ended_at=clock.now(), ended_by=by, end=end)
    drop_follow_ups(held, by)
    journal.record("equip.end_handover", **entry(held, by, {"end": end}))
    return held


def _handed(handover: Handover, by: Account | None) -> None:
    held = locked_handover(handover)
    if held.terms == Terms.SALE and not held.receipt:  # by a scan, or from the sheet of the device
        raise DomainRefusal(
            _("C’est une vente : ouvrez sa remise, qui demande le numéro du reçu que la personne a eu.")
        )
    if held.first_steps == FirstSteps.NOT_ASKED:
        raise DomainRefusal(
            _("Ouvrez sa remise : elle demande si la personne veut une séance de premiers pas.")
        )
    now = clock.now()
    advance(
        HANDOVER_MACHINE, held, "hand_over",
        handed_at=now, handed_by=by, first=_is_first(held), guarantee_until=_guaranteed(held, clock.today()),
    )  # fmt: skip
    plan_follow_ups(held)
    if held.resident:
        touch(held.resident)
    journal.record("equip.hand_over", **entry(held, by, {"device": held.device.code, "terms": held.terms}))
    for each in hooks.handed_over:
        each.run(held.device, held.resident, by)


def _need_to_learn(handover: Handover, by: Account) -> None:
    """The session that the person wants is a need, which whoever teaches finds."""
    place = handover.first_steps_place
    text = _("Premiers pas avec un appareil remis") + (f", {place.name}" if place else "")
    note_need(
        organisation=handover.organisation,
        kind=NeedKind.LEARNING,
        where=Where(handover.resident),
        by=by,
        note=text,
        key=id_once(str(handover.pk), "first-steps"),
    )


def _repaired(handover: Handover, by: Account | None) -> None:
    """A repair under guarantee makes it six months longer."""
    until = handover.guarantee_until
    if until is None or until < clock.today():
        return
    Handover.objects.of(handover.organisation).filter(pk=handover.pk).update(
        guarantee_until=until + AFTER_REPAIR
    )
    longer = {"guarantee_until": (until + AFTER_REPAIR).isoformat()}
    journal.record("equip.extend_guarantee", **entry(handover, by, longer))


def _guaranteed(handover: Handover, on: date) -> date | None:
    """Two years for what is sold, and for what replaces something that was sold."""
    former = handover.replaces
    sold = handover.terms == Terms.SALE or (former is not None and former.guarantee_until is not None)
    return years_after(on, GUARANTEE_YEARS) if sold else None


def _is_first(handover: Handover) -> bool:
    """Whether this equips the person, or the pupil of a reference, who had nothing from here before."""
    if (
        handover.recipient not in (Recipient.RESIDENT, Recipient.SCHOOL)
        or handover.device.kind not in EQUIPPING
    ):
        return False
    rows = Handover.objects.of(handover.organisation).filter(first=True).exclude(pk=handover.pk)
    if handover.resident:
        return not rows.filter(resident__in=files_about(handover.resident)).exists()
    same = rows.filter(recipient=Recipient.SCHOOL, body_name=handover.body_name)
    return handover.reference not in {each.reference for each in same}


def _next_of(handover: Handover) -> bool:
    rows = Handover.objects.of(handover.organisation).filter(replaces=handover)
    return rows.filter(state__in=LIVE_HANDOVERS).exists()
