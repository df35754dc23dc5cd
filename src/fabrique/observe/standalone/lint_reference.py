"""What the shipped geographic code knows of the areas of a file, for the lint to compare with."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from fabrique.kernels.indicators.lint import RawTable, Reference
from fabrique.territory.cog import VINTAGE, Cog, FormerKind, cog

# Collectivities that national files of measures seldom hold: their absence says nothing.
_APART = {"975", "977", "978", "984", "986", "987", "988", "989"}


def reference_for(table: RawTable, population: Mapping[str, float]) -> Reference:
    """The reference of the table's level; ``population`` is the file's own, used where the code has none."""
    official = cog()
    if table.level == "commune":
        return _communes(official)
    if table.level == "iris":
        return _iris(official, table, population)
    if table.level == "epci":
        people = {
            one.siren: float(sum(_people(official, code) for code in one.members)) for one in official.epcis
        }
        names = {one.siren: one.name for one in official.epcis}
        return Reference(VINTAGE, names, expected=names, population=people, names=names)
    return Reference(population=population)


def _people(official: Cog, code: str) -> int:
    found = official.commune(code)
    return (found.population or 0) if found else 0


@lru_cache(maxsize=2)
def _communes(official: Cog) -> Reference:
    """Of one code, which never changes."""
    gone = [one for one in official.formers if one.code not in official]
    inner = {one.code: one.commune for one in gone if one.kind is FormerKind.ARRONDISSEMENT}
    names = {one.code: one.name for one in official}
    names |= {one.code: one.name for one in gone if one.name}
    return Reference(
        VINTAGE,
        areas={one.code for one in official},
        # Six villages of the Meuse have had nobody since 1916, and no measure.
        expected={one.code for one in official if one.population and one.departement not in _APART},
        former={one.code: one.commune for one in gone if one.code not in inner},
        inner=inner,
        parents={one.code: one.departement for one in official},
        population={one.code: float(one.population) for one in official if one.population is not None},
        names={one.code: one.name for one in official.departements} | names,
    )


def _iris(official: Cog, table: RawTable, population: Mapping[str, float]) -> Reference:
    """No list of IRIS is shipped: a code is right when its first five characters are a commune."""
    communes = _communes(official)
    stems = {code: code[:5] for code in table.keys if len(code) == 9}
    there = {code for code, stem in stems.items() if stem in communes.areas or stem in communes.inner}
    former = {code: communes.former[stem] for code, stem in stems.items() if stem in communes.former}
    return Reference(
        VINTAGE, there, former=former, parents=stems, population=population, names=communes.names
    )
