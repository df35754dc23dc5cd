"""Files kept by the instance, named by the digest of their bytes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from fabrique.core import clock
from fabrique.core.models import StoredFile

_CHUNK = 1024 * 1024


def keep(stream: BinaryIO, *, name: str, media_type: str) -> StoredFile:
    """Store the bytes of ``stream`` and return their row; bytes already known give the row they have."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    descriptor, temporary = tempfile.mkstemp(dir=root)
    try:
        with os.fdopen(descriptor, "wb") as out:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        target = _path(digest.hexdigest())
        target.parent.mkdir(parents=True, exist_ok=True)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    with transaction.atomic():
        stored, _created = StoredFile.objects.get_or_create(
            sha256=digest.hexdigest(),
            defaults={"name": name[-200:], "media_type": media_type, "size": size, "created_at": clock.now()},
        )
    return stored


def path_of(stored: StoredFile) -> Path:
    """Where the bytes lie. The folder is never served as it is."""
    return _path(stored.sha256)


def _path(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256
