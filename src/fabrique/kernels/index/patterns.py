"""The distinct columns of a small table of codes: areas that lack the same things are judged once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]
_SPAN, _ROOM = 8, 2**60


def patterns(table: Codes) -> tuple[Codes, Numbers]:
    """Codes (d, n) below 8 to the distinct columns (p, d), and the number (n) of each column among them.

    Columns are folded into one integer, numbered anew when it has no room left: sorting rows of a table would
    take ten times as long.
    """
    folded = np.zeros(table.shape[1], dtype=np.int64)
    most = 1
    for row in table:
        if most >= _ROOM:
            folded = np.unique(folded, return_inverse=True)[1].astype(np.int64)
            most = int(folded.max()) + 1
        folded = folded * _SPAN + row
        most *= _SPAN
    _values, first, number = np.unique(folded, return_index=True, return_inverse=True)
    return table[:, first].T, number.astype(np.int64)
