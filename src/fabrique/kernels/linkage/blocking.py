"""Which pairs are worth comparing. Every key makes blocks; a large block is only compared along its
sorted names, so that the number of pairs stays proportional to the number of records."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from fabrique.kernels.linkage.prepare import Columns

Ints = NDArray[np.int64]

FULL_BLOCK = 12  # up to this size, a block gives all its pairs
WINDOW = 6  # beyond, each record meets this many neighbours in the order of names
CELL_DEGREES = (0.004, 0.006)  # about 440 m both ways in France; four grids shifted by half a cell


def candidate_pairs(columns: Columns) -> tuple[Ints, Ints]:
    """Positions (left, right) of the pairs to compare, left < right, each once, in order."""
    count = len(columns.records)
    # Sorting blocks by the whole name brings likely twins side by side in large blocks.
    by_name = np.argsort(np.argsort(columns.full_name.astype(str), kind="stable"), kind="stable")
    found = [_pairs(keys, rows, by_name, count) for keys, rows in _keys(columns)]
    unique = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
    left: Ints = unique // count if count else unique
    right: Ints = unique % count if count else unique
    return left, right


def _keys(columns: Columns) -> Iterator[tuple[Ints, Ints]]:
    """(key of the block, position of the record) for each way to block; no key when the value is missing."""
    everyone = np.arange(len(columns.records), dtype=np.int64)
    for column in (columns.phone, columns.siret):
        yield _known(column.astype(np.int64), everyone)
    for several in (columns.emails, columns.domains):
        yield _known(several.ravel().astype(np.int64), np.repeat(everyone, several.shape[1]))
    for area in (columns.place, columns.postal):
        for rank in range(2):
            yield _within(area, columns.tokens[:, rank], everyone)
        # Names without any telling word (« Mairie ») meet by kind.
        kind = np.where(columns.tokens[:, 0] == 0, columns.kinds + 1, 0)
        yield _within(area, kind.astype(np.int32), everyone)
    yield _within(columns.place, columns.street_code, everyone)
    located = np.flatnonzero(np.isfinite(columns.latitude) & np.isfinite(columns.longitude)).astype(np.int64)
    for shift_lat in (0.0, 0.5):
        for shift_lon in (0.0, 0.5):
            row = np.floor(columns.latitude[located] / CELL_DEGREES[0] + shift_lat).astype(np.int64)
            column_ = np.floor(columns.longitude[located] / CELL_DEGREES[1] + shift_lon).astype(np.int64)
            yield row * 1_000_003 + column_, located


def _known(keys: Ints, rows: Ints) -> tuple[Ints, Ints]:
    kept = keys != 0
    return keys[kept], rows[kept]


def _within(area: NDArray[np.int32], value: NDArray[np.int32], rows: Ints) -> tuple[Ints, Ints]:
    kept = (area != 0) & (value != 0)
    return area[kept].astype(np.int64) << 32 | value[kept].astype(np.int64), rows[kept]


def _pairs(keys: Ints, rows: Ints, by_name: Ints, count: int) -> Ints:
    """Pairs within the blocks, coded left * count + right. Time and memory O(rows * FULL_BLOCK)."""
    if not len(rows):
        return np.empty(0, dtype=np.int64)
    order = np.lexsort((by_name[rows], keys))
    keys, rows = keys[order], rows[order]
    _, block, size = np.unique(keys, return_inverse=True, return_counts=True)
    reach = np.where(size <= FULL_BLOCK, FULL_BLOCK, WINDOW)[block]
    found = []
    for step in range(1, FULL_BLOCK):
        start = np.flatnonzero((block[:-step] == block[step:]) & (reach[:-step] >= step))
        if not len(start):
            break
        one, other = rows[start], rows[start + step]
        low, high = np.minimum(one, other), np.maximum(one, other)
        found.append((low * count + high)[low != high])
    return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
