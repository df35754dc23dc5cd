"""What the cells of a column look like, from the first rows of a file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from fabrique.core.tabular import Cell, normalise_header
from fabrique.observe.reading import number_of
from fabrique.observe.sources.codes import text_of
from fabrique.observe.sources.drafts import ABSENT
from fabrique.observe.sources.model import SECRET


@dataclass(frozen=True, slots=True)
class Profile:
    """``texts``: the cells that are filled; ``numbers``: those that are numbers; ``hushed``: how many stand
    for a secret; ``percent``: whether a sign % was written; ``nested``: a geometry, a list."""

    column: str
    header: str
    texts: tuple[str, ...]
    numbers: tuple[float, ...]
    hushed: int
    percent: bool
    nested: bool

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.header.split())

    @property
    def numeric(self) -> float:
        """The share of filled cells, secrets apart, that are numbers."""
        return len(self.numbers) / max(1, len(self.texts) - self.hushed)

    @property
    def whole(self) -> bool:
        return all(value.is_integer() for value in self.numbers)

    @property
    def least(self) -> float:
        return min(self.numbers, default=math.nan)

    @property
    def most(self) -> float:
        return max(self.numbers, default=math.nan)

    @property
    def distinct(self) -> bool:
        """Whether no text is there twice."""
        return bool(self.texts) and len(set(self.texts)) == len(self.texts)

    @property
    def samples(self) -> tuple[str, ...]:
        """A few different values, short."""
        return tuple(one[:30] for one in list(dict.fromkeys(self.texts))[:4])


def profile(column: str, cells: Sequence[Cell]) -> Profile:
    """Look at the cells of a column."""
    nested = any(isinstance(cell, list | dict) for cell in cells)
    filled = [] if nested else [(cell, text) for cell in cells if (text := text_of(cell))]
    hushing = {*SECRET, *ABSENT}
    hushed = sum(text.casefold() in hushing for _, text in filled)
    found = [value for cell, text in filled if (value := number_of(cell)) is not None]
    percent = any(text.endswith("%") for _, text in filled)
    texts = tuple(text for _, text in filled)
    return Profile(column, normalise_header(column), texts, tuple(found), hushed, percent, nested)
