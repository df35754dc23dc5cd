"""Which need a sentence speaks of: tolerant of accents, plurals, typos and the order of words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache

from fabrique.directory.guide.needs_model import Need
from fabrique.directory.guide.needs_table import NEEDS, NO_SLIP, SAID_FOR
from fabrique.directory.guide.text import STOP_WORDS, nearest, stem, stems, words

BY_CODE: dict[str, Need] = {need.code: need for need in NEEDS}
_ENOUGH = 0.5  # the part of a phrase's weight that must be said
_LEAST_RARE = 1.2  # …and one of its words must be rarer than this: « ordinateur » alone says little


@dataclass(frozen=True, slots=True)
class Heard:
    """Needs heard in a sentence, the likeliest first, and the roots that the first one does not explain."""

    needs: tuple[Need, ...]
    rest: tuple[str, ...]
    corrected: tuple[tuple[str, str], ...] = ()

    @property
    def need(self) -> Need | None:
        return self.needs[0] if self.needs else None


@dataclass(frozen=True)
class _Table:
    phrases: tuple[tuple[Need, frozenset[str]], ...]
    weight: dict[str, float]
    own: dict[str, frozenset[str]]
    vocabulary: list[str]
    roots: dict[str, str]


@lru_cache(maxsize=1)
def _table() -> _Table:
    phrases = tuple(
        (need, frozenset(stems(phrase))) for need in NEEDS for phrase in (*need.phrases, need.tag)
    )
    phrases = tuple((need, roots) for need, roots in phrases if roots)
    spread = Counter(
        root for need in NEEDS for root in {r for n, roots in phrases if n is need for r in roots}
    )
    weight = {root: math.log(1 + len(NEEDS) / count) for root, count in spread.items()}
    own = {
        need.code: frozenset(root for one, roots in phrases if one is need for root in roots)
        | frozenset(root for mention in need.mentions for root in stems(mention))
        for need in NEEDS
    }
    roots = {word: stem(word) for need in NEEDS for phrase in need.phrases for word in words(phrase)}
    return _Table(
        phrases, weight, own, [word for word in roots if len(word) > 3 and word not in STOP_WORDS], roots
    )


def hear(sentence: str, known: Container[str] = frozenset()) -> Heard:
    """The needs that a sentence speaks of. ``known`` are roots that are no typo: the directory's own."""
    table, corrected = _table(), []
    roots: list[str] = []
    for word in _plain(sentence):
        if not stems(word):
            continue
        root = stem(word)
        odd = root not in table.weight and root not in known and word not in NO_SLIP
        if odd and (meant := nearest(word, table.vocabulary)):
            corrected.append((word, meant))
            root = table.roots[meant]
        roots.append(root)
    said = frozenset(roots)
    scores: dict[str, float] = {}
    for need, phrase in table.phrases:
        common = phrase & said
        if not common:
            continue
        whole, got = (sum(table.weight[root] for root in part) for part in (phrase, common))
        if got / whole < _ENOUGH or max(table.weight[root] for root in common) < _LEAST_RARE:
            continue
        # What was said weighs first; of two needs that say as much, the shorter phrase is closer.
        score = got + 0.4 * got / whole
        scores[need.code] = max(scores.get(need.code, 0.0), score)
    order = sorted(scores, key=lambda code: (-scores[code], list(BY_CODE).index(code)))
    needs = tuple(BY_CODE[code] for code in order)
    explained = table.own[needs[0].code] if needs else frozenset()
    rest = tuple(dict.fromkeys(root for root in roots if root not in explained))
    return Heard(needs, rest, tuple(corrected))


def _plain(sentence: str) -> list[str]:
    """The folded words of a sentence, those of the street said in the words of the table."""
    return [plain for word in words(sentence) for plain in SAID_FOR.get(word, word).split()]


def is_phrase(sentence: str) -> bool:
    """Whether a sentence says exactly one of the phrases of a need, small words aside."""
    said = frozenset(stems(sentence))
    return any(roots == said for _need, roots in _table().phrases)
