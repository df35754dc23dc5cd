"""The lines and tables of an nwipe log, without their meaning.

Grammar read in nwipe's own sources (``logging.c``, ``method.c``, ``device.c``, ``hpa_dco.c``, 0.34 to 0.43)
and in logs made with it: dated lines, then undated tables between rows of stars.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

_LINE = re.compile(r"\[(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)\]\s+(\w+): ?(.*)")
_TITLE = re.compile(r"\*+ (Error Summary|Erasure Summary|Drive Status) \*+")
_TOTAL = re.compile(
    r"\[(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)\] Total Throughput\s+(.*?/s), (.*), (\d+)R\+(NB|B)\+(NV|VL|VA)\s*"
)
_OPTION = re.compile(r"  (banner|prng|method|rounds|verify)\s+= (.*)")
_BLANK_OPTION = re.compile(r"  (do not )?perform a final blank pass")
_SYSTEM = re.compile(r"(system-[a-z-]+) = (.*)")
_FOUND = re.compile(r"Found (/dev/\S+), ([^,]*), (.*), +(\S* ?[KMGTP]?B), S/N=(.*)")
_SECTORS = re.compile(r"(/dev/\S+), sect/blk/dev \d+/\d+/(\d+)")
_END = re.compile(r"Nwipe (successfully completed|was aborted|exited with errors)")
NEVER = datetime.fromisoformat("0001-01-01")
# How many passes a round of each method has, 0 where it varies; nwipe runs the final blanking apart.
PASSES = {
    "Fill With Zeros": 1,
    "Fill With Ones": 1,
    "PRNG Stream": 1,
    "DoD Short": 3,
    "DoD 5220.22-M": 7,
    "Gutmann Wipe": 35,
    "HMG IS5 Enhanced": 3,
    "Bruce Schneier 7-Pass": 7,
    "RCMP TSSIT OPS-II": 0,
    "BMB21-2019": 0,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One dated line."""

    at: datetime
    level: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A drive as it was found: its bus, model, size in words and serial."""

    device: str
    bus: str
    model: str
    size: str
    serial: str


@dataclass(frozen=True, slots=True)
class Total:
    """The last line of the tables: what was asked, told again."""

    at: datetime
    method: str
    rounds: int
    blanking: bool
    verify: str


@dataclass(slots=True)
class Run:
    """One start of nwipe; several may follow one another in one file."""

    lines: list[Line] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    blanking: bool | None = None
    found: dict[str, Found] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    system: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    total: Total | None = None
    end: str = ""

    def rows(self, title: str, device: str) -> list[list[str]]:
        """The rows of a table that are of a drive (nwipe keeps the last eight letters of its name)."""
        name = device.rpartition("/")[2]
        return [row for row in self.tables.get(title, []) if row[1] == name or row[1] == name[-8:]]

    def of(self, device: str) -> list[Line]:
        """The dated lines that speak of a drive."""
        named = re.compile(rf"(?<![\w/]){re.escape(device)}(?![\w])")
        return [line for line in self.lines if named.search(line.text)]


def runs(text: str) -> Iterator[Run]:
    """Each start of nwipe in a log. Lines of another grammar are left aside."""
    run, table = Run(), ""
    for raw in text.split("\n"):
        if title := _TITLE.fullmatch(raw.strip()):
            table = title[1]
            run.tables.setdefault(table, [])
        elif total := _TOTAL.fullmatch(raw.strip()):
            run.total = Total(_instant(total[1]), total[3], int(total[4]), total[5] == "B", total[6])
            table = ""
        elif match := _LINE.fullmatch(raw.rstrip("\r\n")):
            table = ""
            line = Line(_instant(match[1]), match[2], match[3].rstrip())
            if run.options and _FOUND.fullmatch(line.text):  # nwipe started again without an end
                yield run
                run = Run()
            _note(run, line)
            if run.end:
                yield run
                run = Run()
        elif table and "|" in raw and not raw.startswith("!   Device"):
            run.tables[table].append(_cells(raw))
    if run.lines or run.tables:
        yield run


def _note(run: Run, line: Line) -> None:
    run.lines.append(line)
    if option := _OPTION.fullmatch(line.text):
        run.options[option[1]] = option[2].strip()
    elif blank := _BLANK_OPTION.fullmatch(line.text):
        run.blanking = not blank[1]
    elif found := _FOUND.fullmatch(line.text):
        values = (part.strip() for part in found.groups())
        run.found[found[1]] = Found(*values)
    elif sectors := _SECTORS.fullmatch(line.text):
        run.sizes[sectors[1]] = int(sectors[2])
    elif system := _SYSTEM.fullmatch(line.text):
        run.system[system[1]] = system[2].strip()
    elif end := _END.match(line.text):
        run.end = end[1]


def _cells(raw: str) -> list[str]:
    """``! sda | 0 | 1``: its mark, then its cells; the last one may hold anything, bars included."""
    mark = "!" if raw.lstrip().startswith("!") else ""
    first, *rest = raw.lstrip(" !").split("|", 4)
    return [mark, first.strip(), *(cell.strip() for cell in rest)]


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:  # a 31st of February: no clock wrote it, and the order of the lines will show it
        return NEVER
