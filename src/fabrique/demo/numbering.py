"""Invented identifiers: numbers that pass every check and belong to nobody."""

from __future__ import annotations

import re
import unicodedata

from stdnum import luhn

EPCI_RANK = 10_100


def siren(rank: int) -> str:
    """The SIREN of an invented organisation (rank below 100,000): starts with 000, passes Luhn."""
    start = f"000{rank:05d}"
    return start + str(luhn.calc_check_digit(start))


def siret(rank: int, establishment: int = 1) -> str:
    """The SIRET of an establishment of an invented organisation: its SIREN and the whole pass Luhn."""
    start = f"{siren(rank)}{establishment:04d}"
    return start + str(luhn.calc_check_digit(start))


def rna(rank: int) -> str:
    """An association's number, in a département that does not exist."""
    return f"W00{rank:07d}"


def phone(rank: int) -> str:
    """A number 02 61 91 xx xx in international form: one for each rank below 9,999, never the help line's."""
    return f"+3326191{rank * 7919 % 9999 + 1:04d}"


def slug(text: str, longest: int = 40) -> str:
    """Plain letters, digits and hyphens, for invented addresses."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-")
