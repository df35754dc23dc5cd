"""What may be published beside what was: figures over the same persons, by other filters or at other times.

A figure is a sum over atoms, the smallest groups that a filter can tell apart: an IRIS in a month, a
situation in a neighbourhood. What was published stays known for ever. Atoms that are in the same figures
cannot be told apart and count as one; those that are small must stay in doubt whatever is subtracted from
whatever (« differencing »). The check is that of ``protect``, with all the figures public.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from fabrique.kernels.disclosure.building import of_regions
from fabrique.kernels.disclosure.model import Key, Rule
from fabrique.kernels.disclosure.protecting import protect

Atom = TypeVar("Atom", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Figure(Generic[Atom]):
    """A number of persons over ``atoms``, as it was told; ``doubt``: rounded, so off by at most so much."""

    name: str
    atoms: frozenset[Atom]
    told: int
    doubt: int = 0


@dataclass(frozen=True, slots=True)
class Exposed:
    """A small group that would come out: in which figures it is, how many it has, at most how many others
    could believe.
    """

    within: tuple[str, ...]
    persons: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """``conflicts``: earlier figures that give the group away with the new one; none if it does so alone."""

    allowed: bool
    exposed: tuple[Exposed, ...] = ()
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Releases(Generic[Atom]):
    """A register of figures for one audience, over the persons of each atom (``counts``).

    A partner knows what is public besides what it is given: its register begins with the public one. Atoms
    whose persons changed since a figure was told are other atoms (put the vintage in them).
    """

    counts: Mapping[Atom, int]
    rule: Rule = field(default_factory=Rule)
    zero_is_small: bool = True
    figures: tuple[Figure[Atom], ...] = ()

    def __post_init__(self) -> None:
        for figure in self.figures:
            self._checked(figure)
        if len({figure.name for figure in self.figures}) < len(self.figures):
            raise ValueError("two figures have the same name")

    def may_publish(self, figure: Figure[Atom]) -> Verdict:
        """Whether a new figure leaves every small group in doubt, given those that are published.

        Raises ``ValueError`` for an atom that is not known, a name already taken, or a number that is not
        that of its atoms.
        """
        return self.may_publish_together([figure])

    def may_publish_together(self, figures: Sequence[Figure[Atom]]) -> Verdict:
        """The same for figures that leave at once; ``conflicts`` are those of earlier publications only."""
        known = {one.name for one in self.figures}
        for figure in figures:
            self._checked(figure)
            if figure.name in known:
                raise ValueError(f"{figure.name}: already published under this name")
            known.add(figure.name)
        around = self._around(figures)
        exposed = self._exposed((*around, *figures))
        if not exposed:
            return Verdict(True)
        conflicts = self._explained(figures, around)
        return Verdict(False, exposed, tuple(one.name for one in conflicts))

    def published(self, figure: Figure[Atom]) -> Releases[Atom]:
        """The register with one more figure. Raises ``ValueError`` when it may not be published."""
        if not (verdict := self.may_publish(figure)).allowed:
            raise ValueError(f"{figure.name}: gives away a small group with {verdict.conflicts}")
        return replace(self, figures=(*self.figures, figure))

    def _checked(self, figure: Figure[Atom]) -> None:
        for atom in figure.atoms:
            if atom not in self.counts:
                raise ValueError(f"{figure.name}: {atom} is not among the atoms")
        if abs(sum(self.counts[atom] for atom in figure.atoms) - figure.told) > figure.doubt:
            raise ValueError(f"{figure.name}: is not the number of its atoms")

    def _around(self, figures: Sequence[Figure[Atom]]) -> tuple[Figure[Atom], ...]:
        """The earlier figures that share atoms with these, directly or through others."""
        reached, left = {atom for one in figures for atom in one.atoms}, list(self.figures)
        while near := [one for one in left if not reached.isdisjoint(one.atoms)]:
            left = [one for one in left if reached.isdisjoint(one.atoms)]
            reached.update(*(one.atoms for one in near))
        names = {one.name for one in left}
        return tuple(one for one in self.figures if one.name not in names)

    def _exposed(self, figures: Sequence[Figure[Atom]]) -> tuple[Exposed, ...]:
        """The small groups that these figures give away together."""
        regions: dict[Key, frozenset[Atom]] = {(one.name,): one.atoms for one in figures}
        publication = of_regions(self.counts, regions, zero_is_small=self.zero_is_small)
        cells = dict(publication.cells)
        for one in figures:
            known = max(0, one.told - one.doubt), one.told + one.doubt
            cells[one.name,] = replace(cells[one.name,], public=True, known=known)
        safe = protect(replace(publication, cells=cells), self.rule)
        return tuple(
            Exposed(key[1:], cells[key].value, most) for key, most in sorted(safe.known_anyway.items())
        )

    def _explained(
        self, kept: Sequence[Figure[Atom]], others: Sequence[Figure[Atom]]
    ) -> tuple[Figure[Atom], ...]:
        """A smallest set of others that gives a group away with those that are kept.

        By halves (Junker 2004, « QuickXplain », AAAI): few figures among hundreds take few checks.
        """
        if not others or self._exposed(kept):
            return ()
        if len(others) == 1:
            return tuple(others)
        half = len(others) // 2
        right = self._explained([*kept, *others[:half]], others[half:])
        left = self._explained([*kept, *right], others[:half])
        return (*left, *right)
