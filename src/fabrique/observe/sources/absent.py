"""Lists of places: a commune that a whole list does not name has none, and 0 is a figure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fabrique.kernels.indicators.model import Kind, Panel, Series, Status
from fabrique.observe.sources.parents import inhabited, lacking
from fabrique.territory.cog import cog, departement_of

NATIONAL = 90  # of the 96 départements of mainland France and Corsica: fewer, and the file is an extract


def with_zeros(panel: Panel) -> tuple[Panel, str]:
    """The panel of communes with those that it does not name, at 0 for every count, and what to say of it.

    Only in the départements that the list names, and only if it names nearly all of them: of an extract,
    nobody can tell where it stops, so there the absent stay unknown.
    """
    official, held = cog(), set(panel.areas)
    named = {departement_of(area) for area in held}
    if sum(len(one) == 2 for one in named) < NATIONAL:
        return panel, (
            f"cette liste ne nomme que {len(named)} départements : c’est un extrait, et une commune absente "
            "n’y vaut pas 0, elle manque."
        )
    absent = {
        code: "" if code != commune.code else commune.name
        for departement in sorted(named)
        for commune in inhabited(official, departement)
        for code in lacking(official, commune, held)
    }
    series = {code: _longer(one, len(absent)) for code, one in panel.series.items()}
    said = f"{len(absent)} communes ne sont pas dans la liste : elles n’ont aucun de ces lieux, et valent 0."
    names = {**panel.names, **{code: name for code, name in absent.items() if name and panel.names}}
    return replace(panel, areas=(*panel.areas, *absent), series=series, names=names), said if absent else ""


def _longer(one: Series, more: int) -> Series:
    count = one.measure.kind is Kind.COUNT
    values = np.concatenate([one.values, np.full(more, 0.0 if count else np.nan)])
    status = np.full(more, Status.OBSERVED if count else Status.MISSING, dtype=np.uint8)
    return Series(one.measure, values, np.concatenate([one.status, status]))
