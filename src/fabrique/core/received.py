"""Scans and photographs that somebody sends: looked at by their first bytes, rid of what they say unasked.

A photograph says where and when it was taken, and with which telephone. All of that goes; only its
orientation stays, without which it would lie on its side. Nothing is decoded: a bomb has nowhere to burst.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fabrique.core.refusals import DomainRefusal

MOST_BYTES = 10 * 1024 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_KEPT_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Received:
    """What is kept of a file that was sent: its bytes without metadata, and what it is."""

    content: bytes
    media_type: str
    extension: str


def received(content: bytes, *, field: str) -> Received:
    """The file as it is kept. Raises ``DomainRefusal`` for anything but a PDF, a JPEG or a PNG of 10 MB."""
    if not content:
        raise DomainRefusal(_("Ce fichier est vide."), field=field)
    if len(content) > MOST_BYTES:
        raise DomainRefusal(_("Ce fichier est trop lourd : 10 Mo au plus."), field=field)
    try:
        if content.startswith(b"%PDF-"):
            return _pdf(content)
        if content.startswith(b"\xff\xd8\xff"):
            return Received(_jpeg(content), "image/jpeg", "jpg")
        if content.startswith(_PNG):
            return Received(_png(content), "image/png", "png")
    except (ValueError, IndexError, struct.error):
        raise DomainRefusal(
            _("Ce fichier est abîmé : recommencez la photo ou le scan."), field=field
        ) from None
    raise DomainRefusal(_("Envoyez un PDF, ou une photo en JPEG ou en PNG."), field=field)


def _pdf(content: bytes) -> Received:
    if b"%%EOF" not in content[-2048:]:
        raise ValueError("no end of a PDF")
    return Received(content, "application/pdf", "pdf")


def _jpeg(content: bytes) -> bytes:
    """The same picture without EXIF, XMP, thumbnails and comments, nor what follows it."""
    kept, orientation = [b"\xff\xd8"], 1
    for marker, segment, rest in _segments(content):
        if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
            orientation = _orientation(segment[10:])
        elif marker == 0xEE or not (0xE1 <= marker <= 0xEF or marker == 0xFE):
            kept.append(segment)
        if rest is not None:
            kept.append(rest)
    if orientation != 1:
        kept.insert(1, _orientation_segment(orientation))
    return b"".join(kept)


def _segments(content: bytes) -> Iterator[tuple[int, bytes, bytes | None]]:
    """(marker, segment, None) up to the scan, which comes with all of the compressed data until the end."""
    at = 2
    while True:
        if content[at] != 0xFF:
            raise ValueError("not a segment")
        marker, (length,) = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])
        segment = content[at : at + 2 + length]
        if length < 2 or len(segment) < 2 + length:
            raise ValueError("a segment is cut")
        at += 2 + length
        if marker == 0xDA:
            end = content.rfind(b"\xff\xd9", at)
            if end < 0:
                raise ValueError("the picture is cut")
            yield marker, segment, content[at : end + 2]
            return
        yield marker, segment, None


def _orientation(tiff: bytes) -> int:
    """The orientation (1 to 8) in the first directory of an EXIF block; 1 if it says none."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (first,) = struct.unpack(f"{order}I", tiff[4:8])
        (count,) = struct.unpack(f"{order}H", tiff[first : first + 2])
        for number in range(count):
            at = first + 2 + 12 * number
            tag, _kind, _count, value = struct.unpack(f"{order}HHIH", tiff[at : at + 10])
            if tag == _ORIENTATION:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _orientation_segment(orientation: int) -> bytes:
    """The smallest EXIF block, that says the orientation and nothing else."""
    tiff = b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0) + b"\0\0\0\0"
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(content: bytes) -> bytes:
    """The same picture with the chunks that draw it, and no other."""
    kept, at = [_PNG], len(_PNG)
    while True:
        (length,) = struct.unpack(">I", content[at : at + 4])
        kind, chunk = content[at + 4 : at + 8], content[at : at + 12 + length]
        if len(chunk) < 12 + length or zlib.crc32(chunk[4:-4]) != struct.unpack(">I", chunk[-4:])[0]:
            raise ValueError("a chunk is cut or altered")
        if kind in _KEPT_CHUNKS:
            kept.append(chunk)
        if kind == b"IEND":
            return b"".join(kept)
        at += 12 + length
