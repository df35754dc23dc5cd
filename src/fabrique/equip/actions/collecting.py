"""A round on the road: it leaves, each door is settled and signed, it is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.core.ui import formats
from fabrique.core.ui.signature import check_drawn
from fabrique.equip.actions.receiving import receive_donation
from fabrique.equip.actions.rounds import entry, locked_round
from fabrique.equip.enums import ROUND_MACHINE, DeviceKind, PickUpProof, RoundState, StopOutcome
from fabrique.equip.models import Lot, Round, RoundStop
from fabrique.equip.queries.donations import lines_of
from fabrique.people.models import Account
from fabrique.people.residents import said

LONGEST_NAME, LONGEST_WHY = 120, 300


@transaction.atomic
def start_round(*, held: Round, by: Account | None, any_day: bool = False) -> Round:
    """The van leaves. Twice is as once. ``any_day``: although it was planned for another day."""
    found = locked_round(held, states=(RoundState.PLANNED, RoundState.UNDER_WAY))
    if found.state == RoundState.UNDER_WAY:
        return found
    if found.on != clock.today() and not any_day:
        raise DomainRefusal(
            _("Cette tournée est prévue %(day)s. Pour partir aujourd’hui, dites « Partir quand même ».")
            % {"day": formats.day(found.on, today=clock.today())}
        )
    advance(ROUND_MACHINE, found, "start", left_at=clock.now())
    journal.record("equip.start_round", **entry(found, by, {}))
    return found


@transaction.atomic
def call_back_round(*, held: Round, by: Account | None) -> Round:
    """It did not leave after all: planned again, as long as no door is settled."""
    found = locked_round(held, states=(RoundState.UNDER_WAY,))
    rows = RoundStop.objects.of(found.organisation).filter(round=found)
    if rows.exclude(outcome=StopOutcome.WAITING).exists():
        raise DomainRefusal(_("Un arrêt a déjà sa réponse : la tournée est partie, terminez-la."))
    advance(ROUND_MACHINE, found, "call_back", left_at=None)
    journal.record("equip.call_back_round", **entry(found, by, {}))
    return found


@transaction.atomic
def collect_stop(
    *,
    stop: RoundStop,
    counts: Mapping[int, int],
    handed_by: str,
    proof: PickUpProof,
    by: Account | None,
    extra: Mapping[DeviceKind, int] | None = None,
    gap: str = "",
    drawn: str = "",
) -> Lot:
    """What was taken at a door, counted against what was promised, and signed: the lot is open.

    ``counts``, ``extra`` and ``gap`` as for ``receive_donation``. ``drawn``: the trace of a signature on the
    screen (``M x y L x y …``), or the name typed in its place. Twice is as once.
    """
    found, kept = _locked(stop)
    if kept.outcome == StopOutcome.COLLECTED:
        return Lot.objects.of(found.organisation).get(pk=kept.pk)
    name = _name(handed_by)
    if proof == PickUpProof.SCREEN:
        check_drawn(drawn)
    lot = receive_donation(
        donation=kept.donation, counts=counts, site=found.site, by=by, extra=extra, gap=gap, key=kept.pk
    )
    kept.outcome, kept.proof, kept.handed_by = StopOutcome.COLLECTED, proof, name
    kept.drawn = drawn.strip() if proof == PickUpProof.SCREEN else ""
    _settle(kept, by)
    promised = sum(line.promised for line in lines_of(kept.donation))
    counted = sum(counts.values()) + sum((extra or {}).values())
    summary = {"stop": f"round_stop:{kept.pk}", "lot": lot.code, "promised": promised, "counted": counted}
    journal.record("equip.collect_stop", **entry(found, by, summary | {"gap": counted - promised}))
    return lot


@transaction.atomic
def miss_stop(*, stop: RoundStop, why: str, by: Account | None) -> RoundStop:
    """Nothing was taken at a door, and why: the promise waits again. Twice is as once."""
    found, kept = _locked(stop)
    if kept.outcome == StopOutcome.MISSED:
        return kept
    if kept.outcome == StopOutcome.COLLECTED:
        raise DomainRefusal(_("Cet arrêt est déjà enlevé et signé."))
    words = said(why, "why", most=LONGEST_WHY, missing=_("Dites pourquoi rien n’est enlevé."))
    kept.outcome, kept.why = StopOutcome.MISSED, words
    _settle(kept, by)
    summary = {"stop": f"round_stop:{kept.pk}", "donation": kept.donation.code}
    journal.record("equip.miss_stop", **entry(found, by, summary))
    return kept


@transaction.atomic
def finish_round(*, held: Round, by: Account | None) -> Round:
    """The van is back, and each door has its answer. Twice is as once."""
    found = locked_round(held, states=(RoundState.UNDER_WAY, RoundState.DONE))
    if found.state == RoundState.DONE:
        return found
    rows = RoundStop.objects.of(found.organisation).filter(round=found)
    if left := rows.filter(outcome=StopOutcome.WAITING).count():
        raise DomainRefusal(
            _("Il reste des arrêts sans réponse (%(left)s)\u00a0: comptez, ou dites ce qui n’est pas pris.")
            % {"left": left}
        )
    advance(ROUND_MACHINE, found, "finish", ended_at=clock.now())
    taken = rows.filter(outcome=StopOutcome.COLLECTED).count()
    journal.record("equip.finish_round", **entry(found, by, {"collected": taken, "stops": rows.count()}))
    return found


def _locked(stop: RoundStop) -> tuple[Round, RoundStop]:
    found = locked_round(stop.round, states=(RoundState.UNDER_WAY, RoundState.DONE))
    rows: Any = RoundStop.objects.of(found.organisation).filter(round=found)
    kept = rows.select_related("donation__organisation").get(pk=stop.pk)
    if kept.outcome == StopOutcome.WAITING and found.state == RoundState.DONE:
        raise DomainRefusal(_("Cette tournée est terminée."))
    return found, kept


def _settle(stop: RoundStop, by: Account | None) -> None:
    stop.settled_at, stop.settled_by = clock.now(), by
    stop.save(update_fields=["outcome", "proof", "handed_by", "drawn", "why", "settled_at", "settled_by"])


def _name(handed_by: str) -> str:
    return said(handed_by, "handed_by", most=LONGEST_NAME, missing=_("Écrivez qui remet le matériel."))
