"""What an index is calculated on: areas, columns of numbers whose every value knows what it is, labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from fabrique.kernels.index.definition import Definition
from fabrique.kernels.index.errors import Refusal
from fabrique.kernels.indicators.model import Panel, Status

Floats = npt.NDArray[np.float64]
Statuses = npt.NDArray[np.uint8]
MOST = 1e15


@dataclass(frozen=True)
class Data:
    """``areas`` (n), none twice. ``values`` by column: (n), NaN where not known; ``status`` says why (see
    ``indicators.Status``). ``labels`` by column: (n) texts, for reference populations."""

    areas: tuple[str, ...]
    values: Mapping[str, Floats]
    status: Mapping[str, Statuses]
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.areas:
            raise Refusal("Il n’y a aucune zone.")
        if len(set(self.areas)) < len(self.areas):
            raise Refusal("Une zone est là deux fois.")
        for code, values in self.values.items():
            if len(values) != len(self.areas) or len(self.status[code]) != len(self.areas):
                raise Refusal(f"La colonne « {code} » n’a pas une valeur par zone.")
            if not np.array_equal(np.isfinite(values), self.status[code] <= Status.IMPUTED):
                raise Refusal(f"La colonne « {code} » a une valeur connue sans nombre, ou l’inverse.")
            if np.nanmax(np.abs(values), initial=0.0) > MOST:
                raise Refusal(f"La colonne « {code} » a une valeur de plus de {MOST:g} : vérifiez-la.")

    def require(self, definition: Definition) -> None:
        """Refuse data that lack a column that the definition names."""
        wanted = [*definition.codes, *(one.denominator for one in definition.indicators if one.denominator)]
        lacking = [code for code in dict.fromkeys(wanted) if code not in self.values]
        if lacking:
            names, has = (", ".join(f"« {one} »" for one in many) for many in (lacking, sorted(self.values)))
            raise Refusal(f"Les données n’ont pas les colonnes {names} ; elles ont {has}.")
        if definition.population and definition.population not in self.labels:
            raise Refusal(
                f"Les données n’ont pas la colonne « {definition.population} », qui dit à quel ensemble "
                "chaque "
                "zone se compare."
            )


def of_columns(
    areas: list[str] | tuple[str, ...], columns: Mapping[str, Floats], **labels: list[str]
) -> Data:
    """Data of plain arrays: a NaN is a missing value."""
    values = {code: np.asarray(one, dtype=np.float64) for code, one in columns.items()}
    status = {
        code: np.where(np.isfinite(one), Status.OBSERVED, Status.MISSING).astype(np.uint8)
        for code, one in values.items()
    }
    finite = {code: np.where(np.isfinite(one), one, np.nan) for code, one in values.items()}
    return Data(tuple(areas), finite, status, {name: tuple(one) for name, one in labels.items()})


def of_panel(panel: Panel, labels: Mapping[str, tuple[str, ...]] | None = None) -> Data:
    """Data of a panel of indicators."""
    return Data(
        panel.areas,
        {code: one.values for code, one in panel.series.items()},
        {code: one.status for code, one in panel.series.items()},
        labels or {},
    )
