"""Performance marks: none is shipped. An operator imports a table (name;mark), matched by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from fabrique.equip.intake.observation import Cpu
from fabrique.equip.intake.processors.naming import recognise

_NEAR = 92  # of 100, for names that were not understood


class Confidence(StrEnum):
    EXACT = "exact"  # the same processor by vendor, family and model
    NEAR = "near"  # a name that looks like it: to be looked at
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Mark:
    mark: int | None
    confidence: Confidence
    name: str = ""


def key_of(cpu: Cpu) -> str:
    """What two spellings of one processor have in common."""
    return "".join(c for c in cpu.name.casefold() if c.isalnum() or c == "+")


class MarkTable:
    """A table of marks, by name. The first of two rows on one processor is kept."""

    def __init__(self, rows: Iterable[tuple[str, int]]) -> None:
        self._rows: dict[str, tuple[str, int]] = {}
        for name, mark in rows:
            self._rows.setdefault(key_of(recognise(name)), (name, mark))

    @classmethod
    def of_keys(cls, rows: Mapping[str, tuple[str, int]]) -> MarkTable:
        """From keys that were worked out before."""
        table = cls(())
        table._rows = dict(rows)
        return table

    def items(self) -> Iterable[tuple[str, tuple[str, int]]]:
        return self._rows.items()

    def find(self, cpu: Cpu) -> Mark:
        """The mark of a processor. A near name must bear the very same digits: i5-6200 is no i5-6300."""
        key = key_of(cpu)
        row = self._rows.get(key)
        if row is not None:
            return Mark(row[1], Confidence.EXACT, row[0])
        digits = _digits(key)
        rivals = [other for other in self._rows if _digits(other) == digits] if digits else []
        best = process.extractOne(key, rivals, scorer=fuzz.ratio, score_cutoff=_NEAR)
        if best is None:
            return Mark(None, Confidence.NONE)
        name, mark = self._rows[best[0]]
        return Mark(mark, Confidence.NEAR, name)


def _digits(key: str) -> str:
    return "".join(filter(str.isdigit, key))
