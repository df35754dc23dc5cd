"""SIRET, RNA and RIDET numbers. A damaged number is left out and flagged, never mended by guess."""

import re
from functools import lru_cache
from typing import Any

from fabrique.directory.cleaning.model import Cleaned
from fabrique.directory.cleaning.text import text_of

LA_POSTE = "356000000"
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{1,2}")
_SEPARATORS = re.compile(r"[\s.\-_/,'’\u00a0\u202f]")


def luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn key of the others."""
    total = 0
    for position, char in enumerate(reversed(digits)):
        number = int(char) * (2 if position % 2 else 1)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def is_siret(digits: str) -> bool:
    """A SIRET: 14 digits with a valid Luhn key; for La Poste, digits that add up to a multiple of 5."""
    if len(digits) != 14 or not digits.isdigit() or not digits.strip("0"):
        return False
    if digits.startswith(LA_POSTE):
        return luhn(digits) or sum(map(int, digits)) % 5 == 0
    return luhn(digits) and luhn(digits[:9])


def _overseas_ridet(text: str, postal_code: str) -> bool:
    return bool(re.fullmatch(r"[A-Z0-9]{7,10}", text)) and postal_code[:3] in {"988", "987"}


@lru_cache(maxsize=16384)
def _clean(text: str, postal_code: str) -> Cleaned[str]:
    if _SCIENTIFIC.fullmatch(text):
        mantissa = re.sub(r"\D", "", text.lower().split("e")[0])
        digits = f"{int(float(text.replace(',', '.')))}"
        if len(mantissa) >= 14 and is_siret(digits):
            return Cleaned(digits, ("pivot-from-scientific",))
        return Cleaned("", ("pivot-removed",), ("pivot-damaged",), text)
    compact = _SEPARATORS.sub("", text).upper()
    if re.fullmatch(r"W[0-9A-Z]\d{8}", compact):
        return Cleaned(compact, () if compact == text else ("pivot-normalised",))
    if re.fullmatch(r"\d{13}", compact) and is_siret(f"0{compact}"):
        return Cleaned(f"0{compact}", ("pivot-zero-restored",))
    if is_siret(compact):
        return Cleaned(compact, () if compact == text else ("pivot-normalised",))
    if _overseas_ridet(compact, postal_code):
        padded = compact.zfill(9) if len(compact) < 9 else compact
        return Cleaned(padded, () if padded == text else ("pivot-normalised",))
    if not compact.strip("0") or (compact.isdigit() and len(compact) < 9):
        return Cleaned("", ("pivot-removed",), ("pivot-missing",), text)
    if re.fullmatch(r"\d{13,14}", compact):
        damaged = compact.endswith("00000")
        return Cleaned("", ("pivot-removed",), ("pivot-damaged" if damaged else "pivot-checksum",), text)
    return Cleaned("", ("pivot-removed",), ("pivot-unusable",), text)


def clean_pivot(value: Any, postal_code: str = "") -> Cleaned[str]:
    """A SIRET, an RNA (W and 9 signs) or, in the Pacific, a RIDET; "" and a flag otherwise."""
    text = text_of(value).strip()
    return _clean(text, postal_code) if text else Cleaned("")
