"""Links and keys that open something: drawn at random, shown once, kept as a digest."""

from __future__ import annotations

import base64
import secrets
from hashlib import sha256
from uuid import UUID

from django.utils.crypto import salted_hmac

BYTES = 32  # 256 bits: nobody guesses, so a plain digest is enough to keep


def new_secret() -> str:
    """A secret that goes into an address: 43 letters, digits, ``-`` and ``_``."""
    return secrets.token_urlsafe(BYTES)


def digest_of(secret: str) -> str:
    """What is kept of a secret: SHA-256 in hexadecimal."""
    return sha256(secret.encode()).hexdigest()


def secret_once(once: str, *parts: object) -> str:
    """A secret that one form, sent twice by a double click, makes once.

    ``once`` was drawn at random for that form and is kept nowhere; ``parts`` say what the secret opens.
    Without ``once``: a new secret.
    """
    if not once:
        return new_secret()
    drawn = salted_hmac("fabrique.secret-once", _joined(once, parts), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(drawn).rstrip(b"=").decode()


def id_once(once: str, *parts: object) -> UUID:
    """The id of the row that one form, sent twice, makes once; another one for other ``parts``."""
    return UUID(bytes=sha256(_joined(once or new_secret(), parts).encode()).digest()[:16])


def _joined(once: str, parts: tuple[object, ...]) -> str:
    return "".join(f"{len(str(part))}:{part}" for part in (once, *parts))
