"""What was erased and must stay so: a file outside the database, which no restored copy can undo.

``tombstones.jsonl`` in the instance's directory has a line for each erased subject (``model:id``): not its
name but its keyed digest, when, and a digest of the line and the one before it. It is only added to; a line
that was changed, taken out or moved is an error. After a restoration every app's eraser goes through what
came back.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from fabrique.core import clock
from fabrique.core.backup import after_restore
from fabrique.core.backup.locking import private
from fabrique.core.crypto import holders, keyring
from fabrique.core.crypto.holders import Rewritten, Tell
from fabrique.core.crypto.keyring import Purpose
from fabrique.core.refusals import DomainRefusal
from fabrique.core.ui.registry import Registry

NAME = "tombstones.jsonl"


class Eraser(Protocol):
    """How an app erases again. ``order`` places it among the others."""

    order: int

    def subjects(self) -> Iterable[str]:
        """Every subject (``model:id``) of this app that is in the database and could have been erased."""

    def erase(self, subject: str) -> None:
        """Erase it, as the first time; its tombstone is there already."""


erasers: Registry[Eraser] = Registry()


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One line: the digest of the subject under the key ``key``, and when it was erased (ISO, UTC)."""

    key: str
    subject: str
    at: str


def add(*subjects: str) -> None:
    """Remember that these (``model:id``) are erased; on the disk when this returns.

    Call it last in the erasure's own transaction: a tombstone without an erasure only erases later what
    somebody decided to erase, an erasure without a tombstone would come back with a backup.
    """
    key = keyring.current(Purpose.INDEX).id
    with _locked() as file:
        known, last = _read(file)
        held = {(stone.key, stone.subject) for stone in known}
        new = [subject for subject in dict.fromkeys(subjects) if _digests(subject).isdisjoint(held)]
        at = clock.now().isoformat(timespec="seconds")
        _append(file, [Tombstone(key, _subject(subject, key), at) for subject in new], last)


def contains(subject: str) -> bool:
    """Whether ``model:id`` was erased."""
    return not _digests(subject).isdisjoint(_known())


def replay(eraser: Eraser) -> int:
    """Erase again what came back of an app; how many subjects."""
    known = _known()
    if not known:
        return 0
    back = [subject for subject in eraser.subjects() if not _digests(subject).isdisjoint(known)]
    for subject in back:
        eraser.erase(subject)
    return len(back)


def replay_all() -> int:
    """Erase again what came back of every app."""
    return sum(replay(eraser) for eraser in erasers)


def raw() -> bytes:
    """The file as it is, whole lines only, for a backup; empty if nothing was ever erased."""
    if not path().exists():
        return b""
    with _locked() as file:
        _read(file)
        file.seek(0)
        return file.read()


def merge(other: Path) -> int:
    """Add the tombstones of another file of this instance; how many were new."""
    with other.open("rb") as stream:
        theirs, _last = _read(stream, name=str(other))
    with _locked() as file:
        ours, last = _read(file)
        held = {(stone.key, stone.subject) for stone in ours}
        new = [stone for stone in theirs if (stone.key, stone.subject) not in held]
        _append(file, new, last)
    return len(new)


def path() -> Path:
    """Where the tombstones are."""
    return Path(settings.FABRIQUE_HOME) / NAME


def _known() -> set[tuple[str, str]]:
    if not path().exists():
        return set()
    with _locked() as file:
        stones, _last = _read(file)
    return {(stone.key, stone.subject) for stone in stones}


@contextmanager
def _locked() -> Iterator[BinaryIO]:
    """The file, for one process at a time. What a kill left of a line was never promised: it goes."""
    with open(path(), "a+b", opener=private) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        content = file.read()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            file.truncate(whole)
        yield file


def _read(file: BinaryIO, *, name: str = "") -> tuple[list[Tombstone], str]:
    """All lines, checked, and the last line's digest. Raises ``DomainRefusal`` at the first that is wrong."""
    file.seek(0)
    stones: list[Tombstone] = []
    last = ""
    for number, line in enumerate(file, 1):
        try:
            content = json.loads(line)
            last, before = str(content.pop("mac")), last
            stone = Tombstone(**content)
            right = hmac.compare_digest(last, _mac(stone, before))
        except (ValueError, KeyError, TypeError, AttributeError):
            right = False
        if not right:
            raise DomainRefusal(
                f"{name or path()}, ligne {number} : la liste des effacements a été modifiée. Remettez la "
                "copie gardée avec les clés."
            )
        stones.append(stone)
    return stones, last


def _append(file: BinaryIO, stones: Iterable[Tombstone], last: str) -> None:
    for stone in stones:
        last = _mac(stone, last)
        line = {"key": stone.key, "subject": stone.subject, "at": stone.at, "mac": last}
        file.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
    file.flush()
    os.fsync(file.fileno())


def _digests(subject: str) -> set[tuple[str, str]]:
    """The digests of a subject under every key, older ones included."""
    return {(key, _subject(subject, key)) for key in keyring.ids(Purpose.INDEX)}


def _subject(subject: str, key: str) -> str:
    return _hmac(key, b"tombstone-subject\0" + subject.encode())


def _mac(stone: Tombstone, before: str) -> str:
    line = json.dumps([before, stone.key, stone.subject, stone.at])
    return _hmac(stone.key, b"tombstone-line\0" + line.encode())


def _hmac(key: str, message: bytes) -> str:
    return hmac.new(keyring.get(Purpose.INDEX, key).secret, message, hashlib.sha256).hexdigest()


after_restore.steps.enlist("tombstones", after_restore.Step(0, "personnes effacées de nouveau", replay_all))


class _Digests:
    """For the rotation of keys: a digest of what is erased cannot be made again, its key stays."""

    purpose = Purpose.INDEX

    def by_key(self) -> Counter[str]:
        return Counter(key for key, _subject in _known())

    def rewrite(self, key_id: str, tell: Tell) -> Rewritten:
        return Rewritten("effacements", kept=self.by_key().total() - self.by_key()[key_id])


holders.enlist("tombstones", _Digests())
