"""Codes that a person carries on paper and somebody types: 80 bits, sixteen signs in four groups.

The signs are those of Crockford's base 32: what a reader takes for another one is read as the one that is
printed (O as 0, I and L as 1, U as V). A code is kept as a keyed digest only.
"""

from __future__ import annotations

from hashlib import sha256

from fabrique.core.secrets import secret_once

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 16, 4
LONGEST_TYPED = 60  # with blanks, dashes and whatever was copied with it
_READ_AS = str.maketrans("OILU", "011V")


def new_code(once: str, *parts: object) -> str:
    """A code drawn at random; the same ``once`` (see ``core.secrets``) draws the same one for these parts."""
    number = int.from_bytes(sha256(secret_once(once, *parts).encode()).digest()[:10])
    return "".join(SIGNS[number >> 5 * place & 31] for place in range(LENGTH))


def typed(text: str) -> str:
    """What was typed, as it was printed, if it can be a code; otherwise nothing."""
    kept = "".join(sign for sign in text.upper() if sign.isalnum()).translate(_READ_AS)
    return kept if len(kept) == LENGTH and set(kept) <= set(SIGNS) else ""


def spaced(code: str) -> str:
    """The code in groups, as it is printed."""
    return " ".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))
