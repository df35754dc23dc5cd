"""Street lines: number and street kept, postal code, town, BP and CEDEX taken out and kept elsewhere."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fabrique.directory.cleaning.model import Cleaned
from fabrique.directory.cleaning.names import readable_case
from fabrique.directory.cleaning.text import fold, strip_html, text_of, tidy


@dataclass(frozen=True, slots=True)
class Address:
    """A street line, what completes it, and the postal code and town found inside the text ("" when none)."""

    street: str = ""
    complement: str = ""
    postal_code: str = ""
    town: str = ""


_POSTAL = re.compile(
    r"(?<![\dA-Za-z])(?:F-|FR-)?((?:0[1-9]|[1-8]\d|9[0-578])[ .]?\d{3})(?!\d)", re.IGNORECASE
)
_CEDEX = re.compile(r"\s*\bcedex\b\s*(\d{1,2})?", re.IGNORECASE)
_BOX_BEFORE = re.compile(r"\b(?:c\.?\s?s|b\.?\s?p|tsa)\.?\s*(?:n[°o]\s*)?$", re.IGNORECASE)
_BOX = re.compile(
    r"[\s,;–-]*\b((?:B\.?P\.?|C\.?S\.?|T\.?S\.?A\.?)\s*(?:n°\s*)?\d[\d\s]{0,6}\d|BP\s*\d+)\b", re.IGNORECASE
)
_NUMBER = r"\d{1,4}(?:\s*(?:bis|ter|quater|[a-dA-D])\b)?(?:\s*[-/à]\s*\d{1,4})?"
_NUMBER_COMMA = re.compile(rf"^({_NUMBER})\s*,\s*(?=\D)", re.IGNORECASE)
_KIND = (
    r"all[ée]es?|ave?\.?|avenue|bld?\.?|bd\.?|boulevard|carrefour|chauss[ée]e|chemin|che|ch\.|"
    r"cit[ée]|clos|cour|cours|"
    r"esplanade|espl|faubourg|fbg?|galerie|grande? rue|grand'?\s?rue|hameau|impasse|imp|levée|mail|"
    r"mont[ée]e|parc|parvis|"
    r"parv|passage|pass|place|pl\.?|pont|promenade|prom|quai|quartier|r\.|rampe|rond[- ]point|route|"
    r"rte|rue|ruelle|sente|"
    r"sentier|square|sq|traverse|venelle|voie|z\.?a\.?c?\.?|z\.?i\.?|lieu[- ]dit|le bourg|centre commercial"
)
_STREET = re.compile(rf"(?:{_NUMBER}\s+)?(?:{_KIND})(?=\s|$|')", re.IGNORECASE)
_NUMBERED = re.compile(rf"{_NUMBER}\s+(?=\D)", re.IGNORECASE)
_INNER = re.compile(rf"\s({_NUMBER}\s+(?:{_KIND})\s)", re.IGNORECASE)
_PARTS = re.compile(r"\s+[-–—/]\s+|\s*[,;]\s+|\s*,(?=\D)|\s-(?=\D)")
_LONGEST = 1_000  # characters of an address; a longer cell is something else
_JUNK = frozenset(
    {
        *(
            "rue",
            "place",
            "avenue",
            "null",
            "adresse",
            "1 3",
            "non",
            "oui",
            "sans",
            "itinerant",
            "inconnue",
            "inconnu",
        ),
        *("se renseigner", "nous contacter", "voir site internet", "adresse inconnue", "sans adresse"),
    }
)
_COUNTRY = re.compile(r"[\s,]*\b(?:france|francia)\s*$", re.IGNORECASE)
# Abbreviations of the companies register, used when a whole line is in capitals.
_REGISTER = {
    "ALL": "Allée",
    "AV": "Avenue",
    "BD": "Boulevard",
    "CAR": "Carrefour",
    "CHE": "Chemin",
    "CHS": "Chaussée",
    "CRS": "Cours",
    "ESP": "Esplanade",
    "FG": "Faubourg",
    "GR": "Grande Rue",
    "HAM": "Hameau",
    "IMP": "Impasse",
    "LD": "Lieu-dit",
    "PAS": "Passage",
    "PL": "Place",
    "PROM": "Promenade",
    "QUA": "Quartier",
    "R": "Rue",
    "RTE": "Route",
    "RPT": "Rond-point",
    "RLE": "Ruelle",
    "SEN": "Sentier",
    "SQ": "Square",
    "VLA": "Villa",
    "CHEM": "Chemin",
    "PARV": "Parvis",
    "VLGE": "Village",
    "CTRE": "Centre",
    "ZA": "ZA",
    "ZI": "ZI",
}


def clean_postal_code(value: Any) -> Cleaned[str]:
    """Five digits, the leading zero put back, or "" with a flag."""
    text = text_of(value).strip()
    compact = re.sub(r"[\s.]|(?:^F-)|[.,]0+$", "", text)
    if re.fullmatch(r"\d{4,5}", compact):
        code = compact.zfill(5)
        if code[:2] not in {"00", "96", "99"}:
            return Cleaned(code, () if code == text else ("postal-code-normalised",))
    inside = _POSTAL.search(text)
    if inside and len(text) > 5:
        return Cleaned(re.sub(r"\D", "", inside[1]), ("postal-code-extracted",))
    return Cleaned("", ("postal-code-removed",), ("postal-code-unusable",), text) if text else Cleaned("")


def clean_town(value: Any) -> Cleaned[str]:
    """A town's name without its postal code, CEDEX or stray signs; the reference settles its spelling."""
    text = text_of(value)
    plain = tidy(strip_html(text)).value
    name = _COUNTRY.sub("", _CEDEX.sub("", _POSTAL.sub(" ", plain)))
    name = " ".join(name.split()).strip(" ,;.-–/")
    if not re.search(r"[^\W\d_]{2}", name):
        name = ""
    return Cleaned(name, () if name == text else ("town-normalised",))


