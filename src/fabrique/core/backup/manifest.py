"""What an archive says of itself, in canonical JSON: the same facts are always the same bytes."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from typing import Any

from fabrique.core.backup import frame

FORMAT = 1
LARGEST = 512 * 1024 * 1024  # bytes of a manifest: about three million files
DATABASES = {"sqlite": "database.sqlite3.gz", "postgresql": "database.pgdump"}
TOMBSTONES = "tombstones.jsonl"
_FILE = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{62})")
_HEX = re.compile(r"[0-9a-f]+")


class Damaged(Exception):
    """The named part of an archive is not what we wrote. ``what`` is French."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where} : {what}")
        self.where, self.what = where, what


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the archive: its size in bytes and the digest of these bytes, as stored."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts of one backup. Digests of files name them: ``missing`` were already lost at that time,
    ``altered`` were not the bytes that the database knows, ``gone`` were deleted while the backup ran."""

    fabrique: str
    made_at: str
    vendor: str
    server: str
    migrations: list[str]
    raw_size: int
    keys: dict[str, list[str]]
    signer: str
    public_key: str
    entries: list[Entry]
    missing: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    format: int = FORMAT

    @property
    def database(self) -> str:
        """The path of the database's entry."""
        return DATABASES[self.vendor]

    def to_bytes(self) -> bytes:
        return _canonical(asdict(self))


def path_of(sha256: str) -> str:
    """Where a kept file lies in an archive."""
    return f"files/{sha256[:2]}/{sha256}"


def parse(raw: bytes) -> Manifest:
    """The manifest of these bytes, which its seal vouches for. Raises ``Damaged``.

    A digest says that nothing changed since, not that the author was honest: paths are checked one by one.
    """
    try:
        content: dict[str, Any] = json.loads(raw)
        version = content["format"]
        if version == FORMAT:
            entries = [Entry(**each) for each in content.pop("entries")]
            manifest = Manifest(entries=entries, **content)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Damaged(frame.MANIFEST, "il ne se lit pas") from None
    if version != FORMAT:
        raise Damaged(frame.MANIFEST, f"format {version}, que cette version de la Fabrique ne connaît pas")
    if manifest.to_bytes() != raw or manifest.vendor not in DATABASES or not _typed(manifest):
        raise Damaged(frame.MANIFEST, "il n’a pas été écrit par la Fabrique")
    _check_paths(manifest)
    return manifest


def _typed(read: Manifest) -> bool:
    """A dataclass takes whatever the JSON holds."""
    manifest: Any = read
    lists = (manifest.migrations, manifest.missing, manifest.altered, manifest.gone)
    texts = (manifest.fabrique, manifest.made_at, manifest.server, manifest.signer, manifest.public_key)
    return (
        isinstance(manifest.raw_size, int)
        and manifest.raw_size >= 0
        and all(isinstance(text, str) for text in texts)
        and all(isinstance(each, list) and all(isinstance(t, str) for t in each) for each in lists)
        and isinstance(manifest.keys, dict)
        and all(isinstance(each, list) for each in manifest.keys.values())
    )


def _check_paths(manifest: Manifest) -> None:
    seen: set[str] = set()
    entries: list[Any] = list(manifest.entries)
    for each in entries:
        if not isinstance(each.path, str) or not isinstance(each.sha256, str):
            raise Damaged(frame.MANIFEST, "il n’a pas été écrit par la Fabrique")
        named = _FILE.fullmatch(each.path)
        known = each.path in {manifest.database, TOMBSTONES} or named is not None
        if not known or each.path in seen:
            raise Damaged(each.path, "ce nom n’a pas sa place dans une sauvegarde")
        if not _is_place(each.size) or (named and named[2] != each.sha256):
            raise Damaged(each.path, "sa taille ou son empreinte annoncée est impossible")
        seen.add(each.path)
    if manifest.database not in seen:
        raise Damaged(manifest.database, "la base n’est pas dans l’archive")


@dataclass(frozen=True, slots=True)
class Seal:
    """The last entry, of one block: where the manifest begins, its size and digest, its Ed25519 signature."""

    at: int
    size: int
    sha256: str
    signature: str

    def to_bytes(self) -> bytes:
        return _canonical(asdict(self)).ljust(frame.BLOCK)


def parse_seal(raw: bytes) -> Seal:
    """The seal of this block. Raises ``Damaged``."""
    try:
        seal = Seal(**json.loads(raw))
        same = seal.to_bytes() == raw and bool(_HEX.fullmatch(seal.signature))
    except (ValueError, TypeError, AttributeError):
        same = False
    if not same or not _is_place(seal.at) or not _is_place(seal.size) or seal.size > LARGEST:
        raise Damaged(frame.SEAL, "le sceau est abîmé")
    return seal


def _is_place(value: Any) -> bool:
    return isinstance(value, int) and value >= 0


def digest(raw: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def _canonical(content: dict[str, Any]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"
