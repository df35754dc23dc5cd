"""One process at a time, and files that only their owner reads."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from fabrique.core.refusals import DomainRefusal


def private(path: str, flags: int) -> int:
    """An opener for files that hold personal data or keys."""
    return os.open(path, flags, 0o600)


@contextmanager
def scratch(name: str) -> Iterator[Path]:
    """A private folder on the instance's disk; what a killed command left there goes first."""
    folder = Path(settings.FABRIQUE_HOME) / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
