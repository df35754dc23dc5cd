"""Which places are open at a moment, all at once: the hours of a day as arrays, kept for that day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from fabrique.core.ui.formats import NBSP
from fabrique.directory.guide.opening import MIDNIGHT, day_of
from fabrique.directory.guide.record import PlaceRecord
from fabrique.kernels.hours.calendar import Calendar
from fabrique.kernels.hours.describe import ranges

EVENING = 18 * 60
WEEKEND = {"samedi": 5, "dimanche": 6}
_KEPT = 16
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


class Moments:
    """The days and minutes asked lately. A race between threads costs work, never a wrong answer."""

    def __init__(self, places: Sequence[PlaceRecord], calendar: Calendar) -> None:
        self._places, self._calendar = places, calendar
        self._days: dict[date, tuple[NDArray[np.int32], NDArray[np.int16], NDArray[np.int16]]] = {}
        self._masks: dict[tuple[str, object], NDArray[np.bool_]] = {}
        self._timed = [rank for rank, one in enumerate(places) if one.hours or one.stops or one.closures]

    def _day(self, on: date) -> tuple[NDArray[np.int32], NDArray[np.int16], NDArray[np.int16]]:
        """(ranks, starts, ends) of all that is open on a date, in minutes."""
        known = self._days.get(on)
        if known is None:
            rows = [
                (rank, span.start, min(span.end, 2 * MIDNIGHT))
                for rank in self._timed
                for span in day_of(self._places[rank], on, self._calendar).spans
            ]
            table = np.array(rows, np.int32).reshape(-1, 3)
            known = (table[:, 0], table[:, 1].astype(np.int16), table[:, 2].astype(np.int16))
            if len(self._days) >= _KEPT:
                self._days.clear()
            self._days[on] = known
        return known

    def _kept(self, key: tuple[str, object]) -> NDArray[np.bool_] | None:
        if len(self._masks) > 64:
            self._masks.clear()
        return self._masks.get(key)

    def open_at(self, at: datetime) -> NDArray[np.bool_]:
        """Who is open at this minute."""
        local = timezone.localtime(at).replace(second=0, microsecond=0)
        key = ("now", local)
        mask = self._kept(key)
        if mask is None:
            mask = np.zeros(len(self._places), bool)
            minute = local.hour * 60 + local.minute
            for on, now in ((local.date(), minute), (local.date() - timedelta(days=1), minute + MIDNIGHT)):
                ranks, starts, ends = self._day(on)
                mask[ranks[(starts <= now) & (now < ends)]] = True
            self._masks[key] = mask
        return mask

    def open_on(self, on: date) -> NDArray[np.bool_]:
        """Who opens on this date."""
        mask = self._kept(("day", on))
        if mask is None:
            mask = np.zeros(len(self._places), bool)
            mask[self._day(on)[0]] = True
            self._masks["day", on] = mask
        return mask

    def open_in_the_evening(self, today: date) -> NDArray[np.bool_]:
        """Who is open after 18 h on one of the seven days from today."""
        mask = self._kept(("evening", today))
        if mask is None:
            mask = np.zeros(len(self._places), bool)
            for step in range(7):
                ranks, _starts, ends = self._day(today + timedelta(days=step))
                mask[ranks[ends > EVENING]] = True
            self._masks["evening", today] = mask
        return mask

    def mask(self, moment: str, at: datetime) -> NDArray[np.bool_]:
        """The mask of an option of the group « quand » at an aware instant."""
        today = timezone.localdate(at)
        if moment == "maintenant":
            return self.open_at(at)
        if moment in WEEKEND:
            return self.open_on(this_day(WEEKEND[moment], today))
        return self.open_in_the_evening(today)


def this_day(weekday: int, today: date) -> date:
    """The day of the week to come (0: Monday), today if it is one."""
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def hours_then(
    place: PlaceRecord, moments: Sequence[str], today: date, calendar: Calendar
) -> tuple[str, ...]:
    """The hours that make a place answer to « ce samedi » or « après 18 h », day by day in words."""
    found: list[str] = []
    for moment in moments:
        if moment in WEEKEND:
            found += _lines(place, [this_day(WEEKEND[moment], today)], calendar, after=0)
        elif moment == "soir":
            week = [today + timedelta(days=step) for step in range(7)]
            found += _lines(place, week, calendar, after=EVENING)
    return tuple(dict.fromkeys(found))


def _lines(place: PlaceRecord, on: Sequence[date], calendar: Calendar, *, after: int) -> list[str]:
    """« Mardi, jeudi : 14 h – 19 h », the days of the same hours together; only what ends after a minute."""
    days: dict[str, list[str]] = {}
    for day in on:
        spans = [span for span in day_of(place, day, calendar).spans if span.end > after]
        for stop in dict.fromkeys(span.stop for span in spans):
            hours = ranges(tuple((one.start, one.end) for one in spans if one.stop == stop))
            where = f" ({stop.commune_name})" if stop and stop.commune_name else ""
            days.setdefault(hours + where, []).append(_DAYS[day.weekday()])
    lines = [f"{', '.join(names)}{NBSP}: {hours}" for hours, names in days.items()]
    return [line[:1].upper() + line[1:] for line in lines]
