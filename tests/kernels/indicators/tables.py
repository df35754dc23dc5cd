"""Tables that nobody measured, as a census would give them."""

from __future__ import annotations

import numpy as np

from fabrique.kernels.indicators import series
from fabrique.kernels.indicators.lint import RawTable, Reference, guess_measure, lint

AREAS = [f"{dep:02d}{rank:03d}" for dep in (11, 33, 44, 80) for rank in range(1, 101)]


def people():
    return np.round(np.exp(np.random.default_rng(1).normal(6.5, 1.2, len(AREAS)))) + 20


REFERENCE = Reference(
    vintage=2026,
    areas=frozenset(AREAS),
    expected=frozenset(AREAS),
    parents={area: area[:2] for area in AREAS},
    population=dict(zip(AREAS, people().tolist(), strict=True)),
    names={"33": "Gironde", "33001": "Abzac", "33002": "Aillas"},
    former={"33900": "33001"},
    inner={"13201": "13055"},
)


def clean_columns(seed=3):
    """Measures as a census gives them: rates of whole people of small and large places, and counts."""
    rng = np.random.default_rng(seed)
    pop = people()
    need = rng.normal(0, 1, pop.size)
    columns = {"population": pop}
    for name, centre, weight in (
        ("tx_65", 0.22, 0.4),
        ("tx_sans_diplome", 0.3, 0.8),
        ("tx_seuls", 0.33, 0.3),
    ):
        chance = 1 / (1 + np.exp(-(np.log(centre / (1 - centre)) + weight * need * 0.4)))
        columns[name] = 100 * rng.binomial(pop.astype(int), np.clip(chance, 0.01, 0.99)) / pop
    columns["tx_mono"] = 100 * rng.binomial((pop / 2.2).astype(int), 0.09) / (pop / 2.2).astype(int)
    columns["revenu_median"] = np.round(21000 - 1500 * need + rng.normal(0, 800, pop.size), -1)
    columns["bibliotheques"] = rng.poisson(pop / 3000)
    columns["actes"] = rng.poisson(pop * 0.4)
    return columns


def raw(columns, keys=AREAS, **more):
    directions = more.pop("directions", {})
    measures = more.pop("measures", {})
    made = {
        name: series(
            measures.get(name, guess_measure(name, np.asarray(values, float), directions.get(name, 0))),
            values,
        )
        for name, values in columns.items()
    }
    return RawTable(tuple(keys), made, **{"level": "commune", **more})


def found(table, reference=REFERENCE):
    return {(one.code, one.measure): one for one in lint(table, reference)}
