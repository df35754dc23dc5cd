"""JSON, GeoJSON and JSON Lines: finding the list of records and making rows of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from fabrique.core.tabular.delimited import note_header, too_many_columns, too_many_rows
from fabrique.core.tabular.encoding import ERRORS, Encoding
from fabrique.core.tabular.geometry import LATITUDE, LONGITUDE, point_of
from fabrique.core.tabular.headers import distinct_names, tidy_name
from fabrique.core.tabular.json_text import JsonReader
from fabrique.core.tabular.model import Cell, Limits, Row, TableRefusal, WarningLog

_USUAL_KEYS = ("features", "records", "results", "data", "items", "rows", "@graph", "lieux", "structures")
_DEPTH = 3
_ABOUT_RECORD = ("id", "recordid", "datasetid", "record_timestamp", "createdTime")
_WRAPPER_KEYS = frozenset((*_ABOUT_RECORD, "timestamp", "size", "links", "geometry", "fields"))


class Records(NamedTuple):
    """Rows held in memory or read again by ``source``, and the columns of all of them."""

    columns: tuple[str, ...]
    source: Iterable[Row]
    geographic: bool = False


class _FoundList(NamedTuple):
    key: str
    items: list[Any]


def open_json(path: Path, encoding: Encoding, limits: Limits, log: WarningLog, key: str | None) -> Records:
    """The whole document is held in memory. Raises ``TableRefusal`` if it holds no list of records."""
    reader = JsonReader(path, limits, log)
    text = path.read_text(encoding=encoding.name, errors=ERRORS).lstrip("\ufeff \t\r\n")
    document = reader.decode(text)
    items = _records_of(document, path, log, key)
    geographic = isinstance(document, dict) and document.get("type") == "FeatureCollection"
    if geographic and "crs" in document and not _is_wgs84(document["crs"]):
        log.note("crs", "Le fichier déclare un autre système de coordonnées que le WGS 84.")
    if items and isinstance(items[0], list):
        items = _from_lists(items, log)
    if len(items) > limits.rows:
        raise too_many_rows(path, limits)
    rows = list(_flat_rows(items, path, log, geographic=geographic))
    columns = _columns(rows, path, limits)
    reader.note()
    if not rows:
        log.note("no-rows", "La liste est vide : aucune ligne de données.")
    return Records(columns, [_completed(row, columns, path, limits) for row in rows], geographic)


class JsonLines(NamedTuple):
    """One object a line, read twice: for the columns, then row by row."""

    path: Path
    encoding: Encoding
    limits: Limits
    log: WarningLog

    def open(self) -> Records:
        columns: dict[str, None] = {}
        rows = self._raw_rows(JsonReader(self.path, self.limits, self.log))
        for count, row in enumerate(rows, start=1):
            columns.update(dict.fromkeys(row.values))
            if len(columns) > self.limits.columns:
                raise too_many_columns(self.path, len(columns), self.limits)
            if count > self.limits.rows:
                raise too_many_rows(self.path, self.limits, row.line)
        self.log.restart_rows()
        return Records(tuple(columns), _Again(self, tuple(columns)))

    def _raw_rows(self, reader: JsonReader) -> Iterator[Row]:
        most = self.limits.cell_chars * 4
        with self.path.open(encoding=self.encoding.name, errors=ERRORS) as handle:
            index = -1
            number = 0
            while line := handle.readline(most + 1):
                number += 1
                if len(line) > most:
                    problem = f"une ligne dépasse {most} caractères."
                    raise TableRefusal(problem, path=self.path, line=number, mend="Coupez-la en objets.")
                if not line.strip(" \t\r\n\ufeff\x1e"):
                    continue
                index += 1
                value = reader.decode(line.strip("\ufeff\x1e"), line=number)
                if isinstance(value, dict):
                    yield Row(index, _flattened(value, geographic=value.get("type") == "Feature"), number)
                else:
                    self.log.note_row("not-object", "La ligne n’est pas un objet : elle est laissée.", index)
        reader.note()

    def rows(self, columns: tuple[str, ...]) -> Iterator[Row]:
        silent = JsonReader(self.path, self.limits, WarningLog(0))
        for row in self._raw_rows(silent):
            yield _completed(row, columns, self.path, self.limits)


@dataclass(frozen=True, slots=True)
class _Again:
    lines: JsonLines
    columns: tuple[str, ...]

    def __iter__(self) -> Iterator[Row]:
        return self.lines.rows(self.columns)


def _records_of(document: Any, path: Path, log: WarningLog, key: str | None) -> list[Any]:
    if key is not None:
        value = document
        for part in key.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, list):
            return value
        raise TableRefusal(f"il n’y a pas de liste sous la clé « {key} ».", path=path, mend=_keys(document))
    if isinstance(document, list):
        return document
    if isinstance(document, dict):
        if document.get("type") == "Feature":
            return [document]
        found = list(_lists(document, "", _DEPTH))
        if found:
            return _chosen(found, log).items
        if document and all(isinstance(value, dict) for value in document.values()):
            return [{"@key": name, **value} for name, value in document.items()]
    raise TableRefusal(
        "ce JSON ne contient pas de liste d’objets.",
        path=path,
        mend="Attendu : une liste d’objets, un par lieu.",
    )


def _is_wgs84(crs: Any) -> bool:
    return crs is None or any(mark in str(crs) for mark in ("CRS84", "4326"))


def _keys(document: Any) -> str:
    names = ", ".join(f"« {item.key} »" for item in _lists(document, "", _DEPTH))
    return f"Listes trouvées : {names}." if names else "Le fichier n’en contient aucune."


def _lists(document: Any, prefix: str, depth: int) -> Iterator[_FoundList]:
    if not isinstance(document, dict):
        return
    for key, value in document.items():
        if isinstance(value, list) and (not value or isinstance(value[0], dict | list)):
            yield _FoundList(f"{prefix}{key}", value)
    if depth > 1:
        for key, value in document.items():
            yield from _lists(value, f"{prefix}{key}.", depth - 1)


def _chosen(found: Sequence[_FoundList], log: WarningLog) -> _FoundList:
    """A usual name first, the nearest and longest list otherwise; tells if there was a choice."""

    def rank(item: _FoundList) -> tuple[bool, int, int, int]:
        usual = _USUAL_KEYS.index(item.key) if item.key in _USUAL_KEYS else len(_USUAL_KEYS)
        return (not item.items, usual, item.key.count("."), -len(item.items))

    best = min(found, key=rank)
    if sum(bool(item.items) for item in found) > 1:
        others = ", ".join(f"« {item.key} »" for item in found if item is not best and item.items)
        log.note(
            "records-key", f"Les lignes sont lues sous la clé « {best.key} » ; autres listes : {others}."
        )
    return best


def _from_lists(items: list[Any], log: WarningLog) -> list[Any]:
    """A list of lists: the first one names the columns."""
    header = items[0]
    names, renamed = distinct_names([tidy_name(str(name)) for name in header], len(header))
    note_header(log, renamed)
    return [dict(zip(names, item, strict=False)) if isinstance(item, list) else item for item in items[1:]]


def _flat_rows(items: list[Any], path: Path, log: WarningLog, *, geographic: bool) -> Iterator[Row]:
    strangers = 0
    for index, item in enumerate(items):
        if isinstance(item, dict):
            values = _flattened(item, geographic=geographic or item.get("type") == "Feature")
            if values.get(LONGITUDE) is None and isinstance(item.get("geometry"), dict):
                log.note("geometry", "La géométrie est vide ou abîmée : pas de point.", index)
            yield Row(index, values, index + 1)
        elif item is not None:
            strangers += 1
            if strangers <= 10:
                log.note("not-object", f"L’élément {index + 1} n’est pas un objet : il est laissé.", index)
    if items and strangers == len(items):
        problem = "la liste ne contient que des valeurs simples, pas des objets."
        raise TableRefusal(problem, path=path, mend="Attendu : un objet par lieu.")


def _flattened(item: dict[str, Any], *, geographic: bool) -> dict[str, Cell]:
    """Take a record out of its wrappers (GeoJSON ``properties``, Opendatasoft ``record`` and ``fields``)."""
    inner = item["record"] if isinstance(item.get("record"), dict) and len(item) <= 2 else item
    wrapper = "properties" if geographic else "fields"
    if not geographic and not (isinstance(inner.get(wrapper), dict) and inner.keys() <= _WRAPPER_KEYS):
        return inner
    if not isinstance(inner.get(wrapper), dict):
        return _with_point({}, inner, ("id",))
    return _with_point(dict(inner[wrapper]), inner, _ABOUT_RECORD)


def _with_point(values: dict[str, Cell], outer: dict[str, Any], kept: tuple[str, ...]) -> dict[str, Cell]:
    for name in kept:
        if outer.get(name) is not None:
            values.setdefault(name if name != "id" or "id" not in values else "_id", outer[name])
    if isinstance(outer.get("geometry"), dict):
        point = point_of(outer["geometry"])
        values[LONGITUDE], values[LATITUDE] = point or (None, None)
    return values


def _columns(rows: Iterable[Row], path: Path, limits: Limits) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for row in rows:
        names.update(dict.fromkeys(row.values))
    if len(names) > limits.columns:
        raise too_many_columns(path, len(names), limits)
    return tuple(names)


def _completed(row: Row, columns: tuple[str, ...], path: Path, limits: Limits) -> Row:
    values = row.values
    for name, value in values.items():
        if isinstance(value, str) and len(value) > limits.cell_chars:
            problem = f"un texte compte {len(value)} caractères ; la limite est {limits.cell_chars}."
            raise TableRefusal(problem, path=path, row=row.index, line=row.line, column=name)
    return Row(row.index, {name: values.get(name) for name in columns}, row.line)
