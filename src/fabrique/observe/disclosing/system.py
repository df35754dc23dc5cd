"""The counts of a content and all that adds up among them, as the kernel protects them.

Everybody is taken to know that communes are within their territory, that women are among all, that a rate is
of its two counts. What is left (a territory but for its communes, those whom a rate leaves out) is never
shown, yet must not be deduced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from fabrique.kernels.disclosure import Cell, Key, Kind, Publication, Relation
from fabrique.observe.content import Content
from fabrique.observe.disclosing.counting import (
    MONEY,
    PERSONS,
    Counted,
    column_of,
    counts_of,
    key_of,
)
from fabrique.observe.disclosing.ground import WHOLE, Ground
from fabrique.observe.nesting import pairs_in

Counts = Mapping[Key, Counted]
Link = tuple[Key, list[Key], str]  # a whole, parts of it, what the parts are
BUT = "but "  # those whom a part leaves out: nobody being left out tells of all of them


def persons_in(content: Content, ground: Ground) -> tuple[Publication, Counts]:
    """The persons of a content, and where they are told."""
    counts = counts_of(content, ground, lambda column: column.counts == PERSONS)
    cells = {key: Cell(one.value, public=one.public) for key, one in counts.items() if one.value is not None}
    relations = list[Relation]()
    for link in (*_areas(counts, ground), *_categories(content, counts), *_nested(content, counts)):
        _add(cells, relations, link)
    return Publication(cells, relations), counts


def money_in(content: Content, ground: Ground) -> tuple[Publication, Counts]:
    """The money of firms: how many they are and the largest one are told beside each sum. Nothing said is
    taken for one firm.
    """
    counts = counts_of(content, ground, lambda column: column.counts == MONEY)
    beside = {code for one in counts.values() for code in one.column.of.split("/")}
    told = counts_of(content, ground, lambda column: column.code in beside)
    cells = {key: _money(one, told) for key, one in counts.items() if one.value is not None}
    relations = list[Relation]()
    for link in _areas(counts, ground):
        if (left := _add(cells, relations, link)) is None:
            continue
        rest, whole = cells[left], cells[link[0]]
        units = max(whole.units - sum(cells[key].units for key in link[1] if key in cells), 1)
        cells[left] = Cell(rest.value, units, min(rest.value, whole.largest), offered=False)
    return Publication(cells, relations, Kind.MONEY_OF_FIRMS, zero_is_small=False), counts


def _money(one: Counted, told: Counts) -> Cell:
    firms, _slash, largest = one.column.of.partition("/")
    value = one.value or 0
    units, top = (
        found.value if (found := told.get((code, one.column.period, *one.place))) else None
        for code in (firms, largest)
    )
    most = value if top is None else min(value, top)
    return Cell(value, units or (1 if value else 0), most, public=one.public)


def _add(cells: dict[Key, Cell], relations: list[Relation], link: Link) -> Key | None:
    """Say that parts are within a total; gives the key of what is left. What has no number is in it.

    Parts that exceed their total by no more than rounding are its parts still; by more, it is no sum of them
    (persons who are in several communes).
    """
    total, parts, name = link
    known = [key for key in parts if key in cells]
    if total not in cells or not parts:
        return None
    rest = cells[total].value - sum(cells[key].value for key in known)
    if rest > 0 or (rest == 0 and (len(known) < len(parts) or name.startswith(BUT))):
        left = ("rest", name, *total)
        cells[left] = Cell(rest, offered=False)
        relations.append(Relation(total, (*known, left)))
        return left
    if rest == 0:
        relations.append(Relation(total, tuple(known)))
    elif -rest <= len(parts):
        over, both = ("over", name, *total), ("both", name, *total)
        cells[over] = Cell(-rest, public=True)
        cells[both] = Cell(cells[total].value - rest, offered=False)
        relations += [Relation(both, tuple(known)), Relation(both, (total, over))]
    return None


def _areas(counts: Counts, ground: Ground) -> Iterator[Link]:
    """Each area and, for each finer cutting, those within it."""
    groups = defaultdict[tuple[str, ...], list[Counted]](list)
    for key, one in counts.items():
        groups[key[:2]].append(one)
    for group in groups.values():
        levels = defaultdict[str, list[Counted]](list)
        for one in group:
            levels[one.place[0]].append(one)
        for whole in group:
            for level, others in levels.items():
                parts = [one.key for one in others if _finer(one, whole, ground)]
                if parts:
                    yield whole.key, parts, level


def _finer(one: Counted, whole: Counted, ground: Ground) -> bool:
    """Whether an area is a part of another: of the row of a whole table, all of its rows are."""
    if one.place[0] == whole.place[0] or not ground.within(one.atoms, whole.atoms):
        return False
    return whole.place[0] == WHOLE or not ground.within(whole.atoms, one.atoms)


def _categories(content: Content, counts: Counts) -> Iterator[Link]:
    """Each count and those of its parts: women, of all."""
    groups = defaultdict[Key, list[Key]](list)
    for key, one in counts.items():
        if one.column.within and (whole := column_of(content.tables, one.column.within)):
            groups[key_of(whole, one.place)].append(key)
    for total, keys in groups.items():
        yield total, keys, "parts"


def _nested(content: Content, counts: Counts) -> Iterator[Link]:
    """Each count and one that it is a part of: the denominator of a rate, and its numerator."""
    for part, whole in sorted(pairs_in(content)):
        for one in counts.values():
            ours = one.column.code == part and one.column.within != whole
            if ours and (held := key_of_whole(content, one, whole)) is not None:
                yield held, [one.key], f"{BUT}{part}"


def key_of_whole(content: Content, one: Counted, whole: str) -> Key | None:
    """The count of that code over the same persons: at the same time, or as the rate of both says."""
    columns = [each for table in content.tables for each in table.columns]
    wholes = [each for each in columns if each.code == whole and each.counts]
    if any(each.period == one.column.period for each in wholes):
        return (whole, one.column.period, *one.place)
    rate = f"{one.column.code}/{whole}"
    return key_of(wholes[0], one.place) if wholes and any(each.of == rate for each in columns) else None
