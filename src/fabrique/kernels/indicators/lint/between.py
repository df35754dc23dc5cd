"""Checks of columns against each other: twins, sums that do not add up, measures taken the wrong way."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fabrique.kernels.indicators.lint.columns import ALMOST_EMPTY, ENOUGH, MOSTLY_EMPTY
from fabrique.kernels.indicators.lint.guess import income_like
from fabrique.kernels.indicators.lint.model import Finding, Severity, View
from fabrique.kernels.indicators.lint.words import counted, number, percent
from fabrique.kernels.indicators.model import Floats, Kind, Series

TWIN = 0.999  # of correlation, on values and on ranks: what remains is rounding
MOST_TOLD = 8  # columns of one group that are named
_HOW = {
    (False, False): "varient ensemble (corrélation de plus de 0,999)",
    (False, True): "varient exactement à l’opposé (corrélation de plus de 0,999)",
    (True, False): "varient ensemble, de proche en proche (corrélation de plus de 0,999)",
    (True, True): "varient ensemble ou exactement à l’opposé (corrélation de plus de 0,999)",
}
PROPORTION = 0.03  # between counts, in logs
# Published rates are rounded to a tenth and counts may be rounded or weighted.
RATE_SLACK, COUNT_SLACK, RELATIVE_SLACK, ODD_SHARE = 0.06, 1.0, 0.01, 0.01
# Spearman with the mean of the others, all turned the declared way. Indicators of fragility may disagree a
# little (old villages, poor towns); so much against all the others is a sign taken the wrong way.
AGAINST, AGAINST_ROWS, AGAINST_OTHERS = -0.4, 30, 2
# Of a score by the columns beside it, on so many rows more than they have dimensions: it was made of them.
EXPLAINED, ROWS_BEYOND = 0.9999, 5


def complete_rows(view: View) -> Iterator[Finding]:
    """How many rows have every column."""
    columns = view.table.columns
    rows = len(view.table.keys)
    if len(columns) < 2 or not rows:
        return
    known = np.stack([one.known for one in columns.values()])
    complete = int(known.all(axis=0).sum())
    if complete < MOSTLY_EMPTY * rows:
        emptiest = min(columns, key=lambda name: int(columns[name].known.sum()))
        message = (
            f"{counted(complete, 'ligne complète', 'lignes complètes')} sur {number(rows)} "
            f"({percent(complete, rows)}) ; la colonne la plus vide est « {emptiest} »."
        )
        severity = Severity.ERROR if complete < ALMOST_EMPTY * rows else Severity.WARNING
        yield view.of_all("few-complete", severity, message, measure="", count=rows - complete)


def twins(view: View) -> Iterator[Finding]:
    """Groups of columns that are nearly the same, or exactly opposed; each group once, whatever its size."""
    names = [n for n, one in view.table.columns.items() if np.unique(one.values[one.known]).size >= ENOUGH]
    if len(names) < 2:
        return
    values = np.stack([view.table.columns[name].values for name in names], axis=1)
    counts = [view.table.columns[name].measure.kind is Kind.COUNT for name in names]
    linear = _correlations(values)
    for group in _groups(values, linear, counts):
        opposed = bool((linear[group[0], group[1:]] < 0).any())
        message = f"{_listed([names[rank] for rank in group])} {_HOW[len(group) > 2, opposed]}."
        shared = int((np.isfinite(values[:, group]).sum(axis=1) > 1).sum())
        yield view.of_all(
            "duplicate-column", Severity.WARNING, message, measure=names[group[1]], count=shared
        )


def _groups(values: Floats, linear: Floats, counts: list[bool]) -> list[list[int]]:
    """The columns bound to each other, from near to near; two that are bound already are not compared."""
    known = np.isfinite(values)
    own = np.full(values.shape, np.nan)
    for column in range(values.shape[1]):
        own[known[:, column], column] = _ranks(values[known[:, column], column])
    ranked = _correlations(own)  # exact where two columns know the same rows
    group = list(range(len(counts)))
    for first, second in np.argwhere(np.triu(np.abs(linear) > TWIN, 1)).tolist():
        if group[first] == group[second]:
            continue
        both = known[:, first] & known[:, second]
        alike = float(ranked[first, second])
        if not np.array_equal(known[:, first], known[:, second]):
            pair = np.stack([_ranks(values[both, column]) for column in (first, second)], axis=1)
            alike = float(_correlations(pair)[0, 1]) if both.sum() >= ENOUGH else 0.0
        summed = counts[first] and counts[second]
        if abs(alike) > TWIN and (not summed or _proportional(values[both, first], values[both, second])):
            kept, gone = sorted((group[first], group[second]))
            group = [kept if one == gone else one for one in group]
    members: dict[int, list[int]] = {}
    for rank, one in enumerate(group):
        members.setdefault(one, []).append(rank)
    return [found for found in members.values() if len(found) > 1]


def _listed(names: list[str]) -> str:
    """« a », « b » et « c »; of many, the first."""
    told = [f"« {name} »" for name in names[:MOST_TOLD]]
    if (beyond := len(names) - len(told)) > 0:
        return f"{', '.join(told)} et {counted(beyond, 'autre')}"
    return f"{', '.join(told[:-1])} et {told[-1]}"


def _proportional(first: Floats, second: Floats) -> bool:
    """Whether nearly all pairs of counts are in one proportion; two counts always grow with the towns."""
    positive = (first > 0) & (second > 0)
    ratio = np.log(first[positive] / second[positive])
    return bool(ratio.size) and bool(np.quantile(np.abs(ratio - np.median(ratio)), 0.9) < PROPORTION)


def _correlations(values: Floats) -> Floats:
    """(c, c) Pearson on the rows that both columns know; 0 where fewer than ENOUGH or without variance."""
    known = np.isfinite(values)
    scale = np.nanstd(values, axis=0)
    centred = np.where(known, (values - np.nanmean(values, axis=0)) / np.where(scale > 0, scale, 1), 0.0)
    there = known.astype(np.float64)
    count = there.T @ there
    with np.errstate(divide="ignore", invalid="ignore"):
        means = centred.T @ there / count
        squares = (centred**2).T @ there / count - means**2
        crossed = centred.T @ centred / count - means * means.T
        result = crossed / np.sqrt(squares * squares.T)
    return np.where(np.isfinite(result) & (count >= ENOUGH), result, 0.0)


def _ranks(values: Floats) -> Floats:
    """(n) Ranks, ties at their mean."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[inverse], dtype=np.float64)


