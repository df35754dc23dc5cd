"""The communes of the published file make three métropoles; read in place."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from fabrique.kernels.indicators import Kind, Measure, Panel, Status, aggregate, series

FILE = Path(__file__).parents[3].parent / "shared/data/observatory/territoires_communes.csv"
POP = Measure("pop", "Population", "habitants", Kind.COUNT)
OLD = Measure("old", "65 ans et plus", "%", Kind.RATIO, 1, "", "pop", 100, most=100)


@pytest.mark.real_data
@pytest.mark.skipif(not FILE.is_file(), reason="les fichiers publiés (../shared/data) sont absents")
def test_three_metropoles_have_their_people_and_a_rate_of_theirs():
    with FILE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    values = {
        "pop": series(POP, [float(row["population_cog2026"] or "nan") for row in rows]),
        "old": series(OLD, [float(row["tx_65plus"] or "nan") for row in rows]),
    }
    panel = Panel("commune", 2026, tuple(row["code_insee"] for row in rows), values)
    up = aggregate(panel, {row["code_insee"]: row["epci"] for row in rows}, "epci")
    place = {siren: rank for rank, siren in enumerate(up.panel.areas)}
    people, old = up.panel.series["pop"], up.panel.series["old"]
    for siren, expected in (("243300316", 854_334), ("244400404", 689_456), ("200054807", 1_939_077)):
        assert people.values[place[siren]] == expected
        assert people.status[place[siren]] == Status.OBSERVED
        # Marseille has no rate, so neither has its métropole: the other communes hold 54 % of the people.
        parts = [row for row in rows if row["epci"] == siren and row["tx_65plus"]]
        weights = [float(row["population_cog2026"]) for row in parts]
        share = sum(weights) / expected
        np.testing.assert_allclose(up.coverage["old"][place[siren]], share)
        assert old.status[place[siren]] == (Status.OBSERVED if share == 1 else Status.MISSING)
        if share == 1:
            mean = np.average([float(row["tx_65plus"]) for row in parts], weights=weights)
            np.testing.assert_allclose(old.values[place[siren]], mean)
    assert round(up.coverage["old"][place["200054807"]], 2) == 0.54
