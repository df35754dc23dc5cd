"""Answers to « is it open? »: evaluation of an OSM string, minute by minute, with a calendar.

opening-hours-py knows no school holidays and takes « SH Mo » for « SH or Monday »; the rules are therefore
evaluated here, as the OSM specification says: a later rule takes the place of earlier ones for its days,
« , » adds, « off » with times cuts, « || » fills the minutes of which no rule spoke.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from fabrique.kernels.hours.calendar import Calendar
from fabrique.kernels.hours.model import MIDNIGHT, Range, Rule
from fabrique.kernels.hours.osm import OsmError, parse_osm
from fabrique.kernels.hours.selectors import Test, matcher, weekdays

State = Literal["open", "closed", "unknown"]
PARIS = ZoneInfo("Europe/Paris")
HORIZON = 200  # days searched for the next opening: a place closed all summer is found again
_Span = tuple[int, int, str, str]  # start, end (minutes), state of the rule, comment


@dataclass(frozen=True)
class Status:
    """State at an instant. `until` ends it (None: no end in sight); `next_opening` is None when open."""

    state: State
    until: datetime | None
    next_opening: datetime | None
    note: str


@dataclass(frozen=True)
class DayHours:
    """Hours of one date in minutes since midnight (past 1440: until the next morning)."""

    day: date
    open: tuple[Range, ...]
    unknown: tuple[Range, ...]
    note: str
    holiday: str  # bank holiday or school holiday of that date, "" if none


@lru_cache(maxsize=32768)
def _compiled(osm: str) -> tuple[tuple[Rule, Test], ...]:
    try:
        return tuple((rule, matcher(rule)) for rule in parse_osm(osm))
    except (OsmError, ValueError):
        # What cannot be evaluated is unknown, in its own words: never open.
        rule = Rule(state="unknown", comment=osm)
        return ((rule, matcher(rule)),) if osm.strip() else ()


def _paint(spans: list[_Span], new: _Span) -> list[_Span]:
    """Spans with `new` laid over them."""
    start, end = new[:2]
    kept: list[_Span] = []
    for low, high, state, note in spans:
        if high <= start or low >= end:
            kept.append((low, high, state, note))
            continue
        if low < start:
            kept.append((low, start, state, note))
        if high > end:
            kept.append((end, high, state, note))
    kept.append(new)
    return kept


def _fill(spans: list[_Span], new: _Span) -> list[_Span]:
    """Spans with `new` slipped under them."""
    under = [new]
    for span in spans:
        under = _paint(under, span)
    return under


class Schedule:
    """Opening hours of one place. `osm` may be empty or foreign: what is not read is unknown, never open."""

    __slots__ = ("_days", "_rules", "calendar", "osm", "tz")

    def __init__(self, osm: str, calendar: Calendar | None = None, *, tz: ZoneInfo = PARIS) -> None:
        self.osm = osm
        self.calendar = calendar or Calendar()
        self.tz = tz
        self._rules = _compiled(osm)
        self._days: dict[date, tuple[_Span, ...]] = {}

    @property
    def uses_school_holidays(self) -> bool:
        """Whether the answer depends on the school zone."""
        return any("SH" in rule.holidays for rule, _ in self._rules)

    def _spans(self, day: date) -> tuple[_Span, ...]:
        known = self._days.get(day)
        if known is None:
            known = self._days[day] = self._evaluate(day)
        return known

    def _evaluate(self, day: date) -> tuple[_Span, ...]:
        spans: list[_Span] = []
        fallbacks: list[_Span] = []
        in_fallback = False
        for rule, matches in self._rules:
            in_fallback = rule.separator == "||" or (in_fallback and rule.separator == ",")
            if not matches(day, self.calendar):
                continue
            times = rule.times or ((0, MIDNIGHT),)
            new = [(start, end, rule.state, rule.comment) for start, end in times]
            if in_fallback:
                fallbacks.extend(new)
                continue
            if rule.separator == ";" and not (rule.state == "off" and rule.times):
                spans = []
            for span in new:
                spans = _paint(spans, span)
        for span in fallbacks:
            spans = _fill(spans, span)
        return tuple(sorted(spans))

    def _clock_spans(self, day: date) -> list[_Span]:
        """What holds from 0 to 24 h on a date, the night before included."""
        made = [(low, min(high, MIDNIGHT), state, note) for low, high, state, note in self._spans(day)]
        if any(end > MIDNIGHT for rule, _ in self._rules for _, end in rule.times):
            for _, high, state, note in self._spans(day - timedelta(days=1)):
                if high > MIDNIGHT and state == "open":
                    made = _paint(made, (0, high - MIDNIGHT, state, note))
        return sorted(span for span in made if span[2] != "off" and span[1] > span[0])

    def _instant(self, day: date, minutes: int) -> datetime:
        extra, minutes = divmod(minutes, MIDNIGHT)
        return datetime.combine(day + timedelta(days=extra), time(minutes // 60, minutes % 60), self.tz)

    def is_open(self, at: datetime) -> bool:
        """Whether the place is certainly open at an aware instant: the quick question of a filter."""
        local = at.astimezone(self.tz)
        minute = local.hour * 60 + local.minute
        spans = self._clock_spans(local.date())
        return any(low <= minute < high and state == "open" for low, high, state, _ in spans)

    def status(self, at: datetime) -> Status:
        """State at an aware instant. Raises ValueError for a naive one."""
        if at.tzinfo is None:
            raise ValueError("un instant sans fuseau horaire ne dit pas s’il est ouvert")
        local = at.astimezone(self.tz)
        day, minute = local.date(), local.hour * 60 + local.minute
        if not self._rules:
            return Status("unknown", None, None, "")
        for low, high, state, note in self._clock_spans(day):
            if low <= minute < high:
                until = self._end(day, high, state, note)
                if state == "open":
                    return Status("open", until, None, note)
                return Status("unknown", until, self._next(day, minute, ("open",)), note)
        change = self._next(day, minute, ("open", "unknown"))
        opening = self._next(day, minute, ("open",))
        return Status("closed", change, opening, self._closing_note(day))

    def _closing_note(self, day: date) -> str:
        return next((note for _, _, state, note in self._spans(day) if state == "off" and note), "")

    def _end(self, day: date, high: int, state: str, note: str) -> datetime | None:
        """Where a state that holds at `high` on `day` ends; touching spans of one state are one."""
        for step in range(9):
            today = day + timedelta(days=step)
            moved = True
            while moved and high < MIDNIGHT:
                found = next(
                    (s for s in self._clock_spans(today) if s[0] <= high < s[1] and s[2] == state), None
                )
                moved = found is not None and (state == "open" or found[3] == note)
                high = found[1] if found is not None and moved else high
            if high < MIDNIGHT:
                return self._instant(today, high)
            following = self._clock_spans(today + timedelta(days=1))
            first = next((s for s in following if s[0] == 0 and s[2] == state), None)
            if first is None:
                return self._instant(today, MIDNIGHT)
            high = first[1]
        return None

    def _next(self, day: date, minute: int, states: tuple[str, ...]) -> datetime | None:
        if not any(rule.state in states for rule, _ in self._rules):
            return None
        for step in range(HORIZON):
            today = day + timedelta(days=step)
            for low, _, state, _ in self._clock_spans(today):
                if state in states and (step > 0 or low > minute):
                    return self._instant(today, low)
        return None

    def day(self, day: date) -> DayHours:
        """Hours of a date, as one would print them."""
        spans = self._spans(day)
        notes = dict.fromkeys(note for _, _, _, note in spans if note)
        return DayHours(
            day=day,
            open=_merged(spans, "open"),
            unknown=_merged(spans, "unknown"),
            note=" ; ".join(notes),
            holiday=self.calendar.bank_holiday(day) or self.calendar.school_holiday(day),
        )

    def week(self, monday: date) -> tuple[DayHours, ...]:
        """The seven days from a date (any day of the week is taken as the first)."""
        return tuple(self.day(monday + timedelta(days=step)) for step in range(7))

    def opens_on_weekday(self, weekday: int) -> bool:
        """Whether some rule opens on that day of the week (0 Monday), at least now and then."""
        answer = False
        for rule, _ in self._rules:
            if rule.days and weekday not in weekdays(rule.days):
                continue
            if rule.state == "open" and rule.separator != "||":
                answer = True
            elif rule.state == "off" and not (rule.wide or rule.holidays or rule.times):
                answer = answer and "[" in rule.days
        return answer

    def open_after(self, hour: time) -> bool:
        """Whether the place is open on some day at this hour or later."""
        minute = hour.hour * 60 + hour.minute
        return any(
            rule.state == "open" and (rule.always or any(end > minute for _, end in rule.times))
            for rule, _ in self._rules
        )


def _merged(spans: tuple[_Span, ...], wanted: str) -> tuple[Range, ...]:
    """Ranges of one state, those that touch or overlap made one."""
    merged: list[Range] = []
    for low, high, state, _ in spans:
        if state != wanted:
            continue
        if merged and merged[-1][1] >= low:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)
