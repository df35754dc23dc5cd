"""What goes into the search for duplicates and what comes out. Missing text is "", missing numbers None."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["certain", "possible"]


@dataclass(frozen=True, slots=True)
class Record:
    """One place as one source tells it. `id` is unique over all sources; `commune_code` is the INSEE code;
    `phone` is E.164; `latitude` and `longitude` are WGS 84 degrees; `siret` has 14 digits."""

    id: str
    source: str
    name: str = ""
    address: str = ""
    postal_code: str = ""
    commune_code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    siret: str = ""
    phone: str = ""
    emails: tuple[str, ...] = ()
    websites: tuple[str, ...] = ()
    typologies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence: a stable code, a sentence in plain French, and its weight in log-odds
    (natural logarithm; above zero speaks for the same place, below zero against)."""

    code: str
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records compared. `left` < `right`; reasons come with the heaviest first."""

    left: str
    right: str
    probability: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Records of one place.

    A certain group may be merged by itself. A possible group asks a person; it may hold a whole certain
    group plus others, the question being whether these others belong to it, and its `pairs` are then the
    pairs in question only. `probability` is that of the weakest step that built the group.
    """

    members: tuple[str, ...]
    probability: float
    status: Status
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """All groups, certain ones first, then by probability and first member. `compared` counts the pairs
    that were looked at; `contradictions`: the pairs (ids) that a person confirmed but that other
    decisions keep apart."""

    groups: tuple[Group, ...]
    compared: int
    contradictions: tuple[tuple[str, str], ...] = ()

    @property
    def certain(self) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.status == "certain")

    @property
    def possible(self) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.status == "possible")
