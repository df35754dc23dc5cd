"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular.model import AnyPath, TableRefusal


@contextmanager
def atomic_file(path: AnyPath) -> Iterator[BinaryIO]:
    """Write beside ``path`` and take its place at the end, once on the disk; leave nothing after an error.

    Raises ``TableRefusal`` if the folder does not exist or cannot be written.
    """
    target = Path(path)
    temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.tmp")
    if target.is_dir():
        raise TableRefusal("c’est un dossier.", path=target, mend="Indiquez un nom de fichier.")
    try:
        file = temporary.open("xb")
    except OSError:
        mend = "Vérifiez que le dossier existe et que vous pouvez y écrire."
        raise TableRefusal("le fichier ne peut pas être écrit.", path=target, mend=mend) from None
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
        sync_folder(target.parent)
    except BaseException:
        with suppress(FileNotFoundError):
            temporary.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """Make the new name itself last, where the system allows a folder to be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def check_writable(path: Path) -> None:
    """Refuse a file to write before the work rather than after."""
    if path.is_dir():
        raise DomainRefusal(f"« {path} » est un dossier : indiquez un nom de fichier.")
    if not path.parent.is_dir():
        raise DomainRefusal(
            f"Le dossier « {path.parent} » n’existe pas : créez-le, ou choisissez-en un autre."
        )
