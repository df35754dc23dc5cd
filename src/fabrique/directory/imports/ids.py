"""Ids for the rows of a file: one for a row without any, and one each for the rows that share theirs."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from fabrique.directory.actions.pairing import MADE
from fabrique.directory.actions.records import Entry
from fabrique.directory.cleaning.model import CleanRow
from fabrique.directory.cleaning.text import fold
from fabrique.directory.queries import HeldRecord

MARK = "~"
LONGEST = 200
_Key = Callable[[Entry | HeldRecord], str]


def made_id(clean: CleanRow) -> str:
    """An id for a row whose publisher gives none: the same as long as its name and whereabouts are."""
    names = ("name", "address", "postal_code", "commune_code")
    words = "|".join(str(clean.fields[name]).casefold() for name in names)
    return MADE + hashlib.sha256(words.encode()).hexdigest()[:16]


def settle_ids(
    identifier: str, entries: Collection[Entry], held: Mapping[str, HeldRecord], taken: Collection[str]
) -> Iterator[Entry]:
    """Rows that differ and share an id, each under its own: the id, or the id, ``~`` and a mark of its name.

    ``held`` are the records that the source has under such ids already: a row that continues one keeps its
    id, whatever mark it has. ``taken`` are the other ids of the file. The order of the rows is nothing.
    """
    held = {name: one for name, one in held.items() if name == identifier or name not in taken}
    kept = _continued(entries, held)
    free = sorted((one for one in entries if one.digest not in kept), key=_rank)
    for entry in entries:
        if mine := kept.get(entry.digest):
            yield _under(entry, mine, identifier)
    used = {*kept.values(), *taken, *held}
    if free and identifier not in kept.values():
        yield free.pop(0)
    names = Counter(map(_name, free))
    for entry in free:
        alone = names[_name(entry)] == 1
        mine = _marked(identifier, [_name(entry), _place(entry)] if alone else [_place(entry)], used)
        used.add(mine)
        yield _under(entry, mine, identifier)


def _continued(entries: Collection[Entry], held: Mapping[str, HeldRecord]) -> dict[str, str]:
    """The id that each row keeps, by its digest: that of the only record with the same content,
    else the same name and address, else the same name, else the same address."""
    rows = {one.digest: one for one in entries}
    records = dict(held)
    found: dict[str, str] = {}
    keys: tuple[_Key, ...] = (lambda one: one.digest, _place, _name, _address)
    for key in keys:
        mine, theirs = _grouped(rows, key), _grouped(records, key)
        for value in mine.keys() & theirs.keys() - {""}:
            if len(mine[value]) == len(theirs[value]) == 1:
                digest, name = mine[value][0], theirs[value][0]
                found[digest] = name
                del rows[digest], records[name]
    return found


def _grouped(rows: Mapping[str, Entry] | Mapping[str, HeldRecord], key: _Key) -> dict[str, list[str]]:
    """The names of rows by what they say: many rows may share one id, and none is compared with another."""
    groups: dict[str, list[str]] = {}
    for name, one in rows.items():
        groups.setdefault(key(one), []).append(name)
    return groups


def _marked(identifier: str, words: list[str], used: Collection[str]) -> str:
    """The id with a short mark of these words: the first that is free, else with a rank."""
    marks = [hashlib.sha256(text.encode()).hexdigest()[:4] for text in words]
    rank = 2
    while True:
        for mark in marks:
            name = f"{identifier[: LONGEST - len(mark) - 1]}{MARK}{mark}"
            if name not in used:
                return name
        marks, rank = [f"{marks[-1][:4]}-{rank}"], rank + 1


def _under(entry: Entry, name: str, identifier: str) -> Entry:
    return entry if name == identifier else replace(entry, external_id=name, place="")


def _rank(entry: Entry) -> tuple[str, str, str]:
    """The smallest mark first; rows that share it by all that they say."""
    content = json.dumps(entry.raw, sort_keys=True, ensure_ascii=False, default=str)
    first, second = (hashlib.sha256(text.encode()).hexdigest() for text in (_name(entry), _place(entry)))
    return first, second, content


def _field(one: Entry | HeldRecord, name: str) -> str:
    fields: Mapping[str, Any] = one.fields
    return fold(str(fields.get(name) or ""))


def _name(one: Entry | HeldRecord) -> str:
    return _field(one, "name")


def _address(one: Entry | HeldRecord) -> str:
    return _field(one, "address")


def _place(one: Entry | HeldRecord) -> str:
    return f"{_name(one)}|{_address(one)}"
