"""In which larger area each area lies, and which communes of it the figures lack: a total needs them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fabrique.core.tabular import TableRefusal
from fabrique.core.tabular.model import Table
from fabrique.observe.sources.codes import normaliser
from fabrique.observe.sources.columns import Headers
from fabrique.territory.cog import Cog, Commune, FormerKind, cog, departement_of

_COLUMNS = {
    "iris": "CODE_IRIS|IRIS|DCIRIS",
    "commune": "code_insee|CODE_INSEE|CODGEO|COM|INSEE_COM|DEPCOM",
    "epci": "epci|EPCI|siren_epci",
    "departement": "departement|DEP|insee_dep|code_dep",
}
LEVELS = ("commune", "epci", "departement")


# Paris, Lyon, Marseille: some files have the commune and its arrondissements, which would count twice.
_ARRONDISSEMENTS = {"75056": "751", "69123": "6938", "13055": "132"}


def doubled(areas: Sequence[str]) -> set[str]:
    """The arrondissements (and their IRIS) of a file that has their whole commune too."""
    whole = tuple(start for commune, start in _ARRONDISSEMENTS.items() if commune in areas)
    return {area for area in areas if whole and area.startswith(whole)}


def whole_parents(areas: Sequence[str], level: str, to: str) -> Mapping[str, str]:
    """The larger area, of level ``to``, of each area, **and of every inhabited commune that is absent**.

    ``areas`` are codes of communes or of IRIS (``level``); ``to`` is "commune", "epci" or "departement". From
    today's geographic code, the instance's own communes included: give the result to ``aggregate``, for which
    an area that the panel lacks is a missing part, so that half an EPCI is no EPCI. An IRIS goes to the
    commune of today; nobody ships the list of IRIS, so ``aggregate`` holds their sums for estimates. An area
    without a larger one is left out (``aggregate`` says them ``unknown``), as are the arrondissements of a
    commune that is there too. Figures of an older geography are carried to today's first (``carry_over``).
    """
    official, twice = cog(), doubled(areas)
    found = {
        area: larger for area in areas if area not in twice and (larger := _larger(official, area[:5], to))
    }
    held = {area[:5] for area in found}
    if to != "commune":
        for larger in sorted(set(found.values())):
            for commune in inhabited(official, larger):
                found |= dict.fromkeys(lacking(official, commune, held), larger)
    return found


def _larger(official: Cog, code: str, to: str) -> str:
    commune = official.commune(code)
    if to == "departement":
        return commune.departement if commune else departement_of(code)
    if to == "epci":
        return commune.epci if commune else ""
    return commune.code if commune else code


def inhabited(official: Cog, larger: str) -> Iterator[Commune]:
    """The communes of a larger area that have people: six villages of the Meuse have had none since 1916."""
    for code in official.members_of(larger):
        commune = official.commune(code)
        if commune and commune.population:
            yield commune


def lacking(official: Cog, commune: Commune, held: set[str]) -> list[str]:
    """The parts of a commune that are not among ``held``: itself, or some of its arrondissements."""
    if commune.code in held:
        return []
    inner: list[str] = []
    if commune.code in _ARRONDISSEMENTS:
        formers = [one for one in official.formers if one.commune == commune.code]
        inner = [one.code for one in formers if one.kind is FormerKind.ARRONDISSEMENT]
    return [code for code in inner if code not in held] if held & set(inner) else [commune.code]


def parents_of(
    areas: Sequence[str], level: str, wanted: str, table: Table | None = None
) -> Mapping[str, str]:
    """:func:`whole_parents`, or by a person's own table, which says the members of its larger areas.

    The table needs a column of communes and one of codes of level ``wanted``. Raises ``TableRefusal`` when it
    lacks them, or when the level is not one that goes up.
    """
    if level not in ("iris", "commune") or wanted not in LEVELS or level == wanted:
        raise TableRefusal(
            f"l’échelle « {level} » ne se porte pas à l’échelle « {wanted} ».",
            mend="De l’IRIS ou de la commune, on va à la commune, à l’EPCI ou au département.",
        )
    if table is None or wanted == "commune":
        return whole_parents(areas, level, wanted)
    of_commune = _read(table, "commune", wanted)
    twice = doubled(areas)
    found = {area: of_commune[area[:5]] for area in areas if area not in twice and area[:5] in of_commune}
    met, held = set(found.values()), {area[:5] for area in areas}
    return found | {one: larger for one, larger in of_commune.items() if larger in met and one not in held}


def _read(table: Table, level: str, wanted: str) -> dict[str, str]:
    headers = Headers(table.columns)
    one, other = headers.find(_COLUMNS[level]), headers.find(_COLUMNS[wanted])
    if one is None or other is None:
        names = " et ".join(f"« {_COLUMNS[n].replace('|', ' » ou « ')} »" for n in (level, wanted))
        raise TableRefusal(f"il faut les colonnes {names}.", path=table.path)
    first, second = normaliser(level), normaliser(wanted)
    found = {}
    for row in table:
        small, large = first(row.values[one]), second(row.values[other])
        if small and large:
            found[small] = large
    return found
