"""When a place is open: its hours, its closures, its visits, and what to say of it now.

A bank holiday on which the hours are silent is *unknown*, not open: the OSM reading would send people to a
closed door. Minutes are counted from midnight in the time of the territory; past 1440 is the next morning.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core.ui import formats
from fabrique.core.ui.formats import NBSP
from fabrique.directory.guide.record import ClosureRecord, PlaceRecord, StopRecord
from fabrique.kernels.hours.calendar import Calendar
from fabrique.kernels.hours.describe import hour, ranges
from fabrique.kernels.hours.schedule import DayHours, Schedule

MIDNIGHT = 1440
CLOSING_SOON = 30  # minutes
HORIZON = 60  # days searched for the next opening
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


@dataclass(frozen=True, slots=True)
class Span:
    """Open from ``start`` to ``end`` (minutes), at a stop if the place is itinerant."""

    start: int
    end: int
    stop: StopRecord | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A date at a place. ``uncertain`` are times to confirm; ``note`` says why, or what to know."""

    on: date
    spans: tuple[Span, ...]
    uncertain: tuple[tuple[int, int], ...] = ()
    note: str = ""
    closure: ClosureRecord | None = None
    bank_holiday: str = ""


@dataclass(frozen=True, slots=True)
class Now:
    """What to say of a place at this minute; ``kind`` is a pill's."""

    text: str
    kind: str = ""
    open: bool = False


@lru_cache(maxsize=50_000)
def schedule(osm: str, calendar: Calendar) -> Schedule:
    """The compiled hours; one for all places that have the same."""
    return Schedule(osm, calendar)


@lru_cache(maxsize=200_000)
def _hours(osm: str, on: date, calendar: Calendar) -> DayHours:
    return schedule(osm, calendar).day(on)


def day_of(place: PlaceRecord, on: date, calendar: Calendar) -> Day:
    """What holds at a place on a date."""
    closure = next((one for one in place.closures if one.starts_on <= on <= one.ends_on), None)
    if closure and not closure.hours:
        return Day(on, (), note=closure.reason, closure=closure)
    osm = closure.hours if closure else place.hours
    hours = _hours(osm, on, calendar)
    bank = calendar.bank_holiday(on)
    spans = [Span(start, end) for start, end in hours.open]
    uncertain = hours.unknown
    if bank and spans and not closure and not _speaks_of_bank_holidays(osm):
        uncertain, spans = (*hours.open, *uncertain), []
    spans += _visits(place, on, calendar)
    note = closure.reason if closure else hours.note
    return Day(on, tuple(sorted(spans, key=lambda span: span.start)), uncertain, note, closure, bank)


def _speaks_of_bank_holidays(osm: str) -> bool:
    return "PH" in osm or "24/7" in osm


def _visits(place: PlaceRecord, on: date, calendar: Calendar) -> list[Span]:
    found = []
    for stop in place.stops:
        if stop.hours:
            hours = _hours(stop.hours, on, calendar)
            if not hours.open or not calendar.bank_holiday(on) or _speaks_of_bank_holidays(stop.hours):
                found += [Span(start, end, stop) for start, end in hours.open]
        for starts_at, ends_at in stop.visits:
            start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
            if start.date() == on:
                minutes = start.hour * 60 + start.minute
                found.append(Span(minutes, minutes + int((end - start).total_seconds()) // 60, stop))
    return found


def spans_at(place: PlaceRecord, at: datetime, calendar: Calendar) -> Span | None:
    """The span in which an aware instant falls, those of the night before included."""
    local = timezone.localtime(at)
    minute = local.hour * 60 + local.minute
    for on, shift in ((local.date(), 0), (local.date() - timedelta(days=1), MIDNIGHT)):
        for span in day_of(place, on, calendar).spans:
            if span.start <= minute + shift < span.end:
                return Span(span.start - shift, span.end - shift, span.stop)
    return None


def now_at(place: PlaceRecord, at: datetime, calendar: Calendar, *, near: StopRecord | None = None) -> Now:
    """The words for a place at an aware instant; of an itinerant one, at the stop ``near`` the visitor."""
    if near is not None and (near.hours or near.visits):
        place = replace(place, hours="", stops=(near,))
    local = timezone.localtime(at)
    today, minute = local.date(), local.hour * 60 + local.minute
    current = spans_at(place, at, calendar)
    if current:
        return _open(_past_midnight(place, today, current, calendar), minute)
    day = day_of(place, today, calendar)
    if day.closure and not day.closure.hours and day.closure.ends_on > today:
        until = formats.day(day.closure.ends_on, today=today, weekday=False)
        return Now(_("Fermé jusqu’au %(day)s") % {"day": until}, "warn")
    if day.bank_holiday and day.uncertain:
        return Now(_("Jour férié : appelez avant de venir"), "warn")
    later = next_opening(place, today, minute, calendar)
    if later:
        return Now(_later(today, *later))
    if day.note:
        return Now(day.note[:1].upper() + day.note[1:80])
    if place.hours or place.stops:
        return Now(_("Fermé pour le moment"))
    return Now(_("Horaires à confirmer"))


def _past_midnight(place: PlaceRecord, today: date, span: Span, calendar: Calendar) -> Span:
    """A span that midnight cuts in two, made whole: what never closes does not close in ten minutes."""
    if span.end != MIDNIGHT:
        return span
    after = day_of(place, today + timedelta(days=1), calendar).spans
    end = next((one.end for one in after if one.start == 0 and one.stop == span.stop), 0)
    return replace(span, end=MIDNIGHT + end)


def next_opening(
    place: PlaceRecord, today: date, minute: int, calendar: Calendar
) -> tuple[date, Span] | None:
    """The first span that begins after this minute of today, within two months."""
    if not place.hours and not place.stops and not any(one.hours for one in place.closures):
        return None
    for step in range(HORIZON):
        on = today + timedelta(days=step)
        for span in day_of(place, on, calendar).spans:
            if step or span.start > minute:
                return on, span
    return None


def _open(span: Span, minute: int) -> Now:
    where = f", {_stop(span.stop)}" if span.stop else ""
    left = span.end - minute
    if left <= CLOSING_SOON:
        return Now(_("Ferme dans %(left)s") % {"left": f"{left}{NBSP}min"} + where, "warn", open=True)
    if span.end - span.start >= MIDNIGHT:
        return Now(_("Ouvert jour et nuit"), "ok", open=True)
    return Now(_("Ouvert jusqu’à %(hour)s") % {"hour": hour(span.end)} + where, "ok", open=True)


def _later(today: date, on: date, span: Span) -> str:
    when = _when(today, on)
    if span.stop:
        times = ranges(((span.start, span.end),))
        values = {"day": when, "times": times, "stop": _stop(span.stop)}
        return _("Prochain passage %(day)s, %(times)s, %(stop)s") % values
    if on == today:
        return _("Ouvre à %(hour)s") % {"hour": hour(span.start)}
    return _("Ouvre %(day)s à %(hour)s") % {"day": when, "hour": hour(span.start)}


def _stop(stop: StopRecord) -> str:
    """A stop as one finds it: « Parking du marché, Brumelac »."""
    known = stop.commune_name and stop.commune_name not in stop.name
    return f"{stop.name}, {stop.commune_name}" if known and stop.name else stop.name or stop.commune_name


def _when(today: date, on: date) -> str:
    days = (on - today).days
    if days < 2:
        return (_("aujourd’hui"), _("demain"))[days]
    return _DAYS[on.weekday()] if days < 7 else formats.day(on, today=today)
