"""Sensitive files: encrypted, bound to the id of their row, kept among the other files of the instance.

What ``core.files`` keeps is the ciphertext, named by its own digest: two equal files have nothing in common,
and a backup takes them as it takes any file.
"""

from __future__ import annotations

import io
from pathlib import Path

from django.db import transaction

from fabrique.core import clock
from fabrique.core import files as core_files
from fabrique.core.crypto import sealing
from fabrique.core.crypto.sealing import TamperedValue
from fabrique.core.models import SealedFile, StoredFile

HEAD = 16  # bytes that say under which key a file is
NAME, MEDIA_TYPE = "chiffré", "application/octet-stream"


@transaction.atomic
def keep(content: bytes, *, name: str, media_type: str) -> SealedFile:
    """Encrypt and store at most 25 MB; part of the caller's transaction. Raises ``DomainRefusal`` beyond."""
    sealed = SealedFile(name=name[-200:], media_type=media_type, size=len(content), created_at=clock.now())
    sealed.stored = store(sealed, content)
    sealed.save(force_insert=True)
    return sealed


def read(sealed: SealedFile) -> bytes:
    """The clear content. Raises ``TamperedValue`` (also when the file is not there) or ``LostKey``."""
    try:
        content = path_of(sealed).read_bytes()
    except FileNotFoundError:  # a rotation may have put another in its place since the row was read
        sealed.refresh_from_db(fields=["stored"])
        try:
            content = path_of(sealed).read_bytes()
        except FileNotFoundError:
            raise TamperedValue(place_of(sealed)) from None
    return sealing.open_bytes(content, place_of(sealed))


@transaction.atomic
def discard(sealed: SealedFile) -> None:
    """Delete the row, and the bytes once that is committed."""
    stored = sealed.stored
    sealed.delete()
    drop(stored)


def store(sealed: SealedFile, content: bytes) -> StoredFile:
    """The content, encrypted under the current key, among the instance's files; not yet in the row."""
    stream = io.BytesIO(sealing.seal_bytes(content, place_of(sealed)))
    return core_files.keep(stream, name=NAME, media_type=MEDIA_TYPE)


def drop(stored: StoredFile) -> None:
    """Forget a ciphertext that no row names any more, its bytes once that is committed."""
    path = core_files.path_of(stored)
    stored.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def path_of(sealed: SealedFile) -> Path:
    """Where the encrypted bytes lie."""
    return core_files.path_of(sealed.stored)


def place_of(sealed: SealedFile) -> sealing.Place:
    """What the bytes are bound to."""
    return ("file", str(sealed.pk))