def _cut_town(text: str) -> tuple[str, str, str]:
    """The text before the postal code, the code and the town after it."""
    best: re.Match[str] | None = None
    for match in _POSTAL.finditer(text):
        if _BOX_BEFORE.search(text[: match.start()]):
            continue  # « CS 60863 » has five digits too
        tail = text[match.end() :].lstrip(" ,-–")
        if best is None and (not tail or re.match(r"(?:[ld]['’]\s?)?[^\W\d_]{2}", tail, re.IGNORECASE)):
            best = match
    if best is None:
        return text, "", ""
    after = re.split(r"[,;(]|\s[-–]\s", text[best.end() :].strip(" ,;-–"))[0]
    code = re.sub(r"\D", "", best[1])
    before = text[: best.start()].rstrip(" ,;-–(/")
    if _STREET.match(after) and not before:
        return after, code, ""
    return before, code, clean_town(after).value


def _cut_commune(text: str, commune: str) -> str:
    """The text without the name of its commune at the end, after a comma or a dash."""
    if not commune or not text:
        return text
    parts = re.split(r"(\s*[,;]\s*|\s+[-–]\s+)", text)
    if len(parts) >= 3 and fold(parts[-1]) == fold(commune):
        return "".join(parts[:-2])
    return text


def _street_and_rest(text: str) -> tuple[str, list[str]]:
    """The part that reads like a street, and the others."""
    parts = [part.strip(" ,;-–") for part in _PARTS.split(text)]
    parts = [part for part in parts if part]
    if len(parts) < 2:
        inside = _INNER.search(text)
        if inside and not _STREET.match(text):
            return text[inside.start(1) :], [text[: inside.start()].strip(" ,;-–")]
        return text.strip(" ,;-–"), []
    for test in (lambda part: _NUMBERED.match(part) and _STREET.match(part), _STREET.match, _NUMBERED.match):
        for index, part in enumerate(parts):
            if test(part):
                return part, parts[:index] + parts[index + 1 :]
    return text.strip(" ,;-–"), []


def _readable(street: str) -> str:
    if len(re.findall(r"[^\W\d_]", street)) < 5 or any(c.islower() for c in street):
        return street
    words = street.split()
    at = next(
        (index for index, word in enumerate(words) if not re.fullmatch(r"\d+[A-D]?|BIS|TER|QUATER", word)), 0
    )
    head = " ".join(word.lower() if word in {"BIS", "TER", "QUATER"} else word for word in words[:at])
    kind = _REGISTER.get(words[at].rstrip("."), "")
    tail = (
        readable_case(" ".join(["X", *words[at + 1 :]]))[2:] if kind else readable_case(" ".join(words[at:]))
    )
    return " ".join(piece for piece in (head, kind, tail) if piece)


def _take_boxes(text: str) -> tuple[str, list[str]]:
    boxes = [" ".join(match[1].split()) for match in _BOX.finditer(text)]
    cedex = [" ".join(match[0].split()) for match in _CEDEX.finditer(text)]
    return _CEDEX.sub("", _BOX.sub(" ", text)), boxes + [word.upper() for word in cedex]


@lru_cache(maxsize=16384)
def _clean(text: str, complement: str, commune: str) -> Cleaned[Address]:
    plain = tidy(strip_html(text[:_LONGEST]).replace("\n", ", ")).value
    plain = re.sub(r"^(?:null|none|nan)\s+", "", plain, flags=re.IGNORECASE)
    plain = re.sub(r"^0{1,3}\s+(?=\D)", "", re.sub(r"[\"²]", "", plain)).strip()
    before, code, town = _cut_town(plain)
    rules = ["address-town-removed"] if code else []
    shorter = _cut_commune(before, commune or town)
    if shorter != before:
        rules.append("address-town-removed")
    unboxed, boxes = _take_boxes(shorter)
    if boxes:
        rules.append("address-box-moved")
    line = _NUMBER_COMMA.sub(r"\1 ", " ".join(unboxed.split()).strip(" ,;-–/"))
    line = re.sub(r"([^\W\d_]\s*)\.{2,}$", r"\1", line)
    line = re.sub(rf"({_NUMBER})\s*,\s*(?=(?:{_KIND})\s)", r"\1 ", line, flags=re.IGNORECASE)
    street, others = _street_and_rest(line)
    street = _NUMBER_COMMA.sub(r"\1 ", street)
    if others:
        rules.append("address-complement-moved")
    street = _readable(street)
    extra = tidy(strip_html(complement[:_LONGEST])).value
    rest = [part for part in (*others, *boxes) if fold(part) not in fold(extra)]
    flags: tuple[str, ...] = ()
    if fold(street) in _JUNK or not re.search(r"[^\W\d_]{2}", street):
        flags = ("address-unusable",) if street and fold(street) else ()
        street = ""
    full = ", ".join(part for part in (extra, *rest) if part)
    if plain != text.strip() or street != plain:
        rules.append("address-tidied")
    return Cleaned(Address(street, full, code, town), tuple(dict.fromkeys(rules)), flags)


def clean_address(address: Any, complement: Any = "", commune: str = "") -> Cleaned[Address]:
    """Split a line of address. `commune` is the town's name when another column gives it.

    BP, CS and CEDEX and the name of a building go to the complement; nothing is dropped but the town.
    """
    return _clean(text_of(address), text_of(complement), commune)
