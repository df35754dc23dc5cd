"""Checks on one column at a time: empty, constant, recopied, coded, impossible, far away."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fabrique.kernels.indicators.lint.model import Finding, Flags, Severity, View
from fabrique.kernels.indicators.lint.words import counted, number, percent
from fabrique.kernels.indicators.model import Floats, Kind, Series, Status

MOSTLY_EMPTY, ALMOST_EMPTY = 0.5, 0.1  # a column known on fewer areas is no basis for comparing them
ENOUGH = 20  # below so many known values, a distribution says nothing
ALMOST_CONSTANT = 0.98  # beyond, the column tells apart one area in fifty at most
# One person in twenty out of sight, in areas more populous than most: a town is lacking, not villages.
PEOPLE_SHARE, PEOPLE_FOLD = 0.05, 3.0
SECRET_SHARE = 0.05  # an area in twenty is silent: to be told with every figure
FINE_LEVELS = {"iris", "qpv", "cell"}  # where producers blank what could name a household
# Numbers that stand for "unknown". A negative one does wherever nothing else is negative; a row of nines must
# also stand far beyond every other value.
SENTINELS = (-1.0, -9.0, -99.0, -999.0, -9999.0, -99999.0, 99.0, 999.0, 9999.0, 99999.0, 999999.0, 9999999.0)
SENTINEL_GAP, LONE_GAP = 3.0, 10.0  # the second for a number that is there once
# A zero is improbable where values never come near it: none of the others is under 0.3 of the median (no
# head-count known), or hardly any under a tenth among areas with people enough for a rare thing to be seen.
# Not so of a thing that most areas lack, or have a FEW of.
ZERO_SHARE, ZERO_GAP, ZERO_GAP_PEOPLED, NEAR_ZERO, PEOPLED, FEW = 0.02, 0.3, 0.1, 0.05, 1_000, 10
# Robust z (Iglewicz and Hoaglin 1993) advise 3.5 for a normal sample; measures of areas have long tails, and
# only what no tail explains is told: 10, and not more than one area in 200 (more is a tail).
# Three times as far is an error more often than a place unlike the others; so it takes without head-counts.
FAR, FAR_SHARE, FAR_PEOPLE, TOO_FAR = 10.0, 0.005, 500, 30.0
_MAD = 1.4826


def emptiness(view: View) -> Iterator[Finding]:
    """How much of a column is known, and how much is secret."""
    for name, one in view.table.columns.items():
        known, rows = int(one.known.sum()), len(one.values)
        if rows and known < MOSTLY_EMPTY * rows:
            severity = Severity.ERROR if known < ALMOST_EMPTY * rows else Severity.WARNING
            values = "aucune valeur" if not known else counted(known, "valeur")
            message = f"{values} sur {counted(rows, 'ligne')} ({percent(known, rows)})."
            yield view.of_all("almost-empty", severity, message, measure=name, count=rows - known)
        secret = one.status == Status.SECRET
        if secret.sum() >= max(1, SECRET_SHARE * rows):
            severity = Severity.WARNING if secret.sum() > MOSTLY_EMPTY * rows else Severity.NOTE
            message = f"{counted(int(secret.sum()), 'valeur secrète', 'valeurs secrètes')} sur {number(rows)}"
            message += f" ({percent(int(secret.sum()), rows)})."
            yield view.of_rows("secret", severity, message, measure=name, rows=secret)


def missing_people(view: View) -> Iterator[Finding]:
    """Few areas without a value, but where many people live: the columns that lack the same are told at once.

    An area that has a value on another of its rows does not lack it.
    """
    codes = np.array(view.table.keys, dtype=np.str_)
    areas, firsts, ids = np.unique(codes, return_index=True, return_inverse=True)
    people = np.nan_to_num(view.population[firsts])
    lacking: dict[bytes, list[str]] = {}
    for name, one in view.table.columns.items():
        known = np.bincount(ids[one.known], minlength=areas.size) > 0
        least = max(PEOPLE_SHARE, PEOPLE_FOLD * float((~known).mean()))
        if people[~known].sum() > least * people.sum():
            lacking.setdefault(known.tobytes(), []).append(name)
    for mask, names in lacking.items():
        without = areas[~np.frombuffer(mask, dtype=np.bool_)]
        share = percent(float(people[~np.frombuffer(mask, dtype=np.bool_)].sum()), float(people.sum()))
        what = f"{counted(len(without), 'territoire')} sans valeur, où vivent {share} des habitants"
        if len(names) > 1:
            listed = ", ".join(f"« {name} »" for name in names[:4]) + ("…" if len(names) > 4 else "")
            what += f" ({counted(len(names), 'colonne')} : {listed})"
        yield view.finding(
            "missing-people",
            Severity.WARNING,
            f"{what}.",
            measure=names[0] if len(names) == 1 else "",
            areas=without.tolist(),
            count=len(without),
        )


def blanks(view: View) -> Iterator[Finding]:
    """Empty cells at a level where producers blank what could name a household, in one finding."""
    if view.table.level not in FINE_LEVELS:
        return
    rows = len(view.table.keys)
    empty = {
        name: one.status == Status.MISSING
        for name, one in view.table.columns.items()
        if SECRET_SHARE * rows <= (one.status == Status.MISSING).sum() <= MOSTLY_EMPTY * rows
    }
    if not empty:
        return
    most = max(empty, key=lambda name: int(empty[name].sum()))
    count = int(empty[most].sum())
    told = f"{counted(count, 'case vide', 'cases vides')} sur {number(rows)} ({percent(count, rows)})"
    if len(empty) > 1:
        told = f"{number(len(empty))} colonnes ont des cases vides ; « {most} » en a le plus, {told}"
    message = f"{told}. À ce niveau, un vide est le plus souvent un secret."
    people, blank = view.population, empty[most]
    if np.isfinite(people[blank]).any() and np.isfinite(people[~blank]).any():
        there, here = (round(float(np.nanmedian(people[part]))) for part in (blank, ~blank))
        if there < here:
            message += (
                f" Les territoires tus sont plus petits (médianes : {number(there)} et {number(here)})."
            )
    measure = most if len(empty) == 1 else ""
    yield view.of_rows("secret", Severity.NOTE, message, measure=measure, rows=blank)


def constants(view: View) -> Iterator[Finding]:
    """One value for all, or for nearly all (zero apart: a rare thing is rare)."""
    for name, one in view.table.columns.items():
        values, counts = np.unique(one.values[one.known], return_counts=True)
        if not values.size or counts.sum() < 2:
            continue
        top, total = int(np.argmax(counts)), int(counts.sum())
        if values.size == 1:
            message = f"vaut {number(values[0])} sur les {counted(total, 'ligne')} où elle est remplie."
            yield view.of_all("constant", Severity.ERROR, message, measure=name, count=total)
        elif total >= ENOUGH and counts[top] >= ALMOST_CONSTANT * total and values[top] != 0:
            message = f"vaut {number(values[top])} sur {number(int(counts[top]))} lignes sur {number(total)}."
            yield view.of_all("constant", Severity.WARNING, message, measure=name, count=int(counts[top]))


def sentinels(view: View) -> Iterator[Finding]:
    """-1 or 9999 for "unknown"."""
    for name, one in view.table.columns.items():
        values = one.values[one.known]
        found = [code for code in SENTINELS if code in values]
        plain = values[~np.isin(values, found)]
        if not found or not plain.size:
            continue
        low, high = plain.min(), plain.max()
        beyond = {c: SENTINEL_GAP if (values == c).sum() > 1 else LONE_GAP for c in found}
        odd = [c for c in found if (c < 0 <= low) or (c > 0 and high > 0 and c >= beyond[c] * high)]
        if odd:
            rows = np.isin(one.values, odd)
            listed = ", ".join(number(code) for code in odd)
            lines = counted(int(rows.sum()), "ligne")
            message = f"{listed} sur {lines} : les autres valeurs vont de {number(low)} à {number(high)}."
            yield view.of_rows("sentinel", Severity.ERROR, message, measure=name, rows=rows)


def zeros(view: View) -> Iterator[Finding]:
    """Exact zeros in a measure that is otherwise never near zero."""
    for name, one in view.table.columns.items():
        measured = one.values
        if one.measure.kind is Kind.COUNT:
            if not np.isfinite(view.population).any() or _rare(one):
                continue
            with np.errstate(divide="ignore", invalid="ignore"):
                measured = np.where(view.population > 0, one.values / view.population, np.nan)
        peopled = view.population >= PEOPLED
        many = int((peopled & np.isfinite(measured)).sum()) >= ENOUGH
        if one.measure.kind is Kind.COUNT and not many:
            continue
        looked = np.isfinite(measured) & peopled if many else np.isfinite(measured)
        if _gap_above_zero(measured[looked], ZERO_GAP_PEOPLED if many else ZERO_GAP, lenient=many):
            rows = (one.values == 0) & looked
            people = f" de {number(PEOPLED)} habitants ou plus" if many else ""
            message = (
                f"zéro sur {counted(int(rows.sum()), 'territoire')}{people}, "
                "alors que les autres valeurs ne s’en approchent pas."
            )
            yield view.of_rows("zero-for-missing", Severity.WARNING, message, measure=name, rows=rows)


def _rare(one: Series) -> bool:
    """Whether areas usually have a few of the thing, or none: one school, two libraries."""
    positive = one.values[one.known & (one.values > 0)]
    return not positive.size or bool(np.median(positive) < FEW)


def _gap_above_zero(values: Floats, gap: float, *, lenient: bool) -> bool:
    positive = values[values > 0]
    zero = int((values == 0).sum())
    if np.unique(positive).size < ENOUGH or zero < 2 or zero + positive.size < values.size:
        return False
    near = int((positive < gap * np.median(positive)).sum())
    if zero > positive.size:  # mostly zeros: a rare thing
        return False
    return near <= NEAR_ZERO * zero if lenient else near == 0 and zero >= ZERO_SHARE * values.size


def impossible(view: View) -> Iterator[Finding]:
    """Beyond the bounds of the measure, or of the unit that it is said to have."""
    for name, one in view.table.columns.items():
        least, most, known = one.measure.least, one.measure.most, one.known
        values = np.where(known, one.values, np.nan)
        sentinel = np.isin(values, SENTINELS)
        if least is not None and (rows := (values < least) & ~sentinel).any():
            message = (
                f"{counted(int(rows.sum()), 'valeur')} sous {number(least)} (« {number(values[rows][0])} »)."
            )
            yield view.of_rows("impossible", Severity.ERROR, message, measure=name, rows=rows)
        shared = known.sum() >= ENOUGH and one.measure.kind is Kind.RATIO
        fraction = shared and one.measure.unit == "%" and 0 < np.nanmax(values) <= 1
        percents = shared and most == 1 and np.nanmedian(values) > 1
        if fraction or percents:
            said, are = ("pourcentages", "fractions de 1") if fraction else ("fractions de 1", "pourcentages")
            message = (
                f"annoncée en {said}, elle a l’air de {are} (médiane {number(float(np.nanmedian(values)))})."
            )
            severity = Severity.WARNING if fraction else Severity.ERROR  # a rate may be rare everywhere
            yield view.of_all("wrong-unit", severity, message, measure=name, count=int(known.sum()))
        elif most is not None and (rows := (values > most * (1 + 1e-9)) & ~sentinel).any():
            message = (
                f"{counted(int(rows.sum()), 'valeur')} au-dessus de {number(most)} "
                f"(« {number(values[rows].max())} »)."
            )
            yield view.of_rows("impossible", Severity.ERROR, message, measure=name, rows=rows)


def outliers(view: View) -> Iterator[Finding]:
    """Values that no tail explains, in areas large enough that chance does not."""
    for name, one in view.table.columns.items():
        looked = one.known & ~(view.population < FAR_PEOPLE) & ~np.isin(one.values, SENTINELS)
        if looked.sum() < ENOUGH:
            continue
        distance = _distance(one.values, looked, one.measure.kind is Kind.COUNT)
        rows = distance > (FAR if np.isfinite(view.population).any() else TOO_FAR)
        if 0 < rows.sum() <= max(1.0, FAR_SHARE * looked.sum()):
            far = one.values[rows]
            usual = np.quantile(one.values[looked & ~rows], (0.01, 0.99))
            message = (
                f"{counted(int(rows.sum()), 'valeur')} très loin des autres (« "
                f"{number(float(far[np.argmax(np.abs(far))]))} », quand presque toutes vont de "
                f"{number(float(usual[0]))} à {number(float(usual[1]))})."
            )
            severity = Severity.WARNING if distance.max() > TOO_FAR else Severity.NOTE
            yield view.of_rows("outlier", severity, message, measure=name, rows=rows)


def _distance(values: Floats, looked: Flags, counts: bool) -> Floats:
    """(n) Robust deviations from the median, each side by its own; counts, which grow by factors, in logs."""
    scaled = np.where(looked, values, np.nan)
    if counts:
        scaled = np.log1p(np.where(scaled >= 0, scaled, np.nan))
    distance = np.zeros(len(values))
    if not np.isfinite(scaled).any():
        return distance
    away = scaled - np.nanmedian(scaled)
    for side in (away, -away):
        spread = _MAD * np.median(side[side > 0]) if (side > 0).any() else 0.0
        if spread > 0:
            distance = np.where(side > 0, side / spread, distance)
    return distance