def ratios(view: View) -> Iterator[Finding]:
    """Numerators above their denominators, and rates that are not their quotient."""
    columns = view.table.columns
    for name, one in columns.items():
        measure = one.measure
        if measure.kind is not Kind.RATIO or measure.numerator not in columns:
            continue
        if measure.denominator not in columns:
            continue
        top, bottom = columns[measure.numerator].values, columns[measure.denominator].values
        part_of_whole = measure.most is not None and measure.most <= measure.scale
        if part_of_whole and (over := top > bottom * (1 + 1e-9)).any():
            lines = counted(int(over.sum()), "ligne")
            message = f"« {measure.numerator} » dépasse « {measure.denominator} » sur {lines}."
            yield view.of_rows("impossible", Severity.ERROR, message, measure=measure.numerator, rows=over)
        with np.errstate(divide="ignore", invalid="ignore"):
            quotient = np.where(bottom > 0, top / bottom * measure.scale, np.nan)
        slack = np.maximum(RATE_SLACK * measure.scale / 100, RELATIVE_SLACK * np.abs(quotient))
        odd = np.abs(one.values - quotient) > slack
        if odd.sum() > ODD_SHARE * np.isfinite(one.values - quotient).sum():
            message = (
                f"n’est pas « {measure.numerator} » ÷ « {measure.denominator} » × {number(measure.scale)} "
                f"sur {counted(int(odd.sum()), 'ligne')}."
            )
            yield view.of_rows("inconsistent-ratio", Severity.WARNING, message, measure=name, rows=odd)


def totals(view: View) -> Iterator[Finding]:
    """Totals that are not the sum of their parts: those declared, and women and men (``_F``, ``_H``)."""
    columns = view.table.columns
    paired = {
        name: (f"{name}_H", f"{name}_F")
        for name, one in columns.items()
        if one.measure.kind is Kind.COUNT and f"{name}_H" in columns and f"{name}_F" in columns
    }
    for name, parts in {**paired, **view.table.totals}.items():
        if name not in columns or any(part not in columns for part in parts):
            continue
        whole = columns[name].values
        gap = np.abs(whole - np.sum([columns[part].values for part in parts], axis=0))
        compared = np.isfinite(gap)
        slack = np.maximum(COUNT_SLACK * len(parts), RELATIVE_SLACK * np.abs(whole))
        odd = np.asarray(gap > slack)
        declared = name in view.table.totals
        if odd.any() and (declared or odd.sum() < MOSTLY_EMPTY * compared.sum()):
            listed = " + ".join(f"« {part} »" for part in parts)
            message = (
                f"n’est pas {listed} sur {counted(int(odd.sum()), 'ligne')} sur {number(compared.sum())}."
            )
            yield view.of_rows("inconsistent-total", Severity.WARNING, message, measure=name, rows=odd)


