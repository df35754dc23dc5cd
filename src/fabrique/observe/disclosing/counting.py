"""The counts that a content shows: which column, of what time, of which area, where in its tables."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from fabrique.core.refusals import DomainRefusal
from fabrique.kernels.disclosure import Key
from fabrique.observe.content import TOTAL, Absent, Cell, Column, Content, Table
from fabrique.observe.disclosing.ground import WHOLE, Atoms, Ground
from fabrique.observe.enums import Origin

PERSONS, MONEY = "persons", "money_of_firms"
Spot = tuple[int, int, int]  # table, row, column


@dataclass(slots=True)
class Counted:
    """A count: ``value`` None when it has none already. ``spots``: everywhere it is shown."""

    column: Column
    place: tuple[str, str]
    atoms: Atoms
    value: int | None
    name: str
    spots: list[Spot] = field(default_factory=list)

    @property
    def public(self) -> bool:
        """Whether everybody has it already, from its producer."""
        return self.column.origin == Origin.PRODUCER

    @property
    def key(self) -> Key:
        return key_of(self.column, self.place)


def key_of(column: Column, place: tuple[str, str]) -> Key:
    """The name of a count in calculations."""
    return (column.code, column.period, *place)


def counts_of(content: Content, ground: Ground, wanted: Callable[[Column], bool]) -> dict[Key, Counted]:
    """Every count of the columns that are wanted. Refused when two tables disagree, or one is no count."""
    found = dict[Key, Counted]()
    for rank, table in enumerate(content.tables):
        columns = [(at, one) for at, one in enumerate(table.columns) if wanted(one)]
        if not columns:
            continue
        for line, (place, atoms, name) in enumerate(rows_of(table, ground)):
            for at, column in columns:
                one = Counted(column, place, atoms, _number(table.rows[line][at], column), name)
                held = found.setdefault(one.key, one)
                if held.value != one.value:
                    told = _("« %(column)s » : deux tableaux ne donnent pas le même nombre.")
                    raise DomainRefusal(told % {"column": column.label})
                held.spots.append((rank, line, at))
    return found


def rows_of(table: Table, ground: Ground) -> Iterator[tuple[tuple[str, str], Atoms, str]]:
    """For each row: its place (level, code), its atoms, its name. A table without areas has its own rows."""
    level = table.level or f"table:{table.key}"
    codes = [str(row[0]) for row in table.rows]
    names = names_of(table)
    held = {code: ground.atoms(level, code) for code in codes if code != TOTAL}
    everything: Atoms = frozenset().union(*held.values())
    for code, name in zip(codes, names, strict=True):
        if code == TOTAL:
            yield (WHOLE, level), everything, ""
        else:
            yield (level, code), held[code], name


def names_of(table: Table) -> list[str]:
    """The name of each row: its second column when that is text, else its code."""
    named = len(table.columns) > 1 and table.columns[1].digits is None and not table.columns[1].counts
    return [str(row[1]) if named and isinstance(row[1], str) else str(row[0]) for row in table.rows]


def _number(value: Cell, column: Column) -> int | None:
    if value is None or isinstance(value, Absent):
        return None
    if isinstance(value, str) or value != value or value < 0:
        told = _("« %(column)s » compte des personnes ou de l’argent : un nombre positif est attendu.")
        raise DomainRefusal(told % {"column": column.label})
    return round(value)


def column_of(tables: Sequence[Table], code: str) -> Column | None:
    """The column of a code, wherever it is."""
    return next((one for table in tables for one in table.columns if one.code == code), None)


def columns_of(tables: Sequence[Table], code: str) -> list[list[Cell]]:
    """The cells of every column of a code."""
    return [
        [row[at] for row in table.rows]
        for table in tables
        for at, one in enumerate(table.columns)
        if one.code == code
    ]


def sensitive(content: Content) -> bool:
    """Whether anything in it is not public already."""
    columns = [one for table in content.tables for one in table.columns]
    return any(
        (one.counts or one.of or one.unit == "%") and one.origin != Origin.PRODUCER
        for one in columns
        if one.counts or one.of or one.origin
    )


def cell_at(content: Content, spot: Spot) -> Cell:
    """What is shown at a spot."""
    table, row, column = spot
    return content.tables[table].rows[row][column]


def with_cells(content: Content, changes: Mapping[Spot, Cell]) -> tuple[Table, ...]:
    """The tables with other cells at these spots."""
    tables = []
    for rank, table in enumerate(content.tables):
        here = {(row, column): cell for (at, row, column), cell in changes.items() if at == rank}
        rows = tuple(
            tuple(here.get((line, at), cell) for at, cell in enumerate(row))
            for line, row in enumerate(table.rows)
        )
        tables.append(Table(table.key, table.title, table.columns, rows, table.level, table.note))
    return tuple(tables)


def touched(content: Content, changes: Iterable[Spot]) -> dict[str, set[str]]:
    """By table, the columns that have one of these spots."""
    found = dict[str, set[str]]()
    for rank, _row, at in changes:
        table = content.tables[rank]
        found.setdefault(table.key, set()).add(table.columns[at].code)
    return found


def in_no_order(table: Table, hidden: Collection[str]) -> Table:
    """A table whose rows follow a column of which some is hidden, by name instead: the place of a row would
    tell between which others it is.
    """
    told = [
        [row[at] for row in table.rows if row[0] != TOTAL and isinstance(row[at], int | float)]
        for at, one in enumerate(table.columns)
        if one.code in hidden
    ]
    if not any(values in (sorted(values), sorted(values, reverse=True)) for values in told):  # type: ignore[type-var]
        return table
    named = sorted(
        zip(names_of(table), table.rows, strict=True), key=lambda pair: (pair[1][0] == TOTAL, pair[0])
    )
    return replace(table, rows=tuple(row for _name, row in named))
