"""Whether an index hangs together: what correlates, what counts double, what weighs as it says it does.

Thresholds follow the audits of the European Commission's Joint Research Centre: parts of one group correlated
above 0.92 say the same thing twice; an indicator that goes against the index is a fault of it. Importance is
the squared correlation with the index (Paruolo, Saisana and Saltelli, J. R. Stat. Soc. A 176, 2013).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fabrique.kernels.index.compute import Result, compute
from fabrique.kernels.index.data import Data
from fabrique.kernels.index.definition import Definition, Part
from fabrique.kernels.index.errors import Refusal
from fabrique.kernels.index.frame import Frame
from fabrique.kernels.index.parsing import digest
from fabrique.kernels.index.stats import overlap, pearson, spearman
from fabrique.kernels.index.tree import leaf_weights

Floats = npt.NDArray[np.float64]
REDUNDANT, DOUBLE, WEAK = 0.92, 0.70, 0.30


@dataclass(frozen=True, slots=True)
class Removal:
    """What changes when one indicator is left out: rank correlation with the index, share of the most fragile
    who stay so, mean move of a rank as a share of the list. NaN when nothing is left to compare."""

    code: str
    spearman: float
    overlap: float
    mean_shift: float


@dataclass(frozen=True)
class Audit:
    """``correlations`` (d, d) between normalised indicators, directions applied; ``with_index`` (d).
    ``nominal`` (d): the weights as written, summing to 1; ``importance`` (d): squared correlations with the
    index, brought to sum 1. ``alpha``: Cronbach's, by group of two parts or more (none for a group of one).
    ``warnings`` in French. NaN where an indicator does not vary.
    """

    codes: tuple[str, ...]
    correlations: Floats
    with_index: Floats
    nominal: Floats
    importance: Floats
    alpha: dict[str, float]
    removals: tuple[Removal, ...]
    warnings: tuple[str, ...]


def audit(frame: Frame, data: Data, result: Result | None = None) -> Audit:
    """Audit an index on its data."""
    definition = frame.definition
    result = result or compute(definition, data, frame)
    points = np.where(result.scored, frame.points(data), np.nan)
    size = len(points)
    table = np.array([[pearson(points[i], points[j]) for j in range(size)] for i in range(size)])
    with_index = np.array([pearson(row, result.score) for row in points])
    squares = np.where(np.isfinite(with_index), with_index**2, 0.0)
    importance = squares / squares.sum() if squares.sum() > 0 else np.full(size, np.nan)
    nominal = leaf_weights(frame.tree, frame.tree.weights[None, :])[0]
    return Audit(
        codes=definition.codes,
        correlations=table,
        with_index=with_index,
        nominal=nominal,
        importance=importance,
        alpha=_alphas(definition, points, result),
        removals=removals(frame, data, result),
        warnings=(
            *result.notes,
            *_pairs(definition, table),
            *_against(definition, with_index),
            *_unbalanced(definition, nominal, importance),
        ),
    )


def cronbach(parts: Floats) -> float:
    """Cronbach's alpha of k standardised parts over complete areas, (k, n): k r̄/(1 + (k − 1) r̄); NaN
    without two parts that vary, or when they cancel one another out."""
    complete = parts[:, np.isfinite(parts).all(axis=0)]
    size = len(complete)
    if size < 2 or complete.shape[1] < 3:
        return float("nan")
    pairs = [pearson(complete[i], complete[j]) for i in range(size) for j in range(i)]
    mean = float(np.mean(pairs))
    whole = 1 + (size - 1) * mean
    return size * mean / whole if whole > 1e-9 else float("nan")


def _alphas(definition: Definition, points: Floats, result: Result) -> dict[str, float]:
    number = {code: rank for rank, code in enumerate(definition.codes)}
    found = {}
    for group in definition.downwards():
        parts = [
            points[number[part.code]] if part.code in number else result.group_scores[part.code]
            for part in group.parts
        ]
        if len(parts) > 1:
            found[group.code] = cronbach(np.array(parts))
    return found


def _pairs(definition: Definition, table: Floats) -> list[str]:
    holder = {part.code: group.code for group in definition.groups.values() for part in group.parts}
    found = []
    for i, one in enumerate(definition.indicators):
        for j, other in enumerate(definition.indicators[:i]):
            value = table[i, j]
            names = f"« {other.label} » et « {one.label} » (corrélation {_told(value)})"
            if value > REDUNDANT:
                found.append(f"{names} disent presque la même chose : l’un des deux suffit.")
            elif value > DOUBLE and holder[one.code] != holder[other.code]:
                found.append(f"{names} sont dans deux groupes : ce qu’ils ont en commun compte double.")
            elif value < -WEAK and holder[one.code] == holder[other.code]:
                found.append(f"{names} s’opposent dans un même groupe : leur moyenne efface l’un et l’autre.")
    return found


def _against(definition: Definition, with_index: Floats) -> list[str]:
    found = []
    for one, value in zip(definition.indicators, with_index, strict=True):
        if value < 0:
            found.append(
                f"« {one.label} » va à l’encontre de l’indice (corrélation {_told(value)}) : vérifiez son "
                "sens."
            )
        elif value < WEAK:
            found.append(f"« {one.label} » pèse peu dans l’indice (corrélation {_told(value)}).")
    return found


def _unbalanced(definition: Definition, nominal: Floats, importance: Floats) -> list[str]:
    return [
        f"« {one.label} » a {_share(weight)} des poids mais {_share(real)} de l’importance."
        for one, weight, real in zip(definition.indicators, nominal, importance, strict=True)
        if np.isfinite(real) and weight > 0 and (real > 2 * weight or real < weight / 2)
    ]


def removals(frame: Frame, data: Data, result: Result) -> tuple[Removal, ...]:
    """The effect of leaving each indicator out, its weight going to the others of its group."""
    if len(frame.definition.indicators) < 2:
        return ()
    return tuple(_removal(frame.definition, data, result, code) for code in frame.definition.codes)


def _removal(definition: Definition, data: Data, result: Result, code: str) -> Removal:
    try:
        other = compute(without_indicator(definition, code), data)
    except Refusal:
        return Removal(code, float("nan"), float("nan"), float("nan"))
    both = np.isfinite(result.rank) & np.isfinite(other.rank)
    shift = float(np.abs(result.rank - other.rank)[both].mean() / both.sum()) if both.any() else float("nan")
    return Removal(
        code,
        spearman(result.score, other.score),
        overlap(result.score, other.score, definition.top_share),
        shift,
    )


def without_indicator(definition: Definition, code: str) -> Definition:
    """The same definition less one indicator; a group left empty goes too. Raises ``Refusal`` for the
    last."""
    groups = dict(definition.groups)
    gone = {code}
    for group in list(definition.downwards())[::-1]:
        kept = [part for part in group.parts if part.code not in gone]
        total = sum(part.weight for part in kept)
        if total <= 0:
            gone.add(group.code)
            del groups[group.code]
        elif len(kept) < len(group.parts):
            parts = tuple(Part(part.code, part.weight / total) for part in kept)
            groups[group.code] = replace(group, parts=parts)
    if definition.top in gone:
        raise Refusal("Sans cet indicateur, il ne reste rien à mesurer.")
    left = tuple(one for one in definition.indicators if one.code != code)
    found = replace(definition, indicators=left, groups=groups)
    return replace(found, hash=digest(found))


def _told(value: float) -> str:
    return f"{value:.2f}".replace(".", ",").replace("-", "−")


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"
