"""An indicator over the territory: from which data set, at which level, and how sure each value is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from fabrique.core.policies import Actor, acts_for, scope
from fabrique.kernels.indicators import Kind, Measure, Panel, Status
from fabrique.kernels.indicators.aggregate import aggregate
from fabrique.kernels.indicators.carrying import Carried
from fabrique.observe.enums import DataSetState, Level, Origin
from fabrique.observe.models import DataColumn, DataSet
from fabrique.observe.queries.data_sets import SEE, measure_of, panel_of
from fabrique.observe.sources.parents import whole_parents
from fabrique.observe.words import year_of
from fabrique.territory.cog import cog
from fabrique.territory.enums import AreaKind
from fabrique.territory.queries import communes_in_perimeter, current_territory
from fabrique.territory.queries.areas import latest_areas

MOSTLY = 0.8  # a file that knows fewer areas than this share of the fullest one comes after it
# To which levels a data set may be carried up, the nearest first.
ABOVE: Mapping[str, Sequence[str]] = {
    Level.IRIS: (Level.COMMUNE, Level.EPCI, Level.DEPARTEMENT),
    Level.COMMUNE: (Level.EPCI, Level.DEPARTEMENT),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator of the catalogue, with the data sets in use that hold it, the latest vintage first."""

    measure: Measure
    data_sets: tuple[DataSet, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The value of an area: ``value`` is None when there is none, and ``status`` says why.

    ``coverage`` is the share of its population (or other weight) that is known, 1 when all of it is.
    """

    code: str
    name: str
    value: float | None
    status: Status
    coverage: float = 1.0


@dataclass(frozen=True, slots=True)
class Shown:
    """An indicator at a level: its lines from the highest value, then those without; what it comes from."""

    measure: Measure
    level: str
    data_set: DataSet
    lines: tuple[Line, ...]
    carried: bool
    reason: str = ""

    @property
    def known(self) -> int:
        """How many areas have a value."""
        return sum(line.value is not None for line in self.lines)


def catalogue(actor: Actor) -> list[Entry]:
    """Every indicator that the actor may see, by its words. Two queries."""
    found: dict[str, list[DataColumn]] = {}
    for column in columns_seen(actor):
        found.setdefault(column.code, []).append(column)
    entries = [Entry(measure_of(held[0]), tuple(each.data_set for each in held)) for held in found.values()]
    return sorted(entries, key=lambda entry: entry.measure.label.casefold())


def columns_seen(actor: Actor, code: str = "") -> list[DataColumn]:
    """What the data sets in use measure, without the values, the latest vintage first. One query."""
    seen = scope(actor, SEE, DataSet.objects.all()).filter(state=DataSetState.USED)
    rows = DataColumn.objects.filter(data_set__in=seen)
    if code:
        rows = rows.filter(code=code)
    heavy = ("areas", "names", "faults", "findings", "mapping")
    rows = rows.select_related("data_set", "data_set__organisation")
    rows = rows.defer("values", "status", *(f"data_set__{name}" for name in heavy))
    return list(rows.order_by("-data_set__vintage", "-data_set__imported_at", "pk"))


def ways_of(actor: Actor, code: str) -> dict[str, list[DataColumn]]:
    """For each level at which an indicator can be shown, the columns that can give it, the best first: those
    of that level, else those that can be carried up from the nearest below. Empty when the actor sees none.
    """
    return ways_among(columns_seen(actor, code), acts_for(actor))


def ways_among(columns: Sequence[DataColumn], holder: UUID | None) -> dict[str, list[DataColumn]]:
    """The same, among columns of one indicator. What a partner brought never takes the place of what a
    producer published; a file that knows few areas, that of one that knows many; then the latest year.
    """
    known = dict.fromkeys(Level.values, 0)
    for column in columns:
        known[column.data_set.level] = max(known[column.data_set.level], column.observed + column.imputed)

    def place(column: DataColumn) -> tuple[bool, int, bool, int, float]:
        held = column.data_set
        few = column.observed + column.imputed < MOSTLY * known[held.level]
        rank = (Origin.PRODUCER, Origin.PLATFORM, Origin.PARTNER).index(Origin(held.origin))
        foreign = held.organisation_id != holder and held.origin == Origin.PARTNER
        return (foreign, rank, few, -year_of(held.vintage), -held.imported_at.timestamp())

    found: dict[str, list[DataColumn]] = {}
    for column in sorted(columns, key=place):
        found.setdefault(column.data_set.level, []).append(column)
    for below in (Level.COMMUNE, Level.IRIS):  # the nearest level below gives, and no other
        held = [column for column in found.get(below, ()) if _can_be_carried(column)]
        own = [column for column in held if column.data_set.level == below]
        for above in ABOVE[below]:
            if own and above not in found:
                found[above] = own
    return {level: found[level] for level in Level.values if level in found}


def _can_be_carried(column: DataColumn) -> bool:
    """Counts are summed; rates and means need the numbers that they are made of; nothing else goes up."""
    made_of = column.kind in (Kind.RATIO, Kind.MEAN) and bool(column.denominator)
    return column.kind == Kind.COUNT or made_of


def carried_panel(columns: Sequence[DataColumn], level: str) -> Carried:
    """The panel of some columns of one data set, at its own level or carried up to another."""
    data_set = DataSet.objects.everywhere("a column that the actor sees").get(pk=columns[0].data_set_id)
    needed = {code for one in columns for code in (one.code, one.numerator, one.denominator) if code}
    panel = panel_of(data_set, needed)
    if level == data_set.level:
        return Carried(panel, {}, {}, {})
    names = names_of(level, panel)  # what is said concerns the territory's own areas only
    whole = whole_parents(panel.areas, panel.level, level)  # an absent commune is a missing part
    parents = {area: above for area, above in whole.items() if above in names}
    return aggregate(panel, parents, level)


def indicator(column: DataColumn, level: str) -> Shown:
    """An indicator over the areas of the territory, at a level of ``ways_of``."""
    result = carried_panel([column], level)
    panel, coverage = result.panel, result.coverage.get(column.code)
    one, names = panel.series[column.code], names_of(level, panel)
    lines = []
    for rank, code in enumerate(panel.areas):
        if code in names:
            value = float(one.values[rank]) if one.known[rank] else None
            share = float(coverage[rank]) if coverage is not None else 1.0
            lines.append(Line(code, names[code], value, Status(int(one.status[rank])), share))
    absent = names.keys() - set(panel.areas)
    lines += [Line(code, names[code], None, Status.MISSING, 0.0) for code in absent]
    turn = -1 if one.measure.direction >= 0 else 1  # the most fragile first
    lines.sort(key=lambda line: (line.value is None, turn * (line.value or 0), line.name, line.code))
    carried = level != column.data_set.level
    reason = result.reasons.get(column.code, "")
    return Shown(one.measure, level, column.data_set, tuple(lines), carried, reason)


def names_of(level: str, panel: Panel) -> dict[str, str]:
    """The areas of the territory at a level, with their names; an area outside of it is not shown."""
    current_territory()  # its own communes join the code
    communes = {each.code: each for each in communes_in_perimeter()}
    known = cog()
    if level == Level.COMMUNE:
        return {code: each.name for code, each in communes.items()}
    if level == Level.EPCI:
        groups = {each.epci for each in communes.values() if each.epci}
        unnamed = _("Intercommunalité %(code)s")
        return {one: group.name if (group := known.epci(one)) else unnamed % {"code": one} for one in groups}
    if level == Level.DEPARTEMENT:
        codes = {each.departement for each in communes.values()}
        unnamed = _("Département %(code)s")
        held = {code: known.departement(code) for code in codes}
        return {code: one.name if one else unnamed % {"code": code} for code, one in held.items()}
    if level == Level.IRIS:
        inside = [code for code in panel.areas if code[:5] in communes]
        return {code: panel.names.get(code) or _in(communes[code[:5]].name, code) for code in inside}
    if level == Level.QPV:
        areas = latest_areas(AreaKind.QPV).values_list("code", "name")
        quarters = dict(areas)
        return {
            code: quarters.get(code) or panel.names.get(code, code)
            for code in panel.areas
            if code in quarters
        }
    drawn = dict(latest_areas(AreaKind.OTHER).values_list("code", "name")) if level == Level.OTHER else {}
    return {code: panel.names.get(code) or drawn.get(code) or code for code in panel.areas}


def _in(commune: str, code: str) -> str:
    return _("%(commune)s, îlot %(code)s") % {"commune": commune, "code": code[5:]}


def area_name(level: str, code: str) -> str:
    """The name of an area of the territory; "" when it is none that the instance knows."""
    if level == Level.CELL:
        return ""
    if level == Level.OTHER:
        return dict(latest_areas(AreaKind.OTHER).filter(code=code).values_list("code", "name")).get(code, "")
    panel = Panel(level, 0, (code,), {}, {})
    return names_of(level, panel).get(code, "")
