"""The separator of a delimited file and the place of its header, judged on its first lines."""

from __future__ import annotations

import csv
import math
from collections import Counter, deque
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from fabrique.core.tabular.headers import distinct_names, header_position, is_filled

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_RECORDS = 200
_HEADER_WITHIN = 30


class Dialect(NamedTuple):
    """``skip`` counts the records that come before the header; ``declared`` is a first line ``sep=;``."""

    delimiter: str
    skip: int
    columns: tuple[str, ...]
    renamed: list[str]
    has_rows: bool
    declared: bool


def read_dialect(lines: Sequence[str], *, whole: bool, delimiter: str | None = None) -> Dialect | None:
    """Judge ``lines`` (with their ends); ``whole`` says that they are all of the file. ``None`` if blank."""
    declared = _declared_delimiter(lines[0]) if lines else None
    body = lines[1:] if declared else lines
    chosen = delimiter or declared or detect_delimiter(body, whole=whole)
    records = _records(body, chosen, whole=whole)
    position = header_position(records[:_HEADER_WITHIN], padded=False)
    if position is None:
        return None
    header, rows = records[position], records[position + 1 :]
    columns, renamed = distinct_names(header, _width(header, rows))
    has_rows = not whole or any(any(map(is_filled, row)) for row in rows)
    return Dialect(chosen, position, columns, renamed, has_rows, declared is not None)


def _declared_delimiter(line: str) -> str | None:
    text = line.strip("\r\n\ufeff \"'")
    return text[4] if len(text) == 5 and text.lower().startswith("sep=") else None


def detect_delimiter(lines: Sequence[str], *, whole: bool) -> str:
    """The separator that cuts most lines, header included, in the same number of fields.

    If none does, the file has one column: a separator that it never uses, so that no cell is cut.
    """
    best, best_score = "", 0.0
    for candidate in DELIMITERS:
        score = _score(lines, candidate, whole=whole)
        if score > best_score:
            best, best_score = candidate, score
    return best or next((d for d in DELIMITERS if not any(d in line for line in lines)), "\t")


def _score(lines: Sequence[str], delimiter: str, *, whole: bool) -> float:
    if not any(delimiter in line for line in lines):
        return 0.0
    records = [record for record in _records(lines, delimiter, whole=whole) if record]
    widths = Counter(len(record) for record in records if len(record) > 1)
    if not widths:
        return 0.0
    width, hits = max(widths.items(), key=lambda item: (item[1], item[0]))
    if len(records[0]) < 2 and 2 * hits < len(records):
        return 0.0  # some cells of a single column contain it
    score = hits / len(records) * math.log2(1 + width)
    if len(records[0]) != width:
        score *= 0.3  # a decimal comma cuts the rows, not the header
    if not _is_strict(lines, delimiter):
        score *= 0.5  # text follows a closing quote: this is not where fields end
    return score


def _is_strict(lines: Sequence[str], delimiter: str) -> bool:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        deque(islice(reader, SAMPLE_RECORDS), maxlen=0)
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return True


def _records(lines: Sequence[str], delimiter: str, *, whole: bool) -> list[list[str]]:
    clean = (line.replace("\0", "") for line in lines)
    records: list[list[str]] = []
    for record in csv.reader(clean, delimiter=delimiter):
        records.append(record)
        if len(records) > SAMPLE_RECORDS:
            break
    if not whole and len(records) > 1:
        records.pop()  # it may have been cut in the middle
    return records


def _width(header: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Columns to keep: up to the last named one, or to the last that at least half of the rows fill."""
    named = _last_filled(header)
    widths = Counter(_last_filled(row) for row in rows if row)
    if not widths:
        return named
    usual, count = widths.most_common(1)[0]
    return max(named, usual) if 2 * count >= widths.total() else named


def _last_filled(cells: Sequence[str]) -> int:
    return max((i for i, cell in enumerate(cells, start=1) if is_filled(cell)), default=0)
