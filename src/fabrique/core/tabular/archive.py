"""ZIP containers (XLSX, ODS): inspected and really inflated, within bounds, before any library opens them.

Sizes written in a ZIP directory may lie, so every entry is inflated here and its bytes counted.
"""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from fabrique.core.tabular.model import MEGABYTE, Limits, TableRefusal

_CHUNK = 1 << 16
_LOCAL = struct.Struct("<4s22xHH")
_RATIO_FROM = 20 * MEGABYTE  # below it, a repetitive but honest sheet may pass any ratio
_ENCRYPTED = 0x1


class Archive:
    """A container whose directory is sound. Raises ``TableRefusal`` for a damaged, locked or bloated one."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path, self._limits = path, limits
        try:
            with zipfile.ZipFile(path) as container:
                self._entries = container.infolist()
        except (zipfile.BadZipFile, ValueError, RuntimeError, OSError):
            raise self.damaged() from None
        self.names = [entry.filename for entry in self._entries]
        if len(self._entries) > limits.archive_entries:
            raise self.bomb(f"il contient {len(self._entries)} éléments")
        if any(entry.flag_bits & _ENCRYPTED for entry in self._entries):
            raise TableRefusal(
                "il est protégé par un mot de passe.", path=path, mend="Enregistrez-le sans mot de passe."
            )
        self._check_size(sum(entry.file_size for entry in self._entries))

    def damaged(self) -> TableRefusal:
        mend = "Il a sans doute été coupé : téléchargez-le ou enregistrez-le de nouveau."
        return TableRefusal("ce classeur est abîmé et ne s’ouvre pas.", path=self.path, mend=mend)

    def bomb(self, why: str) -> TableRefusal:
        mend = "Enregistrez la seule feuille utile en CSV."
        return TableRefusal(f"ce classeur est refusé par prudence : {why}.", path=self.path, mend=mend)

    def _check_size(self, inflated: int) -> None:
        packed = max(1, self.path.stat().st_size)
        if inflated > self._limits.inflated_bytes:
            most = self._limits.inflated_bytes // MEGABYTE
            raise self.bomb(f"il prendrait plus de {most} Mo une fois décompressé")
        if inflated > _RATIO_FROM and inflated > packed * self._limits.inflation_ratio:
            raise self.bomb(f"il grossit plus de {self._limits.inflation_ratio} fois en se décompressant")

    def inflate(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Each entry and its chunks, in order; none can pass the size that the directory gave it."""
        with self.path.open("rb") as file:
            for entry in self._entries:
                chunks = self._raw(file, entry)
                yield entry.filename, chunks
                for _ in chunks:  # what the caller left
                    pass

    def chunks_of(self, name: str) -> Iterator[bytes]:
        """Chunks of one entry, once more."""
        with self.path.open("rb") as file:
            for entry in self._entries:
                if entry.filename == name:
                    yield from self._raw(file, entry)
                    return

    def _raw(self, file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        file.seek(entry.header_offset)
        header = file.read(_LOCAL.size)
        if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
            raise self.damaged()
        _, name_length, extra_length = _LOCAL.unpack(header)
        file.seek(name_length + extra_length, os.SEEK_CUR)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self.damaged()
        pieces = _packed(file, entry.compress_size)
        if entry.compress_type == zipfile.ZIP_DEFLATED:
            pieces = self._inflated(pieces)
        size = 0
        for piece in pieces:
            size += len(piece)
            if size > entry.file_size:
                raise self.bomb("une de ses parties est plus grande qu’elle ne le dit")
            yield piece
        if size != entry.file_size:
            raise self.damaged()

    def _inflated(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        engine = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for piece in pieces:
                rest = piece
                while rest and not engine.eof:
                    yield engine.decompress(rest, _CHUNK * 4)
                    rest = engine.unconsumed_tail
            yield engine.flush()
        except zlib.error:
            raise self.damaged() from None


def _packed(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size > 0 and (piece := file.read(min(_CHUNK, size))):
        size -= len(piece)
        yield piece
