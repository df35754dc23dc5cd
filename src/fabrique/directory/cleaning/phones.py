"""Telephone numbers to E.164, with the prefixes that the national schema accepts.

A French number of four digits (3949, 3960) has no international form: the field stays empty, the number is
kept with the text of the place. Nothing is guessed: a number that the numbering plan refuses is not kept.
"""

import re
from functools import lru_cache
from typing import Any

import phonenumbers

from fabrique.directory.cleaning.model import Cleaned
from fabrique.directory.cleaning.text import text_of

# Region of the numbering plan by the first digits of the postal code.
_REGIONS = {
    "971": "GP",
    "972": "MQ",
    "973": "GF",
    "974": "RE",
    "975": "PM",
    "976": "YT",
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
_FRENCH_CODES = frozenset({33, 262, 508, 590, 594, 596, 681, 687, 689})
_FICTION = frozenset({"19900", "26191", "35301", "46571", "53649", "63998"})
_SHORT = re.compile(r"(?<![\d.,+])(?<!\d[ .,])(?:3\d{3}|3\d[ .]\d{1,2}|1[0-9]{2,3}|11[568]\d{3})(?![ .,]?\d)")
_SPLIT = re.compile(r"\s*(?:[\n;|]|//?|\bou\b|\bet\b|,(?=\s*(?:\+|0))|\s-\s)\s*", re.IGNORECASE)
_ALONE = re.compile(r"(?<![\w.@])\d+(?:h\d*)?\b(?![.@]\w)")
_CANDIDATE = re.compile(r"(?:\+|\(\+)?\d[\d .\-–()\u00a0\u202f_]{5,}\d|\d{8,}")


def _national(region: str, digits: str) -> list[str]:
    """The ways in which a bare run of digits may be meant, most likely first."""
    ways = [digits]
    if digits.startswith("00"):
        ways.insert(0, f"+{digits[2:]}")
    if len(digits) == 9 and not digits.startswith("0"):
        ways.insert(0, f"0{digits}")
    for code in (33, 262, 590, 594, 596):
        if digits.startswith(str(code)) and len(digits) in {11, 12}:
            ways.insert(0, f"+{digits}")
    return ways


@lru_cache(maxsize=16384)
def _valid(text: str, region: str) -> str:
    """The E.164 form of a number, or ""."""
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    if text.lstrip("( ").startswith("+"):
        attempts = [f"+{digits}", f"0{digits[1:]}" if digits.startswith("0") else digits]
    else:
        attempts = _national(region, digits)
    for attempt in attempts:
        for country in dict.fromkeys((region, "FR", "GP", "RE", "GF", "MQ", "YT")):
            try:
                number = phonenumbers.parse(attempt, country)
            except phonenumbers.NumberParseException:
                continue
            if number.country_code not in _FRENCH_CODES or not phonenumbers.is_possible_number(number):
                continue
            if phonenumbers.is_valid_number(number) or _reserved(number):
                return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return ""


def _reserved(number: phonenumbers.PhoneNumber) -> bool:
    """Ranges that the regulator keeps for fiction: invalid in the numbering plan, used by samples."""
    national = str(number.national_number)
    return number.country_code == 33 and len(national) == 9 and national[:5] in _FICTION


def _short_numbers(text: str) -> list[str]:
    found = []
    for match in _SHORT.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        found.append(f"{digits}0" if len(digits) == 3 and "." in match[0] else digits)
    return found


def _overlong(part: str) -> bool:
    """Whether a part is one unbroken run of digits that no single number can be."""
    return len(re.sub(r"\D", "", part)) > 13 and not re.search(r"\d[ .]\d", part)


@lru_cache(maxsize=16384)
def _clean(text: str, postal_code: str) -> Cleaned[str]:
    region = _REGIONS.get(postal_code[:3], "FR") if postal_code else "FR"
    found: list[str] = []
    left = ""
    for part in _SPLIT.split(text):
        for match in _CANDIDATE.finditer(part):
            number = "" if _overlong(match[0]) else _valid(match[0], region)
            if number and number not in found:
                found.append(number)
            left += "" if number else match[0]
        left += _CANDIDATE.sub(" ", part)
    short = _short_numbers(text) if not found else []
    if not found and not short:
        return Cleaned("", ("phone-removed",), ("phone-unusable",), text)
    if not found:
        return Cleaned("", ("phone-short-number",), (f"phone-short-number:{short[0]}",), short[0])
    rules = () if found[0] == text else ("phone-e164",)
    flags = tuple(f"phone-extra:{number}" for number in found[1:])
    if _ALONE.search(left):  # an extension, the end of another number: kept in words with the whole
        return Cleaned(found[0], (*rules, *(["phone-extra"] if flags else [])), (*flags, "phone-rest"), text)
    if len(found) == 1:
        return Cleaned(found[0], rules)
    return Cleaned(found[0], (*rules, "phone-extra"), flags, ", ".join(found[1:]))


def clean_phone(value: Any, postal_code: str = "") -> Cleaned[str]:
    """The first number of a cell in E.164 (`+33…`), or "".

    `postal_code` gives the overseas prefix. Other numbers come in `rest` and in flags
    `phone-extra:<number>`; a short number in `rest` and `phone-short-number:<number>`. What has digits and
    is no number (« poste 12 », « 01 ou 02 ») leaves the whole cell in `rest`, flagged `phone-rest`.
    """
    text = text_of(value)[:1000].replace("\u00a0", " ").replace("\u202f", " ").strip()
    if not re.search(r"\d", text) or not re.sub(r"[0\D]", "", text):
        return Cleaned("", ("phone-removed",) if text else ())
    return _clean(text, postal_code)


def readable_phone(number: str) -> str:
    """The way in which a person writes a number: `02 61 91 00 10` in France, international elsewhere."""
    if number.startswith("+33") and len(number) == 12:
        national = f"0{number[3:]}"
        return " ".join(national[at : at + 2] for at in range(0, 10, 2))
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
