"""Data sets of invented figures."""

from __future__ import annotations

from typing import Any

import numpy as np

from fabrique.kernels.indicators import Kind, Measure, Panel, series
from fabrique.observe.actions.data_sets import About, Reading, import_data_set
from fabrique.observe.models import DataSet
from fabrique.people.models import Account, Organisation

POPULATION = Measure("population", "Population", "personnes", Kind.COUNT)
ALONE = Measure("households_one_person", "Ménages d’une personne", "ménages", Kind.COUNT)
HOUSEHOLDS = Measure("households", "Ménages", "ménages", Kind.COUNT)
SHARE = Measure(
    "households_one_person_rate",
    "Part des ménages d’une personne",
    "%",
    Kind.RATIO,
    direction=1,
    numerator="households_one_person",
    denominator="households",
    scale=100.0,
    most=100.0,
)


def panel(level: str = "commune", areas: tuple[str, ...] = ("00101", "00102", "00103")) -> Panel:
    """Three areas (or more): population, households, those of one person and their share; one is missing."""
    count = len(areas)
    homes = np.arange(1, count + 1, dtype=float) * 100
    alone = homes * 0.4
    alone[-1] = np.nan
    held = {
        "population": series(POPULATION, homes * 2),
        "households": series(HOUSEHOLDS, homes),
        "households_one_person": series(ALONE, alone),
        "households_one_person_rate": series(SHARE, 100 * alone / homes),
    }
    return Panel(level, 2026, areas, held, {code: f"Zone {code}" for code in areas})


def about(**changes: Any) -> About:
    """A census, unless told otherwise."""
    values = {
        "slug": "recensement",
        "title": "Recensement",
        "producer": "INSEE",
        "vintage": "2021",
        "licence": "Licence Ouverte 2.0",
    }
    return About(**{**values, **changes})


def brought(
    holder: Organisation, *, by: Account | None = None, of: Panel | None = None, **changes: Any
) -> DataSet:
    """A data set that an organisation brought."""
    held = of or panel()
    findings = changes.pop("findings", ())
    reading = Reading(rows=len(held.areas), findings=findings)
    return import_data_set(organisation=holder, about=about(**changes), panel=held, reading=reading, by=by)
