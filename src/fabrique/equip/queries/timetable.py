"""The timetable of a round as it stands, and what is wrong with it in words: computed, never kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fabrique.core.ui import formats
from fabrique.equip.enums import DonationState, StopOutcome, load_of
from fabrique.equip.models import Donation, Round, RoundStop, Site, Vehicle
from fabrique.equip.queries.rounds import Point, address_of, positions_of, stop_holding, stops_of
from fabrique.kernels import rounds as kernel
from fabrique.kernels.rounds import Breach, Violation

VAN = "van"
_NOWHERE = gettext_lazy(
    "L’atelier n’est pas situé\u00a0: ni le premier trajet ni le dernier ne sont comptés."
)


@dataclass(frozen=True, slots=True)
class TimedStop:
    """A stop with its hours; ``load`` is what is aboard when the van leaves it, in litres and grams."""

    stop: RoundStop
    arrives: time
    begins: time
    leaves: time
    metres: int
    litres: int
    grams: int
    troubles: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """The street and the commune."""
        return address_of(self.stop.donation)

    @property
    def point(self) -> str:
        """« 47.31000,-2.21000 », for a map; empty when the address is not placed."""
        donation = self.stop.donation
        if donation.latitude is None or donation.longitude is None:
            return ""
        return f"{donation.latitude:.5f},{donation.longitude:.5f}"


@dataclass(frozen=True, slots=True)
class Timetable:
    """A round with its hours. ``troubles`` are of the whole round; ``clear`` when nothing is wrong."""

    stops: tuple[TimedStop, ...]
    leaves: time
    returns: time
    metres: int
    litres: int
    grams: int
    troubles: tuple[str, ...]
    full: int
    """How full the van is at the end, in per cent of its volume or its weight, whichever is nearer."""

    @property
    def clear(self) -> bool:
        """Nothing is wrong, with the round or with any of its stops."""
        return not self.troubles and not any(each.troubles for each in self.stops)


def timetable_of(held: Round, stops: Sequence[RoundStop]) -> Timetable:
    """Time a round in the order of its stops. One query at most."""
    places = positions_of([each.donation for each in stops])
    home = depot_of(held.site)
    points: list[Point] = []
    for each in stops:  # what nothing locates is taken to be where the van already is, and that is said
        points.append(places.get(each.donation_id, points[-1] if points else home or (0.0, 0.0)))
    vehicle = vehicle_for(held.vehicle, held.leaves_from, held.back_before)
    problem = kernel.Problem(
        tuple(stop_for(each) for each in stops),
        (vehicle,),
        kernel.on_earth([home or (points[0] if points else (0.0, 0.0)), *points]),
    )
    found = kernel.evaluate(problem, vehicle, [str(each.pk) for each in stops])
    timed = tuple(
        TimedStop(
            stop,
            as_time(visit.arrives_at),
            as_time(visit.begins_at),
            as_time(visit.leaves_at),
            visit.metres,
            visit.litres,
            visit.grams,
            (*_said_of(visit.stop, found.violations), *_beyond(stop, held.on, places)),
        )
        for stop, visit in zip(stops, found.visits, strict=True)
    )
    last = found.visits[-1] if found.visits else None
    litres, grams = (last.litres, last.grams) if last else (0, 0)
    return Timetable(
        timed,
        as_departure(found.leaves_at),
        as_time(found.returns_at),
        found.metres,
        litres,
        grams,
        (*([] if home else [str(_NOWHERE)]), *_said_of(None, found.violations)),
        round(100 * max(litres / held.vehicle.litres, grams / held.vehicle.grams)),
    )


def coming_to(donation: Donation) -> dict[str, object] | None:
    """When somebody comes for a promise, once a round that holds it is settled."""
    if donation.state != DonationState.TO_COLLECT or not (held := stop_holding(donation)):
        return None
    found = held.round
    timed = timetable_of(found, stops_of(found)).stops
    at = next(each.begins for each in timed if each.stop.pk == held.pk)
    return {"on": found.on, "about": about(at), "round": found}


def vehicle_for(vehicle: Vehicle, leaves: time, back: time) -> kernel.Vehicle:
    """A vehicle and its crew's day, for the kernel."""
    return kernel.Vehicle(VAN, vehicle.litres, vehicle.grams, (in_seconds(leaves), in_seconds(back)))


