"""What another version of the rules would change on a stock: who goes up, who goes down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fabrique.equip.grading.engine import grade, outcome
from fabrique.equip.grading.model import Configuration, Grading, Rules


@dataclass(frozen=True, slots=True)
class Change:
    """A device whose grade is not the same under both."""

    reference: str
    before: Grading
    after: Grading


@dataclass(frozen=True, slots=True)
class Replay:
    """``counts`` maps (grade before, grade after) to how many devices; "" is « not enough known »."""

    counts: Mapping[tuple[str, str], int]
    changes: tuple[Change, ...]

    @property
    def devices(self) -> int:
        """How many were graded."""
        return sum(self.counts.values())


def replay(before: Rules, after: Rules, stock: Iterable[tuple[str, Configuration]]) -> Replay:
    """Grade a stock of (reference, configuration) under two sets of rules."""
    counts: Counter[tuple[str, str]] = Counter()
    changes = []
    for reference, configuration in stock:
        old, new = outcome(before, configuration).grade, outcome(after, configuration).grade
        counts[old, new] += 1
        if old != new:  # words are for these alone
            changes.append(Change(reference, grade(before, configuration), grade(after, configuration)))
    return Replay(dict(counts), tuple(changes))
