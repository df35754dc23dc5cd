"""Scores, ranks, contributions and head-counts of the areas under one definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fabrique.kernels.index.aggregate import combine, leaves
from fabrique.kernels.index.contribute import contributions
from fabrique.kernels.index.data import Data
from fabrique.kernels.index.definition import Definition, Indicator, Missing
from fabrique.kernels.index.frame import FILLS, Frame
from fabrique.kernels.index.notes import notes_on
from fabrique.kernels.index.patterns import patterns
from fabrique.kernels.index.ranks import mid_ranks, top_count
from fabrique.kernels.index.tree import leaf_weights, without
from fabrique.kernels.indicators.model import Status

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Result:
    """What the definition says of each of n areas; NaN, with a ``reason``, where it says nothing.

    ``rank``: 1 is the most fragile, equals share their mean place; NaN for all when nothing tells areas
    apart. ``mean_score`` is that of the mean area; ``contributions`` (n, d) and ``unknown`` (n) add up with
    it to the score: mean_score + Σ contributions + unknown = score. ``unknown`` is what the weight of missing
    indicators, passed on to the others, changes. ``centre`` (d): the mean area, on the scales.
    ``head_counts`` by indicator: persons (n). ``driver``: the indicator that raises the score most, "" when
    none does. ``imputed`` (n): the share of the weight behind the score, 0 … 1, whose values their producer
    estimated. ``notes``: what holds for all areas, in French.
    """

    definition: Definition
    areas: tuple[str, ...]
    score: Floats
    rank: Floats
    group_scores: Mapping[str, Floats]
    centre: Floats
    mean_score: float
    contributions: Floats
    unknown: Floats
    head_counts: Mapping[str, Floats]
    driver: tuple[str, ...]
    imputed: Floats
    reason: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def scored(self) -> Bools:
        """(n) True where there is a score."""
        return np.isfinite(self.score)

    @property
    def ranked(self) -> bool:
        """Whether anything tells areas apart."""
        return bool(np.isfinite(self.rank).any())

    def by_group(self) -> dict[str, Floats]:
        """The contributions (n) of the groups directly under the index, and of its own indicators."""
        number = {code: rank for rank, code in enumerate(self.definition.codes)}
        parts = self.definition.groups[self.definition.top].parts
        return {
            part.code: self.contributions[
                :, [number[leaf] for leaf in self.definition.leaves(part.code)]
            ].sum(axis=1)
            for part in parts
        }


def compute(
    definition: Definition, data: Data, frame: Frame | None = None, centre: Floats | None = None
) -> Result:
    """The index of ``data``, on the scales of ``frame`` (of another year: frozen) or of the data themselves.

    ``centre``: the mean area that contributions are counted from, when it is that of another year.

    Raises ``Refusal`` when the definition cannot be applied to such data.
    """
    data.require(definition)
    frame = frame or Frame(definition, data)
    points = frame.ready(frame.points(data), frame.means)
    scored, imputed, reasons = assess(frame, data, points)
    values = combine(frame.tree, leaves(frame.tree, points, frame.means), frame.tree.weights[None, :])
    groups = {code: np.where(scored, one[0], np.nan) for code, one in values.items()}
    raw = groups[definition.top]
    multiply, add = _line(definition, raw)
    parts = contributions(frame, np.where(scored, points, np.nan), groups, centre)
    notes = list(notes_on(frame, data))
    score = raw * multiply + add
    return Result(
        definition=definition,
        areas=data.areas,
        score=score,
        rank=_ranks(score, definition.top_share, notes),
        group_scores=groups,
        centre=parts.centre,
        mean_score=parts.mean_value * multiply + add,
        contributions=parts.by_indicator * multiply,
        unknown=parts.unknown * multiply,
        head_counts=head_counts(definition, data),
        driver=_drivers(definition, parts.by_indicator),
        imputed=imputed,
        reason=tuple(reasons),
        notes=tuple(notes),
    )


def _line(definition: Definition, raw: Floats) -> tuple[float, float]:
    output = definition.output
    if output.rescale is None or not np.isfinite(raw).any():
        return output.multiply, output.add
    least, most = float(np.nanmin(raw)), float(np.nanmax(raw))
    low, high = output.rescale
    if least == most:
        return 0.0, (low + high) / 2
    multiply = (high - low) / (most - least)
    return multiply, low - least * multiply


def _ranks(score: Floats, top_share: float, notes: list[str]) -> Floats:
    found = np.full(len(score), np.nan)
    there = np.isfinite(score)
    count = int(there.sum())
    if count < 2:
        notes.append(
            "Aucune zone n’a de score." if count == 0 else "Une seule zone a un score : pas de rang."
        )
        return found
    ranks = mid_ranks(score[there])
    if ranks.min() == ranks.max():
        notes.append("Toutes les zones ont le même score : rien ne permet de les classer.")
        return found
    top = top_count(count, top_share)
    last = np.partition(ranks, top - 1)[top - 1]
    if int((ranks <= last).sum()) > top:
        notes.append(
            f"{int((ranks == last).sum())} zones à égalité autour de la limite de la liste des plus fragiles "
            f"({top}) : rien ne dit lesquelles y sont."
        )
    found[there] = ranks
    return found


def assess(frame: Frame, data: Data, points: Floats) -> tuple[Bools, Floats, list[str]]:
    """Which areas can be scored, the share of the weight of each that is imputed (NaN without score), and
    what each lacks, in French ("" when nothing)."""
    states = np.stack(
        [_states(data, code, row) for code, row in zip(frame.definition.codes, points, strict=True)]
    )
    kinds, number = patterns(states)
    weights = leaf_weights(frame.tree, frame.tree.weights[None, :])[0]
    found = [_judge(frame.definition, pattern, weights) for pattern in kinds]
    scored = np.array([one for one, _reason in found])
    imputed = np.where(scored, _imputed(frame, kinds), np.nan)
    return scored[number], imputed[number], [found[one][1] for one in number]


def _imputed(frame: Frame, kinds: npt.NDArray[np.uint8]) -> Floats:
    """Of each pattern (p, d), the share of the weight that is imputed, that of omitted values being passed
    on."""
    rules = np.array([one.missing or frame.definition.missing for one in frame.definition.indicators])
    lacks = (
        (kinds >= Status.SECRET) & (kinds <= Status.MISSING) & ~np.isin(rules, [str(one) for one in FILLS])
    )
    edges = np.repeat(frame.tree.weights[None, :], len(kinds), axis=0)
    weights = leaf_weights(frame.tree, without(frame.tree, edges, lacks))
    return np.asarray((weights * (kinds == ESTIMATED)).sum(axis=1))


KNOWN, UNUSABLE, ESTIMATED = 0, 1, 4
_KINDS = {
    UNUSABLE: "hors des ensembles de référence",
    ESTIMATED: "estimé",
    Status.SECRET: "secret statistique",
    Status.MISSING: "valeur manquante",
}


def _states(data: Data, code: str, points: Floats) -> npt.NDArray[np.uint8]:
    """Of each value (n): known, estimated, known but off the populations that were learnt, secret or
    missing."""
    status = data.status[code]
    known = np.where(status == Status.IMPUTED, ESTIMATED, KNOWN)
    usable = np.where(np.isfinite(points), known, UNUSABLE)
    return np.where(status <= Status.IMPUTED, usable, status).astype(np.uint8)


def _judge(definition: Definition, pattern: npt.NDArray[np.uint8], weights: Floats) -> tuple[bool, str]:
    """Whether areas of one pattern are scored, and what they lack or only have estimates of."""
    indicators = definition.indicators
    rules = [one.missing or definition.missing for one in indicators]
    known = (pattern == KNOWN) | (pattern == ESTIMATED) | (pattern == UNUSABLE)
    share = float(weights @ known)
    scored = (
        share >= definition.least_known - 1e-9
        and int(known.sum()) >= min(2, len(indicators))
        and not (pattern == UNUSABLE).any()
        and all(has or rule is not Missing.REFUSE for has, rule in zip(known, rules, strict=True))
    )
    kinds: dict[str, list[str]] = {}
    for one, rule, state in zip(indicators, rules, pattern, strict=True):
        if state != KNOWN:
            filled = " (complétée)" if state in (Status.SECRET, Status.MISSING) and rule in FILLS else ""
            kinds.setdefault(_KINDS[int(state)] + filled, []).append(one.code)
    lacks = " ; ".join(f"{kind} : {', '.join(codes)}" for kind, codes in sorted(kinds.items()))
    return scored, lacks if scored else f"pas de score : {100 * share:.0f} % des poids sont connus ; {lacks}"


def head_counts(definition: Definition, data: Data) -> dict[str, Floats]:
    """Persons (n) by indicator that has a denominator: the share concerned × denominator, never of a filled
    value."""
    return {
        one.code: concerned(one, data.values[one.code]) * data.values[one.denominator]
        for one in definition.indicators
        if one.denominator
    }


def concerned(indicator: Indicator, values: Floats) -> Floats:
    """The share of the denominator that values (n) call fragile: value ÷ scale; when less is more fragile,
    what is left, 1 − value ÷ scale, and NaN where the value is no share."""
    share = values / indicator.scale
    if indicator.direction > 0:
        return share
    return np.where((share >= 0) & (share <= 1 + 1e-9), np.maximum(1 - share, 0.0), np.nan)


def _drivers(definition: Definition, parts: Floats) -> tuple[str, ...]:
    there = np.atleast_1d(np.isfinite(parts).any(axis=1))
    filled = np.where(np.isfinite(parts), parts, -np.inf)
    best = filled.argmax(axis=1)
    return tuple(
        definition.codes[at] if has and row[at] > 1e-12 else ""
        for at, has, row in zip(best, there, filled, strict=True)
    )
