"""Sensitive files: encrypted on disk, bound to the id of their row, never stored by what they contain.

Unlike ``core.files``, two equal files are two rows and two ciphertexts: an address on the disk that said
the digest of a file would tell who holds a known one.
"""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from fabrique.core import clock
from fabrique.core.crypto import sealing
from fabrique.core.crypto.sealing import TamperedValue
from fabrique.core.models import SealedFile

HEAD = 16  # bytes that say under which key a file is
SETTLED_AFTER = timedelta(days=1)  # no deposit that began before is still open


def keep(content: bytes, *, name: str, media_type: str) -> SealedFile:
    """Encrypt and store at most 25 MB; part of the caller's transaction. Raises ``DomainRefusal`` beyond."""
    stored = SealedFile(name=name[-200:], media_type=media_type, size=len(content), created_at=clock.now())
    write_beside(stored, sealing.seal_bytes(content, place_of(stored)))
    with transaction.atomic():
        stored.save(force_insert=True)
    return stored


def read(stored: SealedFile) -> bytes:
    """The clear content. Raises ``TamperedValue`` (also when the file is not there) or ``LostKey``."""
    try:
        sealed = path_of(stored).read_bytes()
    except FileNotFoundError:
        raise TamperedValue(place_of(stored)) from None
    return sealing.open_bytes(sealed, place_of(stored))


def discard(stored: SealedFile) -> None:
    """Delete the row, and the bytes once that is committed."""
    path = path_of(stored)
    stored.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def path_of(stored: SealedFile) -> Path:
    """Where the encrypted bytes lie."""
    name = stored.pk.hex
    return Path(settings.MEDIA_ROOT) / "sealed" / name[:2] / name


def place_of(stored: SealedFile) -> sealing.Place:
    """What the bytes are bound to."""
    return ("file", str(stored.pk))


def write_beside(stored: SealedFile, sealed: bytes) -> None:
    """Write the bytes beside, then move them: nobody ever reads half a file."""
    path = path_of(stored)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(sealed)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def sweep() -> int:
    """Remove the files whose row never came or is gone, a day after they were written; returns how many."""
    before = (clock.now() - SETTLED_AFTER).timestamp()
    count = 0
    for path in sorted((Path(settings.MEDIA_ROOT) / "sealed").glob("*/*")):
        if path.stat().st_mtime > before:
            continue
        if not _has_row(path.name):
            path.unlink(missing_ok=True)
            count += 1
    return count


def _has_row(name: str) -> bool:
    try:
        return SealedFile.objects.filter(pk=UUID(name)).exists()
    except ValueError:  # left by a process that was killed while writing
        return False
