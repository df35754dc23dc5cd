"""What is published, under which rule, and what comes of it.

A publication is a set of cells (sums over persons or over firms) and of relations between them (a total is
the sum of its parts). Everybody is taken to know the relations, and that nothing is below zero.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Key = tuple[str, ...]
OPEN_DATA = 11  # persons
LEAST = 5  # below which no agreement goes


class Kind(StrEnum):
    """What a value is: a number of persons, money of persons, money of firms (both in cents)."""

    PERSONS = "persons"
    MONEY_OF_PERSONS = "money_of_persons"
    MONEY_OF_FIRMS = "money_of_firms"


class Reason(StrEnum):
    """Why a cell is hidden. ``BESIDE``: it would give away another one."""

    SMALL = "small"
    FEW_FIRMS = "few_firms"
    DOMINATED = "dominated"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Cell:
    """A sum. ``units``: how many persons or firms are in it, ``largest``: the largest contribution (both for
    money only). ``offered``: somebody wants it published; one that is not is never shown, yet must not be
    deduced. ``public``: everybody has it already; it is always shown. ``known``: between what and what
    everybody knows it to be, when it is public but rounded.
    """

    value: int
    units: int = 0
    largest: int = 0
    offered: bool = True
    public: bool = False
    known: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """``total`` is the sum of ``parts``."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """Cells by key and how they add up. Raises ``ValueError`` when they do not, or a value is below zero.

    ``zero_is_small``: a zero is hidden like other small numbers, for it tells of those who do not (« nobody
    here has been trained »). False when a zero says nothing of anybody (no firm of that trade in the commune,
    a combination that cannot be).
    """

    cells: Mapping[Key, Cell]
    relations: Sequence[Relation] = ()
    kind: Kind = Kind.PERSONS
    zero_is_small: bool = True

    def __post_init__(self) -> None:
        for key, cell in self.cells.items():
            if min(cell.value, cell.units, cell.largest) < 0 or cell.largest > cell.value:
                raise ValueError(f"{key}: a value is not negative, and the largest contribution is within it")
            if self.kind is not Kind.PERSONS and cell.value and not cell.units:
                raise ValueError(f"{key}: money needs the number of those it comes from")
            if cell.known and not (cell.public and 0 <= cell.known[0] <= cell.value <= cell.known[1]):
                raise ValueError(f"{key}: what is known is of a public cell, and around its value")
        for one in self.relations:
            missing = [key for key in (one.total, *one.parts) if key not in self.cells]
            if missing:
                raise ValueError(f"{missing[0]}: in a relation, but not a cell")
            if self.cells[one.total].value != sum(self.cells[key].value for key in one.parts):
                raise ValueError(f"{one.total}: is not the sum of its parts")


@dataclass(frozen=True, slots=True)
class Need:
    """What an attacker must still believe possible: at least ``upper``, in an interval of ``width``."""

    upper: int
    width: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Rule:
    """The least that protects. By default, open data: 11 persons; 3 firms, none with 85 % of the money.

    A ``partner`` under an ``agreement`` may have a threshold of its own, never below 5. Raises ``ValueError``
    for a threshold below 5, or below 11 without both names.
    """

    threshold: int = OPEN_DATA
    partner: str = ""
    agreement: str = ""
    firms: int = 3
    share: float = 0.85

    def __post_init__(self) -> None:
        if self.threshold < LEAST:
            raise ValueError(f"no threshold is below {LEAST}")
        if self.threshold < OPEN_DATA and not (self.partner.strip() and self.agreement.strip()):
            raise ValueError(f"a threshold below {OPEN_DATA} names the partner and the agreement")
        if self.firms < 3 or not 0 < self.share <= 0.85:
            raise ValueError("at least 3 firms, and no share above 85 %")

    def need(self, cell: Cell, publication: Publication) -> Need | None:
        """What protects a cell, or None when it may be shown.

        Persons: it may be believed to reach the threshold, and its interval is at least as wide as « from 0
        to the threshold less one », which is what hiding tells by itself. Money: the interval reaches the
        sum in which the largest contribution would be under the share, and is as wide as what is left of it.
        """
        if cell.public or (cell.value == 0 and not publication.zero_is_small):
            return None
        if publication.kind is Kind.PERSONS:
            if cell.value >= self.threshold:
                return None
            return Need(self.threshold, self.threshold - 1, Reason.SMALL)
        least, reason = (
            (self.firms, Reason.FEW_FIRMS)
            if publication.kind is Kind.MONEY_OF_FIRMS
            else (self.threshold, Reason.SMALL)
        )
        alone = cell.value if cell.units < least else cell.largest
        if cell.units >= least:
            if publication.kind is not Kind.MONEY_OF_FIRMS or alone < self.share * cell.value:
                return None
            reason = Reason.DOMINATED
        upper = max(1, math.ceil(alone / self.share))
        return Need(upper, max(1, math.ceil((1 - self.share) * cell.value)), reason)


@dataclass(frozen=True, slots=True)
class Protected:
    """What may leave: ``shown`` by key, ``hidden`` with reasons, under which ``rule``.

    ``known_anyway``: cells that the public figures alone bound more than the rule would, whatever is hidden,
    with the greatest value that remains possible.
    """

    rule: Rule
    shown: Mapping[Key, int]
    hidden: Mapping[Key, Reason]
    known_anyway: Mapping[Key, int] = field(default_factory=dict)
