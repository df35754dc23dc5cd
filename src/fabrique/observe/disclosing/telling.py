"""The figures that a protected content tells, as the register keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fabrique.kernels.disclosure import Key
from fabrique.observe.content import Column, Content
from fabrique.observe.disclosing.counting import Counted, column_of
from fabrique.observe.disclosing.ground import WHOLE, Ground
from fabrique.observe.disclosing.register import Told
from fabrique.observe.disclosing.system import key_of_whole, persons_in
from fabrique.observe.nesting import pairs_in


def told_by(content: Content, ground: Ground | None = None) -> tuple[Told, ...]:
    """What it teaches of persons who were not public already: counts, and those whom a rate leaves out."""
    _publication, counts = persons_in(content, ground or Ground())
    shown = {key: one for key, one in counts.items() if one.value is not None}
    return (*_counts(content, shown), *_left_out(content, shown))


def _counts(content: Content, shown: Mapping[Key, Counted]) -> Iterator[Told]:
    for one in shown.values():
        if not one.public:
            family, path = _family(content, one.column)
            yield _told(one, content, family, path, one.value or 0)


def _left_out(content: Content, shown: Mapping[Key, Counted]) -> Iterator[Told]:
    """Those whom a count leaves out of another: shown together, they tell it."""
    for code, within in sorted(pairs_in(content)):
        for one in shown.values():
            if one.column.code != code or (key := key_of_whole(content, one, within)) is None:
                continue
            whole = shown.get(key)
            if whole is None or (one.public and whole.public):
                continue
            if (left := (whole.value or 0) - (one.value or 0)) >= 0:
                yield _told(one, content, f"-{code}/{within}"[:130], (), left)


def _family(content: Content, column: Column) -> tuple[str, tuple[str, ...]]:
    """The count of which all are parts, and the way down to this one."""
    path: tuple[str, ...] = ()
    while column.within and column.within not in path:
        whole = column_of(content.tables, column.within)
        path = (column.code, *path)
        if whole is None:
            return column.within, path
        column = whole
    return column.code, path


def _told(one: Counted, content: Content, family: str, path: tuple[str, ...], value: int) -> Told:
    atoms = one.atoms or frozenset({(WHOLE, content.territory)})
    return Told(family, path, one.column.period, tuple(sorted(atoms)), value)
