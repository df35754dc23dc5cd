"""Words as people type them, brought to one form: no accents, no plurals, no endings, no small words.

The endings are those that French adds to one root for an action, its doer and its result ("imprimer",
"imprimante"): a light stemmer in the spirit of Savoy's, not a dictionary.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "ʼ": "'", "`": "'"})
_WORD = re.compile(r"[a-z0-9]+")
_ELISION = re.compile(r"\b(?:l|d|j|n|m|s|c|t|qu|lorsqu|jusqu)'")
_HYPHENED = re.compile(r"\b(wi|e|co|anti|auto)-(?=[a-z])")

_SMALL = """
a ai aide aider aides aidez ailleurs au aux avec avoir besoin besoins car ce cela ces cet cette chercher
cherche chez comment dans de des du elle en est et etre eu faire fait faut il ils j je juste l la le les
leur leurs lieu lieux ma me mes moi mon ne nos notre nous on ou par pas peut peux plus pour pouvoir pres
proche qu quand que quel quelle quelqu quelque quelques qui s sa sais sait sans se ses si simple son sont
souhaite sur te tres trouver trouve tu un une veut veux voudrais vers vos votre vous y
"""
STOP_WORDS = frozenset(_SMALL.split())
# Longest first: the first that fits and leaves at least four letters is cut.
_ENDINGS = (
    "issements", "issement", "ications", "ication", "ements", "ations", "atrice", "ateurs", "ement",
    "ation", "ateur", "euses", "antes", "ables", "ieres", "euse", "eurs", "ante", "ants", "ages", "ment",
    "able", "iere", "iers", "ions", "ees", "eur", "age", "ant", "ion", "ier", "ers", "ent", "ons", "aux",
    "ee", "er", "ez", "es", "ir", "re", "al", "e", "s", "x", "i",
)  # fmt: skip
_LEAST = 4


def fold(text: str) -> str:
    """Lower case without accents: « Médiathèque » gives "mediatheque"; other signs stay."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """The folded words of a text, small words included, elided articles cut off."""
    folded = _HYPHENED.sub(r"\1", _ELISION.sub(" ", fold(text)))
    return _WORD.findall(folded)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The root of a folded word: "imprimantes" and "imprimer" give "imprim"; short words stay whole."""
    if len(word) <= _LEAST or word.isdigit():
        return word[:-1] if len(word) == _LEAST and word[-1] == "s" else word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            return _single(word[: -len(ending)])
    return word


def _single(root: str) -> str:
    """A root without a last doubled letter, so that "connexionn…" and "connexion" meet."""
    return root[:-1] if len(root) > _LEAST and root[-1] == root[-2] else root


def stems(text: str) -> list[str]:
    """The roots of the words that mean something, in order."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS]


def slips_allowed(word: str) -> int:
    """How many slips of the finger a word may have: none below four letters, two from eight."""
    return 0 if len(word) < 4 or any(sign.isdigit() for sign in word) else 1 if len(word) < 8 else 2


def nearest(word: str, known: list[str]) -> str:
    """The known word that was probably meant, or "". A slip: a letter more, less, other, or two swapped."""
    allowed = slips_allowed(word)
    if not allowed:
        return ""
    found = process.extractOne(word, known, scorer=DamerauLevenshtein.distance, score_cutoff=allowed)
    return str(found[0]) if found else ""
