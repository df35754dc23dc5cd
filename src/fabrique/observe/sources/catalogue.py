"""The shared vocabulary of measures: one code for one quantity, whoever publishes it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from fabrique.core.tabular import normalise_header
from fabrique.kernels.indicators.model import Kind, Measure


@dataclass(frozen=True, slots=True)
class Known:
    """A measure of the vocabulary, and the folded words of headers that stand for it."""

    measure: Measure
    words: tuple[str, ...]


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Known]:
    """Every shared measure by its code."""
    text = (resources.files("fabrique.observe.sources") / "catalogue.toml").read_text(encoding="utf-8")
    return {code: _known(code, entry) for code, entry in tomllib.loads(text).items()}


def _known(code: str, entry: Mapping[str, object]) -> Known:
    kind = Kind(str(entry.get("kind", "count")))
    unit = str(entry["unit"])
    percent = kind is Kind.RATIO and unit == "%"
    direction = entry.get("direction", 0)
    words = entry.get("words", [])
    assert isinstance(direction, int)
    assert isinstance(words, list)
    measure = Measure(
        code=code,
        label=str(entry["label"]),
        unit=unit,
        kind=kind,
        direction=direction,
        numerator=str(entry.get("numerator", "")),
        denominator=str(entry.get("denominator", "")),
        scale=100.0 if percent else 1.0,
        most=100.0 if unit == "%" else None,
    )
    return Known(measure, tuple(normalise_header(word) for word in words))
