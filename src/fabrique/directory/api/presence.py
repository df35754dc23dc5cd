"""Whether a place is open at an instant, when it opens next, and until when this answer holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from fabrique.directory.guide.opening import day_of, next_opening, spans_at
from fabrique.directory.guide.record import PlaceRecord
from fabrique.kernels.hours.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Presence:
    """``open`` is None when nothing tells. True from ``since`` (included) to ``until`` (excluded)."""

    open: bool | None
    closes_at: datetime | None
    opens_at: datetime | None
    since: datetime
    until: datetime

    def as_dict(self) -> dict[str, object]:
        """The columns of the answer."""
        return {
            "ouvert_maintenant": self.open,
            "ferme_a": self.closes_at.isoformat() if self.closes_at else None,
            "prochaine_ouverture": self.opens_at.isoformat() if self.opens_at else None,
        }

    def as_json(self) -> bytes:
        """The same as the end of a JSON object, from its comma on."""
        state = {None: "null", True: "true", False: "false"}[self.open]
        closes, opens = (f'"{at.isoformat()}"' if at else "null" for at in (self.closes_at, self.opens_at))
        return f',"ouvert_maintenant":{state},"ferme_a":{closes},"prochaine_ouverture":{opens}'.encode()


def presence(place: PlaceRecord, at: datetime, calendar: Calendar) -> Presence:
    """What holds at an aware instant, in the time of the territory."""
    local = timezone.localtime(at)
    today, minute = local.date(), local.hour * 60 + local.minute
    midnight = _instant(today + timedelta(days=1), 0)
    minute_start = local.replace(second=0, microsecond=0)
    current = spans_at(place, at, calendar)
    later = next_opening(place, today, minute, calendar)
    opens_at = _instant(later[0], later[1].start) if later else None
    closes_at = _instant(today, current.end) if current else None
    ends = [one for one in (midnight, opens_at, closes_at) if one]
    state: bool | None = True if current else _closed(place, today, minute, calendar)
    # A day may hide times to confirm: what is not sure is worked out anew at each minute.
    until = minute_start + timedelta(minutes=1) if state is None else min(ends)
    if state is False and any(start > minute for start, _end in day_of(place, today, calendar).uncertain):
        until = minute_start + timedelta(minutes=1)
    return Presence(state, closes_at, opens_at, minute_start, until)


def _closed(place: PlaceRecord, today: date, minute: int, calendar: Calendar) -> bool | None:
    """False when the hours say so; None when there are none, or none that are sure."""
    if not place.hours and not place.stops and not place.closures:
        return None
    day = day_of(place, today, calendar)
    if any(start <= minute < end for start, end in day.uncertain):
        return None
    return False


def _instant(on: date, minutes: int) -> datetime:
    """Minutes after the midnight of a date, by the clock on the wall, as an aware instant."""
    zone = timezone.get_default_timezone()
    return datetime.combine(on, time(), tzinfo=zone) + timedelta(minutes=minutes)
