"""Preparing rounds: opened by hand or as proposed, edited stop by stop, planned, given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from fabrique.core import clock, journal
from fabrique.core.once import once, unless_taken
from fabrique.core.refusals import DomainRefusal
from fabrique.core.states import advance
from fabrique.equip.actions.receiving import locked_donation
from fabrique.equip.actions.writing import tell_fetching, tell_not_coming
from fabrique.equip.enums import (
    ROUND_MACHINE,
    DonationState,
    Handing,
    RoundState,
    Slot,
    StopOutcome,
    load_of,
)
from fabrique.equip.models import Donation, Round, RoundStop, Site, Vehicle
from fabrique.equip.queries.donations import lines_of
from fabrique.equip.queries.rounds import stops_of
from fabrique.equip.queries.timetable import about, timetable_of
from fabrique.people.models import Account
from fabrique.people.residents import new_code, said


@dataclass(frozen=True, slots=True)
class Wish:
    """One round to open: its vehicle, its promises in order; ``key`` as for ``open_round``."""

    vehicle: Vehicle
    chosen: tuple[tuple[Donation, Slot], ...]
    key: UUID | None = None


LONGEST_CREW, MOST_STOPS, MOST_MINUTES = 200, 60, 480
APART = 1_000  # above every rank of a round


@transaction.atomic
def open_round(
    *,
    site: Site,
    vehicle: Vehicle,
    on: date,
    leaves_from: time,
    back_before: time,
    by: Account | None,
    crew: str = "",
    chosen: Sequence[tuple[Donation, Slot]] = (),
    key: UUID | None = None,
) -> Round:
    """Open a round in preparation, with the promises to fetch in their order.

    ``key``, drawn with the form, makes a form that was sent twice open one round.
    """

    def make(pk: UUID) -> Round:
        if on < clock.today():
            raise DomainRefusal(_("Cette date est passée."), field="on")
        held = Round(
            pk=pk,
            organisation=site.organisation,
            site=site,
            code=new_code(),
            on=on,
            created_at=clock.now(),
            created_by=by,
        )
        _set(held, vehicle, leaves_from, back_before, crew)
        held.save(force_insert=True)
        for donation, slot in chosen:
            _put(held, donation, slot)
        journal.record("equip.open_round", **entry(held, by, {"stops": len(chosen), "on": str(on)}))
        return held

    return once(Round.objects.of(site.organisation), key, make)


@transaction.atomic
def open_rounds(
    *,
    site: Site,
    wishes: Sequence[Wish],
    on: date,
    leaves_from: time,
    back_before: time,
    by: Account | None,
) -> list[Round]:
    """Open the rounds of a proposal: all of them, or none."""
    return [
        open_round(
            site=site,
            vehicle=wish.vehicle,
            on=on,
            leaves_from=leaves_from,
            back_before=back_before,
            by=by,
            chosen=wish.chosen,
            key=wish.key,
        )
        for wish in wishes
    ]


@transaction.atomic
def change_round(
    *,
    held: Round,
    vehicle: Vehicle,
    on: date,
    leaves_from: time,
    back_before: time,
    by: Account | None,
    crew: str = "",
) -> Round:
    """Change the day, the vehicle, the hours or the crew of a round in preparation."""
    found = locked_round(held)
    if on != found.on and on < clock.today():
        raise DomainRefusal(_("Cette date est passée."), field="on")
    found.on = on
    _set(found, vehicle, leaves_from, back_before, crew)
    found.save(update_fields=["on", "vehicle", "leaves_from", "back_before", "crew"])
    journal.record("equip.change_round", **entry(found, by, {"on": str(on)}))
    return found


@transaction.atomic
def add_stop(*, held: Round, donation: Donation, by: Account | None, slot: Slot = Slot.DAY) -> RoundStop:
    """Put a promise at the end of a round. It must wait to be fetched, and be in no other."""
    found = locked_round(held)
    stop = _put(found, donation, slot)
    journal.record("equip.add_stop", **entry(found, by, {"donation": donation.code}))
    return stop


@transaction.atomic
def change_stop(
    *, stop: RoundStop, since: time | None, until: time | None, minutes: int, by: Account | None
) -> RoundStop:
    """Say when the donor can be met, and how long loading takes."""
    found, kept = _locked_stop(stop)
    if since and until and until <= since:
        raise DomainRefusal(_("La fin du créneau vient avant son début."), field="until")
    if not 0 < minutes <= MOST_MINUTES:
        raise DomainRefusal(_("Vérifiez la durée\u00a0: entre 1 et 480 minutes."), field="minutes")
    kept.window_from, kept.window_until, kept.minutes = since, until, minutes
    kept.save(update_fields=["window_from", "window_until", "minutes"])
    journal.record("equip.change_stop", **entry(found, by, {"stop": f"round_stop:{kept.pk}"}))
    return kept


@transaction.atomic
def move_stop(*, stop: RoundStop, by: Account | None, earlier: bool) -> None:
    """Exchange a stop with the one before it, or after it; at either end nothing moves."""
    found, kept = _locked_stop(stop)
    order = list(_stops(found))
    at = order.index(kept)
    to = at - 1 if earlier else at + 1
    if not 0 <= to < len(order):
        return
    order[at], order[to] = order[to], order[at]
    _renumber(found, order)
    journal.record("equip.move_stop", **entry(found, by, {"stop": f"round_stop:{kept.pk}", "rank": to + 1}))


@transaction.atomic
def drop_stop(*, stop: RoundStop, by: Account | None) -> None:
    """Take a promise out of a round: it waits again."""
    found, kept = _locked_stop(stop)
    code = kept.donation.code
    _take_out(found, kept)
    _renumber(found, list(_stops(found)))
    journal.record("equip.drop_stop", **entry(found, by, {"donation": code}))


@transaction.atomic
def plan_round(*, held: Round, by: Account | None) -> Round:
    """The round is settled: its sheet may be printed; donors who left an e-mail address are told the day."""
    found = locked_round(held)
    stops = list(_stops(found))
    if not stops:
        raise DomainRefusal(_("Cette tournée n’a aucun arrêt\u00a0: ajoutez une promesse à enlever."))
    for stop in stops:
        locked_donation(stop.donation, states=(DonationState.TO_COLLECT,))
    advance(ROUND_MACHINE, found, "plan")
    _tell(found)
    journal.record("equip.plan_round", **entry(found, by, {"stops": len(stops)}))
    return found


@transaction.atomic
def rework_round(*, held: Round, by: Account | None) -> Round:
    """Take a planned round back into preparation."""
    found = locked_round(held, states=(RoundState.PLANNED,))
    advance(ROUND_MACHINE, found, "rework")
    journal.record("equip.rework_round", **entry(found, by, {}))
    return found


@transaction.atomic
def cancel_round(*, held: Round, by: Account | None) -> Round:
    """Give up a round that has not left: its promises wait again."""
    found = locked_round(held, states=(RoundState.DRAFT, RoundState.PLANNED))
    stops = list(_stops(found))
    for stop in stops:
        _take_out(found, stop)
    advance(ROUND_MACHINE, found, "cancel", ended_at=clock.now())
    journal.record("equip.cancel_round", **entry(found, by, {"stops": len(stops)}))
    return found


def locked_round(held: Round, *, states: tuple[RoundState, ...] = (RoundState.DRAFT,)) -> Round:
    """The round as it is now, held to the end of the transaction, in one of ``states``."""
    rows = Round.objects.of(held.organisation).select_related("organisation", "site", "vehicle")
    found = rows.select_for_update(of=("self",)).filter(pk=held.pk).first()
    if found is None or found.state not in states:
        raise DomainRefusal(_("Cette tournée a changé entre-temps. Rechargez la page."))
    return found


def entry(held: Round, by: Account | None, summary: dict[str, Any]) -> dict[str, Any]:
    """What the journal keeps of an act on a round."""
    return {
        "actor": by.pk if by else "",
        "organisation": held.organisation_id,
        "subject": f"round:{held.pk}",
        "summary": {"code": held.code, **summary},
    }


def _set(held: Round, vehicle: Vehicle, leaves_from: time, back_before: time, crew: str) -> None:
    if back_before <= leaves_from:
        raise DomainRefusal(_("Le retour vient avant le départ."), field="back_before")
    van = Vehicle.objects.of(held.organisation).select_for_update().get(pk=vehicle.pk)
    if van.retired_at and van.pk != held.vehicle_id:
        raise DomainRefusal(_("Ce véhicule n’est plus en service."), field="vehicle")
    held.vehicle, held.crew = van, said(crew, "crew", most=LONGEST_CREW)
    held.leaves_from, held.back_before = leaves_from, back_before


def _put(held: Round, donation: Donation, slot: Slot) -> RoundStop:
    found = locked_donation(donation)
    if found.handing != Handing.PICK_UP or found.state != DonationState.TO_COLLECT:
        raise DomainRefusal(_("La promesse %(code)s n’est plus à enlever.") % {"code": found.code})
    rows = RoundStop.objects.of(held.organisation)
    last = rows.filter(round=held).aggregate(last=Max("rank"))["last"] or 0
    if last >= MOST_STOPS:
        raise DomainRefusal(_("Une tournée a soixante arrêts au plus."))
    since, until = Slot(slot).hours
    with unless_taken(_("La promesse %(code)s est déjà dans une tournée.") % {"code": found.code}):
        return rows.create(
            round=held,
            donation=found,
            rank=last + 1,
            window_from=since,
            window_until=until,
            minutes=load_of((line.kind, line.promised) for line in lines_of(found))[2],
        )


def _tell(held: Round) -> None:
    """Write each donor the day and about when; who was told just that is not told again."""
    for timed in timetable_of(held, stops_of(held)).stops:
        stop = timed.stop
        tell_fetching(stop.donation, held, about(timed.begins))
        if stop.donation.donor.email:
            stop.told_at = clock.now()
            stop.save(update_fields=["told_at"])


def _take_out(held: Round, stop: RoundStop) -> None:
    if stop.told_at:
        tell_not_coming(stop.donation, held, stop.told_at)
    stop.delete()


def _locked_stop(stop: RoundStop) -> tuple[Round, RoundStop]:
    found = locked_round(stop.round)
    kept = next((each for each in _stops(found) if each.pk == stop.pk), None)
    if kept is None or kept.outcome != StopOutcome.WAITING:
        raise DomainRefusal(_("Cet arrêt a changé entre-temps. Rechargez la page."))
    return found, kept


def _stops(held: Round) -> Any:
    rows = RoundStop.objects.of(held.organisation).filter(round=held)
    return rows.select_related("donation__organisation", "donation__donor").order_by("rank", "pk")


def _renumber(held: Round, order: list[RoundStop]) -> None:
    rows = RoundStop.objects.of(held.organisation)
    rows.filter(round=held).update(rank=F("rank") + APART)  # no two have one rank, even for a moment
    for rank, stop in enumerate(order, start=1):
        stop.rank = rank
    rows.bulk_update(order, ["rank"])
