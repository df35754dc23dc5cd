"""One cell to a number and its status, by the rules of a specification."""

from __future__ import annotations

import math
from collections.abc import Sequence

from fabrique.core.tabular import Cell
from fabrique.kernels.indicators.model import Status
from fabrique.observe.reading import Fault, number_of
from fabrique.observe.sources.model import Blank, Spec

OBSERVED, IMPUTED = int(Status.OBSERVED), int(Status.IMPUTED)
SECRET, MISSING = int(Status.SECRET), int(Status.MISSING)
_BLANKS = {
    Blank.MISSING: (math.nan, MISSING),
    Blank.SECRET: (math.nan, SECRET),
    Blank.ZERO: (0.0, OBSERVED),
}


class CellReader:
    """Reads cells; what is no number is a fault of ``faults``, and missing."""

    def __init__(self, spec: Spec, faults: list[Fault]) -> None:
        self.secret, self.missing = spec.secret, spec.missing
        self.sentinels = spec.sentinels
        self.faults = faults

    def read(self, cell: Cell, blank: Blank, line: int, column: str) -> tuple[float, int]:
        """The number (NaN when there is none) and its status."""
        try:
            value = float(cell)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return self._text(cell, blank, line, column)
        if isinstance(cell, bool) or not math.isfinite(value) or (isinstance(cell, str) and "_" in cell):
            return self._text(cell, blank, line, column)
        if value in self.sentinels:
            return math.nan, MISSING
        return value, OBSERVED

    def _text(self, cell: Cell, blank: Blank, line: int, column: str) -> tuple[float, int]:
        text = "" if cell is None else str(cell).strip().casefold()
        if not text:
            return _BLANKS[blank]
        if text in self.secret:
            return math.nan, SECRET
        if text in self.missing:
            return math.nan, MISSING
        value = number_of(cell)
        if value is None:
            self.faults.append(Fault(line, column, f"« {str(cell)[:40]} » n’est pas un nombre."))
            return math.nan, MISSING
        return (math.nan, MISSING) if value in self.sentinels else (value, OBSERVED)


def worst(statuses: Sequence[int]) -> int:
    """The status of a result of several figures: a secret hides it, a missing one leaves it unknown."""
    if SECRET in statuses:
        return SECRET
    return max(statuses, default=OBSERVED)
