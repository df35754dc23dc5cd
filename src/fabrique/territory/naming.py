"""What people write for a commune, brought to one form: no Django, no table, only text.

The same folding serves the names of the official code and those of a stranger's file: "ST-DENIS CEDEX",
"Saint Denis" and "saint-denis" are one name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "ʼ": "'", "`": "'"})
_COMBINING = re.compile("[\u0300-\u036f]")
_SLASHED = re.compile(r"\bs\s?/\s?s\b|\bs\s?/")
_NOT_WORD = re.compile(r"[^a-z0-9\n]+")
_ABBREVIATIONS = re.compile(r"\b(st|ste|sts|stes|lez|nd|mt)\b")
_FULL = {
    "st": "saint",
    "ste": "sainte",
    "sts": "saints",
    "stes": "saintes",
    "lez": "les",
    "nd": "notre dame",
    "mt": "mont",
}
_ARTICLE = re.compile(r"^(?:les|le|la|l|aux|au)\s+")
_PARENTHESES = re.compile(r"\(([^()]*)\)?")
_CEDEX = re.compile(r"\b(?:cedex|cdx|cedx)(?:\s+(?:no?\s+)?\d{1,2})?\b")
_LEADING = re.compile(r"^(?:(?:la\s+)?(?:commune|ville|mairie|cite)\s+(?:de\s+|d\s+|des\s+|du\s+))")
_TRAILING = re.compile(r"\s+france$")
_FIVE_DIGITS = re.compile(r"\b(?:f\s)?(\d{5})\b")
_RANK = r"(0?\d{1,2}|[ivx]{1,6})\s*(?:er|ere|eme|ieme|nde|nd|e)?"
_CITY_RANK = re.compile(rf"^(paris|lyon|marseille)\s+{_RANK}(?:\s+(?:arrondissement|arrdt|arrt|arr|ardt))?$")
_RANK_CITY = re.compile(
    rf"^{_RANK}\s+(?:arrondissement|arrdt|arrt|arr|ardt)(?:\s+(?:de\s+)?(paris|lyon|marseille))?$"
)
_DIGITS = re.compile(r"\b\d+(?:er|ere|eme|ieme|nde|nd|e)?\b")
_HINT = re.compile(r"^(2a|2b|\d{2,3})$")

_ROMANS = {
    tens + units: 10 * len(tens) + rank
    for tens in ("", "x", "xx")
    for rank, units in enumerate(["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"])
}
_ARRONDISSEMENTS = {"paris": (75100, 20), "lyon": (69380, 9), "marseille": (13200, 16)}
_DEPARTEMENTS = {"paris": 75, "lyon": 69, "marseille": 13}


def fold(text: str) -> str:
    """Lower case, without accents, hyphens and punctuation, abbreviations in full; lines are kept apart."""
    text = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    text = _SLASHED.sub(lambda found: " sous " if "s/s" in found[0] else " sur ", _COMBINING.sub("", text))
    text = _ABBREVIATIONS.sub(lambda found: _FULL[found[1]], _NOT_WORD.sub(" ", text))
    return "\n".join(line.strip() for line in text.split("\n")) if "\n" in text else text.strip()


@lru_cache(maxsize=65_536)
def without_article(folded: str) -> str:
    """A folded name without its leading article: "le havre" gives "havre"."""
    return _ARTICLE.sub("", folded)


@dataclass(frozen=True, slots=True)
class Written:
    """A name as written, understood: ``name`` folded, ``arrondissement`` an INSEE code or "".

    ``postal_code`` and ``departement`` are those found inside of the name. ``impossible``: it names an
    arrondissement that the city has not (« Paris 21e »).
    """

    name: str
    arrondissement: str = ""
    postal_code: str = ""
    departement: str = ""
    impossible: bool = False


def arrondissement_code(city: str, rank: int) -> str:
    """The INSEE code of an arrondissement, "" when the city has none of that rank."""
    base, count = _ARRONDISSEMENTS[city]
    return str(base + rank) if 1 <= rank <= count else ""


def read_name(text: str) -> Written:
    """Understand a commune's name: noise, articles put last, arrondissements, codes written with it."""
    hint, article, suffix = "", "", ""
    for inside in _PARENTHESES.findall(text):
        word = fold(inside)
        if _HINT.match(word):
            hint = word.upper()
        elif word in {"le", "la", "les", "l"}:
            article = word + " "
        elif word in {"ville", "campagne"} or word.startswith("canton "):
            suffix = " " + word  # part of the official name of six communes
    name = article + fold(_PARENTHESES.sub(" ", text)) + suffix
    postal = _FIVE_DIGITS.search(name)
    name = _squeeze(_TRAILING.sub("", _LEADING.sub("", _CEDEX.sub(" ", _FIVE_DIGITS.sub(" ", name)))))
    found = _arrondissement(name)
    if found is None:
        return Written(_squeeze(_DIGITS.sub(" ", name)), "", postal[1] if postal else "", hint)
    city, rank = found
    code = arrondissement_code(city, rank)
    impossible = not code and rank != _DEPARTEMENTS[city]
    return Written(city, code, postal[1] if postal else "", hint, impossible)


def _arrondissement(name: str) -> tuple[str, int] | None:
    """The city and the rank, in digits or in Roman numerals."""
    if found := _CITY_RANK.match(name):
        city, rank = found[1], _rank(found[2])
    elif (found := _RANK_CITY.match(name)) and found[2]:
        city, rank = found[2], _rank(found[1])
    else:
        return None
    return None if rank is None else (city, rank)


def _rank(text: str) -> int | None:
    return int(text) if text.isdigit() else _ROMANS.get(text)


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def clean_postal_code(value: object) -> str:
    """Five digits from a cell: ``1000``, ``"1000.0"``, ``"F-33 000"``; "" when it holds none."""
    digits = re.sub(r"[^0-9]", "", _unfloated(value))
    if len(digits) == 4:
        digits = "0" + digits
    return digits if len(digits) == 5 and digits != "00000" else ""


def clean_commune_code(value: object) -> str:
    """Five characters from a cell that should hold an INSEE code (``1053.0``, ``"2a004"``), or ""."""
    code = re.sub(r"[^0-9AB]", "", _unfloated(value).upper())
    if len(code) == 4:
        code = "0" + code
    return code if re.fullmatch(r"\d[\dAB]\d{3}", code) and code != "00000" else ""


def _unfloated(value: object) -> str:
    text = "" if value is None else str(value).strip()
    return re.sub(r"[.,]0+$", "", text)
