"""Links and keys that open something: drawn at random, shown once, kept as a digest."""

from __future__ import annotations

import secrets
from hashlib import sha256

BYTES = 32  # 256 bits: nobody guesses, so a plain digest is enough to keep


def new_secret() -> str:
    """A secret that goes into an address: 43 letters, digits, ``-`` and ``_``."""
    return secrets.token_urlsafe(BYTES)


def digest_of(secret: str) -> str:
    """What is kept of a secret: SHA-256 in hexadecimal."""
    return sha256(secret.encode()).hexdigest()
