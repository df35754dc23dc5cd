"""Names, addresses and contacts brought to one comparable form, record by record."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from fabrique.kernels.linkage import words

_WORD = re.compile(r"[0-9]+(?:er|ere|e|eme|nd|nde)\b|[0-9]+|[a-z]+")
_PHRASE = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, words.PHRASES), key=lambda p: (-len(p), p))) + r")\b"
)
_FIELD_WORDS = frozenset(
    word
    for word in " ".join(
        (*words.PHRASES, *words.KIND_WORDS, *words.GENERIC_WORDS, *words.LEGAL_WORDS)
    ).split()
    if len(word) >= 6
)
_SILENT = words.STOP_WORDS | words.LEGAL_WORDS
_COMMON = words.GENERIC_WORDS | words.KIND_WORDS.keys()
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6"}
_NUMBER = r"([0-9]{1,4})\s*(?:(?:bis|ter|quater|[a-d])\b)?(?:\s*(?:-|/|et|à)\s*([0-9]{1,4}))?"
_HOUSE_NUMBER = re.compile(rf"^\W*(?:n[o°]\s*)?{_NUMBER}(?![0-9])")
_STREET = "|".join(sorted({*words.STREET_WORDS, *words.STREET_WORDS.values(), "allée", "résidence"}))
_SHORT = {**words.STREET_WORDS, **words.SHORT_WORDS}
_INNER_NUMBER = re.compile(rf"\b{_NUMBER}\s*,?\s+(?=(?:{_STREET})\b)")
_POSTAL_TAIL = re.compile(r"\b[0-9]{5}\b.*$")


def fold(text: str) -> str:
    """Lower case, no accents, ligatures opened, every other sign a space; "Espace2Eco" gives three words."""
    text = text.lower()
    if not text.isascii():
        text = text.replace("’", " ").replace("œ", "oe").replace("æ", "ae")
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(_WORD.findall(text))


@dataclass(frozen=True, slots=True)
class Name:
    """`full`: all telling words sorted; `specific`: those that are neither kinds nor generic; `kinds`:
    kinds of place that the name tells; `number`: "1", "12", "b"… when the name has one, else ""."""

    full: str
    specific: str
    kinds: frozenset[str]
    number: str


def corrections(folded: Iterable[str]) -> dict[str, str]:
    """Misspelt words of the field in folded names, and what they should be (mediateque → mediatheque).

    A word is misspelt when it is seldom (twice at most, or fifty times less than the right one), has six
    letters or more and is one letter lost, added, changed or swapped away from one word of the field.
    """
    count = Counter(word for name in folded for word in name.split())
    unknown = sorted(word for word in count if len(word) >= 6 and word not in _FIELD_WORDS and word.isalpha())
    if not unknown:
        return {}
    known = sorted(_FIELD_WORDS)
    away = process.cdist(unknown, known, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8, workers=-1)
    found: dict[str, str] = {}
    for row, column in zip(*np.nonzero(away == 1), strict=True):
        wrong, right = unknown[row], known[column]
        if count[wrong] <= max(2, count[right] // 50):
            found.setdefault(wrong, right)
    return found


def parse_name(folded: str, corrected: Mapping[str, str]) -> Name:
    """Split a folded name into what tells the place and what tells its kind.

    Numbers are kept apart: « relais 1 » and « relais 2 » are two places although their names are close.
    """
    if not corrected.keys().isdisjoint(folded.split()):
        folded = " ".join(corrected.get(word, word) for word in folded.split())
    tokens = _PHRASE.sub(lambda found: words.PHRASES[found.group()], folded).split()
    last = len(tokens) - 1
    numbers: list[str] = []
    full: list[str] = []
    for position, token in enumerate(tokens):
        if token[0].isdigit():
            numbers.append(token.rstrip("abcdefghijklmnopqrstuvwxyz").lstrip("0") or "0")
        elif position and token in _ROMAN:
            numbers.append(_ROMAN[token])
        elif position == last > 0 and len(token) == 1:
            numbers.append(token)
        elif token not in _SILENT:
            full.append(token)
    full.sort()
    return Name(
        full=" ".join(full),
        specific=" ".join(sorted({token for token in full if token not in _COMMON})),
        kinds=frozenset(words.KIND_WORDS[token] for token in full if token in words.KIND_WORDS),
        number=" ".join(sorted(set(numbers))),
    )


@dataclass(frozen=True, slots=True)
class Address:
    """`first` and `last`: the range of house numbers (0 when there is none); `street`: its telling words."""

    first: int
    last: int
    street: str


def parse_address(address: str) -> Address:
    """House number or range, and street, of a French address line (with or without postal code behind)."""
    text = _POSTAL_TAIL.sub("", address).lower()
    # Either the number comes first, or before a kind of street (« Mairie – 1 place du Marché »).
    found = _HOUSE_NUMBER.match(text) or _INNER_NUMBER.search(text)
    first = int(found.group(1)) if found else 0
    last = int(found.group(2)) if found and found.group(2) else first
    if not first <= last <= first + 20:
        last = first
    street = fold(text[found.end() :] if found else text)
    kept = (_SHORT.get(word, word) for word in street.split())
    street = " ".join(w for w in kept if w not in words.STOP_WORDS and w not in words.REPETITIONS)
    return Address(first, last, street)


def kinds_of(name: Name, typologies: tuple[str, ...]) -> frozenset[str]:
    """Kinds of place: what the name says, or else what the typology says. The name has the last word
    because a town hall and its social service often share one list of codes."""
    if name.kinds:
        return name.kinds
    return frozenset(words.KIND_CODES[code] for code in typologies if code in words.KIND_CODES)


def site_key(url: str) -> str:
    """What tells a site: its host; with its path on hosts where everybody has a page."""
    bare = url.strip().lower().split("://")[-1].removeprefix("www.").rstrip("/")
    host = bare.split("/")[0]
    return bare if host in words.SHARED_HOSTS else host


def mail_host(email: str) -> str:
    """The host of an e-mail address when it belongs to one organisation, else ""."""
    host = email.partition("@")[2].strip().lower()
    return "" if host in words.SHARED_MAIL_HOSTS else host
