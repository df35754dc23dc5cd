"""What is written is read back the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique.core.tabular import TableRefusal
from fabrique.kernels.indicators.model import Kind, Measure, Panel, Series, Status
from fabrique.observe.sources.exchange import dictionary_path, read_written, write_panel

figures = st.tuples(
    st.sampled_from(list(Status)), st.floats(-1e12, 1e12, allow_nan=False) | st.integers(-5, 5).map(float)
)


def panel_of(rows: list[list[tuple[Status, float]]]) -> Panel:
    areas = tuple(f"{rank:05d}" for rank in range(len(rows)))
    series = {}
    for rank, code in enumerate(("un", "deux")):
        status = np.array([row[rank][0] for row in rows], dtype=np.uint8)
        values = np.where(status <= Status.IMPUTED, [row[rank][1] for row in rows], np.nan)
        measure = Measure(code, f"« {code} », libellé", "%", Kind.RATIO, -1, "a", "b", 100.0, None, 1e13)
        series[code] = Series(measure, values, status)
    return Panel("iris", 2021, areas, series, {areas[0]: "Saint-Jean ; l’Été"})


@settings(max_examples=25)
@given(st.lists(st.tuples(figures, figures).map(list), min_size=1, max_size=8))
def test_a_panel_that_is_written_is_read_back_whole(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("panel") / "panneau.csv"
    panel = panel_of(rows)
    assert write_panel(panel, path) == len(rows)
    again = read_written(path)
    assert (again.level, again.geography, again.areas, again.names) == (
        panel.level, panel.geography, panel.areas, panel.names,
    )  # fmt: skip
    for code, one in panel.series.items():
        assert again.series[code].measure == one.measure
        np.testing.assert_array_equal(again.series[code].values, one.values)
        np.testing.assert_array_equal(again.series[code].status, one.status)


def test_what_has_no_number_is_an_empty_cell(tmp_path: Path):
    path = tmp_path / "p.csv"
    write_panel(panel_of([[(Status.SECRET, 0.0), (Status.OBSERVED, 2.0)]]), path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines == ["id,name,un,un_status,deux,deux_status", '00000,"Saint-Jean ; l’Été",,secret,2,observed']


def test_without_its_dictionary_the_file_is_refused(tmp_path: Path):
    path = tmp_path / "p.csv"
    write_panel(panel_of([[(Status.OBSERVED, 1.0), (Status.OBSERVED, 2.0)]]), path)
    dictionary_path(path).unlink()
    with pytest.raises(TableRefusal, match="n’existe pas"):
        read_written(path)
