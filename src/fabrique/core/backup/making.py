"""Making a backup of the running instance."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection

from fabrique import __version__
from fabrique.core import clock, outages, tombstones
from fabrique.core.backup import frame, keys
from fabrique.core.backup.databases import engine
from fabrique.core.backup.examining import Tell
from fabrique.core.backup.frame import CHUNK
from fabrique.core.backup.locking import alone, private, scratch
from fabrique.core.backup.manifest import TOMBSTONES, Entry, Manifest, Seal, digest, path_of
from fabrique.core.backup.snapshot import Snapshot
from fabrique.core.models import StoredFile
from fabrique.core.refusals import DomainRefusal
from fabrique.core.tabular.atomic import sync_folder


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made."""

    path: Path
    size: int
    manifest: Manifest


@dataclass(slots=True)
class _Files:
    """What became of the kept files."""

    entries: list[Entry] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def back_up(target: Path, *, tell: Tell = lambda _text: None) -> Made:
    """Write the archive beside ``target``, then give it that name: half an archive never bears it."""
    held = keys.own()
    with alone("backup"), scratch("backup.tmp") as folder, _appearing(target) as out:
        tell("Copie de la base")
        with engine().snapshot(folder) as taken:
            made_at = clock.now()
            database, raw_size = _database(out, taken)
        entries = [database, *_tombstones(out)]
        files = _copy_files(out, taken.files, tell)
        signer = held.content["heads"][-1]["id"]
        signing = held.signing(signer)
        assert signing is not None
        manifest = Manifest(
            fabrique=__version__,
            made_at=made_at.isoformat(timespec="seconds"),
            vendor=connection.vendor,
            server=taken.server,
            migrations=taken.migrations,
            raw_size=raw_size,
            keys=held.ids(),
            signer=signer,
            public_key=keys.public(signing),
            entries=entries + files.entries,
            missing=files.missing,
            altered=files.altered,
            gone=files.gone,
        )
        raw = manifest.to_bytes()
        at = out.tell()
        with frame.entry(out, frame.MANIFEST) as stream:
            stream.write(raw)
        seal = Seal(at, len(raw), digest(raw), keys.sign(raw, signing))
        with frame.entry(out, frame.SEAL) as stream:
            stream.write(seal.to_bytes())
        out.write(frame.END)
    return Made(target, target.stat().st_size, manifest)


def _database(out: BinaryIO, taken: Snapshot) -> tuple[Entry, int]:
    path = taken.entry
    with frame.entry(out, path) as stream:
        raw_size = taken.write(stream)
    return Entry(path, stream.size, stream.sha256), raw_size


def _tombstones(out: BinaryIO) -> Iterator[Entry]:
    """The erasures known by now, all of those that the database copy went through among them."""
    raw = tombstones.raw()
    if raw:
        with frame.entry(out, TOMBSTONES) as stream:
            stream.write(raw)
        yield Entry(TOMBSTONES, stream.size, stream.sha256)


def _copy_files(out: BinaryIO, known: list[tuple[str, int]], tell: Tell) -> _Files:
    """The files that the database copy knows. They are never rewritten: what opens is what it was then."""
    files = _Files()
    for number, (sha256, _size) in enumerate(known, 1):
        tell(f"Copie des fichiers : {number} sur {len(known)}")
        source = Path(settings.MEDIA_ROOT) / sha256[:2] / sha256
        try:
            stream = source.open("rb")
        except FileNotFoundError:
            still_known = StoredFile.objects.filter(sha256=sha256).exists()
            (files.missing if still_known else files.gone).append(sha256)
            continue
        start = out.tell()
        with stream, frame.entry(out, path_of(sha256)) as inside:
            while chunk := stream.read(CHUNK):
                inside.write(chunk)
        if inside.sha256 == sha256:
            files.entries.append(Entry(path_of(sha256), inside.size, sha256))
        else:
            out.seek(start)
            out.truncate()
            files.altered.append(sha256)
    return files


@contextmanager
def _appearing(target: Path) -> Iterator[BinaryIO]:
    """A file that takes its name once whole and on the disk. What a killed backup left is written over."""
    if target.is_dir():
        raise DomainRefusal(f"« {target} » est un dossier : indiquez un nom de fichier.")
    beside = target.with_name(f".{target.name[:200]}.part")
    try:
        with open(beside, "wb", opener=private) as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        beside.replace(target)
        sync_folder(target.parent)
    except BaseException as error:
        beside.unlink(missing_ok=True)
        if outages.status_of(error) == outages.FULL:
            raise DomainRefusal(
                f"« {target} » ne tient pas sur le disque, qui est plein : faites de la place, ou "
                "choisissez-en un autre. Rien n’a été laissé."
            ) from None
        raise
