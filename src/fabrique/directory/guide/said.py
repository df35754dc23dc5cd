"""What a sentence says besides its need: the name of a place, a moment, a condition, a language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

import numpy as np

from fabrique.directory.guide.filters import Selection, selected
from fabrique.directory.guide.needs import is_phrase
from fabrique.directory.guide.options import LANGUAGES, SIGNED
from fabrique.directory.guide.search import Basis
from fabrique.directory.guide.snapshot import Snapshot
from fabrique.directory.guide.text import STOP_WORDS, fold, words

_OPEN = r"(?:(?:est |c'est |qui est |lieux? )?ouverte?s? )?"
_DEAR = ("ordinateur", "ordinateurs", "ordi", "ordis", "pc", "telephone", "tablette", "materiel")
_NOT_A_GIFT = "".join(rf"(?<!\b{word} )" for word in _DEAR)  # « ordinateur gratuit » is a need of its own
_SPEAKS = r"(?:qui )?(?:parl\w+ |en |interprete )(?:l'|le )?"
# Each pattern reads folded text; what it reads is no longer looked for in the places.
_CONDITIONS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("quand", "maintenant", re.compile(rf"\b{_OPEN}(?:maintenant|tout de suite|en ce moment)\b")),
    ("quand", "samedi", re.compile(rf"\b{_OPEN}(?:ce |le |les )?samedis?(?: matin| apres-midi)?\b")),
    ("quand", "dimanche", re.compile(rf"\b{_OPEN}(?:ce |le |les )?dimanches?(?: matin| apres-midi)?\b")),
    (
        "quand",
        "soir",
        re.compile(rf"\b{_OPEN}(?:apres 18 ?h(?:eures)?|le soir|en soiree)\b"),
    ),
    ("comment", "gratuit", re.compile(rf"{_NOT_A_GIFT}\bgratuit(?:e?s?|ement)\b")),
    ("comment", "sans-rdv", re.compile(r"\bsans (?:prendre )?(?:de |un )?(?:rendez[- ]vous|rdv)\b")),
    (
        "comment",
        "fauteuil",
        re.compile(r"\b(?:accessible )?(?:en |aux? )?(?:fauteuils?(?: roulants?)?|pmr|mobilite reduite)\b"),
    ),
)
_NATIVE = {"br", "co", "eu", "fr", "oc"}  # words of the map as well as of a tongue
_LESSON = re.compile(r"\b(?:apprendre|cours|traduire|traduction)\b")


def names_a_place(sentence: str, snapshot: Snapshot) -> bool:
    """Whether these words name a place, and are no way to say a need.

    They are its whole name, or two of its words at least, its commune not counted: « bibliothèque Corderive »
    asks for any library there.
    """
    said = _meaning(sentence)
    if not said or is_phrase(sentence):
        return False
    names = snapshot.names_with(said)
    if said in names or not names:
        return said in names
    communes = (frozenset(name.split()) for name in snapshot.commune_names)
    return len(said.difference(*(one for one in communes if one <= said))) > 1


def _meaning(text: str) -> frozenset[str]:
    return frozenset(word for word in words(text) if word not in STOP_WORDS)


def conditions(sentence: str) -> tuple[str, Mapping[str, tuple[str, ...]]]:
    """(the sentence without its conditions, the filter options that they are, by group)."""
    folded = fold(sentence)
    if len(folded) != len(sentence):  # a rare letter, folded into two: ranks would not be the same
        sentence = folded
    found: dict[str, tuple[str, ...]] = {}
    cuts: list[tuple[int, int]] = []
    patterns = list(_CONDITIONS)
    if not _LESSON.search(folded):
        patterns += [("langue", code, pattern) for code, pattern in _TONGUES.items()]
    for group, code, pattern in patterns:
        if match := pattern.search(folded):
            found[group] = (*found.get(group, ()), code)
            cuts.append(match.span())
    for start, end in sorted(cuts, reverse=True):
        sentence = f"{sentence[:start]} {sentence[end:]}"
    return " ".join(sentence.split()), found


def _tongue(code: str, name: str) -> re.Pattern[str]:
    if code == SIGNED:
        return re.compile(rf"\b(?:{_SPEAKS})?(?:la )?(?:langue des signes(?: francaise)?|lsf)\b")
    return re.compile(rf"\b{_SPEAKS if code in _NATIVE else f'(?:{_SPEAKS})?'}{fold(name)}\b")


_TONGUES = {code: _tongue(code, name) for code, name in LANGUAGES.items()}


def ticked(selection: Selection, said: Mapping[str, tuple[str, ...]]) -> Selection:
    """The selection with what a sentence said besides."""
    chosen = dict(selection.chosen)
    for group, codes in said.items():
        chosen[group] = tuple(dict.fromkeys((*chosen.get(group, ()), *codes)))
    return Selection(chosen, selection.residence, selection.unknown)


def leaves_some(snapshot: Snapshot, found: Basis, selection: Selection, at: datetime) -> bool:
    """Whether a selection leaves a place of an answer."""
    left = selected(snapshot, selection, at)
    return bool(np.any(found.mask if left is None else found.mask & left))
