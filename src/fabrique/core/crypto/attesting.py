"""What the instance signs for others to check: Ed25519 under its seed (purpose ``heads``), which never turns.

The journal's heads and the mandates are signed so. Who holds the public key checks without this program.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fabrique.core.crypto import keyring, uses
from fabrique.core.crypto.keyring import Purpose


def current_key() -> str:
    """The id of the key with which to sign now. Raises ``LostKey``."""
    return uses.current(Purpose.HEADS).id


def sign(key_id: str, content: bytes) -> str:
    """The signature of the content under a key: 128 hexadecimal digits. Raises ``LostKey``."""
    return _private(key_id).sign(content).hex()


def signed_by(key_id: str, content: bytes, signature: str) -> bool:
    """Whether a signature is that of this content under this key. Raises ``LostKey``."""
    try:
        _private(key_id).public_key().verify(bytes.fromhex(signature), content)
    except (ValueError, InvalidSignature):
        return False
    return True


def public_key(key_id: str) -> str:
    """The public key, raw, 64 hexadecimal digits."""
    return _private(key_id).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def _private(key_id: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keyring.get(Purpose.HEADS, key_id).secret)
