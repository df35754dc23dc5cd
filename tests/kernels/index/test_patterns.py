"""Distinct columns, few or many."""

from __future__ import annotations

import numpy as np
import pytest

from fabrique.kernels.index.patterns import patterns


@pytest.mark.parametrize("rows", [1, 5, 40, 130])
def test_every_column_finds_its_own_pattern_again(rows):
    table = np.random.default_rng(rows).integers(0, 8, (rows, 200)).astype(np.uint8)
    table[:, 100:] = table[:, :100]
    found, number = patterns(table)
    np.testing.assert_array_equal(found[number].T, table)
    assert len(found) == len({tuple(column) for column in table.T})
