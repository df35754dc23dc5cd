"""Ranked search of words in the places: an inverted index in numpy arrays, made anew from kept pieces."""

from __future__ import annotations

import math
import threading
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fabrique.directory.enums import Typology
from fabrique.directory.guide.record import PlaceRecord
from fabrique.directory.guide.text import nearest, stems

NAMED = 5  # the least weight of a root of the name, of the commune or of the kind of place
_PREFIX, _TYPO = 0.6, 0.5  # what a word counts when only its beginning, or a slip of it, is found


class Bag(NamedTuple):
    """The roots of one place: their numbers in the vocabulary of the process, and their weights."""

    terms: NDArray[np.int32]
    weights: NDArray[np.uint8]


class _Vocabulary:
    """Roots ever met by this process, numbered; it only grows."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._lock = threading.Lock()

    def number(self, root: str) -> int:
        known = self._numbers.get(root)
        if known is None:
            with self._lock:
                known = self._numbers.setdefault(root, len(self._numbers))
        return known

    def get(self, root: str) -> int | None:
        return self._numbers.get(root)

    def roots(self) -> list[str]:
        return list(self._numbers)


_vocabulary = _Vocabulary()


def bag_of(place: PlaceRecord) -> Bag:
    """The roots of a place: its name first, then where it is and what it does, then its own words."""
    parts: tuple[tuple[int, Sequence[str]], ...] = (
        (12, (place.name,)),
        (6, (place.commune_name, *(f"{stop.name} {stop.commune_name}" for stop in place.stops))),
        (5, [str(_LABELS.get(code, code)) for code in place.typologies]),
        (4, (*place.services, *place.programmes, *place.labels, place.parent_network)),
        (4, [f"{offer.name} {' '.join(offer.categories)}" for offer in place.offers]),
        (3, (place.summary, place.address)),
        (
            2,
            (
                place.description,
                *place.publics,
                *place.other_labels,
                *(one.description for one in place.offers),
            ),
        ),
    )
    weights: dict[int, int] = {}
    for weight, texts in parts:
        for text in texts:
            for root in stems(text):
                number = _vocabulary.number(root)
                weights[number] = max(weight, weights.get(number, 0))
    return Bag(np.fromiter(weights.keys(), np.int32), np.fromiter(weights.values(), np.uint8))


_LABELS = dict(Typology.choices)


class TextIndex:
    """Which places (by rank) hold a root, and how strongly. Immutable once made."""

    def __init__(self, bags: Sequence[Bag]) -> None:
        self.size = len(bags)
        lengths = np.fromiter((len(bag.terms) for bag in bags), np.int64, self.size)
        terms = np.concatenate([bag.terms for bag in bags]) if bags else np.zeros(0, np.int32)
        weights = np.concatenate([bag.weights for bag in bags]) if bags else np.zeros(0, np.uint8)
        order = np.argsort(terms, kind="stable")
        self._owners = np.repeat(np.arange(self.size, dtype=np.int32), lengths)[order]
        self._weights = weights[order].astype(np.float32)
        present, starts = np.unique(terms[order], return_index=True)
        ends = np.append(starts[1:], len(terms))[: len(starts)]
        self._where = {int(t): (int(a), int(b)) for t, a, b in zip(present, starts, ends, strict=True)}
        self._sorted: list[str] | None = None
        self._found: dict[str, tuple[str, tuple[str, ...], float]] = {}

    def __contains__(self, root: object) -> bool:
        number = _vocabulary.get(root) if isinstance(root, str) else None
        return number is not None and number in self._where

    def _roots(self) -> list[str]:
        if self._sorted is None:
            self._sorted = sorted(root for root in _vocabulary.roots() if root in self)
        return self._sorted

    def meanings(self, root: str) -> tuple[str, tuple[str, ...], float]:
        """What a root stands for here: (how: "", "prefix" or "typo", the roots, what they count)."""
        known = self._found.get(root)
        if known is None:
            if len(self._found) > 5_000:
                self._found.clear()
            known = self._found[root] = self._meanings(root)
        return known

    def _meanings(self, root: str) -> tuple[str, tuple[str, ...], float]:
        if root in self:
            return "", (root,), 1.0
        roots = self._roots()
        if len(root) >= 3:
            at = bisect_left(roots, root)
            found: list[str] = []
            while at < len(roots) and roots[at].startswith(root) and len(found) < 40:
                found.append(roots[at])
                at += 1
            if found:
                return "prefix", tuple(found), _PREFIX
        meant = nearest(root, roots)
        return ("typo", (meant,), _TYPO) if meant else ("", (), 0.0)

    def scores(self, root: str, least: int = 0) -> NDArray[np.float32]:
        """How strongly each place holds a root, 0 where it does not, or with less weight than ``least``."""
        out = np.zeros(self.size, np.float32)
        _how, roots, factor = self.meanings(root)
        for one in roots:
            number = _vocabulary.get(one)
            if number is None or number not in self._where:
                continue
            start, end = self._where[number]
            rarity = factor * math.log(1 + self.size / (end - start))
            owners, weights = self._owners[start:end], self._weights[start:end]
            strength = np.where(weights >= least, weights * np.float32(rarity), np.float32(0))
            out[owners] = np.maximum(out[owners], strength)
        return out

    def all_of(self, roots: Sequence[str], least: int = 0) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
        """(places that hold every root, the sum of the strengths of each place)."""
        total = np.zeros(self.size, np.float32)
        holds = np.ones(self.size, bool)
        for root in roots:
            one = self.scores(root, least)
            total += one
            holds &= one > 0
        return holds, total
