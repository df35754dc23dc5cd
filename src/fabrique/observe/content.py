"""What a publication says, apart from any form: sentences, figures, maps, tables, sources, method.

A portrait, a ranking, a scenario or a study is a ``Content``; a page, a PDF, a slide, a workbook, a CSV are
made of it alone, so that all say the same. It is kept as JSON and never changes: ``digest`` is its seal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from fabrique.kernels.cartography import Drawing, standalone


class Absent(StrEnum):
    """Why a cell has no value; never a zero."""

    MISSING = "missing"
    SECRET = "secret"  # noqa: S105
    HIDDEN = "hidden"  # by our own protection: small, or would give a small one away


TOTAL = "total"
Cell = str | int | float | Absent | None


@dataclass(frozen=True, slots=True)
class Column:
    """``code`` names it in files; ``label`` and ``unit`` in words; ``meaning``: its line in the dictionary,
    with its source. ``digits``: decimals shown; None for text. ``fits``: kept on paper, where there is less
    room.

    What it owes to secrecy (``observe.disclosing``): ``counts`` is "persons" or "money_of_firms" for a column
    of such counts. ``origin`` (``enums.Origin``): a producer's are public already; others are protected, as
    is what says nothing. ``of``: of a rate, the codes of its two counts, "numerator/denominator"; of money,
    those of how many firms and of the largest one, "firms/largest" (the latter is never shown); of a mean or
    a median, of how many persons, "/persons"; "/" when nothing says. ``within``:
    the count of which it is a part, and shares nobody with the other parts. ``inside``: those that hold it,
    by codes with spaces between, of which other parts may have persons in common with it. ``period``: what it
    counts, a year or « 2026-01/2026-06 ».
    """

    code: str
    label: str
    unit: str = ""
    digits: int | None = None
    meaning: str = ""
    fits: bool = True
    counts: str = ""
    origin: str = ""
    of: str = ""
    within: str = ""
    period: str = ""
    inside: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """``level``: what its rows are (``enums.Level``), whose codes are in column ``id``; "" when they are no
    areas. The row whose ``id`` is ``TOTAL`` is that of all of them. A table with columns ``lat`` and ``lon``
    is one of points.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    level: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a legend: an SVG, words, how many areas."""

    swatch: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Map:
    """A map, drawn once: ``svg`` for a page, coloured by its stylesheet; ``sheet`` a whole SVG file with its
    title, legend and source. ``table``: the key of the table that says the same; ``column``: the code of what
    is drawn of it.
    """

    key: str
    title: str
    svg: str
    sheet: str
    entries: tuple[Entry, ...]
    square: tuple[tuple[Entry, ...], ...] = ()
    axes: tuple[str, str] = ("", "")
    said: str = ""
    notes: tuple[str, ...] = ()
    table: str = ""
    column: str = ""

    @classmethod
    def of(cls, drawing: Drawing, *, key: str, table: str = "", source: str = "", column: str = "") -> Map:
        """A drawing kept as it is. ``key`` is that of its frame: ids of a page are distinct."""
        legend = drawing.legend

        def kept(lines: Sequence[Any]) -> tuple[Entry, ...]:
            return tuple(Entry(one.inline(), one.label, one.count) for one in lines)

        return cls(
            key,
            drawing.title,
            drawing.inline(),
            standalone(drawing, source=source, textured=bool(legend.square)),
            kept([one for one in (*legend.shades, *legend.textures) if one.count]),
            tuple(kept(line) for line in legend.square),
            legend.axes,
            legend.said,
            drawing.notes,
            table,
            column,
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that an elected person reads at a glance: ``value`` as it is written, ``note`` beside it (its
    place among others, its doubt). ``code`` of the indicator, if it is one.
    """

    label: str
    value: str
    note: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from."""

    title: str
    producer: str = ""
    vintage: str = ""
    licence: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """``kind``: of ``enums.PublicationKind``; ``subject``: the code of the area, the id of the calculation or
    of the scenario that it is about; ``made_on``: ISO date. ``reading``: sentences, the surest first.
    ``rests``: codes of columns that are not public already, on which its scores and ranks rest.
    """

    kind: str
    subject: str
    title: str
    territory: str
    made_on: str
    reading: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    maps: tuple[Map, ...] = ()
    tables: tuple[Table, ...] = ()
    sources: tuple[Source, ...] = ()
    method: tuple[str, ...] = ()
    subtitle: str = ""
    rests: tuple[str, ...] = ()

    def table(self, key: str) -> Table | None:
        """The table of a key."""
        return next((one for one in self.tables if one.key == key), None)

    def as_json(self) -> dict[str, Any]:
        """For a JSON field; an absent cell is ``{"absent": why}``."""
        held = asdict(self)
        for told, table in zip(held["tables"], self.tables, strict=True):
            told["rows"] = [[_out(cell) for cell in row] for row in table.rows]
            # A seal that was made before there were any stays the same.
            told["columns"] = [one if one["inside"] else _without(one, "inside") for one in told["columns"]]
        if not self.rests:
            del held["rests"]
        return held

    @classmethod
    def of_json(cls, held: Mapping[str, Any]) -> Content:
        """What ``as_json`` gave, again."""
        return cls(
            **{
                **held,
                "reading": tuple(held["reading"]),
                "figures": tuple(Figure(**one) for one in held["figures"]),
                "maps": tuple(_map(one) for one in held["maps"]),
                "tables": tuple(_table(one) for one in held["tables"]),
                "sources": tuple(Source(**one) for one in held["sources"]),
                "method": tuple(held["method"]),
                "rests": tuple(held.get("rests", ())),
            }
        )

    @property
    def digest(self) -> str:
        """SHA-256 of all that it says."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def _without(held: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in held.items() if key != name}


def _out(cell: Cell) -> Any:
    return {"absent": cell.value} if isinstance(cell, Absent) else cell


def _in(cell: Any) -> Cell:
    return Absent(cell["absent"]) if isinstance(cell, dict) else cell


def _table(held: Mapping[str, Any]) -> Table:
    rows = tuple(tuple(_in(cell) for cell in row) for row in held["rows"])
    return Table(**{**held, "columns": tuple(Column(**one) for one in held["columns"]), "rows": rows})


def _map(held: Mapping[str, Any]) -> Map:
    def entries(lines: Sequence[Mapping[str, Any]]) -> tuple[Entry, ...]:
        return tuple(Entry(**one) for one in lines)

    return Map(
        **{
            **held,
            "entries": entries(held["entries"]),
            "square": tuple(entries(line) for line in held["square"]),
            "axes": tuple(held["axes"]),
            "notes": tuple(held["notes"]),
        }
    )
