"""What a verification can find, and in which words it says it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What was done to the journal, as far as what is left shows it."""

    ALTERED = "altered"
    INSERTED = "inserted"
    DELETED = "deleted"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    RESTORED = "restored"
    KEY = "key"


class Part(StrEnum):
    """The part of the journal that is damaged."""

    CHAIN = "chain"
    HEAD = "head"
    BEFORE = "before"
    PERSONAL = "personal"
    READS = "reads"


FRENCH = {
    Kind.ALTERED: "modifiée",
    Kind.INSERTED: "ajoutée hors de la Fabrique",
    Kind.DELETED: "effacée",
    Kind.REORDERED: "déplacée",
    Kind.TRUNCATED: "fin coupée",
    Kind.RESTORED: "copie plus ancienne",
    Kind.KEY: "clé inconnue",
}


@dataclass(frozen=True, slots=True)
class Damage:
    """One finding: where, what, which entry (its number; None where numbers do not apply), in French."""

    part: Part
    kind: Kind
    seq: int | None
    message: str

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "part": str(self.part), "kind": str(self.kind)}


@dataclass(frozen=True, slots=True)
class Report:
    """What was verified. ``seq`` and ``hash`` are those of the last good entry; ``before`` counts the entries
    from before the chain, ``values`` the personal values, ``reads`` the reads, ``heads`` the exported heads.
    """

    entries: int
    before: int
    values: int
    reads: int
    heads: int
    seq: int
    hash: str
    seconds: float
    damages: tuple[Damage, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.damages

    def as_dict(self) -> dict[str, Any]:
        facts = asdict(self) | {"damages": [damage.as_dict() for damage in self.damages]}
        return {"ok": self.ok, **facts, "seconds": round(self.seconds, 3)}
