"""What was told before, and whether more may be told beside it.

Two figures over the same persons by other filters (two levels, two dates) are subtracted: what is left must
not be a small group. Along areas, along the parts of those who are counted, and along time, figures that are
within one another make a tree; each keeps, as an atom, those whom no smaller one tells apart. Areas or
periods that cross without being within one another cannot be judged: refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from fabrique.kernels.disclosure import Figure, Releases, Rule
from fabrique.observe.disclosing.crossed import TooLarge, betrayed
from fabrique.observe.disclosing.ground import ISLETS, WHOLE, Atom, Ground
from fabrique.observe.disclosing.voids import Box
from fabrique.observe.nesting import Pair, Pairs


@dataclass(frozen=True, slots=True)
class Told:
    """A number of persons that was, or would be, told.

    ``family``: what is counted; ``path``: of which part of them; ``period``: a year, or
    « 2026-01/2026-06 » for what happened in these months; ``atoms``: the areas that it covers.
    """

    family: str
    path: tuple[str, ...]
    period: str
    atoms: tuple[Atom, ...]
    value: int
    doubt: int = 0


@dataclass(frozen=True, slots=True)
class Earlier:
    """A figure that was told, in which publication (any name that tells it from others)."""

    told: Told
    publication: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """``publications``: those with which a small group would come out; ``crossing``: figures that cut the
    same persons in ways that cannot be compared, rather than a difference that is too small; ``nested``: what
    is told is a part of what was, or holds it.
    """

    publications: tuple[str, ...]
    crossing: bool = False
    nested: bool = False


@dataclass(frozen=True)
class Register:
    """What one audience knows. A partner's begins with what is public. ``nested``: which counts are parts of
    others, whichever publications tell them."""

    earlier: tuple[Earlier, ...] = ()
    ground: Ground = field(default_factory=Ground)
    nested: Pairs = frozenset()

    def conflict(self, new: Sequence[Told], rule: Rule) -> Conflict | None:
        """Why these figures may not be told together with the earlier ones; None when they may."""
        for family in sorted({one.family for one in new}):
            ours = [one for one in new if one.family == family]
            before = [one for one in self.earlier if one.told.family == family]
            if found := _Family(ours, before, self.ground).conflict(rule):
                return found
        for pair in sorted(self.nested):
            if found := self._left_out(pair, new, rule):
                return replace(found, nested=True)
        return None

    def _left_out(self, pair: Pair, new: Sequence[Told], rule: Rule) -> Conflict | None:
        """Those whom a count leaves out of one that holds it: over the same areas, then across them."""
        before = [
            Earlier(told, one.publication) for one in self.earlier if (told := _as_part(one.told, pair))
        ]
        known = {one.told for one in before}
        ours = [told for one in new if (told := _as_part(one, pair)) and told not in known]
        if not ours or len({one.path for one in (*known, *ours)}) < 2:
            return None
        if found := _subtracted([*before, *(Earlier(one, "") for one in ours)], rule.threshold):
            return found
        if _each_apart([*known, *ours]):
            return None
        if found := _cut_otherwise([*before, *(Earlier(one, "") for one in ours)], self.ground):
            return found
        return _Family(ours, before, self.ground).crossed(rule)


def _as_part(told: Told, pair: Pair) -> Told | None:
    """A figure as one of a part and of its whole, when it is of one of these."""
    code = told.path[-1] if told.path else told.family
    return replace(told, family=pair[1], path=pair[:1] if code == pair[0] else ()) if code in pair else None


def _subtracted(told: Sequence[Earlier], threshold: int) -> Conflict | None:
    """Any two that tell a part and its whole of the same areas and time, whatever other numbers they have."""
    held = defaultdict[object, list[Earlier]](list)
    for one in told:
        held[one.told.period, frozenset(one.told.atoms)].append(one)
    for some in held.values():
        parts = [one for one in some if one.told.path]
        for whole in some:
            for part in parts if not whole.told.path else ():
                if "" not in (names := (part.publication, whole.publication)):
                    continue
                if 0 <= whole.told.value - part.told.value < threshold:
                    return Conflict(tuple(dict.fromkeys(name for name in names if name)))
    return None


def _cut_otherwise(told: Sequence[Earlier], ground: Ground) -> Conflict | None:
    """A part and its whole by areas or by times that meet, neither being within the other."""
    held = defaultdict[Where, list[str]](list)
    for one in told:
        held[frozenset(one.told.atoms), one.told.period, bool(one.told.path)].append(one.publication)
    for part, whole in _meeting([one for one in held if one[2]], [one for one in held if not one[2]]):
        names = [*held[part], *held[whole]]
        if "" not in names or (part[0] == whole[0] and part[1] == whole[1]):
            continue
        if _at_other_times(part[1], whole[1]) or ground.apart(part[0], whole[0]):
            continue
        times = _during(part[1], whole[1]) or _during(whole[1], part[1])
        areas = ground.within(part[0], whole[0]) or ground.within(whole[0], part[0])
        if not (times and areas):
            return Conflict(tuple(dict.fromkeys(name for name in names if name)), crossing=True)
    return None


def _meeting(parts: Sequence[Where], wholes: Sequence[Where]) -> Iterator[tuple[Where, Where]]:
    """Those of which the areas may have somebody in common: of one cutting, those that share a piece."""
    by_atom = defaultdict[Atom, list[Where]](list)
    for whole in wholes:
        for atom in whole[0]:
            by_atom[atom].append(whole)
    one_cutting = len({kind for where in (*parts, *wholes) for kind, _code in where[0]}) == 1
    for part in parts:
        near = dict.fromkeys(whole for atom in part[0] for whole in by_atom[atom]) if one_cutting else wholes
        for whole in near:
            yield part, whole


def _each_apart(told: Sequence[Told]) -> bool:
    """Whether no area is within another, nor a time: what is told of the same ones is all that compares."""
    areas = {frozenset(one.atoms) for one in told}
    times = {_span(one.period) for one in told}
    kinds = {kind for area in areas for kind, _code in area}
    return (
        len(kinds) == 1
        and WHOLE not in kinds
        and sum(map(len, areas)) == len(frozenset().union(*areas))
        and sum(map(len, times)) == len(frozenset[object]().union(*times))
    )


class _Node:
    """Persons who are told together: one set and its number, however many publications tell it."""

    def __init__(self, told: Told) -> None:
        self.told, self.atoms = told, frozenset(told.atoms)
        self.children: list[_Node] = []
        self.held = False
        self.publications: list[str] = []  # "" for what is new

    @property
    def new(self) -> bool:
        return all(not name for name in self.publications)


Pieces = frozenset[object]
Where = tuple[frozenset[Atom], str, bool]  # areas, period, whether of a part
Test = Callable[[_Node, _Node], bool]


class _Family:
    """What is told of one count, seen along areas, parts and time in turn."""

    def __init__(self, new: Sequence[Told], before: Sequence[Earlier], ground: Ground) -> None:
        self.nodes: dict[tuple[object, ...], _Node] = {}
        self.ground = ground
        for one in before:
            self._node(one.told).publications.append(one.publication)
        for told in new:
            self._node(told).publications.append("")
        self.axes: tuple[tuple[Callable[[_Node], object], Test, Test], ...] = (
            (
                lambda one: (one.told.path, one.told.period),
                lambda one, other: ground.within(one.atoms, other.atoms),
                lambda one, other: ground.apart(one.atoms, other.atoms),
            ),
            (
                lambda one: (one.told.period, one.atoms),
                lambda one, other: one.told.path[: len(other.told.path)] == other.told.path,
                lambda one, other: _parting(one.told.path, other.told.path),
            ),
            (
                lambda one: (one.told.path, one.atoms),
                lambda one, other: _during(one.told.period, other.told.period),
                lambda one, other: _at_other_times(one.told.period, other.told.period),
            ),
        )

    def _node(self, told: Told) -> _Node:
        key = (told.path, told.period, frozenset(told.atoms), told.value)
        return self.nodes.setdefault(key, _Node(told))

    def conflict(self, rule: Rule) -> Conflict | None:
        for slice_of, within, apart in self.axes:
            slices = defaultdict[object, list[_Node]](list)
            for node in self.nodes.values():
                slices[slice_of(node)].append(node)
            for nodes in slices.values():
                if any("" in one.publications for one in nodes) and (
                    found := _sliced(nodes, within, apart, rule)
                ):
                    return found
        return self.crossed(rule)

    def crossed(self, rule: Rule) -> Conflict | None:
        """What comes out along two axes, once each difference along one may be told."""
        held = list(self.nodes.values())
        told: frozenset[Atom] = frozenset().union(*(one.atoms for one in held))
        everywhere = any(kind == WHOLE for kind, _code in told)
        islets = told if everywhere else frozenset(one for one in told if one[0] in ISLETS)
        cut = {atoms: self.ground.pieces(atoms, islets) for atoms in {one.atoms for one in held}}
        ways = list(product(_placings(cut), _partings({one.told.path for one in held})))
        for way, (areas, parts) in enumerate(ways, 1):
            boxes = [
                Box(
                    (areas[one.atoms], parts[one.told.path], _span(one.told.period)),
                    one.told.value,
                    frozenset({""}) if one.new else frozenset(name for name in one.publications if name),
                )
                for one in held
            ]
            try:
                found = betrayed(boxes, rule.threshold, least=int(way < len(ways)))
            except TooLarge:
                names = {name for one in boxes for name in one.names if name}
                return Conflict(tuple(sorted(names)), crossing=True)
            if found:
                return Conflict(tuple(sorted(name for name in found if name)))
        return None


def _sliced(nodes: Sequence[_Node], within: Test, apart: Test, rule: Rule) -> Conflict | None:
    """The tree of the figures along one axis, the smallest first, and what their differences tell."""
    ordered = sorted(nodes, key=_size)
    for at, node in enumerate(ordered):
        node.children, node.held = [], False
        inside = list[_Node]()
        for other in ordered[:at]:
            if within(other, node):
                inside += [] if other.held else [other]
            elif not apart(other, node) and "" in (names := [*other.publications, *node.publications]):
                return Conflict(tuple(dict.fromkeys(name for name in names if name)), crossing=True)
        # Persons who are in several places: it is no sum of them.
        if sum(one.told.value for one in inside) <= node.told.value:
            node.children = inside
            for one in inside:
                one.held = True
    return _judged(ordered, rule)


def _judged(ordered: Sequence[_Node], rule: Rule) -> Conflict | None:
    place = {id(node): at for at, node in enumerate(ordered)}
    counts = dict[int, int]()
    for at, node in enumerate(ordered):
        own = node.told.value - sum(one.told.value for one in node.children)
        if own or not _parted(node):
            counts[at] = own
    figures = [
        Figure(str(at), frozenset(one for one in _below(node, place) if one in counts), node.told.value)
        for at, node in enumerate(ordered)
    ]
    known = tuple(one for one, node in zip(figures, ordered, strict=True) if not node.new)
    fresh = [one for one, node in zip(figures, ordered, strict=True) if node.new]
    if not fresh:
        return None
    verdict = Releases(counts, rule, figures=known).may_publish_together(fresh)
    if verdict.allowed:
        return None
    names = [name for one in verdict.conflicts for name in ordered[int(one)].publications if name]
    return Conflict(tuple(dict.fromkeys(names)))


def _size(node: _Node) -> tuple[int, int, int, int, int]:
    """A set comes after all that it holds; an IRIS is smaller than the commune that it is alone in."""
    span = _months(node.told.period)
    finest = sum(atom[0] not in ("iris", "qpv", "cell") for atom in node.atoms)
    return (
        finest,
        len(node.atoms),
        span[1] - span[0] if span else 0,
        -len(node.told.path),
        node.told.value,
    )


def _parted(node: _Node) -> bool:
    """Whether its children are simply all of it: all of its areas, or several parts, at the same time."""
    if not node.children or any(one.told.period != node.told.period for one in node.children):
        return False
    if all(one.atoms == node.atoms for one in node.children):
        return len(node.children) > 1
    covered = frozenset[Atom]().union(*(one.atoms for one in node.children))
    finer = covered - node.atoms  # islets of a commune: which it has is not known
    return bool(finer) or node.atoms <= covered


def _below(node: _Node, place: Mapping[int, int]) -> Iterator[int]:
    yield place[id(node)]
    for one in node.children:
        yield from _below(one, place)


def _parting(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two parts are of two sorts that nobody is of both: women and men."""
    shared = min(len(one), len(other))
    return one[:shared] != other[:shared]


