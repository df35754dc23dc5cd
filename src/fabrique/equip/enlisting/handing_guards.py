"""What the handover of a device needs: enlisted among the guards of the machine."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from fabrique.equip.enums import HandoverState
from fabrique.equip.guards import Guard, guards
from fabrique.equip.handing import checklists, rules
from fabrique.equip.models import Device
from fabrique.equip.queries.handing import live_handover, proposed_of
from fabrique.people.models import Account

_HAND_OVER = frozenset({"hand_over"})


def enlist() -> None:
    """Enlist once, when the app is loaded."""
    guards.enlist("handing.agreement", Guard(_HAND_OVER, "une convention signée", _agreement, order=50))
    guards.enlist("handing.law", Guard(
        _HAND_OVER, "une base légale, un prix sous son plafond", _law, order=60,
    ))  # fmt: skip
    guards.enlist("handing.checks", Guard(_HAND_OVER, "les vérifications de la remise", _checks, order=70))


def _agreement(device: Device, by: Account | None) -> Sequence[str]:
    handover = live_handover(device)
    if handover is None:
        return [_("Aucune remise n’est préparée pour cet appareil.")]
    if handover.state != HandoverState.SIGNED:
        return [_("La convention n’est pas signée.")]
    return []


def _law(device: Device, by: Account | None) -> Sequence[str]:
    handover = live_handover(device)
    return [why for _field, why in rules.faults(proposed_of(handover))] if handover else []


def _checks(device: Device, by: Account | None) -> Sequence[str]:
    handover = live_handover(device)
    if handover is None:
        return []
    missing = checklists.missing_items(device.kind, handover.checked)
    return (
        [_("Reste à vérifier : %(what)s.") % {"what": " ; ".join(item.words for item in missing)}]
        if missing
        else []
    )
