"""Which areas are within which, as sets of the smallest that are named: communes, IRIS, neighbourhoods."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from fabrique.observe.enums import Level
from fabrique.territory.cog import cog
from fabrique.territory.enums import AreaKind
from fabrique.territory.queries.areas import latest_areas

WHOLE = "whole"  # a whole territory, when nothing says of what it is made
ISLETS = frozenset({Level.IRIS.value, Level.QPV.value, Level.CELL.value})  # smaller than communes
Atom = tuple[str, str]  # (what it is, its code)
Atoms = frozenset[Atom]


class Ground:
    """What is known of areas; one by check: neighbourhoods are read once, if need be."""

    @cached_property
    def _neighbourhoods(self) -> Mapping[str, Atoms]:
        rows = latest_areas(AreaKind.QPV).values_list("code", "commune_codes")
        return {code: frozenset((Level.COMMUNE.value, one) for one in communes) for code, communes in rows}

    def atoms(self, level: str, code: str) -> Atoms:
        """An area as communes, or as itself when it is smaller, or unknown."""
        if level in (Level.EPCI, Level.DEPARTEMENT) and (members := self._members(level, code)):
            return frozenset((Level.COMMUNE.value, one) for one in members)
        return frozenset({(level, code)})

    def _members(self, level: str, code: str) -> tuple[str, ...]:
        known = cog()
        if level == Level.EPCI:
            found = known.epci(code)
            return found.members if found else ()
        return tuple(one.code for one in known if one.departement == code)

    def within(self, one: Atoms, other: Atoms) -> bool:
        """Whether an area is within another, or is the same."""
        if one <= other or any(kind == WHOLE for kind, _code in other):
            return True
        return all(atom in other or ((above := self._above(atom)) and above <= other) for atom in one)

    def pieces(self, area: Atoms, islets: Atoms) -> frozenset[object]:
        """An area as the smallest that are told: its communes, and the islets that are surely in them."""
        return frozenset({*area, *(one for one in islets if self.within(frozenset({one}), area))})

    def apart(self, one: Atoms, other: Atoms) -> bool:
        """Whether two areas surely have nobody in common."""
        if not one.isdisjoint(other):
            return False
        return all(self._parted(left, right) for left in one for right in other)

    def _parted(self, one: Atom, other: Atom) -> bool:
        if one[0] == other[0]:
            return one != other
        left, right = (self._above(atom) or frozenset({atom}) for atom in (one, other))
        kinds = {atom[0] for atom in left | right}
        # Of different cuttings that nothing ties to communes, one cannot tell.
        return kinds == {Level.COMMUNE.value} and left.isdisjoint(right)

    def _above(self, atom: Atom) -> Atoms:
        """The communes that surely hold a smaller area."""
        kind, code = atom
        if kind == Level.IRIS:
            return frozenset({(Level.COMMUNE.value, code[:5])})
        return self._neighbourhoods.get(code, frozenset()) if kind == Level.QPV else frozenset()
