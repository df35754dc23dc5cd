"""Writing CSV, JSON and GeoJSON, row by row, to a file (whole or not at all) or to a stream."""

from __future__ import annotations

import io
import json
import math
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any, TypeAlias

from fabrique.core.tabular.atomic import atomic_file
from fabrique.core.tabular.guard import guarded
from fabrique.core.tabular.model import AnyPath, Cell

RowLike: TypeAlias = Mapping[str, Cell] | Sequence[Cell]
Target: TypeAlias = AnyPath | IO[str] | IO[bytes]

# Every separator that a reader may guess, so that only the true one is ever seen outside quotes.
_NEEDS_QUOTES = re.compile(r"[,;\t|\"\r\n]|\A\s")
_SPECIAL = re.compile('[,;\t|"\r\n\x00\ud800-\udfff]')
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_PACK = 500
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def cells_of(row: RowLike, columns: Sequence[str]) -> list[Cell]:
    """The cells of a row in the order of ``columns``; absent ones are ``None``."""
    if isinstance(row, Mapping):
        return [row.get(name) for name in columns]
    if len(row) > len(columns):
        raise ValueError(f"a row has {len(row)} cells for {len(columns)} columns")
    return [*row, *[None] * (len(columns) - len(row))]


def storable(text: str) -> str:
    """Without NUL and lone surrogates, which no reader and no database takes."""
    if not _UNSTORABLE.search(text):
        return text
    return _UNSTORABLE.sub(lambda match: "" if match[0] == "\0" else "\ufffd", text)


def cell_text(value: Cell) -> str:
    """A cell as text: dates in ISO 8601, numbers with a point, lists and objects in JSON."""
    if isinstance(value, str):
        return storable(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else ""
    if isinstance(value, date):
        return value.isoformat()
    return _ENCODER.encode(json_value(value))


def csv_lines(
    columns: Sequence[str], rows: Iterable[RowLike], *, delimiter: str = ",", bom: bool = False
) -> Iterator[str]:
    """The file line by line (ends included), for a streamed answer. See :func:`write_csv`."""
    if delimiter not in ",;\t|" or len(delimiter) != 1:
        raise ValueError(f"{delimiter!r} is not a separator")

    def line(cells: Iterable[Cell]) -> str:
        return delimiter.join([_csv_cell(cell) for cell in cells]) + "\r\n"

    yield ("\ufeff" if bom else "") + line(columns)
    for row in rows:
        text = line(cells_of(row, columns))
        yield '""\r\n' if text == "\r\n" else text


def _csv_cell(value: Cell) -> str:
    if isinstance(value, str):
        if not value or (value[0].isalnum() and not _SPECIAL.search(value)):
            return value
    elif isinstance(value, int | float):
        return cell_text(value)
    text = guarded(cell_text(value))
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def write_csv(
    target: Target,
    columns: Sequence[str],
    rows: Iterable[RowLike],
    *,
    delimiter: str = ",",
    bom: bool = False,
) -> int:
    """Write UTF-8 CSV (RFC 4180) that no spreadsheet can take for formulas; return the number of rows.

    Texts that start like a formula get an apostrophe (see ``guard``), which ``read_table`` removes. A row
    that is all empty is not a row: a reader passes over it. ``bom`` helps Excel to see UTF-8.
    """
    counter = _Counter(rows)
    _write(target, csv_lines(columns, counter, delimiter=delimiter, bom=bom))
    return counter.count


def write_json(target: Target, columns: Sequence[str], rows: Iterable[RowLike]) -> int:
    """Write a JSON array, one object a line; return the number of rows. NaN and infinities become null."""
    counter = _Counter(rows)
    objects = (dict(zip(columns, cells_of(row, columns), strict=True)) for row in counter)
    _write(target, _json_lines(objects, "[", "]\n"))
    return counter.count


def write_geojson(
    target: Target,
    columns: Sequence[str],
    rows: Iterable[RowLike],
    *,
    longitude: str = "longitude",
    latitude: str = "latitude",
) -> int:
    """Write a GeoJSON collection (RFC 7946, WGS 84 degrees); return the number of rows.

    The two coordinate columns make the point and stay in the properties; a row that lacks one has a null
    geometry.
    """
    counter = _Counter(rows)
    features = (
        _feature(dict(zip(columns, cells_of(row, columns), strict=True)), longitude, latitude)
        for row in counter
    )
    _write(target, _json_lines(features, '{"type":"FeatureCollection","features":[', "]}\n"))
    return counter.count


def _feature(values: dict[str, Cell], longitude: str, latitude: str) -> dict[str, Any]:
    point = [values.get(longitude), values.get(latitude)]
    sound = all(isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v) for v in point)
    geometry = {"type": "Point", "coordinates": point} if sound else None
    return {"type": "Feature", "geometry": geometry, "properties": values}


def _json_lines(objects: Iterable[dict[str, Any]], opening: str, closing: str) -> Iterator[str]:
    yield opening + "\n"
    comma = ""
    for item in objects:
        yield comma + _ENCODER.encode(json_value(item))
        comma = ",\n"
    yield ("\n" if comma else "") + closing


def json_value(value: Any) -> Any:
    """A value that JSON can hold: dates as text, no NaN, no unstorable character."""
    if isinstance(value, str):
        return storable(value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {storable(str(key)): json_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [json_value(item) for item in value]
    return value


class _Counter:
    def __init__(self, rows: Iterable[RowLike]) -> None:
        self._rows, self.count = rows, 0

    def __iter__(self) -> Iterator[RowLike]:
        for row in self._rows:
            self.count += 1
            yield row


def _write(target: Target, lines: Iterable[str]) -> None:
    if isinstance(target, str | os.PathLike):
        with atomic_file(target) as file:
            _write(file, lines)
        return
    # Only a text stream refuses bytes; anything else that writes (an HTTP answer) takes UTF-8.
    as_text = isinstance(target, io.TextIOBase)
    for pack in _packs(lines):
        target.write(pack if as_text else pack.encode())  # type: ignore[arg-type]


def _packs(lines: Iterable[str]) -> Iterator[str]:
    pack: list[str] = []
    for line in lines:
        pack.append(line)
        if len(pack) == _PACK:
            yield "".join(pack)
            pack.clear()
    yield "".join(pack)