def directions(view: View) -> Iterator[Finding]:
    """Measures declared the wrong way: an income that makes fragile, or one that goes against all others."""
    columns = view.table.columns
    told: set[str] = set()
    for name, one in columns.items():
        if one.measure.direction == 1 and one.measure.kind is not Kind.SCORE and income_like(one.measure):
            message = "est un revenu, déclaré « plus il est haut, plus c’est fragile »."
            told.add(name)
            yield view.of_all(
                "wrong-direction", Severity.ERROR, message, measure=name, count=int(one.known.sum())
            )
    directed = [n for n, o in columns.items() if o.measure.direction and o.measure.kind is not Kind.SCORE]
    if len(directed) > AGAINST_OTHERS:
        yield from _against(view, [name for name in directed if name not in told])
    yield from _scores(view, told)


def _against(view: View, names: list[str]) -> Iterator[Finding]:
    oriented = []
    for name in names:
        one = view.table.columns[name]
        ranks = np.full(len(one.values), np.nan)
        ranks[one.known] = _ranks(one.values[one.known])
        oriented.append(one.measure.direction * ranks / max(1, int(one.known.sum())))
    values = np.stack(oriented, axis=1) if oriented else np.zeros((0, 0))
    whole = np.isfinite(values.sum(axis=1))
    if whole.sum() < AGAINST_ROWS or len(names) <= AGAINST_OTHERS:
        return
    values = values[whole]
    for rank, name in enumerate(names):
        rest = np.delete(values, rank, axis=1).mean(axis=1)
        found = _correlations(np.stack([values[:, rank], _ranks(rest)], axis=1))[0, 1]
        if found <= AGAINST:
            message = (
                f"va contre les {len(names) - 1} autres mesures dans le sens déclaré "
                f"(corrélation {number(round(float(found), 2))})."
            )
            yield view.of_all(
                "wrong-direction", Severity.WARNING, message, measure=name, count=int(whole.sum())
            )


def _scores(view: View, told: set[str]) -> Iterator[Finding]:
    """Scores of the table that were made of its columns and grow with an income."""
    columns = view.table.columns
    scores = {n: o for n, o in columns.items() if o.measure.kind is Kind.SCORE and o.measure.direction == 1}
    incomes = [n for n, o in columns.items() if income_like(o.measure) and n not in told and n not in scores]
    parts = {n: o for n, o in columns.items() if n not in scores and np.unique(o.values[o.known]).size > 1}
    for score, one in scores.items():
        for name in incomes:
            if name not in told and name in parts and _grows_with(one, parts, name):
                message = f"« {score} » est fait des colonnes du fichier et monte quand « {name} » monte."
                told.add(name)
                yield view.of_all(
                    "wrong-direction", Severity.ERROR, message, measure=name, count=int(one.known.sum())
                )


def _grows_with(score: Series, parts: dict[str, Series], name: str) -> bool:
    """Whether a linear reading of the score explains it wholly and gives this part a positive weight."""
    matrix = np.stack([part.values for part in parts.values()], axis=1)
    whole = np.isfinite(matrix.sum(axis=1)) & score.known
    if not whole.any():
        return False
    matrix, target = matrix[whole], score.values[whole]
    spread = matrix.std(axis=0)
    matrix = (matrix - matrix.mean(axis=0)) / np.where(spread > 0, spread, 1)
    centred = target - target.mean()
    weights, _, rank, _ = np.linalg.lstsq(matrix, centred, rcond=1e-9)
    if len(target) < rank + ROWS_BEYOND:
        return False
    left = float(((centred - matrix @ weights) ** 2).sum())
    explained = 1 - left / float((centred**2).sum()) if centred.any() else 0.0
    weight = float(weights[list(parts).index(name)])
    return explained >= EXPLAINED and weight > 0.01 * float(np.abs(weights).max())
