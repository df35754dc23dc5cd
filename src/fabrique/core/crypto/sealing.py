"""Authenticated encryption of values and files: AES-256-GCM, bound to the place where the value lies.

A sealed value says its version and the id of its key, then a random nonce of 96 bits, the ciphertext and its
tag of 128 bits. All of the header is authenticated, and so is the *place* (for a field: table, column and
primary key), which is not written: a ciphertext that was moved elsewhere does not open. What comes out is the
exact value or an error. What this cannot see: a value put back to an older one of its place, or emptied.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fabrique.core.crypto import keyring, uses
from fabrique.core.crypto.keyring import Purpose
from fabrique.core.refusals import DomainRefusal

MOST = 25 * 1024 * 1024  # bytes sealed at once, all in memory
_VERSION, _NONCE, _TAG = 1, 12, 16
_TEXT = re.compile(r"1\.([0-9a-f]{8})\.([A-Za-z0-9_-]+={0,2})", re.ASCII)
_HEADER = 5  # bytes: the version, then the key's id

Place = tuple[str, ...]


class TamperedValue(DomainRefusal):
    """A sealed value is not what was written at its place: altered, moved, or never sealed."""

    def __init__(self, place: Place) -> None:
        where = " · ".join(place)
        super().__init__(
            f"Une valeur chiffrée a été altérée ou déplacée ({where}) : elle ne peut pas être lue. "
            "Reprenez cette ligne d’une sauvegarde, et cherchez qui a écrit dans la base."
        )
        self.place = place


def seal_text(clear: str, place: Place) -> str:
    """A value for a text column: ``1.KEYID.BASE64URL``. See ``prefix`` to find those of a key."""
    key = uses.current(Purpose.FIELDS)
    body = _encrypt(clear.encode(), key.id, key.secret, place)
    return prefix(key.id) + base64.urlsafe_b64encode(body).decode()


def open_text(sealed: object, place: Place) -> str:
    """The clear text. Raises ``TamperedValue``, or ``LostKey`` when its key is not in the file."""
    found = _TEXT.fullmatch(sealed) if isinstance(sealed, str) else None
    if not found:
        raise TamperedValue(place)
    key_id, written = found.groups()
    try:
        body = base64.urlsafe_b64decode(written)
    except binascii.Error:
        raise TamperedValue(place) from None
    if base64.urlsafe_b64encode(body).decode() != written:  # spare bits that decoding would ignore
        raise TamperedValue(place)
    return _decrypt(body, key_id, place).decode()


def seal_bytes(clear: bytes, place: Place) -> bytes:
    """A file's content: a byte of version, four of key id, then as for a value. At most ``MOST`` bytes."""
    if len(clear) > MOST:
        raise DomainRefusal(f"Ce fichier dépasse {MOST // (1024 * 1024)} Mo : réduisez-le, ou coupez-le.")
    key = uses.current(Purpose.FIELDS)
    return bytes([_VERSION]) + bytes.fromhex(key.id) + _encrypt(clear, key.id, key.secret, place)


def open_bytes(sealed: bytes, place: Place) -> bytes:
    """The clear content. Raises as ``open_text``."""
    key_id = key_of_bytes(sealed)
    if key_id is None:
        raise TamperedValue(place)
    return _decrypt(sealed[_HEADER:], key_id, place)


def prefix(key_id: str) -> str:
    """What the text values of a key begin with."""
    return f"{_VERSION}.{key_id}."


def key_of_text(sealed: str) -> str | None:
    """The key id that a text value says, without opening it; None if it says none."""
    found = _TEXT.fullmatch(sealed)
    return found.group(1) if found else None


def key_of_bytes(sealed: bytes) -> str | None:
    """The key id that a file says in its first bytes; None if it says none."""
    return sealed[1:_HEADER].hex() if len(sealed) >= _HEADER and sealed[0] == _VERSION else None


def _encrypt(clear: bytes, key_id: str, secret: bytes, place: Place) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(secret).encrypt(nonce, clear, _bound(key_id, place))


def _decrypt(body: bytes, key_id: str, place: Place) -> bytes:
    if len(body) < _NONCE + _TAG:
        raise TamperedValue(place)
    secret = keyring.get(Purpose.FIELDS, key_id).secret
    try:
        return _cipher(secret).decrypt(body[:_NONCE], body[_NONCE:], _bound(key_id, place))
    except InvalidTag:
        raise TamperedValue(place) from None


def _bound(key_id: str, place: Place) -> bytes:
    """The associated data, each part preceded by its length: no two places give the same bytes."""
    parts = [bytes([_VERSION]), key_id.encode(), *(part.encode() for part in place)]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


@lru_cache(maxsize=16)
def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(secret)
