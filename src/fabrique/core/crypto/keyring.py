"""The keys of an instance: one file, apart from the database and from its backups.

Each purpose has several keys, the last of which is the current one; older ones stay to read what they wrote.
The file is JSON, ``{"fields": [{"id": "…", "secret": base64 of 32 bytes, "made_on": "2026-11-29"}], …}``,
readable by its owner only. It is made with the instance, never again: what was encrypted under a lost key
must be an error. The instance's database remembers which keys have served (``uses``); once one has, the file
is not made anew.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from fabrique.core import clock
from fabrique.core.refusals import DomainRefusal

SIZE = 32  # bytes


class Purpose(StrEnum):
    """What a key is for. One key never serves two purposes."""

    FIELDS = "fields"  # AES-256-GCM of sensitive fields and files
    INDEX = "index"  # HMAC-SHA-256 of what is looked up without being read, and of erased persons
    JOURNAL = "journal"  # HMAC-SHA-256 of the journal's entries
    HEADS = "heads"  # seed of the Ed25519 key that signs the journal's heads and documents


class LostKey(DomainRefusal):
    """Something was written under a key that the file does not hold (any more)."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key. Its ``repr`` does not give its secret."""

    id: str
    secret: bytes
    made_on: str

    def __repr__(self) -> str:
        return f"Key({self.id})"


def path() -> Path:
    """Where the keys are (``FABRIQUE_KEYS``, default ``keys.json`` in the instance's directory)."""
    return Path(settings.KEYS_FILE)


def current(purpose: Purpose) -> Key:
    """The key with which to write."""
    return _held()[purpose][-1]


def get(purpose: Purpose, key_id: str) -> Key:
    """The key of this id. Raises ``LostKey``."""
    for key in _held()[purpose]:
        if key.id == key_id:
            return key
    raise LostKey(
        f"La clé « {key_id} » ({purpose}) n’est pas dans {path()} : "
        "remettez le fichier de clés d’origine. Rien ne peut être lu sans elle."
    )


def ids(purpose: Purpose) -> tuple[str, ...]:
    """The ids of all keys of a purpose, the current one last."""
    return tuple(key.id for key in _held()[purpose])


def add(purpose: Purpose) -> Key:
    """Make a new current key; the older ones stay."""
    key = _new_key()
    with _alone():
        held = _held()
        _write(path(), {**held, purpose: (*held[purpose], key)}, replace=True)
    return key


def remove(purpose: Purpose, key_id: str) -> None:
    """Take a key that is not the current one out of the file, for ever."""
    with _alone():
        held = _held()
        if held[purpose][-1].id == key_id:
            raise ValueError("the current key stays")
        left = tuple(key for key in held[purpose] if key.id != key_id)
        _write(path(), {**held, purpose: left}, replace=True)


def make() -> None:
    """Make the file of a new instance; leave the one that is there."""
    if not path().exists():
        _write(path(), {purpose: (_new_key(),) for purpose in Purpose}, replace=False)


def forget() -> None:
    """Read the file again at the next use, in this process."""
    _read.cache_clear()


def _held() -> dict[Purpose, tuple[Key, ...]]:
    """The keys in the file, read again when another process has changed it. Made if the instance is new."""
    file = path()
    try:
        stamp = file.stat()
    except FileNotFoundError:
        if _instance_has_written():
            raise LostKey(
                f"Le fichier de clés {file} a disparu : remettez l’original. Rien ne peut être lu sans lui, "
                "et rien n’est écrit sous une autre clé."
            ) from None
        make()
        stamp = file.stat()
    return _read(file, stamp.st_mtime_ns, stamp.st_ino)


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process change the file at a time: of two changes at once, one would lose the other's key."""
    descriptor = os.open(path().parent, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _instance_has_written() -> bool:
    from fabrique.core.crypto import uses  # it stands above this module

    return uses.instance_has_written()


def _new_key() -> Key:
    return Key(secrets.token_hex(4), secrets.token_bytes(SIZE), clock.today().isoformat())


@lru_cache(maxsize=4)
def _read(file: Path, _changed: int, _inode: int) -> dict[Purpose, tuple[Key, ...]]:
    try:
        content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        found = {purpose: tuple(_key(each) for each in content[purpose]) for purpose in Purpose}
    except (OSError, ValueError, KeyError, TypeError, binascii.Error):
        found = {}
    if not found or not all(found.values()):
        raise LostKey(f"{file} ne se lit pas : remettez le fichier de clés d’origine.")
    return found


def _key(entry: dict[str, str]) -> Key:
    secret = base64.b64decode(entry["secret"], validate=True)
    if len(secret) != SIZE:
        raise ValueError("a key has 32 bytes")
    return Key(entry["id"], secret, entry["made_on"])


def _write(file: Path, held: dict[Purpose, tuple[Key, ...]], *, replace: bool) -> None:
    """Write beside, then move or link: nobody ever reads half a file, and two first users share one."""
    content = {
        purpose: [
            {"id": key.id, "secret": base64.b64encode(key.secret).decode(), "made_on": key.made_on}
            for key in keys
        ]
        for purpose, keys in held.items()
    }
    beside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(content, stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        if replace:
            os.replace(beside, file)
            return
        try:
            os.link(beside, file)
        except FileExistsError:  # another process of the same instance was quicker
            return
    finally:
        beside.unlink(missing_ok=True)
