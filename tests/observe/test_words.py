"""How figures are written."""

from __future__ import annotations

import pytest

from fabrique.kernels.indicators import Kind, Measure
from fabrique.observe.words import said

SHARE = Measure("s", "Part", "%", Kind.RATIO, scale=100.0)
INCOME = Measure("i", "Revenu", "€ par an", Kind.QUANTILE)
COUNT = Measure("c", "Population", "personnes", Kind.COUNT)


@pytest.mark.parametrize(
    ("measure", "value", "words"),
    [
        (SHARE, 55.693, "55,7 %"),
        (SHARE, 99.99, "100,0 %"),
        (SHARE, 0.06, "0,1 %"),
        (INCOME, 21_999.9, "22 000 € par an"),
        (COUNT, 412_300.0, "412 300 personnes"),
        (Measure("d", "Distance", "m", Kind.MEAN), 0.01234, "0,0123 m"),
        (Measure("n", "Score", "", Kind.SCORE), 0.0, "0,00"),
    ],
)
def test_a_value_is_rounded_not_cut(measure: Measure, value: float, words: str):
    assert said(value, measure).replace("\u00a0", " ").replace("\u202f", " ") == words
