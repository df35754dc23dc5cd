"""Workbooks that have two headers: long labels, and under them the codes of the columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from fabrique.core.tabular import Row
from fabrique.core.tabular.model import Table
from fabrique.observe.sources.codes import text_of
from fabrique.observe.sources.recognition import recognise

_WITHIN = 2


def _known(columns: Sequence[str]) -> bool:
    return recognise(columns) is not None


def beneath_labels(table: Table, known: Callable[[Sequence[str]], bool] = _known) -> Table:
    """The table under its row of codes, when its own header is not ``known`` and one of its first rows is.

    The table itself otherwise. Lines keep the number that an editor shows.
    """
    if known(table.columns):
        return table
    for row in islice(table.rows, _WITHIN):
        names = [text_of(row.values[column]) or column for column in table.columns]
        if len(set(names)) == len(names) and known(names):
            return _under(table, row.index, tuple(names))
    return table


def _under(table: Table, index: int, names: tuple[str, ...]) -> Table:
    def rows() -> Iterator[Row]:
        for row in table:
            if row.index > index:
                values = dict(zip(names, row.values.values(), strict=True))
                yield Row(row.index, values, row.line, row.surplus)

    return replace(table, columns=names, source=rows)