def stop_for(stop: RoundStop) -> kernel.Stop:
    """A stop, for the kernel."""
    litres, grams, _minutes = load_of_donation(stop.donation)
    window = span(stop.window_from, stop.window_until)
    return kernel.Stop(str(stop.pk), litres, grams, 60 * stop.minutes, (window,))


def load_of_donation(donation: Donation) -> tuple[int, int, int]:
    """Litres, grams and minutes of what was promised; its lines are already read."""
    return load_of((line.kind, line.promised) for line in donation.lines.all())


def depot_of(site: Site) -> Point | None:
    """Where a site is, when that is known."""
    if site.latitude is None or site.longitude is None:
        return None
    return (site.latitude, site.longitude)


def span(since: time | None, until: time | None) -> kernel.Span:
    """A window of the day in seconds; what is not said is the whole day."""
    return (in_seconds(since) if since else kernel.DAY[0], in_seconds(until) if until else kernel.DAY[1])


def in_seconds(at: time) -> int:
    """Seconds since midnight."""
    return at.hour * 3600 + at.minute * 60 + at.second


def as_time(seconds: int) -> time:
    """The hour of the day, to the minute above: nobody is told to be there sooner than they can."""
    minutes = -(-seconds // 60) % (24 * 60)
    return time(minutes // 60, minutes % 60)


def about(at: time) -> str:
    """« entre 9 h et 10 h 30 »: what a donor is told, for hours are estimates."""
    quarter = (60 * at.hour + at.minute) // 15
    early, late = max(0, quarter - 2), min(quarter + 4, 95)
    since, until = (time(each // 4, 15 * (each % 4)) for each in (early, late))
    return _("entre %(since)s et %(until)s") % {"since": formats.clock(since), "until": formats.clock(until)}


def as_departure(seconds: int) -> time:
    """The hour of the day, to the minute below: who leaves then is not late."""
    return as_time(seconds // 60 * 60)


def _said_of(stop: str | None, violations: tuple[Violation, ...]) -> list[str]:
    return [_words(each) for each in violations if each.stop == stop]


def _words(violation: Violation) -> str:
    minutes = max(1, violation.by // 60)
    if violation.breach is Breach.VOLUME:
        return _("Il manque %(litres)s litres de place.") % {"litres": violation.by}
    if violation.breach is Breach.WEIGHT:
        return _("Trop lourd de %(kilos)s kg.") % {"kilos": -(-violation.by // 1000)}
    if violation.breach is Breach.WINDOW:
        return _("Fini %(minutes)s min après le créneau.") % {"minutes": minutes}
    return _("Retour %(minutes)s min après l’heure prévue.") % {"minutes": minutes}


def _beyond(stop: RoundStop, on: date, places: Mapping[UUID, Point]) -> list[str]:
    found = [] if free_on(stop.donation, on) else [_("Le donateur n’est pas libre ce jour-là.")]
    if stop.outcome == StopOutcome.WAITING and stop.donation.state != DonationState.TO_COLLECT:
        found.append(_("La promesse n’est plus à enlever\u00a0: retirez cet arrêt."))
    if stop.donation_id not in places:
        found.append(_("Adresse non située\u00a0: le trajet n’est pas compté."))
    return found


def free_on(donation: Donation, on: date) -> bool:
    """Whether a donor said that they are free on a day."""
    since, until = donation.free_from, donation.free_until
    return (since is None or since <= on) and (until is None or on <= until)


def told_load(litres: int, grams: int) -> str:
    """« 320 L, 100 kg »."""
    figures = ((litres, "L"), (-(-grams // 1000), "kg"))
    return ", ".join(f"{number:,}{formats.NBSP}{unit}".replace(",", formats.NBSP) for number, unit in figures)
