"""What an index is calculated on: from a panel, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from fabrique.kernels.index import Data, Refusal, compute, of_columns, of_panel
from fabrique.kernels.indicators.model import Kind, Measure, Panel, Status, series
from tests.kernels.index.samples import definition


def test_a_panel_keeps_what_its_values_are():
    measures = {code: Measure(code, code.upper(), "%", Kind.RATIO, 1) for code in "ab"}
    secret = [Status.OBSERVED, Status.SECRET, Status.IMPUTED, Status.OBSERVED]
    panel = Panel(
        "commune",
        2026,
        ("33001", "33002", "33003", "33004"),
        {
            "a": series(measures["a"], [1.0, np.nan, 3.0, 5.0], secret),
            "b": series(measures["b"], [4.0, 3.0, np.nan, 0.0]),
        },
    )
    found = compute(definition(least_known=0.5), of_panel(panel))
    assert found.areas == panel.areas
    assert found.scored.tolist() == [True, False, False, True]  # two indicators at least, whatever the share
    assert found.reason[1].endswith("secret statistique : a")
    assert found.reason[2].endswith("valeur manquante : b")
    np.testing.assert_allclose(found.score[[0, 3]], 50)


@pytest.mark.parametrize(
    ("areas", "values", "status", "words"),
    [
        ((), [], [], "aucune zone"),
        (("x", "x"), [1.0, 2.0], [0, 0], "deux fois"),
        (("x", "y"), [1.0], [0], "une valeur par zone"),
        (("x", "y"), [1.0, np.nan], [0, 0], "connue sans nombre"),
        (("x", "y"), [1.0, 2.0], [0, 2], "connue sans nombre"),
    ],
)
def test_data_that_do_not_hold_together_are_refused(areas, values, status, words):
    with pytest.raises(Refusal, match=words):
        Data(areas, {"a": np.array(values)}, {"a": np.array(status, dtype=np.uint8)})


def test_infinity_is_no_value():
    assert of_columns(["x", "y"], {"a": np.array([np.inf, 1.0])}).status["a"].tolist() == [Status.MISSING, 0]
