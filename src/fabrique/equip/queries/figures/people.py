"""How many persons were equipped, where and in which situation: by periods, what is small is hidden.

The rows and the columns do not depend on the counts: a place that is missing would tell that few live there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.equip.enums import HANDED, Audience
from fabrique.equip.queries.figures.reach import Reach
from fabrique.kernels.disclosure import TwoWay, hidden_two_way
from fabrique.kernels.disclosure.periods import Period, closed
from fabrique.people.retention import SMALLEST_CELL
from fabrique.territory.enums import AreaKind
from fabrique.territory.facts import Told
from fabrique.territory.queries import communes_in_perimeter
from fabrique.territory.queries.areas import latest_areas

Place = tuple[str, str]  # codes of a commune and of a neighbourhood in it; empty: the rest, or elsewhere


@dataclass(frozen=True, slots=True)
class Row:
    """A place and its numbers by situation, the total last; None where a number is hidden."""

    name: str
    numbers: tuple[int | None, ...]

    @property
    def silent(self) -> bool:
        """Whether nothing of it may be shown."""
        return all(number is None for number in self.numbers)


@dataclass(frozen=True, slots=True)
class Table:
    """The persons first equipped in a period. ``columns`` are the situations; each row ends with its total,
    ``foot`` has the totals of the columns.
    """

    period: Period
    total: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    foot: Row

    @property
    def last_day(self) -> date:
        """The last day that is counted."""
        return self.period.until - timedelta(days=1)

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows of which something may be shown."""
        return tuple(row for row in self.rows if not row.silent)

    @property
    def labelled(self) -> list[tuple[str, list[tuple[str, int | None]]]]:
        """The rows that are shown, then the totals: a name, and each number with its column."""
        columns = (*self.columns, _("Ensemble"))
        rows = (*self.shown, self.foot)
        return [(row.name, list(zip(columns, row.numbers, strict=True))) for row in rows]

    @property
    def silent(self) -> tuple[str, ...]:
        """The places of which nothing may be shown, by name."""
        return tuple(row.name for row in self.rows if row.silent)


@dataclass(frozen=True, slots=True)
class Equipped:
    """What is published of the persons equipped: a table for each period that is over, the latest first."""

    tables: tuple[Table, ...]

    @property
    def total(self) -> int:
        """Since the beginning, up to the end of the latest period."""
        return sum(each.total for each in self.tables)


def this_month() -> date:
    """Its first day: what is published stops before it, so that a day's news names nobody."""
    return clock.today().replace(day=1)


def persons(reach: Reach) -> QuerySet[Any]:
    """As many rows as persons equipped: their first device, which outlives their name."""
    return reach.handovers().filter(first=True, state__in=HANDED)


def equipped(reach: Reach) -> Equipped:
    """The tables, with what must be hidden. Three queries, however many rows."""
    places, months = _places(), dict[date, Counter[tuple[Place, str]]]()
    rows = persons(reach).filter(handed_at__lt=clock.midnight(this_month()))
    rows = rows.annotate(month=TruncMonth("handed_at", tzinfo=timezone.get_default_timezone())).order_by()
    for row in rows.values("month", "commune_code", "qpv_code", "audience").annotate(n=Count("pk")):
        place = _place(row["commune_code"], row["qpv_code"], places)
        months.setdefault(row["month"].date(), Counter())[place, row["audience"]] += row["n"]
    periods = closed({month: counts.total() for month, counts in months.items()}, this_month())
    return Equipped(tuple(_table(each, places, months) for each in reversed(periods)))


def told_by_commune(since: date) -> Told:
    """The persons first equipped, by commune: what the published tables say, and no more.

    A commune of which one line is hidden is hidden.
    """
    codes = [commune for commune, _quarter in _places()]
    found = list[tuple[Period, dict[str, int | None]]]()
    for table in reversed(equipped(Reach()).tables):
        told: dict[str, int | None] = {}
        for commune, row in zip(codes, table.rows, strict=True):
            before, more = told.get(commune, 0), row.numbers[-1]
            told[commune] = None if before is None or more is None else before + more
        if table.period.since >= since:
            found.append((table.period, told))
    return found


def _table(
    period: Period, places: Mapping[Place, str], months: Mapping[date, Counter[tuple[Place, str]]]
) -> Table:
    counts = Counter[tuple[Place, str]]()
    for month, more in months.items():
        if period.since <= month < period.until:
            counts += more
    columns, names = tuple(Audience), tuple(places.values())
    matrix = tuple(tuple(counts[place, column.value] for column in columns) for place in places)
    safe = _safe(matrix)
    rows = tuple(Row(names[rank], _shown(row, rank, safe)) for rank, row in enumerate(matrix))
    foot = Row(_("Ensemble"), _shown(tuple(map(sum, zip(*matrix, strict=True))), len(matrix), safe))
    return Table(period, counts.total(), tuple(str(each.label) for each in columns), rows, foot)


def _shown(row: tuple[int, ...], rank: int, safe: TwoWay) -> tuple[int | None, ...]:
    return tuple(value if safe.shows(rank, column) else None for column, value in enumerate((*row, sum(row))))


@lru_cache(maxsize=256)
def _safe(matrix: tuple[tuple[int, ...], ...]) -> TwoWay:
    """The same table hides the same cells: worked out once."""
    return hidden_two_way(matrix, SMALLEST_CELL)


def _places() -> dict[Place, str]:
    """Every place of the territory by its codes, in order: neighbourhoods, then the rest of their commune."""
    inside: dict[str, list[tuple[str, str]]] = {}
    for code, name, communes in latest_areas(AreaKind.QPV).values_list("code", "name", "commune_codes"):
        for commune in communes:
            inside.setdefault(commune, []).append((code, name))
    found: dict[Place, str] = {}
    for town in sorted(communes_in_perimeter(), key=lambda each: each.name):
        for code, name in inside.get(town.code, ()):
            found[town.code, code] = _("%(town)s, %(name)s") % {"town": town.name, "name": name}
        rest = _("%(town)s, hors quartier prioritaire") if town.code in inside else "%(town)s"
        found[town.code, ""] = rest % {"town": town.name}
    found["", ""] = _("Ailleurs, ou lieu non dit")
    return found


def _place(commune: str, neighbourhood: str, places: Mapping[Place, str]) -> Place:
    wanted: Place = (commune, neighbourhood)
    if wanted in places:
        return wanted
    return (commune, "") if (commune, "") in places else ("", "")
