"""Publications from what is at hand: crossed hierarchies, regions that overlap, rates, linked tables."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from itertools import product
from typing import TypeVar

from fabrique.kernels.disclosure.model import Cell, Key, Kind, Publication, Relation

Atom = TypeVar("Atom", bound=Hashable)
Axis = Mapping[str, Sequence[str]]  # a group, and what it is the sum of: groups or leaves
TOTAL = "total"


def flat(codes: Iterable[str]) -> Axis:
    """An axis of categories that add up to one total."""
    return {TOTAL: tuple(codes)}


def crossed(
    values: Mapping[Key, int | Cell],
    axes: Sequence[Axis],
    *,
    kind: Kind = Kind.PERSONS,
    zero_is_small: bool = True,
) -> Publication:
    """The table that crosses hierarchies, with every total: IRIS ⊂ commune ⊂ EPCI, by age, by situation…

    ``values``: one per combination of leaves; those not given are zero. A leaf may be in several groups (a
    commune is in its EPCI and in its employment area). The units of a total are the sum of those of its
    parts: a firm that is in several cells must be counted by the caller. Raises ``ValueError`` for a key that
    is no combination of leaves, or groups that go round in a circle.
    """
    leaves = [_leaves(axis) for axis in axes]
    inner = [{code for code, among in one.items() if among == (code,)} for one in leaves]
    for key in values:
        if len(key) != len(axes) or any(code not in known for code, known in zip(key, inner, strict=True)):
            raise ValueError(f"{key}: is not a combination of leaves")
    held = {key: value if isinstance(value, Cell) else Cell(value) for key, value in values.items()}
    cells = dict[Key, Cell]()
    for key in product(*leaves):
        below = product(*(one[code] for one, code in zip(leaves, key, strict=True)))
        cells[key] = reduce(_added, (held[one] for one in below if one in held), Cell(0))
    relations = list[Relation]()
    for rank, axis in enumerate(axes):
        for others in product(*(one for at, one in enumerate(leaves) if at != rank)):
            relations += [
                Relation(_put(others, rank, group), tuple(_put(others, rank, part) for part in parts))
                for group, parts in axis.items()
            ]
    return Publication(cells, relations, kind, zero_is_small)


def of_regions(
    atoms: Mapping[Atom, int | Cell],
    regions: Mapping[Key, Collection[Atom]],
    *,
    kind: Kind = Kind.PERSONS,
    zero_is_small: bool = True,
) -> Publication:
    """Figures of regions that overlap (a commune, its QPV, an EPCI, a month), as sums over what tells them
    apart.

    Atoms that are in the same regions make one cell that is not offered, with the key ``("in", *regions)``.
    Raises ``ValueError`` for an atom that is not known.
    """
    around = dict[Atom, list[Key]]()
    for key, region in regions.items():
        for atom in region:
            if atom not in atoms:
                raise ValueError(f"{key}: {atom} is not among the atoms")
            around.setdefault(atom, []).append(key)
    cells = dict[Key, Cell]()
    parts: dict[Key, dict[Key, None]] = {key: {} for key in regions}
    for atom, keys in around.items():
        name = ("in", *("/".join(key) for key in keys))
        value = atoms[atom]
        cell = value if isinstance(value, Cell) else Cell(value)
        cells[name] = replace(_added(cells.get(name, Cell(0)), cell), offered=False)
        for key in keys:
            parts[key][name] = None
    relations = [Relation(key, tuple(among)) for key, among in parts.items()]
    for one in relations:
        cells[one.total] = reduce(_added, (cells[part] for part in one.parts), Cell(0))
    return Publication(cells, relations, kind, zero_is_small)


def as_rates(numerators: Publication, denominators: Mapping[Key, int]) -> Publication:
    """The cells that rates with public denominators give away: each numerator, and those it leaves out.

    A rate may be shown when, and only when, the cell of its numerator is. Raises ``ValueError`` for a
    numerator above its denominator.
    """
    cells, relations = dict(numerators.cells), list(numerators.relations)
    for key, whole in denominators.items():
        others = whole - numerators.cells[key].value
        if others < 0:
            raise ValueError(f"{key}: the numerator is above the denominator")
        cells["of", *key] = Cell(whole, public=True)
        cells["not", *key] = Cell(others, offered=False)
        relations.append(Relation(("of", *key), (key, ("not", *key))))
    return replace(numerators, cells=cells, relations=relations)


def linked(*publications: Publication) -> Publication:
    """Tables that share cells, as one. Raises ``ValueError`` when they disagree."""
    cells, relations = dict[Key, Cell](), dict[Relation, None]()
    for one in publications:
        if (one.kind, one.zero_is_small) != (publications[0].kind, publications[0].zero_is_small):
            raise ValueError("linked tables are of one variable")
        for key, cell in one.cells.items():
            if cells.setdefault(key, cell) != cell:
                raise ValueError(f"{key}: two tables do not agree")
        relations |= dict.fromkeys(one.relations)
    return replace(publications[0], cells=cells, relations=tuple(relations))


def _leaves(axis: Axis) -> dict[str, tuple[str, ...]]:
    """The leaves below each group and each leaf, groups first."""
    found = dict[str, tuple[str, ...]]()

    def below(code: str, above: tuple[str, ...]) -> tuple[str, ...]:
        if code in above:
            raise ValueError(f"{code}: is within itself")
        if code not in found:
            parts = axis.get(code)
            within = (
                (code,) if parts is None else tuple(x for one in parts for x in below(one, (*above, code)))
            )
            if len(set(within)) < len(within):
                raise ValueError(f"{code}: the same leaf is there twice")
            found[code] = within
        return found[code]

    for group in axis:
        below(group, ())
    return found


def _added(one: Cell, other: Cell) -> Cell:
    return Cell(one.value + other.value, one.units + other.units, max(one.largest, other.largest))


def _put(others: Key, rank: int, code: str) -> Key:
    return (*others[:rank], code, *others[rank:])
