"""The encoding of a text file, judged on the whole file and with French in mind.

Order: byte order mark, UTF-16 without mark, UTF-8, then the eight-bit sets met in French offices (Windows,
old Mac, DOS), told apart by which one turns the high bytes into French letters. ``charset-normalizer`` is
asked last, for other alphabets.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from charset_normalizer import from_bytes

ERRORS = "tabular-windows"  # a byte that the encoding refuses is read as Windows-1252, else Latin-1
_CHUNK = 1 << 20
_SAMPLE = 1 << 18
_FEW = 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EIGHT_BIT = ("cp1252", "mac_roman", "cp850")
_WEIGHTS = {
    **dict.fromkeys("éèêàçùôîûïëâ", 3),
    **dict.fromkeys("ÉÈÊÀÇÙÔÎÛŒœÂü€", 2),
    **dict.fromkeys("’‘«»–—…°“”²•\u00a0", 1),
}
# These never stand alone in French: a dash or a quote of Windows would, read as one of them.
_ALONE = re.compile(r"(?<![^\W\d_])[éèêçùôîûïëâÉÈÊÇÔÎÛÂ](?![^\W\d_])")
_RUNS = re.compile(rb"[\x80-\xff]{2,}")


class Encoding(NamedTuple):
    """``name`` is a Python codec; ``odd_bytes`` counts those that it refused in an otherwise UTF-8 file."""

    name: str
    odd_bytes: int = 0


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    text = ""
    for value in error.object[error.start : error.end]:
        byte = bytes([value])
        try:
            text += byte.decode("cp1252")
        except UnicodeDecodeError:
            text += byte.decode("latin-1")
    return text, error.end


codecs.register_error(ERRORS, _as_windows)


def detect_encoding(path: Path) -> Encoding:
    """Never fails: at worst Windows-1252, which reads any byte. Reads the file once or twice, by chunks."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name)
    wide = _wide_without_mark(head)
    if wide:
        return Encoding(wide)
    if _is_utf8(path):
        return Encoding("utf-8")
    good, bad, high, sample = _high_bytes(path)
    if good > 4 * bad:
        return Encoding("utf-8", bad)
    return Encoding(_eight_bit(high, sample))


def _wide_without_mark(head: bytes) -> str:
    if len(head) < 4 or head.count(0) < len(head) // 4:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 10 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 10 * odd else ""


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _high_bytes(path: Path) -> tuple[int, int, Counter[int], bytes]:
    """Valid and invalid multi-byte sequences, a count of the high bytes, and lines that have some."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = bad = 0
    high: Counter[int] = Counter()
    sample = bytearray()
    ascii_bytes = bytes(range(128))
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            text = decoder.decode(chunk)
            odd = text.count("\ufffd")
            bad += odd
            good += len(text) - len(text.encode("ascii", "ignore")) - odd
            high.update(chunk.translate(None, ascii_bytes))
            if len(sample) < _SAMPLE:
                sample += b"".join(line for line in chunk.splitlines(keepends=True) if not line.isascii())
    return good, bad, high, bytes(sample[:_SAMPLE])


def _eight_bit(high: Counter[int], sample: bytes) -> str:
    in_runs = sum(map(len, _RUNS.findall(sample)))
    if 2 * in_runs <= len(sample) - len(sample.translate(None, bytes(range(128, 256)))):
        scores = {name: _french_score(high, sample, name) for name in _EIGHT_BIT}
        best = max(_EIGHT_BIT, key=lambda name: scores[name])  # the first of equals: Windows
        if scores[best] > 0:
            return best
    if high.total() < _FEW:
        return "cp1252"
    found = from_bytes(sample).best()
    return str(found.encoding) if found is not None else "cp1252"


def _french_score(high: Counter[int], sample: bytes, name: str) -> int:
    score = -6 * len(_ALONE.findall(sample.decode(name, "replace")))
    for value, count in high.items():
        char = bytes([value]).decode(name, "replace")
        score += count * _WEIGHTS.get(char, -1 if char.isalpha() else -3)
    return score
