"""What is sealed, byte for byte: every field prefixed by its length, so that no two contents look alike.

Pure functions. A seal is HMAC-SHA-256 in hexadecimal. The first field of each content says what it is and in
which version: a seal of one kind of content is never one of another.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

ENTRY = b"fabrique.journal.entry.1"
HEAD = b"fabrique.journal.head.1"
READ = b"fabrique.journal.read.1"
SIGNED_HEAD = b"fabrique.journal.signed-head.1"
SIGNED_SEGMENT = b"fabrique.journal.signed-segment.1"
COMMITMENT = b"fabrique.journal.commitment.1"


def pack(fields: Iterable[bytes]) -> bytes:
    """The fields one after the other, each as a netstring (``5:hello,``)."""
    return b"".join([b"%d:%b," % (len(field), field) for field in fields])


def pack_texts(kind: bytes, *fields: str | int) -> bytes:
    """``pack`` of a kind of content and of texts or whole numbers."""
    return pack([kind, *(str(field).encode() for field in fields)])


def seal(secret: bytes, content: bytes) -> str:
    """HMAC-SHA-256 of the content, 64 hexadecimal digits."""
    return hmac.digest(secret, content, "sha256").hex()


def instant(at: datetime) -> str:
    """An aware instant in UTC, to the microsecond: ``2026-11-24T11:00:00.000000``."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def json_text(value: Mapping[str, object] | list[object]) -> str:
    """A JSON object or list as one text: keys sorted, no blanks. TypeError or ValueError on anything else."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def entry_content(seq: int, previous: bytes, fields: Iterable[bytes]) -> bytes:
    """What the hash of an entry covers; ``fields`` in the order of ``rows.SEALED``."""
    return pack([ENTRY, b"%d" % seq, previous, *fields])


def commitment(salt: bytes, key: str, value: str) -> str:
    """What the chain holds of a personal value. Without the salt (32 bytes) it tells nothing of the value."""
    return seal(salt, pack_texts(COMMITMENT, key, value))
