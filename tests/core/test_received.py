"""Scans and photographs: known by their first bytes, kept without what they say unasked."""

from __future__ import annotations

import struct
import zlib

import pytest

from fabrique.core.received import MOST_BYTES, received
from fabrique.core.refusals import DomainRefusal

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PLACE = b"48.8566N 2.3522E"


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int, order: str = ">") -> bytes:
    """A block of EXIF as telephones write it: the orientation, and where the picture was taken."""
    head = b"MM\0*" if order == ">" else b"II*\0"
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = head + struct.pack(f"{order}IH", 8, 1) + entry + b"\0\0\0\0" + PLACE
    return segment(0xE1, b"Exif\0\0" + tiff)


def jpeg(*more: bytes, data: bytes = b"\x12\x34", after: bytes = b"") -> bytes:
    tables = segment(0xDB, b"\0" * 65) + segment(0xC0, b"\x08\0\x01\0\x01\x01\x11\0")
    return (
        b"\xff\xd8" + segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0") + b"".join(more) + tables
        + segment(0xDA, b"\x01\x01\0\0\x3f\0") + data + b"\xff\xd9" + after
    )  # fmt: skip


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*more: bytes, after: bytes = b"") -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    drawn = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + drawn + chunk(b"IEND", b"") + after


def test_a_pdf_is_kept_as_it_is():
    kept = received(PDF, field="scan")
    assert (kept.content, kept.media_type, kept.extension) == (PDF, "application/pdf", "pdf")


@pytest.mark.parametrize("order", [">", "<"])
def test_a_photograph_keeps_its_orientation_and_nothing_else(order: str):
    sent = jpeg(
        exif(6, order), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE), segment(0xFE, PLACE)
    )
    kept = received(sent, field="scan")
    assert kept.media_type == "image/jpeg"
    assert PLACE not in kept.content
    assert received(kept.content, field="scan").content == kept.content
    assert struct.pack(">HHIH", 0x0112, 3, 1, 6) in kept.content
    assert kept.content.endswith(b"\x12\x34\xff\xd9")


@pytest.mark.parametrize(
    "block", [exif(1), exif(99), segment(0xE1, b"Exif\0\0MM"), segment(0xE1, b"Exif\0\0??")]
)
def test_an_upright_or_unreadable_orientation_leaves_no_block(block: bytes):
    assert received(jpeg(block), field="scan").content == jpeg()


def test_a_png_keeps_only_what_draws_it():
    sent = png(chunk(b"tEXt", b"Author\0" + PLACE), chunk(b"eXIf", PLACE))
    assert received(sent, field="scan").content == png()


@pytest.mark.parametrize("sent", [jpeg(after=b"PK\x03\x04<script>"), png(after=b"PK\x03\x04<script>")])
def test_what_comes_after_a_picture_is_not_kept(sent: bytes):
    kept = received(sent, field="scan").content
    assert b"script" not in kept


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"", "vide"),
        (b"MZ\x90\0", "PDF, ou une photo"),
        (b"<html><script>alert(1)</script>", "PDF, ou une photo"),
        (b"GIF89a", "PDF, ou une photo"),
        (b" %PDF-1.7 %%EOF", "PDF, ou une photo"),
        (b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", "PDF, ou une photo"),
        (b"%PDF-1.7 cut", "abîmé"),
        (jpeg()[:30], "abîmé"),
        (jpeg()[:-2], "abîmé"),
        (b"\xff\xd8\xff", "abîmé"),
        (b"\xff\xd8\xff\xe0\0\0", "abîmé"),
        (png()[:-12], "abîmé"),
        (png().replace(b"IDAT", b"IDAU"), "abîmé"),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 40, "abîmé"),
        (PDF.ljust(MOST_BYTES + 1), "10 Mo"),
    ],
)
def test_anything_else_is_refused_in_words(sent: bytes, words: str):
    with pytest.raises(DomainRefusal, match=words) as refused:
        received(sent, field="scan")
    assert refused.value.field == "scan"