def _placings(cut: Mapping[frozenset[Atom], Pieces]) -> Iterator[Mapping[frozenset[Atom], Pieces]]:
    """Areas with those of their persons whom nobody places; then as whoever believes that there are none."""
    nowhere = {atoms: ("", *sorted(atoms)) for atoms in cut if len(atoms) > 1}
    if nowhere:
        yield {
            atoms: pieces | {one for other, one in nowhere.items() if other <= atoms}
            for atoms, pieces in cut.items()
        }
    yield cut


def _partings(paths: Collection[tuple[str, ...]]) -> Iterator[dict[tuple[str, ...], Pieces]]:
    """Each part as the smallest that are told; then as whoever believes that the parts told of a whole are
    all of it, women and men: nobody being neither is then no small group."""
    within = {path: frozenset(one for one in paths if one[: len(path)] == path) for path in paths}
    yield dict(within)
    parted = {path for path in paths if sum(one[:-1] == path for one in within[path] if one) > 1}
    if parted:
        yield {path: side - parted for path, side in within.items()}


def _during(one: str, other: str) -> bool:
    left, right = _months(one), _months(other)
    return one == other if not (left and right) else right[0] <= left[0] and left[1] <= right[1]


def _at_other_times(one: str, other: str) -> bool:
    """Stocks of two dates are other persons, as far as anybody can tell; flows, when no month is in both."""
    left, right = _months(one), _months(other)
    return one != other if not (left and right) else left[1] < right[0] or right[1] < left[0]


def _span(period: str) -> frozenset[object]:
    """The months of what happened in them; of a stock, its date alone."""
    months = _months(period)
    return frozenset(range(months[0], months[1] + 1)) if months else frozenset({period})


def _months(period: str) -> tuple[int, int] | None:
    """« 2026-01/2026-06 » as its first and last months, counted; None for a year or a date."""
    try:
        first, last = ((int(part[:4]) * 12 + int(part[5:7])) for part in period.split("/"))
    except ValueError:
        return None
    return first, last
