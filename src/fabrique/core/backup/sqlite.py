"""SQLite: a copy by ``VACUUM INTO``, a move to put it back.

Measured with a base of 288 MB: ``VACUUM INTO`` takes 0.7 s, the backup interface 1.2 s. It reads one instant,
lets writers go on (WAL), and leaves behind what was deleted, which a copy of the pages would carry along.
"""

from __future__ import annotations

import gzip
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db.backends.sqlite3._functions import register  # type: ignore[import-untyped]

from fabrique.core.backup.frame import CHUNK
from fabrique.core.backup.manifest import DATABASES, Damaged
from fabrique.core.backup.snapshot import FILES, MIGRATIONS, Snapshot, Writable
from fabrique.core.refusals import DomainRefusal

ENTRY = DATABASES["sqlite"]
LEVEL = 3  # of gzip: twice as fast as 6, for archives 7 % larger
PATIENCE = 20  # seconds
_BESIDE = ("", "-wal", "-shm")


def _path() -> Path:
    return Path(str(settings.DATABASES["default"]["NAME"]))


def _opened(name: str) -> sqlite3.Connection:
    """A connection in autocommit, with the functions that our tables' constraints call (REGEXP)."""
    base = sqlite3.connect(name, timeout=PATIENCE, isolation_level=None, uri=name.startswith("file:"))
    register(base)
    return base


@contextmanager
def snapshot(scratch: Path) -> Iterator[Snapshot]:
    """A copy in ``scratch``, for the time of the block."""
    copy = scratch / "database.sqlite3"
    if not _path().exists():
        raise DomainRefusal(f"« {_path()} » n’existe pas : il n’y a rien à sauvegarder.")
    with closing(_opened(str(_path()))) as base:
        try:
            base.execute("VACUUM INTO ?", (str(copy),))
        except sqlite3.OperationalError as error:
            if "full" in str(error) or "disk I/O" in str(error):
                raise DomainRefusal(
                    f"« {scratch.parent} » : le disque est plein. La copie de la base y demande "
                    f"{_path().stat().st_size / 1e6:.0f} Mo : faites de la place."
                ) from None
            raise
    with closing(_opened(str(copy))) as base:
        migrations = [row[0] for row in base.execute(MIGRATIONS)]
        files = [(row[0], row[1]) for row in base.execute(FILES)]

    def write(out: Writable) -> int:
        with copy.open("rb") as raw, gzip.GzipFile("", "wb", LEVEL, out, mtime=0) as packed:
            while chunk := raw.read(CHUNK):
                packed.write(chunk)
        return copy.stat().st_size

    yield Snapshot(ENTRY, f"SQLite {sqlite3.sqlite_version}", migrations, files, write)


def unpack(stored: IO[bytes], into: Path, raw_size: int) -> None:
    """The base itself; never more bytes than announced."""
    written = 0
    try:
        with gzip.GzipFile(fileobj=stored) as packed, into.open("wb") as out:
            while chunk := packed.read(CHUNK):
                written += len(chunk)
                if written > raw_size:
                    break
                out.write(chunk)
    except (OSError, EOFError, zlib.error) as error:
        if isinstance(error, OSError) and error.errno is not None:  # the disk's doing, not the archive's
            raise
        raise Damaged(ENTRY, "la base ne se décompresse pas") from None
    if written != raw_size:
        raise Damaged(ENTRY, "la base n’a pas la taille annoncée")


def files_of(copy: Path) -> list[tuple[str, int]]:
    """After SQLite's own check of the whole base."""
    try:
        with closing(_opened(f"file:{copy}?mode=ro&immutable=1")) as base:
            told = [row[0] for row in base.execute("PRAGMA integrity_check(3)")]
            if told != ["ok"]:
                raise Damaged(ENTRY, f"SQLite la dit abîmée ({' ; '.join(told)})")
            return [(row[0], row[1]) for row in base.execute(FILES)]
    except sqlite3.DatabaseError as error:
        raise Damaged(ENTRY, f"SQLite ne l’ouvre pas ({error})") from None


def is_empty() -> bool:
    """No file, or a file without tables; a file that does not open is not empty."""
    if not _path().exists():
        return True
    try:
        with closing(_opened(str(_path()))) as base:
            return bool(base.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,))
    except sqlite3.DatabaseError:
        return False


def put_in_place(copy: Path, stamp: str) -> tuple[str, Callable[[], None]]:
    """Move: the copy is beside the base already or is brought there, then takes its name."""
    base = _path()
    kept = base.with_name(f"{base.name}.avant-{stamp}")
    was_empty = is_empty()
    _fold(base)
    for end in _BESIDE:
        with suppress(FileNotFoundError):
            Path(f"{base}{end}").rename(f"{kept}{end}")
    staged = _brought(copy, base)
    staged.rename(base)

    def undo() -> None:
        for end in _BESIDE:
            Path(f"{base}{end}").unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                Path(f"{kept}{end}").rename(f"{base}{end}")

    if was_empty:
        Path(kept).unlink(missing_ok=True)
    return ("" if was_empty else str(kept)), undo


def _brought(copy: Path, base: Path) -> Path:
    """The copy on the base's own disk, so that its last move is one."""
    if copy.stat().st_dev == base.parent.stat().st_dev:
        return copy
    staged = base.with_name(f".{base.name}.restauration")
    with copy.open("rb") as raw, staged.open("wb") as out:
        while chunk := raw.read(CHUNK):
            out.write(chunk)
    return staged


def _fold(base: Path) -> None:
    """Bring the write-ahead log into the base, which proves too that nobody has it open.

    A base that is damaged (why one restores) is set aside as it is, with its log.
    """
    if not base.exists():
        return
    try:
        with closing(_opened(str(base))) as opened:
            mode = opened.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            return
        mode = "wal"
    except sqlite3.DatabaseError:
        return
    if mode == "wal":
        raise DomainRefusal(
            f"« {base} » est ouverte par un autre processus. Arrêtez « fabrique serve » et "
            "« fabrique worker », puis recommencez."
        )
