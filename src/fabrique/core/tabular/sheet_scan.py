"""How large a sheet will be in memory, read from its XML before the library builds it.

A few bytes can ask for billions of cells (two cells in opposite corners, a cell « repeated » a million
times, one long text used everywhere): the library would take all the memory, or stop the whole process.
Plain sheets are measured by a regular expression; any cell that it does not recognise sends the sheet to a
real XML parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

_CELL = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"([^<>]*)>')
_ANY_CELL = re.compile(rb"<(?:[^\s<>/:]+:)?c(?=[\s/>])")
_STRING = re.compile(rb"<(?:[^\s<>/:]+:)?si(?=[\s/>])")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})\Z")
_LONGEST_TAG = 1 << 20


class Unreadable(Exception):
    """The XML is not well formed, or declares entities."""


@dataclass(slots=True)
class Extent:
    """The box that holds the filled cells (1-based, inclusive), and the characters of shared texts."""

    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0
    text: int = 0

    def add(self, row: int, column: int, last_row: int = 0, last_column: int = 0) -> None:
        self.top = min(self.top or row, row)
        self.left = min(self.left or column, column)
        self.bottom = max(self.bottom, last_row or row)
        self.right = max(self.right, last_column or column)

    @property
    def cells(self) -> int:
        return (self.bottom - self.top + 1) * (self.right - self.left + 1) if self.bottom else 0


def column_number(letters: str) -> int:
    """``"A"`` is 1, ``"AA"`` 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@dataclass(slots=True)
class QuickScan:
    """Measure of one XML part of an XLSX, fed by chunks. ``sure`` is lost at the first unusual cell."""

    extent: Extent = field(default_factory=Extent)
    sure: bool = True
    shared: int = 0  # cells that point to a shared text
    longest: int = 0  # bytes of the longest shared text, or a little more
    _tail: bytes = b""
    _offset: int = 0
    _string_at: int = -1

    def feed(self, chunk: bytes) -> None:
        data = self._tail + chunk
        cut = data.rfind(b"<")
        if cut < 0 or len(data) - cut > _LONGEST_TAG:
            cut = len(data)
        self._measure(data[:cut])
        self._offset += cut
        self._tail = data[cut:]

    def close(self) -> None:
        self._measure(self._tail)
        if self._string_at >= 0:
            self.longest = max(self.longest, self._offset + len(self._tail) - self._string_at)

    def _measure(self, data: bytes) -> None:
        for match in _STRING.finditer(data):
            here = self._offset + match.start()
            if self._string_at >= 0:
                self.longest = max(self.longest, here - self._string_at)
            self._string_at = here
        cells = _CELL.findall(data)
        if b"\0" in data or len(cells) != len(_ANY_CELL.findall(data)):
            self.sure = False
        full = [cell for cell in cells if not cell[2].endswith(b"/")]
        if not full:
            return
        self.shared += sum(b't="s"' in cell[2] for cell in full)
        rows = {cell[1] for cell in full}
        for letters in {cell[0] for cell in full}:
            self.extent.add(int(full[0][1]), column_number(letters.decode()))
        for row in rows:
            self.extent.add(int(row), self.extent.left)


class _Scan:
    def __init__(self) -> None:
        self.extent = Extent()
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._entity
        self._parser.buffer_text = True

    def run(self, chunks: Iterable[bytes]) -> None:
        try:
            for chunk in chunks:
                self._parser.Parse(chunk)
            self._parser.Parse(b"", True)
        except (expat.ExpatError, ValueError) as error:
            raise Unreadable from error

    def _entity(self, *_: object) -> None:
        raise Unreadable

    def _start(self, name: str, attributes: dict[str, str]) -> None: ...

    def _end(self, name: str) -> None: ...

    def _text(self, text: str) -> None: ...


class StringLengths(_Scan):
    """Characters of each shared text of an XLSX, in order: ``lengths``."""

    def __init__(self) -> None:
        super().__init__()
        self.lengths: list[int] = []

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            self.lengths.append(0)

    def _text(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)


class SheetScan(_Scan):
    """Exact measure of one sheet of an XLSX, as a strict reader of its XML sees it."""

    def __init__(self, lengths: list[int]) -> None:
        super().__init__()
        self._lengths = lengths
        self._row = self._column = 0
        self._filled = self._shared = self._in_value = False
        self._value = ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            self._row = int(attributes.get("r") or self._row + 1)
            self._column = 0
        elif local == "c":
            self._column += 1
            if reference := attributes.get("r"):
                match = _REFERENCE.match(reference)
                if match is None:
                    raise Unreadable
                self._column, self._row = column_number(match[1]), int(match[2])
            self._filled, self._shared = False, attributes.get("t") == "s"
        elif local in ("v", "is", "f"):
            self._filled = True
            self._in_value, self._value = local == "v", ""

    def _text(self, text: str) -> None:
        if self._in_value and self._shared and len(self._value) < 20:
            self._value += text

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "v":
            self._in_value = False
        elif local == "c" and self._filled:
            self.extent.add(self._row, self._column)
            if self._shared and self._value.strip().isdigit() and int(self._value) < len(self._lengths):
                self.extent.text += self._lengths[int(self._value)]


class OdsScan(_Scan):
    """Measure of the largest sheet of an ODS ``content.xml``, repeated cells and rows counted."""

    def __init__(self) -> None:
        super().__init__()
        self.largest = 0
        self.text = 0
        self._row = self._column = 1
        self._rows = self._columns = 1
        self._filled = self._in_cell = False
        self._length = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "table":
            self.extent, self._row = Extent(), 1
        elif local == "table-row":
            self._rows, self._column = _repeated(attributes, "number-rows-repeated"), 1
        elif local in ("table-cell", "covered-table-cell"):
            self._columns = _repeated(attributes, "number-columns-repeated")
            self._filled = any(key.endswith("value-type") for key in attributes)
            self._in_cell, self._length = True, sum(map(len, attributes.values()))

    def _text(self, text: str) -> None:
        if self._in_cell and text.strip():
            self._filled = True
            self._length += len(text)

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local in ("table-cell", "covered-table-cell"):
            if self._filled:
                last_row, last_column = self._row + self._rows - 1, self._column + self._columns - 1
                self.extent.add(1, 1, last_row, last_column)
                self.text += self._length * self._rows * self._columns
                self.largest = max(self.largest, self.extent.cells)
            self._column += self._columns
            self._in_cell = False
        elif local == "table-row":
            self._row += self._rows


def _repeated(attributes: dict[str, str], name: str) -> int:
    for key, value in attributes.items():
        if key.rpartition(":")[2] == name:
            return max(1, int(value))
    return 1
