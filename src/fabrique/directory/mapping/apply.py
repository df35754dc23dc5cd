"""A row of a file to a raw candidate: which text goes to which field, before any cleaning."""

import re
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from fabrique.core.tabular.headers import normalise_header
from fabrique.directory.cleaning.text import fold, is_empty, text_of
from fabrique.directory.mapping.model import ChoiceRule, HoursRule, Mapping, TextRule, template_columns

_NO = frozenset({"non", "no", "false", "faux", "0", "n", "aucun", "aucune", "neant", "off"})


@dataclass(frozen=True, slots=True)
class RawHours:
    """The words about hours, untouched."""

    texts: tuple[str, ...] = ()
    days: dict[tuple[str, str | None], str] = field(default_factory=dict)
    note: str = ""
    open_days: str = ""
    week: str = ""
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row seen through a mapping. `texts` are raw cells by field; `codes` were given by rules, `reads` are
    cells to read against the field's vocabulary; `position` is (latitude, longitude, point)."""

    external_id: str
    texts: dict[str, Any]
    codes: dict[str, list[str]]
    reads: dict[str, list[str]]
    hours: RawHours
    position: tuple[Any, Any, Any] = (None, None, None)


@lru_cache(maxsize=512)
def _loose(columns: tuple[str, ...]) -> dict[str, str]:
    return {normalise_header(column): column for column in reversed(columns)}


class _Row:
    """Cells by column name, forgiving of accents, case and spaces in the name, and of nested objects."""

    def __init__(self, values: Dict[str, Any]) -> None:
        self.values = values
        self.columns: dict[str, str] | None = None

    def cell(self, column: str) -> Any:
        if column in self.values:
            return self.values[column]
        if self.columns is None:
            self.columns = _loose(tuple(self.values))
        other = self.columns.get(normalise_header(column))
        if other is not None:
            return self.values[other]
        head, _, tail = column.partition(".")
        nested = self.values.get(head) if tail else None
        return _Row(nested).cell(tail) if isinstance(nested, dict) else None

    def text(self, column: str) -> str:
        text = text_of(self.cell(column)).strip()
        return "" if is_empty(text) else text

    def first(self, columns: tuple[str, ...], unless: tuple[str, ...] = ()) -> Any:
        for column in columns:
            value = self.cell(column)
            said = value is not None and not (isinstance(value, str) and is_empty(value))
            if said and not (unless and _ignored(value, unless)):
                return value
        return None


def _fill(line: str, row: _Row) -> str:
    columns = template_columns((line,))
    found = {column: row.text(column) for column in columns}
    if not any(found.values()):
        return ""
    for column, value in found.items():
        line = line.replace(f"{{{column}}}", value)
    return line.replace("()", "").replace(" .", ".").strip()


def _ignored(value: Any, unless: tuple[str, ...]) -> bool:
    folded = fold(text_of(value))
    return any(word in folded for word in unless)


def _text(rule: TextRule, row: _Row) -> Any:
    value: Any = None
    if rule.lines:
        value = (rule.join or "\n").join(line for line in (_fill(one, row) for one in rule.lines) if line)
    elif rule.join is not None:
        texts = (row.text(column) for column in rule.columns)
        # A cell that is ignored takes none of its neighbours with it.
        value = rule.join.join(text for text in texts if text and not _ignored(text, rule.unless))
    else:
        value = row.first(rule.columns, rule.unless)
    if rule.lines and rule.unless and _ignored(value, rule.unless):
        value = None
    if rule.values and value is not None:
        known = dict(rule.values)
        parts = text_of(value).split(rule.split) if rule.split else [text_of(value)]
        value = "|".join(known[fold(part)] for part in parts if fold(part) in known)
    elif rule.split and value is not None:
        parts = [part.strip() for part in text_of(value).split(rule.split)]
        value = parts[rule.part] if -len(parts) <= rule.part < len(parts) else ""
    return rule.constant or None if value is None or value == "" else value


def _choose(rule: ChoiceRule, row: _Row, codes: list[str], reads: list[str]) -> None:
    if not rule.columns:
        codes += rule.codes
        return
    for column in rule.columns:
        text = row.text(column)
        if not text:
            continue
        if not rule.codes:
            reads.append(text)
        elif _holds(rule, text):
            codes += rule.codes
            return


@lru_cache(maxsize=32768)
def _holds(rule: ChoiceRule, text: str) -> bool:
    folded = fold(text)
    if any(word in folded for word in rule.unless):
        return False
    if not rule.terms:
        return folded not in _NO and folded != ""
    if rule.separator:
        return not set(rule.terms).isdisjoint(fold(part) for part in text.split(rule.separator))
    return any(word in folded for word in rule.terms)


def _hours(rule: HoursRule | None, row: _Row) -> RawHours:
    if rule is None:
        return RawHours()
    days: dict[tuple[str, str | None], str] = {}
    for key, column in rule.days:
        if text := row.text(column):
            days[key] = f"{days[key]} / {text}" if key in days else text
    return RawHours(
        texts=tuple(text for text in (row.text(column) for column in rule.text) if text),
        days=days,
        note=" ; ".join(text for text in (row.text(column) for column in rule.note) if text),
        open_days=row.text(rule.open_days) if rule.open_days else "",
        week=row.text(rule.week) if rule.week else "",
        elsewhere=row.text(rule.elsewhere) if rule.elsewhere else "",
    )


def apply_mapping(row: Dict[str, Any], mapping: Mapping) -> Candidate:
    """See a row through a mapping. Pure; a missing column is an empty cell; never raises."""
    cells = _Row(row)
    codes: dict[str, list[str]] = {}
    reads: dict[str, list[str]] = {}
    for name, rules in mapping.choices.items():
        codes[name], reads[name] = [], []
        for rule in rules:
            _choose(rule, cells, codes[name], reads[name])
    position: tuple[Any, Any, Any] = (None, None, None)
    if where := mapping.position:
        position = (cells.first(where.latitude), cells.first(where.longitude), cells.first(where.point))
    identity = "|".join(text for text in (cells.text(column) for column in mapping.record_id) if text)
    return Candidate(
        external_id=re.sub(r"(?<=\d)[\s\u202f\u00a0](?=\d{3}(?:\D|$))", "", identity),
        texts={name: _text(rule, cells) for name, rule in mapping.texts.items()},
        codes=codes,
        reads=reads,
        hours=_hours(mapping.hours, cells),
        position=position,
    )
