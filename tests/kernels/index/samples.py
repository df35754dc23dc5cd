"""Small definitions and data, made for the tests of the index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from fabrique.kernels.index import Data, Definition, from_mapping, of_columns


def content(codes: str = "ab", **changes: Any) -> dict[str, Any]:
    """The tables of a flat definition over one-letter indicators."""
    base: dict[str, Any] = {
        "name": "essai",
        "title": "Essai",
        "version": "1",
        "normalisation": "minmax",
        "indicators": [{"code": code, "label": code.upper(), "direction": 1} for code in codes],
        "groups": {"index": {"parts": list(codes)}},
    }
    return base | changes


def definition(codes: str = "ab", **changes: Any) -> Definition:
    return from_mapping(content(codes, **changes))


def data(columns: Mapping[str, list[float]], **labels: list[str]) -> Data:
    size = len(next(iter(columns.values())))
    arrays = {code: np.array(values, dtype=float) for code, values in columns.items()}
    return of_columns([f"z{rank}" for rank in range(size)], arrays, **labels)


def random_data(count: int, codes: str, seed: int = 0, missing: float = 0.0) -> Data:
    random = np.random.default_rng(seed)
    columns = {}
    for code in codes:
        values = random.gamma(2.0, 10.0, count)
        values[random.random(count) < missing] = np.nan
        columns[code] = values
    return of_columns([f"z{rank}" for rank in range(count)], columns)


NESTED = {
    "un": {"parts": ["a", "b"]},
    "deux": {"parts": ["c", "d"], "mean": "geometric"},
    "trois": {"parts": ["e"]},
    "haut": {"parts": ["deux", "trois"], "mean": "harmonic"},
    "index": {
        "parts": {"un": 3, "haut": 1},
        "weights": "expert",
        "decided_by": "Comité",
        "decided_on": "2026-01-01",
        "reason": "essai",
    },
}
