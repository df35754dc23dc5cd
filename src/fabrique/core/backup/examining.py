"""Reading an archive whole, and naming each thing in it that is not what it should be."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

from django.conf import settings

from fabrique.core.backup import frame, keys
from fabrique.core.backup.databases import engine
from fabrique.core.backup.frame import BLOCK, CHUNK
from fabrique.core.backup.keys import Keys
from fabrique.core.backup.manifest import (
    Damaged,
    Entry,
    Manifest,
    Seal,
    digest,
    parse,
    parse_seal,
    path_of,
)
from fabrique.core.refusals import DomainRefusal

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: the part of the archive, and what is wrong with it (French)."""

    part: str
    what: str


@dataclass(slots=True)
class Examination:
    """What was found. ``signature`` is « ok », or why it could not be compared with this instance's keys."""

    manifest: Manifest | None = None
    signature: str = ""
    faults: list[Fault] = field(default_factory=list)

    def note(self, part: str, what: str) -> None:
        self.faults.append(Fault(part, what))


def examine(
    path: Path,
    held: Keys | None,
    *,
    into: Path | None = None,
    accept: Callable[[Manifest], None] = lambda _manifest: None,
    tell: Tell = lambda _text: None,
) -> Examination:
    """Read everything. ``into``: an empty folder that receives the entries, whole once no fault is found.

    Without it, only the database is unpacked, for as long as it takes to open it. ``accept`` sees the
    manifest before anything is unpacked, and may raise.
    """
    found = Examination()
    with path.open("rb") as file:
        try:
            seal, manifest = _front(file)
            found.signature = _signature(file, seal, manifest, held)
        except Damaged as damage:
            found.note(damage.where, damage.what)
            return found
        found.manifest = manifest
        accept(manifest)
        _check_order(file, seal, manifest, found)
        with _folder(into) as folder:
            for number, (entry, at) in enumerate(_placed(manifest), 1):
                tell(f"Lecture de {entry.path} ({number} sur {len(manifest.entries)})")
                keep = into is not None or entry.path == manifest.database
                _read_entry(file, entry, at, found, folder / entry.path if keep else None)
            tell("Ouverture de la base")
            _open_database(folder, manifest, found)
    return found


@contextmanager
def _folder(into: Path | None) -> Iterator[Path]:
    if into is not None:
        yield into
        return
    with tempfile.TemporaryDirectory(dir=settings.FABRIQUE_HOME, prefix="verification-") as scratch:
        yield Path(scratch)


def _front(file: BinaryIO) -> tuple[Seal, Manifest]:
    """The seal and the manifest. Raises ``Damaged`` with whatever can still be said."""
    size = frame.length(file)
    start = size - len(frame.END) - frame.SEAL_SPAN
    if start <= 0:
        raise Damaged("archive", "ce fichier est trop court pour être une sauvegarde")
    file.seek(start)
    tail = file.read()
    if tail[BLOCK : 2 * BLOCK].strip(b"\0") == b"" or not tail.startswith(frame.SEAL.encode()):
        raise _cut(file, size, start)
    if tail[:BLOCK] != frame.header(frame.SEAL, BLOCK) or tail[2 * BLOCK :] != frame.END:
        raise Damaged(frame.SEAL, "l’enveloppe du sceau est abîmée")
    seal = parse_seal(tail[BLOCK : 2 * BLOCK])
    if seal.at + frame.span(seal.size) != start:
        raise Damaged(frame.SEAL, "il ne désigne pas le manifeste")
    return seal, parse(_manifest(file, seal))


def _manifest(file: BinaryIO, seal: Seal) -> bytes:
    """The manifest's bytes. When the seal's digest is not theirs, its signature tells which one changed."""
    try:
        return _whole(file, Entry(frame.MANIFEST, seal.size, seal.sha256), seal.at)
    except Damaged:
        file.seek(seal.at + BLOCK)
        raw = file.read(seal.size)
        if digest(raw) != seal.sha256 and _is_signed(raw, seal):
            raise Damaged(frame.SEAL, "le sceau est abîmé") from None
        raise


def _is_signed(raw: bytes, seal: Seal) -> bool:
    try:
        return keys.signed(raw, parse(raw).public_key, seal.signature)
    except Damaged:
        return False


def _cut(file: BinaryIO, size: int, start: int) -> Damaged:
    """The end is not there: say how far the archive can be followed."""
    last, at = frame.found_by_walking(file, size)
    if (last, at) in {(frame.SEAL, start + frame.SEAL_SPAN), (frame.MANIFEST, start)}:
        return Damaged(frame.SEAL, "le sceau est abîmé")
    if last == frame.SEAL:
        return Damaged("archive", "des octets ont été ajoutés ou retirés après le sceau")
    if not last:
        return Damaged("archive", "ce fichier n’est pas une sauvegarde de la Fabrique")
    return Damaged("archive", f"elle est coupée ou abîmée après « {last} » (octet {at} sur {size})")


