"""What the lint reads, what it may compare with, and what it says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from fabrique.kernels.indicators.lint.words import MENDS, REASONS
from fabrique.kernels.indicators.model import Floats, Series

Flags = npt.NDArray[np.bool_]
Ranks = npt.NDArray[np.intp]
MOST_AREAS = 50  # examples kept for one finding, the most populous first


class Severity(StrEnum):
    """``ERROR``: figures drawn from the file would be false. ``WARNING``: to look at. ``NOTE``: to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as it came: ``keys`` (n codes, maybe repeated or empty) and ``columns`` of n values each.

    The measure of a column says what is declared of it (direction, bounds, unit, numerator…); see
    :func:`guess_measure` where nothing is. ``level`` and ``geography`` are what the file is announced to be
    ("" and 0: not said). ``totals``: columns that should be the sum of others.
    """

    keys: tuple[str, ...]
    columns: Mapping[str, Series]
    level: str = ""
    geography: int = 0
    totals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, one in self.columns.items():
            if len(one.values) != len(self.keys):
                raise ValueError(f"{name}: {len(one.values)} values for {len(self.keys)} rows")


@dataclass(frozen=True, slots=True)
class Reference:
    """What is known of the areas of the year ``vintage``; a part may be empty, its checks are skipped.

    ``areas`` exist; those of ``expected`` should be in a whole file. ``former``: codes that are no more, and
    today's. ``inner``: municipal arrondissements, and their commune. ``parents``: the
    larger area of each. ``population`` in people; ``names`` of areas and of larger areas.
    """

    vintage: int = 0
    areas: Collection[str] = frozenset()
    expected: Collection[str] = frozenset()
    former: Mapping[str, str] = field(default_factory=dict)
    inner: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)
    population: Mapping[str, float] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or odd. ``measure``: the column, "" for the whole table. ``areas``: codes of a
    few of those concerned, the most populous first; ``count``: how many are. ``message`` says what,
    ``reason`` why it matters, ``mend`` what to do: all in plain French.
    """

    code: str
    severity: Severity
    measure: str
    areas: tuple[str, ...]
    count: int
    message: str
    reason: str
    mend: str


@dataclass(frozen=True, slots=True)
class View:
    """A table beside its reference: ``population`` (n, NaN unknown), ``parents`` (n, rank in
    ``larger``, -1 unknown)."""

    table: RawTable
    reference: Reference
    population: Floats
    parents: Ranks
    larger: tuple[str, ...]

    def finding(
        self,
        code: str,
        severity: Severity,
        message: str,
        *,
        measure: str = "",
        areas: Iterable[str],
        count: int,
    ) -> Finding:
        """A finding with its reason and mend, and the most populous of its areas."""
        people = self.reference.population
        distinct = dict.fromkeys(area for area in areas if area)
        told = sorted(distinct, key=lambda area: -people.get(area, 0))[:MOST_AREAS]
        return Finding(code, severity, measure, tuple(told), count, message, REASONS[code], MENDS[code])

    def of_rows(
        self, code: str, severity: Severity, message: str, *, measure: str = "", rows: Flags
    ) -> Finding:
        """The same, for the rows (n) of a flag."""
        keys = self.table.keys
        areas = (keys[rank] for rank in np.flatnonzero(rows))
        return self.finding(code, severity, message, measure=measure, areas=areas, count=int(rows.sum()))

    def of_all(self, code: str, severity: Severity, message: str, *, measure: str, count: int) -> Finding:
        """The same, where no area is more concerned than another."""
        return self.finding(code, severity, message, measure=measure, areas=(), count=count)

    def named(self, code: str) -> str:
        """« Bordeaux (33063) », or the code alone."""
        name = self.reference.names.get(code)
        return f"{name} ({code})" if name else code


def view(table: RawTable, reference: Reference) -> View:
    """Lay a table beside its reference."""
    people = np.array([reference.population.get(key, np.nan) for key in table.keys], dtype=np.float64)
    larger: dict[str, int] = {}
    parents = np.full(len(table.keys), -1, dtype=np.intp)
    for rank, key in enumerate(table.keys):
        if parent := reference.parents.get(key):
            parents[rank] = larger.setdefault(parent, len(larger))
    return View(table, reference, people, parents, tuple(larger))
