"""Small areas to larger ones (IRIS, commune, EPCI, département), from the inputs and never from the results.

Counts are summed. A ratio is the sum of its numerators over the sum of its denominators, which is also the
mean of the ratios weighted by their denominators: so a ratio that was published without its numerator is
carried exactly when its denominator is known. A median, a decile or a score has no such identity and is
refused (OECD and JRC, Handbook on Constructing Composite Indicators, 2008, step 3: aggregate the inputs).
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping

import numpy as np

from fabrique.kernels.indicators.carrying import LEAST_SHARE, Carried, Links, areas, carry, linked
from fabrique.kernels.indicators.model import Kind, Panel, Series, Status


def aggregate(
    panel: Panel, parents: Mapping[str, str], level: str, *, least_share: float = LEAST_SHARE
) -> Carried:
    """The panel at ``level``; ``parents`` says in which larger area each area lies, whole and only there.

    An area of ``parents`` that the panel has not is a missing part of its larger area: no total there.
    Observed parts give an observed value, an estimated one an estimated value. With a part unknown, a count
    is missing; a ratio or a mean is estimated from the others if they hold ``least_share`` of the weight.
    A median goes up only from an area that is alone in the larger one; a score never does.
    Nobody ships the list of IRIS: what is put together from IRIS is estimated, except from a commune that is
    one IRIS (its code ends with 0000).
    Raises ``ValueError`` when ``least_share`` is not in ]0, 1].
    """
    if not 0 < least_share <= 1:
        raise ValueError("least_share is in ]0, 1]")
    rows = [(area, parent, 1.0) for area, parent in parents.items() if parent]
    links = linked(rows, panel)
    unknown = tuple(area for area in panel.areas if not parents.get(area))
    carried = carry(panel, links, level=level, geography=panel.geography, least_share=least_share)
    result = _without_scores(carried)
    if panel.level == "iris":
        result = _unproven(result, panel, links)
    notes = [f"{areas(len(unknown))} hors de tout territoire plus grand connu : pas compté au-dessus."]
    notes = [*(notes if unknown else ()), *_lacking(panel, parents, links)]
    return dataclasses.replace(result, unknown=unknown, notes=tuple(notes))


def _lacking(panel: Panel, parents: Mapping[str, str], links: Links) -> list[str]:
    """Which larger area lacks most of its parts, so that a person knows why there is no total."""
    held = set(panel.areas)
    absent = Counter(parent for area, parent in parents.items() if area not in held)
    absent = Counter({parent: count for parent, count in absent.items() if parent in links.areas})
    if not absent:
        return []
    worst, count = max(absent.items(), key=lambda one: (one[1], one[0]))
    many = len(absent) > 1
    return [
        f"{areas(len(absent))} sans total : {'leurs' if many else 'ses'} communes ne sont pas toutes dans "
        f"les données (à « {worst} » il en manque {count} sur {Counter(parents.values())[worst]})."
    ]


def _unproven(carried: Carried, panel: Panel, links: Links) -> Carried:
    """Sums of IRIS that may not be all of them: observed becomes estimated, and it is said."""
    there = links.sources >= 0
    alone = np.array([area.endswith("0000") for area in panel.areas], dtype=np.bool_)
    whole = links.every(~there | alone[links.sources])
    series, reasons = dict(carried.panel.series), dict(carried.reasons)
    for code, one in series.items():
        doubtful = (one.status == Status.OBSERVED) & ~whole
        if doubtful.any():
            status = np.where(doubtful, Status.IMPUTED, one.status).astype(np.uint8)
            series[code] = Series(one.measure, one.values, status)
            said = f"{areas(int(doubtful.sum()))} peut-être partiel : la liste des îlots n’est pas livrée."
            reasons[code] = f"{reasons.get(code, '')} {said}".strip()
    return dataclasses.replace(
        carried, panel=dataclasses.replace(carried.panel, series=series), reasons=reasons
    )


def _without_scores(carried: Carried) -> Carried:
    """A score is relative to those of its own level: even alone, it says nothing among larger areas."""
    series, reasons, coverage = dict(carried.panel.series), dict(carried.reasons), dict(carried.coverage)
    for code, one in carried.panel.series.items():
        if one.measure.kind is Kind.SCORE:
            empty = one.values * float("nan")
            missing = (one.status * 0 + Status.MISSING).astype(one.status.dtype)
            series[code] = Series(one.measure, empty, missing)
            coverage[code] = coverage[code] * 0
            reasons[code] = (
                f"« {code} » est un score : il se recalcule à ce niveau à partir des données, "
                "il ne se moyenne pas."
            )
    panel = dataclasses.replace(carried.panel, series=series)
    return dataclasses.replace(carried, panel=panel, reasons=reasons, coverage=coverage)
