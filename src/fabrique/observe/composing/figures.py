"""Indicators over the areas of a territory, over the whole of it, and beside all those of their file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fabrique.kernels.indicators import Floats, Kind, Measure, Panel, Series, Status
from fabrique.kernels.indicators.aggregate import aggregate
from fabrique.observe.content import Absent
from fabrique.observe.enums import Level, Origin
from fabrique.observe.models import DataColumn, DataSet
from fabrique.observe.queries.indicators import Line, carried_panel, names_of
from fabrique.observe.queries.nesting import wholes_of

THRESHOLD = 11  # persons: a rate that makes fewer is told without their number
WHOLE = "whole"
# What a count may be of besides persons; anything else is taken for persons.
THINGS = frozenset({"lieux", "locaux", "lignes", "appareils", "équipements", "prises", "antennes", "€"})
ABSENT = {Status.SECRET: Absent.SECRET, Status.MISSING: Absent.MISSING}


@dataclass(frozen=True, slots=True)
class Value:
    """A number and what it is, or why there is none. ``persons``: how many people that makes, if it is known.
    ``rank``: the place of the value among those of the territory, the most fragile first; ``tied``: equals
    share it.
    """

    number: float | None
    status: Status
    absent: Absent | None = None
    persons: float | None = None
    rank: float | None = None
    tied: bool = False


NOTHING = Value(None, Status.MISSING, Absent.MISSING)


@dataclass(frozen=True, slots=True)
class Held:
    """An indicator. ``values`` by area of the territory (``names``); ``whole``: of the territory, from its
    counts, never a mean of rates; ``around`` (n): what is known over all the areas of the file; ``inside``:
    the codes of the counts of which it is a part, when it is told beside what is not public already.
    """

    measure: Measure
    level: str
    data_set: DataSet
    names: Mapping[str, str]
    values: Mapping[str, Value]
    whole: Value
    around: Floats
    inside: tuple[str, ...] = ()

    @property
    def public(self) -> bool:
        """Whether everybody has these figures already, from their producer."""
        return self.data_set.origin == Origin.PRODUCER

    @property
    def of_persons(self) -> bool:
        """Whether it counts people, as far as its protection goes: all that is not surely things."""
        return _to_protect(self.measure)

    @property
    def known(self) -> dict[str, float]:
        """The numbers that there are."""
        return {code: one.number for code, one in self.values.items() if one.number is not None}

    @property
    def estimated(self) -> int:
        """How many of them the producer estimated."""
        return sum(one.status == Status.IMPUTED for one in self.values.values())

    @property
    def mostly_estimated(self) -> bool:
        """Whether more than half are."""
        return 2 * self.estimated > len(self.known) > 0

    @property
    def median(self) -> float | None:
        """The value that half of the areas of the territory exceed."""
        return float(np.median(list(self.known.values()))) if self.known else None

    @property
    def median_around(self) -> float | None:
        """The same over the file, when it goes further than the territory."""
        return float(np.median(self.around)) if len(self.around) > len(self.known) else None

    def ends(self) -> tuple[str, str] | None:
        """The areas of the least and of the greatest value."""
        known = self.known
        return (
            (min(known, key=lambda one: (known[one], one)), max(known, key=lambda one: (known[one], one)))
            if (len(set(known.values())) > 1)
            else None
        )

    def lines(self) -> list[Line]:
        """For a map: what is hidden is drawn as what is secret."""
        found = []
        for code, one in self.values.items():
            status = Status.SECRET if one.absent is Absent.HIDDEN else one.status
            found.append(Line(code, self.names[code], one.number, status))
        return found


def held_of(columns: Sequence[DataColumn], level: str) -> list[Held]:
    """Some indicators at a level, in the order given; each data set is read once."""
    by_set: dict[object, list[DataColumn]] = {}
    for column in columns:
        by_set.setdefault(column.data_set_id, []).append(column)
    found: dict[str, Held] = {}
    told = any(column.data_set.origin != Origin.PRODUCER for column in columns)
    wholes = wholes_of({column.code for column in columns}) if told else {}
    for some in by_set.values():
        panel = carried_panel(some, level).panel
        names = names_of(level, panel)
        territory = aggregate(panel, dict.fromkeys(names, WHOLE), WHOLE).panel
        for column in some:
            found[column.code] = replace(
                _held(column, level, panel, names, territory),
                inside=wholes.get(column.code, ()),
            )
    return [found[column.code] for column in columns]


def _held(column: DataColumn, level: str, panel: Panel, names: Mapping[str, str], territory: Panel) -> Held:
    one = panel.series[column.code]
    values = dict.fromkeys(names, NOTHING)
    persons, ranks = _persons(panel, one), _ranks(panel, one, names)
    for rank, code in enumerate(panel.areas):
        if code in names:
            values[code] = _value(one, rank, persons, place=ranks.get(code))
    total = NOTHING
    if WHOLE in territory.areas and level != Level.OTHER:
        at, series = territory.areas.index(WHOLE), territory.series[column.code]
        total = _value(series, at, _persons(territory, series), place=None)
    held = {code: values[code] for code in names}
    return Held(one.measure, level, column.data_set, names, held, total, one.values[one.known])


def _value(one: Series, rank: int, persons: Floats, *, place: tuple[float, bool] | None) -> Value:
    status = Status(int(one.status[rank]))
    if not one.known[rank]:
        return Value(None, status, ABSENT[status])
    number, people = float(one.values[rank]), float(persons[rank])
    at, tied = place or (None, False)
    return Value(number, status, None, people if people >= THRESHOLD else None, at, tied)


def _to_protect(measure: Measure) -> bool:
    return measure.kind is Kind.COUNT and measure.unit not in THINGS


def _of_persons(measure: Measure) -> bool:
    return measure.kind is Kind.COUNT and measure.unit == "personnes"


def _persons(panel: Panel, one: Series) -> Floats:
    """(n) How many people a rate makes: its numerator, else the rate of its own denominator; NaN if neither
    is known, or when another denominator stands for its own."""
    measure, nothing = one.measure, np.full(len(panel.areas), np.nan)
    if measure.kind is not Kind.RATIO or measure.approximate:
        return nothing
    top, bottom = panel.series.get(measure.numerator), panel.series.get(measure.denominator)
    if top is not None and _of_persons(top.measure):
        return top.values
    if bottom is not None and _of_persons(bottom.measure):
        return one.values * bottom.values / measure.scale
    return nothing


def _ranks(panel: Panel, one: Series, names: Mapping[str, str]) -> dict[str, tuple[float, bool]]:
    """The place of each area of the territory, from the most fragile: the mean one for equals, and whether it
    is shared. Empty when nothing tells areas apart."""
    known = [
        (code, float(one.values[at]))
        for at, code in enumerate(panel.areas)
        if code in names and one.known[at]
    ]
    if one.measure.direction == 0 or one.measure.kind is Kind.COUNT:
        return {}  # a number says how large an area is, before it says how fragile
    turn = one.measure.direction
    values = np.array([turn * value for _code, value in known])
    if len(np.unique(values)) < 2:
        return {}
    above = [int((values > turn * value).sum()) for _code, value in known]
    equal = [int((values == turn * value).sum()) for _code, value in known]
    return {
        code: (more + (same + 1) / 2, same > 1)
        for (code, _value), more, same in zip(known, above, equal, strict=True)
    }
