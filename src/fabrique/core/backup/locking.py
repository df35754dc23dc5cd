"""One process at a time, and files that only their owner reads."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from fabrique.core.refusals import DomainRefusal


def private(path: str, flags: int) -> int:
    """An opener for files that hold personal data or keys."""
    return os.open(path, flags, 0o600)


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Refuse a second process that would do the same to this instance. A killed one holds nothing."""
    path = Path(settings.FABRIQUE_HOME) / f".{name}.lock"
    with open(path, "w", opener=private) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DomainRefusal(
                "La même commande tourne déjà pour cette instance : attendez sa fin."
            ) from None
        yield
