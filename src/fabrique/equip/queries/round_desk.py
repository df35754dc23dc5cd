"""What rounds put on a desk: what waits to be fetched, a round by its code."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fabrique.core import clock
from fabrique.core.policies import Actor, acts_for, scope
from fabrique.core.ui.portal import Waiting, WaitingLine
from fabrique.core.ui.searching import Found
from fabrique.equip.enums import RoundState
from fabrique.equip.models import Round
from fabrique.equip.queries.rounds import DRIVE, PLAN, to_fetch
from fabrique.people.models import Organisation
from fabrique.people.residents import code_in

FEW = 8


def promises_waiting(actor: Actor) -> Waiting | None:
    """The promises that nobody has planned to fetch, the oldest first."""
    key = acts_for(actor)
    holder = Organisation.objects.filter(pk=key).first() if key else None
    if holder is None:
        return None
    rows = to_fetch(holder)
    if not (count := rows.count()):
        return None
    url = reverse("equip:propose-rounds")
    lines = tuple(
        WaitingLine(
            timezone.localdate(each.announced_at),
            _("Promesse %(code)s") % {"code": each.code},
            _("Quand aller la prendre\u00a0?"),
            _("à enlever"),
            "warn",
            _("Proposer une tournée"),
            url,
        )
        for each in rows[:FEW]
    )
    words = ngettext("don à aller prendre", "dons à aller prendre", count)
    return Waiting(count, words, url, lines[0].since, lines)


def rounds_waiting(actor: Actor) -> Waiting | None:
    """The rounds of today and those that are late: to leave, or to end."""
    rows = scope(actor, DRIVE, Round.objects.all())
    now = Q(state=RoundState.PLANNED) | Q(state=RoundState.UNDER_WAY)
    found = list(rows.filter(now, on__lte=clock.today()).order_by("on", "leaves_from", "pk"))
    if not found:
        return None
    lines = tuple(_line(each) for each in found[:FEW])
    return Waiting(
        len(found), ngettext("tournée du jour", "tournées du jour", len(found)), lines[0].url, None, lines
    )


def _line(held: Round) -> WaitingLine:
    gone = held.state == RoundState.UNDER_WAY
    return WaitingLine(
        held.on,
        _("Tournée %(code)s") % {"code": held.code},
        _("À terminer") if gone else _("À faire"),
        RoundState(held.state).label,
        "warn" if gone else "info",
        _("Ouvrir"),
        reverse("equip:road", args=[held.pk]),
    )


def found_rounds(actor: Actor, words: str, most: int) -> list[Found]:
    """The round of this very code, if it is of the actor's organisation."""
    rows = scope(actor, PLAN, Round.objects.all()).filter(code=code_in(words))
    return [
        Found(
            reverse("equip:round", args=[each.pk]),
            title=_("Tournée %(code)s") % {"code": each.code},
            detail=RoundState(each.state).label,
        )
        for each in rows[:most]
    ]
