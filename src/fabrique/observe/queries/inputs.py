"""The figures that a calculation needs, at one level: each from the best data set, side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from fabrique.core.policies import Actor, acts_for
from fabrique.kernels.indicators import Panel, Series, Status
from fabrique.observe.models import DataColumn
from fabrique.observe.queries.indicators import carried_panel, columns_seen, names_of, ways_among


@dataclass(frozen=True, slots=True)
class Source:
    """Where an indicator was taken, and what could not be carried up to the level, in French."""

    code: str
    data_set: str
    title: str
    vintage: str
    edition: int
    level: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Inputs:
    """``panel``: the areas and the indicators that were found. ``lacking``: codes that no data set has."""

    panel: Panel
    sources: tuple[Source, ...]
    lacking: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the level, the areas, the values and what they are."""
        held = hashlib.sha256(f"{self.panel.level} {' '.join(self.panel.areas)}".encode())
        for code in sorted(self.panel.series):
            one = self.panel.series[code]
            held.update(code.encode() + one.values.tobytes() + one.status.tobytes())
        return held.hexdigest()


def gather(
    actor: Actor,
    codes: Iterable[str],
    level: str,
    *,
    everywhere: bool = False,
    counted: Collection[str] = (),
) -> Inputs:
    """The indicators at a level: over the areas of the territory, or ``everywhere`` that the data go.

    Each comes from the latest data set of the level, else is carried up from the nearest below. Those that
    are ``counted`` come with the base of which they are a share, when a data set has it.
    """
    columns: dict[str, DataColumn] = {}
    lacking: list[str] = []
    held: dict[str, list[DataColumn]] = {}
    for each in columns_seen(actor):
        held.setdefault(each.code, []).append(each)
    for code in dict.fromkeys(codes):
        if best := ways_among(held.get(code, ()), acts_for(actor)).get(level):
            columns[code] = best[0]
        else:
            lacking.append(code)
    for base in [columns[code].denominator for code in counted if code in columns]:
        if base not in columns and (best := ways_among(held.get(base, ()), acts_for(actor)).get(level)):
            columns[base] = best[0]
    found, sources = _found(columns, level)
    areas, names = _areas(level, [panel for panel, _one in found.values()], everywhere=everywhere)
    series = {code: _aligned(panel, one, areas) for code, (panel, one) in found.items()}
    geography = max((panel.geography for panel, _one in found.values()), default=0)
    return Inputs(Panel(level, geography, areas, series, names), sources, tuple(lacking))


def _found(
    columns: dict[str, DataColumn], level: str
) -> tuple[dict[str, tuple[Panel, Series]], tuple[Source, ...]]:
    """Each indicator in its panel at the level; a data set is read once for all that it gives."""
    found: dict[str, tuple[Panel, Series]] = {}
    sources: list[Source] = []
    by_set: dict[object, list[DataColumn]] = {}
    for column in columns.values():
        by_set.setdefault(column.data_set_id, []).append(column)
    for held in by_set.values():
        data_set = held[0].data_set
        carried = carried_panel(held, level)
        for column in held:
            found[column.code] = (carried.panel, carried.panel.series[column.code])
            sources.append(
                Source(
                    column.code,
                    str(data_set.pk),
                    data_set.title,
                    data_set.vintage,
                    data_set.edition,
                    data_set.level,
                    carried.reasons.get(column.code, ""),
                )
            )
    return found, tuple(sorted(sources, key=lambda one: one.code))


def _areas(
    level: str, panels: Sequence[Panel], *, everywhere: bool
) -> tuple[tuple[str, ...], dict[str, str]]:
    """The areas of the calculation, sorted, with the names that are known."""
    union = Panel(
        level,
        0,
        tuple(sorted({code for panel in panels for code in panel.areas})),
        {},
        {code: name for panel in panels for code, name in panel.names.items()},
    )
    names = names_of(level, union)
    if not everywhere:
        return tuple(sorted(names)), names
    return union.areas, {**union.names, **names}


def _aligned(panel: Panel, one: Series, areas: tuple[str, ...]) -> Series:
    """The same measure over these areas; one that the panel has not is missing."""
    ranks = panel.rank_of()
    places = np.array([ranks.get(code, -1) for code in areas], dtype=np.int64)
    there = places >= 0
    values = np.where(there, one.values[places], np.nan)
    status = np.where(there, one.status[places], Status.MISSING).astype(np.uint8)
    return Series(one.measure, values, status)
