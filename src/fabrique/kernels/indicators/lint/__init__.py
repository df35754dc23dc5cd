"""What is wrong with a table of areas, before anything is computed from it.

Each check is a function of the table beside its reference and gives findings; thresholds are constants named
where they are used, with their reasons. Robust deviations: Iglewicz and Hoaglin, How to Detect and Handle
Outliers, 1993. The order of the checks follows the OECD and JRC handbook (2008): data first, then relations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from fabrique.kernels.indicators.lint import between, columns, keys, repeated
from fabrique.kernels.indicators.lint.guess import guess_measure
from fabrique.kernels.indicators.lint.model import Finding, RawTable, Reference, Severity, View, view

__all__ = ["Finding", "RawTable", "Reference", "Severity", "guess_measure", "lint"]

CHECKS: tuple[Callable[[View], Iterator[Finding]], ...] = (
    keys.duplicate_keys,
    keys.levels,
    keys.years,
    keys.strangers,
    keys.missing_areas,
    columns.constants,
    columns.emptiness,
    columns.missing_people,
    columns.blanks,
    repeated.repeated_values,
    repeated.spread_values,
    columns.sentinels,
    columns.zeros,
    columns.impossible,
    columns.outliers,
    between.complete_rows,
    between.twins,
    between.ratios,
    between.totals,
    between.directions,
)
_ORDER = list(Severity)


def lint(table: RawTable, reference: Reference | None = None) -> list[Finding]:
    """What is wrong or odd in a table, the gravest first; an empty list when nothing is, or without rows."""
    if not table.keys:
        return []
    laid = view(table, reference or Reference())
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # numbers that no measure has
        found = [finding for check in CHECKS for finding in check(laid)]
    return sorted(found, key=lambda finding: _ORDER.index(finding.severity))
