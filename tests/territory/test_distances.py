"""Distances on the ground."""

from __future__ import annotations

import numpy as np
import pytest

from fabrique.territory.distances import distance_m, distances_m

BORDEAUX, PARIS = (44.8378, -0.5792), (48.8566, 2.3522)


def test_a_known_distance() -> None:
    assert distance_m(BORDEAUX, PARIS) == pytest.approx(499_000, rel=0.005)
    assert distance_m(PARIS, BORDEAUX) == pytest.approx(distance_m(BORDEAUX, PARIS))
    assert distance_m(PARIS, PARIS) == 0


def test_the_two_forms_agree_and_missing_stays_missing() -> None:
    found = distances_m(BORDEAUX, [PARIS[0], BORDEAUX[0], np.nan], [PARIS[1], BORDEAUX[1], 0.0])
    assert found[0] == pytest.approx(distance_m(BORDEAUX, PARIS))
    assert found[1] == pytest.approx(0, abs=1e-6)
    assert np.isnan(found[2])
