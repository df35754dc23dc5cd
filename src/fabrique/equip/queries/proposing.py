"""Rounds that the machine proposes for a day; nothing is kept until somebody keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from fabrique.core.refusals import DomainRefusal
from fabrique.equip.enums import Slot
from fabrique.equip.models import Donation, Site, Vehicle
from fabrique.equip.queries.rounds import Point, positions_of
from fabrique.equip.queries.timetable import (
    as_departure,
    as_time,
    depot_of,
    free_on,
    in_seconds,
    load_of_donation,
    span,
)
from fabrique.kernels import rounds as kernel
from fabrique.kernels.rounds import Reason

MOST = 120  # promises for one day: beyond, nobody drives so many, and a page would wait
BUDGET = 20_000  # of search: about a second on one core for any number of promises up to ``MOST``


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: which promises, each with when its donor can be met, with which vehicles, when."""

    site: Site
    on: date
    leaves_from: time
    back_before: time
    vehicles: tuple[Vehicle, ...]
    chosen: tuple[tuple[Donation, Slot], ...]


@dataclass(frozen=True, slots=True)
class ProposedStop:
    """A promise in a proposed round."""

    donation: Donation
    slot: Slot
    arrives: time
    litres: int
    grams: int


@dataclass(frozen=True, slots=True)
class ProposedRound:
    """What one vehicle would do. ``key`` makes it kept once, however often it is sent."""

    key: UUID
    vehicle: Vehicle
    stops: tuple[ProposedStop, ...]
    leaves: time
    returns: time
    metres: int
    full: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Rounds, and the promises that none takes with the reason in words."""

    rounds: tuple[ProposedRound, ...]
    left_out: tuple[tuple[Donation, str], ...]


def propose(wanted: Wanted) -> Proposal:
    """Solve the day: the same question gives the same answer. Raises ``DomainRefusal``."""
    _check(wanted)
    places = positions_of([donation for donation, _slot in wanted.chosen])
    aside: list[tuple[Donation, str]] = []
    going: list[tuple[Donation, Slot]] = []
    for donation, slot in wanted.chosen:
        if not free_on(donation, wanted.on):
            aside.append((donation, _("Le donateur n’est pas libre ce jour-là.")))
        elif donation.pk not in places:
            aside.append((donation, _("Rien ne dit où elle est\u00a0: situez-la, ou ajoutez-la à la main.")))
        else:
            going.append((donation, slot))
    problem = _problem(wanted, going, places)
    plan = kernel.solve(problem, seed=1, iterations=max(200, BUDGET // max(len(going), 1)))
    by_key = {str(donation.pk): (donation, slot) for donation, slot in going}
    vehicles = {str(each.pk): each for each in wanted.vehicles}
    rounds = tuple(_round(each, vehicles[each.vehicle], by_key) for each in plan.rounds)
    left = [(by_key[each.stop][0], reason_words(each.reason)) for each in plan.left_out]
    return Proposal(rounds, (*aside, *left))


def _check(wanted: Wanted) -> None:
    if not wanted.chosen:
        raise DomainRefusal(_("Choisissez au moins une promesse à enlever."), field="chosen")
    if len(wanted.chosen) > MOST:
        raise DomainRefusal(
            _("C’est trop pour une journée\u00a0: %(most)s promesses au plus.") % {"most": MOST},
            field="chosen",
        )
    if not wanted.vehicles:
        raise DomainRefusal(_("Choisissez au moins un véhicule."), field="vehicles")
    if depot_of(wanted.site) is None:
        raise DomainRefusal(
            _("Cet atelier n’est pas situé\u00a0: corrigez son adresse, ou faites la tournée à la main."),
            field="site",
        )


def _problem(
    wanted: Wanted, going: Sequence[tuple[Donation, Slot]], places: dict[UUID, Point]
) -> kernel.Problem:
    stops = []
    for donation, slot in going:
        litres, grams, minutes = load_of_donation(donation)
        stops.append(kernel.Stop(str(donation.pk), litres, grams, 60 * minutes, (span(*Slot(slot).hours),)))
    shift = (in_seconds(wanted.leaves_from), in_seconds(wanted.back_before))
    vans = tuple(kernel.Vehicle(str(each.pk), each.litres, each.grams, shift) for each in wanted.vehicles)
    home = depot_of(wanted.site)
    assert home is not None
    points = [home, *(places[donation.pk] for donation, _slot in going)]
    return kernel.Problem(tuple(stops), vans, kernel.on_earth(points))


def _round(found: kernel.Round, vehicle: Vehicle, by_key: dict[str, tuple[Donation, Slot]]) -> ProposedRound:
    stops = tuple(
        ProposedStop(*by_key[visit.stop], as_time(visit.begins_at), visit.litres, visit.grams)
        for visit in found.visits
    )
    last = found.visits[-1]
    return ProposedRound(
        uuid4(),
        vehicle,
        stops,
        as_departure(found.leaves_at),
        as_time(found.returns_at),
        found.metres,
        round(100 * max(last.litres / vehicle.litres, last.grams / vehicle.grams)),
    )


def reason_words(reason: Reason) -> str:
    """Why a promise is in no round, and what to do."""
    return {
        Reason.TOO_BULKY: _("Trop de volume pour les véhicules choisis\u00a0: il en faut un plus grand."),
        Reason.TOO_HEAVY: _("Trop lourd pour les véhicules choisis\u00a0: il en faut un qui porte plus."),
        Reason.NO_VEHICLE: _("Aucun véhicule n’est choisi."),
        Reason.OUT_OF_REACH: _("Trop loin pour ce créneau ou pour cette journée, même seule."),
        Reason.NO_ROOM: _("Plus de place dans les véhicules choisis\u00a0: ajoutez-en un, ou un autre jour."),
        Reason.NO_TIME: _("Plus de temps ce jour-là\u00a0: ajoutez un véhicule, ou un autre jour."),
        Reason.NOT_WORTH_IT: _("Le détour serait trop long."),
    }[reason]
