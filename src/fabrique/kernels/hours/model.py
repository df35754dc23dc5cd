"""What the readers of opening hours hand to one another: plain frozen values."""

from dataclasses import dataclass, field

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ALL_DAYS = frozenset(range(7))
WEEKDAYS = frozenset(range(5))
NOON = 12 * 60
MIDNIGHT = 24 * 60

Range = tuple[int, int]  # minutes since midnight, start included, end excluded; the end may pass 1440


@dataclass(frozen=True)
class Parsed:
    """Hours as read.

    `osm` is an OSM opening_hours string that opening-hours-py accepts, or "" when the text is empty.
    `unread` keeps word for word what no selector could say. `flags` are stable codes:
    hours-unread (nothing could be read), hours-partial (a part was kept as words), hours-no-day (times
    without a day), hours-invalid-time (an impossible or reversed time), hours-repaired (an OSM string or a
    mechanical corruption was mended), hours-long-day (more than 16 hours, as the source says),
    hours-overlap (ranges of one day overlap: they add up), hours-past-midnight. `rules` names what fired.
    """

    osm: str
    unread: str = ""
    flags: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Token:
    """One piece of the text: its kind, its value, and where it stands in the cleaned text."""

    kind: str
    value: object
    start: int
    end: int


@dataclass
class Clause:
    """A scope (days, weeks, months, holidays) and what happens then."""

    days: frozenset[int] = frozenset()
    listed: bool = False  # each day is named, none is between two others
    nth: tuple[int, ...] = ()
    parity: int | None = None  # 0 even weeks, 1 odd weeks
    holiday: str = ""  # "SH", or an OSM month span + SH for one holiday; "PH"
    term: bool = False  # only outside school holidays
    months: str = ""  # an OSM month or date selector
    half: str = ""  # "am", "pm" or ""
    ranges: list[Range] = field(default_factory=list)
    closed: bool = False
    negated: bool = False  # introduced by « sauf », « hors »
    until: int | None = None  # the new end of the day's last range
    like: frozenset[int] = frozenset()  # … and the days whose other ranges are the same
    also: str = ""  # "SH" or "PH" beside the days: « mercredi et vacances »
    every: bool = False  # « 1 sur 2 », « une fois par mois »: a rhythm that no selector can say
    rest: bool = False  # of « le reste de l'année »: what a season says stands alone in it
    notes: list[str] = field(default_factory=list)
    start: int = -1  # where the clause stands in the cleaned text
    end: int = -1
    words: str = ""

    @property
    def has_body(self) -> bool:
        return bool(self.ranges) or self.closed or self.until is not None

    @property
    def has_scope(self) -> bool:
        return bool(self.days or self.holiday or self.months or self.nth or self.parity is not None)


@dataclass(frozen=True)
class Rule:
    """One rule of an OSM string. `separator` is ";", "," or "||" (how it follows the rule before)."""

    separator: str = ";"
    wide: str = ""  # years, months, dates and weeks, as written
    holidays: tuple[str, ...] = ()
    days: str = ""  # weekday selector as written: "Mo-Fr,Sa[1]"
    holiday_and: bool = False  # "SH Mo" (both) rather than "SH,Mo" (either)
    times: tuple[Range, ...] = ()
    state: str = "open"
    comment: str = ""
    always: bool = False  # 24/7


def days_of(token: Token) -> frozenset[int]:
    """The days that a token of days names."""
    return frozenset({token.value}) if isinstance(token.value, int) else frozenset(token.value)  # type: ignore[call-overload]
