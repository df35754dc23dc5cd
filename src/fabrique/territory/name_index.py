"""The names of a set of communes, indexed once, and how close a written name comes to each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from fabrique.territory.cog import Cog, FormerKind
from fabrique.territory.naming import fold, without_article

EXACT, COMPACT, BARE, BEGINS, CONTAINS = 1.0, 0.985, 0.97, 0.90, 0.86
FORMER_MALUS = 0.03
TYPO_IN_PLACE, TYPO_IN_DEPARTEMENT, TYPO_IN_COUNTRY = 0.82, 0.88, 0.91


@dataclass(frozen=True, slots=True)
class Spelling:
    """A folded name in the forms that are compared: whole, without blanks, without its article."""

    name: str
    compact: str
    bare: str


@dataclass(frozen=True, slots=True)
class Named(Spelling):
    """One name of one commune; ``former`` is the code of the former commune so named ("" for today's)."""

    code: str
    former: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Closeness:
    """How close a written name is to ``named``: 1 the same, 0.9 its beginning, below 0.9 a typo."""

    score: float
    named: Named


class NameIndex:
    """Every name under which the communes of a COG are known."""

    def __init__(self, cog: Cog) -> None:
        rows = [(one.code, one.name, "") for one in cog]
        rows += [(one.code, old, one.code) for one in cog for old in one.former_names]
        for old in cog.formers:
            if old.name and old.kind is not FormerKind.ARRONDISSEMENT:
                rows.append((old.commune, old.name, old.code))
        folded = fold("\n".join(name for _, name, _ in rows)).split("\n")
        self.by_code: dict[str, list[Named]] = {}
        self.by_key: dict[str, list[Named]] = {}
        for (code, label, former), name in zip(rows, folded, strict=True):
            named = Named(name, name.replace(" ", ""), without_article(name), code, former, label)
            self.by_code.setdefault(code, []).append(named)
            self.by_key.setdefault(named.compact, []).append(named)
            bare = named.bare.replace(" ", "")
            if bare != named.compact:
                self.by_key.setdefault(bare, []).append(named)

    def same(self, name: str) -> list[Closeness]:
        """The communes that bear this name anywhere, articles and blanks aside; exact ones first."""
        found: dict[str, Closeness] = {}
        written = spell(name)
        for key in {written.compact, written.bare.replace(" ", "")}:
            for named in self.by_key.get(key, ()):
                _keep(found, closeness(written, named))
        best = max((one.score for one in found.values()), default=0.0)
        return _sorted(one for one in found.values() if one.score > best - FORMER_MALUS - 0.001)

    def rank(self, name: str, codes: Iterable[str], *, typo: float) -> list[Closeness]:
        """The communes among ``codes`` whose name comes close, the closest first, one line per commune."""
        found: dict[str, Closeness] = {}
        written = spell(name)
        for code in codes:
            for named in self.by_code.get(code, ()):
                _keep(found, closeness(written, named, typo=typo))
        return _sorted(found.values())

    def typos(self, name: str) -> list[Closeness]:
        """The communes of the whole country whose name differs by a typo; a slow look, of last resort."""
        compact = name.replace(" ", "")
        if len(compact) < 6:
            return []
        near = process.extract(
            compact, self.by_key.keys(), scorer=fuzz.ratio, score_cutoff=100 * TYPO_IN_COUNTRY
        )
        found: dict[str, Closeness] = {}
        for key, ratio, _ in near:
            for named in self.by_key[key]:
                _keep(found, Closeness(ratio / 100 * 0.9, named))
        return _sorted(found.values())


def spell(name: str) -> Spelling:
    """The forms of a folded name."""
    return Spelling(name, name.replace(" ", ""), without_article(name))


def closeness(written: Spelling, named: Named, *, typo: float = 1.0) -> Closeness:
    """Compare a written name to a known one; ``typo`` is the least likeness (0 to 1) taken for a typo."""
    return Closeness(_score(written, named, typo) - (FORMER_MALUS if named.former else 0.0), named)


def _score(written: Spelling, named: Named, typo: float) -> float:
    if written.name == named.name:
        return EXACT
    compact, bare, other = written.compact, written.bare, named.bare
    if compact == named.compact:
        return COMPACT
    if bare == other:
        return BARE
    if len(compact) >= 4 and len(named.compact) >= 4:
        if other.startswith(bare + " ") or bare.startswith(other + " "):
            return BEGINS
        words, others = _words(bare), _words(other)
        if words and others and (words <= others or others <= words):
            return CONTAINS
    likeness = fuzz.ratio(compact, named.compact, score_cutoff=100 * typo) / 100 if typo < 1 else 0.0
    return likeness * 0.9 if len(compact) > 3 else 0.0


_LINKS = {
    "de",
    "du",
    "des",
    "d",
    "la",
    "le",
    "les",
    "l",
    "et",
    "en",
    "sur",
    "sous",
    "a",
    "aux",
    "au",
    "saint",
    "sainte",
}


@lru_cache(maxsize=65_536)
def _words(name: str) -> frozenset[str]:
    """The words that tell communes apart: not the links, and not "saint" alone."""
    return frozenset(word for word in re.split(" ", name) if word not in _LINKS and len(word) > 2)


def _keep(found: dict[str, Closeness], one: Closeness) -> None:
    if one.score > 0.3 and one.score > found.get(one.named.code, Closeness(0.0, one.named)).score:
        found[one.named.code] = one


def _sorted(rows: Iterable[Closeness]) -> list[Closeness]:
    return sorted(rows, key=lambda one: (-one.score, one.named.code))


@lru_cache(maxsize=4)
def index_of(cog: Cog) -> NameIndex:
    """The names of a COG, built on first use and kept (the COG is immutable)."""
    return NameIndex(cog)
