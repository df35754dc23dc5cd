"""What re-aggregation and passage between years share: values carried along links from areas to areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from fabrique.kernels.indicators.model import Floats, Kind, Measure, Panel, Series, Status

Ranks = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

LEAST_SHARE = 0.8  # below, what is not known could turn the rate of the whole round


@dataclass(frozen=True, slots=True)
class Links:
    """``k`` links: the part ``shares`` (k, in ]0, 1], NaN when nobody said) of area ``sources`` (k, rank in
    the panel, -1 for an area that the panel has not) goes to area ``targets`` (k, rank in ``areas``)."""

    areas: tuple[str, ...]
    sources: Ranks
    targets: Ranks
    shares: Floats

    def sums(self, values: Floats | Flags) -> Floats:
        """(m) The values of the links (k), summed by target."""
        return np.bincount(self.targets, weights=values, minlength=len(self.areas)).astype(np.float64)

    def every(self, flags: Flags) -> Flags:
        """(m) Whether all the links of a target have the flag."""
        return np.asarray(self.sums(~flags) == 0)


@dataclass(frozen=True, slots=True)
class Carried:
    """A panel at its new level or year, and what could not be done.

    ``coverage``: by measure, (m) the share in [0, 1] of each area that is known: of its denominator for a
    rate or a mean, of the number of its parts for the others; 0 when the weight of a part is not known.
    ``partial``: by count, (m) the sum of the known parts, NaN where nothing is known; it is no total where
    the panel says ``MISSING``. ``reasons``: by measure, in French, why some or all areas have no value.
    ``unknown``: areas of the first panel that nothing says where to carry.
    """

    panel: Panel
    coverage: Mapping[str, Floats]
    partial: Mapping[str, Floats]
    reasons: Mapping[str, str]
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Work:
    panel: Panel
    links: Links
    least_share: float
    coverage: dict[str, Floats] = field(default_factory=dict)
    partial: dict[str, Floats] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def taken(self, code: str) -> tuple[Floats, Flags, Flags, Flags]:
        """(k) Of a measure along the links: value (0 where unknown), known, estimated, secret."""
        one, links = self.panel.series[code], self.links
        there = links.sources >= 0
        status = np.where(there, one.status[links.sources], Status.MISSING)
        known = status <= Status.IMPUTED
        values = np.where(known, one.values[links.sources], 0.0)
        estimated = (status == Status.IMPUTED) | (links.shares != 1)
        return values, known, estimated, status == Status.SECRET


def carry(panel: Panel, links: Links, *, level: str, geography: int, least_share: float) -> Carried:
    """Every measure of the panel along the links, each in the way of its kind."""
    work = _Work(panel, links, least_share)
    out: dict[str, Series] = {}
    for code, one in panel.series.items():
        if one.measure.kind is Kind.COUNT:
            out[code] = _count(work, one.measure)
        elif one.measure.kind in (Kind.RATIO, Kind.MEAN):
            out[code] = _rate(work, one.measure)
        else:
            out[code] = _alone(work, one.measure)
    carried = Panel(level, geography, links.areas, out)
    return Carried(carried, work.coverage, work.partial, work.reasons)


def _series(measure: Measure, values: Floats, known: Flags, estimated: Flags, secret: Flags) -> Series:
    status = np.where(known, np.where(estimated, Status.IMPUTED, Status.OBSERVED), Status.MISSING)
    status = np.where(~known & secret, Status.SECRET, status).astype(np.uint8)
    return Series(measure, np.where(known, values, np.nan), status)


def _count(work: _Work, measure: Measure) -> Series:
    """A sum is shown only when every part is known; the known part is kept aside."""
    links = work.links
    values, known, estimated, secret = work.taken(measure.code)
    known = known & np.isfinite(links.shares)
    parts = links.sums(known)
    summed = links.sums(np.where(known, values * np.nan_to_num(links.shares), 0.0))
    whole = links.every(known)
    work.coverage[measure.code] = parts / links.sums(np.ones_like(known))
    work.partial[measure.code] = np.where(parts > 0, summed, np.nan)
    if not whole.all():
        work.reasons[measure.code] = (
            f"{areas(int((~whole).sum()))} sans total : une partie au moins est secrète ou manque, "
            "et la somme de ce qui est connu n’est pas un total."
        )
    return _series(measure, summed, whole, links.sums(estimated) > 0, links.every(secret))


def _rate(work: _Work, measure: Measure) -> Series:
    """A ratio of two sums, or a mean weighted by its denominator: Σ value × weight ÷ Σ weight."""
    links, panel = work.links, work.panel
    if not _is_count(panel, measure.denominator):
        return _refused(
            work,
            measure,
            f"le nombre par lequel « {measure.code} » est divisé n’est pas dans les données : un taux ne se "
            "porte pas d’un niveau à l’autre sans lui.",
        )
    weights, weighed, guessed, _ = work.taken(measure.denominator)
    weights = weights * np.nan_to_num(links.shares)
    values, known, estimated, secret = work.taken(measure.code)
    tops = values * weights
    if measure.kind is Kind.RATIO and _is_count(panel, measure.numerator):
        counts, counted, counts_guessed, secret = work.taken(measure.numerator)
        # An area that gives its rate and no numerator is not dropped: its numerator is rate × denominator.
        tops = np.where(counted, counts * np.nan_to_num(links.shares) * measure.scale, tops)
        estimated = np.where(counted, counts_guessed, True)
        known, secret = known | counted, secret & ~known
    weighed = weighed & np.isfinite(links.shares)
    empty = weighed & (weights == 0)  # nobody there: its rate does not exist and none is lacking
    used = known & weighed & ~empty
    total = links.sums(weights)
    coverage = np.divide(
        links.sums(np.where(used, weights, 0.0)), total, out=np.zeros_like(total), where=total > 0
    )
    coverage[~links.every(weighed)] = 0.0
    whole = links.every(used | empty) & (total > 0)
    enough = whole | ((coverage >= work.least_share) & (coverage > 0))
    bottoms = links.sums(np.where(used, weights, 0.0))
    result = np.divide(
        links.sums(np.where(used, tops, 0.0)), bottoms, out=np.zeros_like(bottoms), where=bottoms > 0
    )
    work.coverage[measure.code] = np.where(whole, 1.0, coverage)
    nobody = links.every(empty)
    lacking = int((~enough & ~nobody).sum())
    said = [f"{areas(int(nobody.sum()))} sans personne : le taux n’y existe pas."] if nobody.any() else []
    if lacking:
        said.append(
            f"{areas(lacking)} sans valeur : la part connue de « {measure.denominator} » y est inférieure à "
            f"{work.least_share * 100:.0f} %."
        )
    if said:
        work.reasons[measure.code] = " ".join(said)
    touched = links.sums(used & (estimated | guessed)) > 0
    if measure.approximate:
        touched |= links.sums(used) > 1
    return _series(measure, result, enough, ~whole | touched, links.every(secret))


def _alone(work: _Work, measure: Measure) -> Series:
    """A median or a score goes only where one whole area goes alone; it is never averaged."""
    links = work.links
    values, known, estimated, secret = work.taken(measure.code)
    alone = links.sums(np.ones_like(known)) == 1
    kept = alone & links.every(known & (links.shares == 1))
    work.coverage[measure.code] = kept.astype(np.float64)
    if not kept.all():
        what = "une médiane ou un décile" if measure.kind is Kind.QUANTILE else "un score"
        work.reasons[measure.code] = (
            f"{areas(int((~kept).sum()))} sans valeur : {what} ne s’additionne pas et ne se moyenne pas."
        )
    return _series(measure, links.sums(values), kept, links.sums(estimated) > 0, alone & links.every(secret))


def _refused(work: _Work, measure: Measure, reason: str) -> Series:
    work.reasons[measure.code] = reason[0].upper() + reason[1:]
    none = np.zeros(len(work.links.areas), dtype=np.bool_)
    work.coverage[measure.code] = none.astype(np.float64)
    return _series(measure, none.astype(np.float64), none, none, none)


def _is_count(panel: Panel, code: str) -> bool:
    return code in panel.series and panel.series[code].measure.kind is Kind.COUNT


def areas(count: int) -> str:
    """« 1 territoire », « 3 territoires »."""
    return f"{count} territoire{'s' if count > 1 else ''}"


def linked(rows: Sequence[tuple[str, str, float]], panel: Panel) -> Links:
    """Links of (area, larger or later area, share); only targets of which the panel has a part are kept."""
    ranks = panel.rank_of()
    wanted = {new for old, new, _ in rows if old in ranks}
    areas = tuple(sorted(wanted))
    places = {code: rank for rank, code in enumerate(areas)}
    kept = [(ranks.get(old, -1), places[new], share) for old, new, share in rows if new in wanted]
    sources = np.array([one[0] for one in kept], dtype=np.intp)
    targets = np.array([one[1] for one in kept], dtype=np.intp)
    return Links(areas, sources, targets, np.array([one[2] for one in kept], dtype=np.float64))
