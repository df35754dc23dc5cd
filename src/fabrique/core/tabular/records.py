"""Records of a delimited file, one by one, in bounded memory, with what was odd in each."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import TextIO

# The bound is kept below, per reader and with a place to name; the one of ``csv`` is for the whole process.
csv.field_size_limit(2**31 - 1)

_MOST_MENDS = 20


class Overlong(Exception):
    """A record passes the bound: ``line`` is where it starts (1-based), ``text`` its beginning."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(line)
        self.line, self.text = line, text


class Records:
    """Iterate once over the records of ``handle`` (opened with ``newline=""``), as lists of cells.

    The attributes tell about the record just given: ``line`` where it starts (1-based), ``chars`` its length,
    ``had_nul``, ``quoted`` (a cell may start with an apostrophe) and ``mended``: a quote that is never closed
    would swallow the rest of the file into one cell, so its line is taken alone, quotes as text, and reading
    goes on with the next line.
    """

    def __init__(self, handle: TextIO, delimiter: str, *, most_chars: int) -> None:
        self._handle, self._delimiter, self._most = handle, delimiter, most_chars
        self._marks = (delimiter + "'", "\"'")
        self._again: deque[str] = deque()
        self._pending: list[str] = []
        self._line = self._mends = 0
        self._ended = False
        self.line = self.chars = 0
        self.had_nul = self.quoted = self.mended = False

    def _lines(self) -> Iterator[str]:
        again, pending, (after, inside) = self._again, self._pending, self._marks
        readline, most = self._handle.readline, self._most + 2
        while True:
            line = again.popleft() if again else readline(most)
            if not line:
                self._ended = True
                return
            pending.append(line)
            self._line += 1
            self.chars += len(line)
            if self.chars > self._most:
                raise Overlong(self._line - len(pending) + 1, pending[0])
            if "\0" in line:
                line = line.replace("\0", "")
                self.had_nul = True
            if "'" in line and (line[0] == "'" or after in line or inside in line):
                self.quoted = True
            yield line

    def __iter__(self) -> Iterator[list[str]]:
        reader = csv.reader(self._lines(), delimiter=self._delimiter)
        while True:
            self.line = self._line + 1
            self._pending.clear()
            self.chars = 0
            self._ended = self.had_nul = self.quoted = self.mended = False
            try:
                cells = next(reader, None)
            except Overlong:
                if len(self._pending) == 1 or self._mends == _MOST_MENDS:
                    raise
                self._ended = True
                cells = []
            if cells is None:
                return
            if self._ended:  # inside a quote
                self.mended = True
                if self._mends < _MOST_MENDS:
                    cells = self._first_line_alone()
                    reader = csv.reader(self._lines(), delimiter=self._delimiter)
            yield cells

    def _first_line_alone(self) -> list[str]:
        self._mends += 1
        first, *rest = self._pending
        self._again.extendleft(reversed(rest))
        self._line = self.line
        self.quoted = False
        plain = csv.reader([first.replace("\0", "")], delimiter=self._delimiter, quoting=csv.QUOTE_NONE)
        return next(plain)