def _whole(file: BinaryIO, entry: Entry, at: int) -> bytes:
    file.seek(at)
    envelope, raw = file.read(BLOCK), file.read(entry.size)
    blank = file.read(frame.padding(entry.size))
    if envelope != frame.header(entry.path, entry.size) or blank.strip(b"\0"):
        raise Damaged(entry.path, "son enveloppe est abîmée")
    if digest(raw) != entry.sha256:
        raise Damaged(entry.path, "son contenu a changé depuis la sauvegarde")
    return raw


def _signature(file: BinaryIO, seal: Seal, manifest: Manifest, held: Keys | None) -> str:
    if not keys.signed(_manifest(file, seal), manifest.public_key, seal.signature):
        raise Damaged(frame.SEAL, "la signature n’est pas celle de ce manifeste")
    if held is None:
        return "non comparée : les clés de l’instance ne sont pas ici (--keys)"
    own = held.signing(manifest.signer)
    if own is None:
        return f"non comparée : la clé « {manifest.signer} » n’est pas dans ce fichier de clés"
    if keys.public(own) != manifest.public_key:
        raise Damaged(frame.SEAL, "elle n’est pas signée par la clé de cette instance")
    return "ok"


def _placed(manifest: Manifest) -> Iterator[tuple[Entry, int]]:
    """Each entry with the place that the sizes before it give it."""
    at = 0
    for entry in manifest.entries:
        yield entry, at
        at += frame.span(entry.size)


def _check_order(file: BinaryIO, seal: Seal, manifest: Manifest, found: Examination) -> None:
    total = sum(frame.span(entry.size) for entry in manifest.entries)
    if total != seal.at:
        found.note(frame.MANIFEST, f"il décrit {total} octets, l’archive en a {seal.at} avant lui")


def _read_entry(file: BinaryIO, entry: Entry, at: int, found: Examination, target: Path | None) -> None:
    file.seek(at)
    if file.read(BLOCK) != frame.header(entry.path, entry.size):
        found.note(entry.path, "son enveloppe est abîmée")
    hashed, left = hashlib.sha256(), entry.size
    out: IO[bytes] | None = None
    if target is not None:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        out = target.open("wb")
    try:
        while left and (chunk := file.read(min(left, CHUNK))):
            hashed.update(chunk)
            left -= len(chunk)
            if out is not None:
                out.write(chunk)
    finally:
        if out is not None:
            out.close()
    if left or hashed.hexdigest() != entry.sha256:
        found.note(entry.path, "son contenu a changé depuis la sauvegarde")
    elif file.read(frame.padding(entry.size)).strip(b"\0"):
        found.note(entry.path, "des octets ont changé après sa fin")


def _open_database(folder: Path, manifest: Manifest, found: Examination) -> None:
    """Only if its bytes are the right ones: damaged bytes are named already."""
    if any(fault.part == manifest.database for fault in found.faults):
        return
    try:
        copy = unpacked(folder, manifest)
        known = engine(manifest.vendor).files_of(copy)
    except (Damaged, DomainRefusal) as problem:
        what = problem.what if isinstance(problem, Damaged) else problem.message
        found.note(manifest.database, what)
        return
    _compare(known, manifest, found)


def unpacked(folder: Path, manifest: Manifest) -> Path:
    """The database's copy, unpacked beside its entry once."""
    copy = folder / "copy"
    if not copy.exists():
        with (folder / manifest.database).open("rb") as stored:
            engine(manifest.vendor).unpack(stored, copy, manifest.raw_size)
    return copy


def _compare(known: list[tuple[str, int]], manifest: Manifest, found: Examination) -> None:
    """The files that the database knows, and those that are in the archive."""
    inside = {entry.path: entry for entry in manifest.entries if entry.path.startswith("files/")}
    gone, altered = set(manifest.gone), set(manifest.altered)
    for sha256, size in known:
        entry = inside.pop(path_of(sha256), None)
        if sha256 in altered:
            found.note(path_of(sha256), "il était déjà abîmé dans l’instance quand la sauvegarde a été faite")
        elif entry is None and sha256 not in gone:
            found.note(path_of(sha256), "il manque : la base le connaît, l’archive ne l’a pas")
        elif entry is not None and entry.size != size:
            found.note(path_of(sha256), "il n’a pas la taille que la base connaît")
    for path in sorted(inside):
        found.note(path, "il est en trop : la base ne le connaît pas")
