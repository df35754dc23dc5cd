"""Records of a delimited file, one by one, in bounded memory, with what was odd in each."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple, TextIO

# The bound is kept below, per reader and with a place to name; the one of ``csv`` is for the whole process.
csv.field_size_limit(2**31 - 1)

_MOST_MENDS = 20


class Overlong(Exception):
    """A record passes the bound: ``line`` is where it starts (1-based), ``text`` its beginning."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(line)
        self.line, self.text = line, text


class Record(NamedTuple):
    """``quoted`` tells that a cell may start with an apostrophe, ``mended`` that a quote was never closed."""

    line: int
    cells: list[str]
    had_nul: bool
    quoted: bool
    mended: bool


class Records:
    """Iterate once over the records of ``handle`` (opened with ``newline=""``).

    A quote that is never closed would swallow the rest of the file into one cell: its line is then taken
    alone, quotes as text, and reading goes on with the next line.
    """

    def __init__(self, handle: TextIO, delimiter: str, *, most_chars: int) -> None:
        self._handle, self._delimiter, self._most = handle, delimiter, most_chars
        self._marks = (delimiter + "'", "\"'")
        self._again: deque[str] = deque()
        self._pending: list[str] = []
        self._chars = 0
        self._line = 0
        self._ended = self._had_nul = self._quoted = False

    def _lines(self) -> Iterator[str]:
        again, pending, marks = self._again, self._pending, self._marks
        readline, most = self._handle.readline, self._most + 2
        while True:
            line = again.popleft() if again else readline(most)
            if not line:
                self._ended = True
                return
            pending.append(line)
            self._line += 1
            self._chars += len(line)
            if self._chars > self._most:
                raise Overlong(self._line - len(pending) + 1, pending[0])
            if "\0" in line:
                line = line.replace("\0", "")
                self._had_nul = True
            if "'" in line and (line[0] == "'" or marks[0] in line or marks[1] in line):
                self._quoted = True
            yield line

    def __iter__(self) -> Iterator[Record]:
        reader = csv.reader(self._lines(), delimiter=self._delimiter)
        mends = 0
        while True:
            start = self._line + 1
            self._pending.clear()
            self._chars = 0
            self._ended = self._had_nul = self._quoted = False
            try:
                cells = next(reader, None)
            except Overlong:
                cells = []
                if len(self._pending) == 1 or mends == _MOST_MENDS:
                    raise
            else:
                if cells is None:
                    return
                if not self._ended or mends == _MOST_MENDS:
                    yield Record(start, cells, self._had_nul, self._quoted, mended=self._ended)
                    continue
            # The end came inside a quote, or the quote took in too many lines.
            mends += 1
            first, *rest = self._pending
            self._again.extendleft(reversed(rest))
            self._line = start
            alone = first.replace("\0", "")
            cells = next(csv.reader([alone], delimiter=self._delimiter, quoting=csv.QUOTE_NONE))
            yield Record(start, cells, self._had_nul, quoted=False, mended=True)
            reader = csv.reader(self._lines(), delimiter=self._delimiter)
