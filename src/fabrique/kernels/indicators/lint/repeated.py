"""One value recopied on many areas: what was known of a larger area, given to each of its parts.

Only values that are said to be observed are looked at: one marked as estimated hides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fabrique.kernels.indicators.lint.columns import ENOUGH
from fabrique.kernels.indicators.lint.model import Finding, Flags, Ranks, Severity, View
from fabrique.kernels.indicators.lint.words import counted, number, percent
from fabrique.kernels.indicators.model import Floats, Status

GROUP = 20  # the same many-digit number on so many areas is no chance
DIGITS = 4  # significant digits beyond which a number is "many-digit"
# In small areas, chance repeats simple fractions (6 households of 18 is 33.333… too): a repeated number that
# is p / q with q up to this is left alone, unless more than one area in q has it.
WHOLE, FEW = 500, 50  # the second for what is no share
LEAST_SHARE = 0.01  # of the known values; below, repetition is said by nothing
SAME_PARENT = 0.8  # of the areas of a group in one larger area: the value is that area's
MODAL = 0.5  # of the areas of a larger one that share a value, whatever its digits
TOLD = 5


def repeated_values(view: View) -> Iterator[Finding]:
    """Numbers too precise to be shared by so many areas, or shared by most areas of most larger ones."""
    for name, one in view.table.columns.items():
        known = (one.status == Status.OBSERVED) & (one.values != 0)
        if known.sum() < ENOUGH:
            continue
        values, inverse, counts = np.unique(one.values[known], return_inverse=True, return_counts=True)
        if values.size < 2:
            continue
        parents = view.parents[known]
        copied = _improbable(values, counts) | _modal(inverse, parents, counts, len(view.larger))
        total = int(counts[copied].sum())
        if total < max(GROUP, LEAST_SHARE * known.sum()):
            continue
        rows = np.zeros(len(known), dtype=np.bool_)
        rows[known] = copied[inverse]
        yield view.of_rows(
            "repeated-value",
            Severity.ERROR,
            _message(view, values, inverse, counts, copied, parents),
            measure=name,
            rows=rows,
        )


def _improbable(values: Floats, counts: Ranks) -> Flags:
    """(u) Of the distinct values, those with many digits that many areas share."""
    flags = np.zeros(values.size, dtype=np.bool_)
    for rank in np.flatnonzero(counts >= GROUP):
        value = float(values[rank])
        precise = float(f"{value:.{DIGITS}g}") != value
        bottoms = [one for one in (_bottom(value, 100), _bottom(value, 1)) if one]
        chance = any(one * counts[rank] <= counts.sum() for one in bottoms)
        flags[rank] = precise and not chance
    return flags


def _bottom(value: float, scale: int) -> int:
    """The smallest q such that ``value``, with the decimals that it has, is ``scale`` × p / q; 0 for none."""
    bottoms = np.arange(1, (WHOLE if abs(value) <= scale else FEW) + 1)
    tops = value / scale * bottoms
    decimals = len(repr(value).partition(".")[2]) if "e" not in repr(value) else 12
    slack = np.maximum(1e-9, 0.51 * 10.0 ** -min(decimals, 12) / scale * bottoms)
    near = np.abs(tops - np.round(tops)) < slack
    return int(bottoms[np.argmax(near)]) if near.any() else 0


def _modal(inverse: Ranks, parents: Ranks, counts: Ranks, larger: int) -> Flags:
    """(u) The values that most areas of a larger one share, when most larger ones have one, and their own.

    It sees rounded values too; a column of few distinct values (0, 1, 2 libraries) has no such pattern.
    """
    flags = np.zeros(counts.size, dtype=np.bool_)
    placed = parents >= 0
    sizes = np.bincount(parents[placed], minlength=larger)
    pairs, times = np.unique(parents[placed] * counts.size + inverse[placed], return_counts=True)
    owners, values = np.divmod(pairs, counts.size)
    wide = sizes >= GROUP
    shared = wide[owners] & (times >= MODAL * sizes[owners])
    chosen = np.unique(values[shared])
    if shared.sum() >= 3 and shared.sum() >= 0.5 * wide.sum() and chosen.size >= 0.8 * shared.sum():
        flags[chosen] = True
    return flags


def _message(view: View, values: Floats, inverse: Ranks, counts: Ranks, copied: Flags, parents: Ranks) -> str:
    known, total, groups = int(counts.sum()), int(counts[copied].sum()), int(copied.sum())
    told, within = [], 0
    for place, rank in enumerate(sorted(np.flatnonzero(copied), key=lambda rank: -counts[rank])):
        there = parents[inverse == rank]
        there = there[there >= 0]
        most = int(np.argmax(np.bincount(there))) if there.size else -1
        inside = most >= 0 and (there == most).sum() >= SAME_PARENT * counts[rank]
        within += bool(inside)
        if place < TOLD:
            where = f" ({view.named(view.larger[most])})" if inside else ""
            told.append(f"{number(float(values[rank]))} sur {number(int(counts[rank]))}{where}")
    message = (
        f"{counted(total, 'valeur')} sur {number(known)} ({percent(total, known)}) répètent "
        f"{counted(groups, 'nombre')} au chiffre près. Les plus grands groupes : {' ; '.join(told)}."
    )
    if within >= SAME_PARENT * groups:
        message += " Chaque groupe est d’un même territoire plus grand : c’est sa valeur, recopiée."
    return message


def spread_values(view: View) -> Iterator[Finding]:
    """Values of IRIS that are one value for each commune."""
    if view.table.level != "iris":
        return
    for name, one in view.table.columns.items():
        placed = (one.status == Status.OBSERVED) & (view.parents >= 0)
        owners, values = view.parents[placed], one.values[placed]
        sizes = np.bincount(owners, minlength=len(view.larger))
        if not sizes.size:
            continue
        low, high = np.full(sizes.size, np.inf), np.full(sizes.size, -np.inf)
        np.minimum.at(low, owners, values)
        np.maximum.at(high, owners, values)
        several = sizes > 1
        same = several & (low == high) & (low != 0)
        parts = int(sizes[same].sum())
        # Two or three IRIS may agree by chance; ten that always do, do not.
        if parts >= 10 and same.sum() >= 0.9 * several.sum():
            of = np.zeros(len(placed), dtype=np.bool_)
            of[placed] = same[owners]
            message = (
                f"une seule valeur pour tous les IRIS de chaque commune ({counted(parts, 'IRIS', 'IRIS')}, "
                f"{counted(int(same.sum()), 'commune')}) : c’est la valeur de la commune."
            )
            yield view.of_rows("spread-value", Severity.ERROR, message, measure=name, rows=of)
