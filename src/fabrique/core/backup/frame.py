"""The archive's bytes: a plain tar whose every byte follows from its manifest.

``entries… manifest.json seal.json``, then two blank blocks. Any tar program opens it. We read it the other
way round: the seal lies at a fixed distance from the end and says where the manifest is; the manifest gives
each entry's path, size and digest; what does not have exactly the bytes that they call for is damaged. So a
link, a ``../`` path or a size that lies cannot even be expressed.
"""

from __future__ import annotations

import hashlib
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

BLOCK = 512
CHUNK = 1024 * 1024
MANIFEST, SEAL = "manifest.json", "seal.json"
END = bytes(2 * BLOCK)
SEAL_SPAN = 2 * BLOCK  # its header and its one block


def header(path: str, size: int) -> bytes:
    """The only header that we write for this path and size: a plain file of its owner, without date."""
    info = tarfile.TarInfo(path)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.GNU_FORMAT)


def padding(size: int) -> int:
    """The blank bytes after ``size`` bytes, up to the next block."""
    return -size % BLOCK


def span(size: int) -> int:
    """The bytes that an entry takes in the archive."""
    return BLOCK + size + padding(size)


class Hashing:
    """A stream that counts and digests what is written through it."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._digest, self.size = out, hashlib.sha256(), 0

    def write(self, data: bytes, /) -> int:
        self._out.write(data)
        self._digest.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        self._out.flush()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


@contextmanager
def entry(out: BinaryIO, path: str) -> Iterator[Hashing]:
    """Write an entry of a size that nobody knows yet: its header is filled in at the end of the block."""
    start = out.tell()
    out.write(bytes(BLOCK))
    stream = Hashing(out)
    yield stream
    out.write(bytes(padding(stream.size)))
    end = out.tell()
    out.seek(start)
    out.write(header(path, stream.size))
    out.seek(end)


def found_by_walking(file: BinaryIO, size: int) -> tuple[str, int]:
    """The last whole entry of a file that has lost its end or its order, and where what follows it begins."""
    last, at = "", 0
    while at + BLOCK <= size:
        file.seek(at)
        try:
            info = tarfile.TarInfo.frombuf(file.read(BLOCK), "utf-8", "replace")
        except tarfile.HeaderError:
            break
        if at + span(info.size) > size or info.size < 0:
            break
        last, at = info.name, at + span(info.size)
    return last, at


def length(file: BinaryIO) -> int:
    """The file's size in bytes."""
    return file.seek(0, os.SEEK_END)
