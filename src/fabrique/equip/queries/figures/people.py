"""How many persons were equipped, where and in which situation: by whole months, what is small is hidden.

The rows and the columns do not depend on the counts: a place that is missing would tell that few live there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from fabrique.core import clock
from fabrique.equip.enums import HANDED, Audience
from fabrique.equip.queries.figures.reach import Reach
from fabrique.kernels.disclosure import TwoWay, hidden_two_way
from fabrique.people.retention import SMALLEST_CELL
from fabrique.territory.enums import AreaKind
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
class Equipped:
    """The persons equipped before ``until``. ``total`` None: fewer than eleven, and nothing is shown.

    ``columns`` are the situations; each row ends with its total, ``foot`` has the totals of the columns.
    """

    until: date
    total: int | None
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    foot: Row

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


def last_month() -> date:
    """The first day of this month: what is published stops before it, so that a day's news names nobody."""
    return clock.today().replace(day=1)


def persons(reach: Reach, until: date) -> QuerySet[Any]:
    """As many rows as persons equipped before a day: their first device, which outlives their name."""
    rows = reach.handovers().filter(first=True, state__in=HANDED)
    return rows.filter(handed_at__lt=clock.midnight(until))


def equipped(reach: Reach, until: date | None = None) -> Equipped:
    """The table, with what must be hidden. Three queries, however many rows."""
    day = until or last_month()
    places = _places()
    counts: Counter[tuple[Place, str]] = Counter()
    rows = persons(reach, day).order_by().values("commune_code", "qpv_code", "audience")
    for row in rows.annotate(n=Count("pk")):
        counts[_place(row["commune_code"], row["qpv_code"], places), row["audience"]] += row["n"]
    columns = tuple(Audience)
    matrix = tuple(tuple(counts[place, column.value] for column in columns) for place in places)
    return _table(day, tuple(str(each.label) for each in columns), tuple(places.values()), matrix)


def _table(
    until: date, columns: tuple[str, ...], names: Sequence[str], matrix: tuple[tuple[int, ...], ...]
) -> Equipped:
    safe, total = _safe(matrix), sum(map(sum, matrix))
    rows = tuple(Row(names[rank], _shown(row, rank, safe)) for rank, row in enumerate(matrix))
    foot = tuple(map(sum, zip(*matrix, strict=True)))
    last = Row(_("Ensemble"), _shown(foot, len(matrix), safe))
    return Equipped(until, total if total >= SMALLEST_CELL else None, columns, rows, last)


def _shown(row: tuple[int, ...], rank: int, safe: TwoWay) -> tuple[int | None, ...]:
    return tuple(value if safe.shows(rank, column) else None for column, value in enumerate((*row, sum(row))))


@lru_cache(maxsize=32)
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
