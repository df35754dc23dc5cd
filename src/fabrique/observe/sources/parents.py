"""In which larger area each area lies: by its code where the code says it, by a table otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fabrique.core.tabular import TableRefusal
from fabrique.core.tabular.model import Table
from fabrique.observe.sources.codes import normaliser
from fabrique.observe.sources.columns import Headers

_COLUMNS = {
    "iris": "CODE_IRIS|IRIS|DCIRIS",
    "commune": "code_insee|CODE_INSEE|CODGEO|COM|INSEE_COM|DEPCOM",
    "epci": "epci|EPCI|siren_epci",
    "departement": "departement|DEP|insee_dep|code_dep",
}
LEVELS = ("commune", "epci", "departement")


def departement_of(code: str) -> str:
    """The département of a commune or of an IRIS: « 974 » for 97411, « 2A » for 2A004."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


# Paris, Lyon, Marseille: some files have the commune and its arrondissements, which would count twice.
_ARRONDISSEMENTS = {"75056": "751", "69123": "6938", "13055": "132"}


def doubled(areas: Sequence[str]) -> set[str]:
    """The arrondissements (and their IRIS) of a file that has their whole commune too."""
    whole = tuple(start for commune, start in _ARRONDISSEMENTS.items() if commune in areas)
    return {area for area in areas if whole and area.startswith(whole)}


def parents_of(
    areas: Sequence[str], level: str, wanted: str, table: Table | None = None
) -> Mapping[str, str]:
    """The larger area, of level ``wanted``, of each area that has one.

    A département needs no table, nor the commune of an IRIS; an EPCI needs one, with a column of codes of
    each level. A table also says which communes the file lacks. Raises ``TableRefusal`` when nothing says it.
    """
    if level not in ("iris", "commune") or wanted not in LEVELS or level == wanted:
        raise TableRefusal(
            f"l’échelle « {level} » ne se porte pas à l’échelle « {wanted} ».",
            mend="De l’IRIS ou de la commune, on va à la commune, à l’EPCI ou au département.",
        )
    if wanted == "epci" and table is None:
        raise TableRefusal(
            "le code d’une zone ne dit pas son EPCI.",
            mend="Joignez une table qui a une colonne de communes et une colonne d’EPCI.",
        )
    twice = doubled(areas)
    areas = [area for area in areas if area not in twice]
    if wanted == "commune":
        return {area: area[:5] for area in areas}
    if table is None:
        return {area: departement_of(area) for area in areas}
    return _whole(areas, level, _read(table, "commune", wanted))


def _whole(areas: Sequence[str], level: str, of_commune: Mapping[str, str]) -> Mapping[str, str]:
    """The areas and, of a file of communes, those that it lacks in the same larger areas: without them there
    is no total."""
    found = {area: of_commune[area[:5]] for area in areas if area[:5] in of_commune}
    if level == "commune":
        met = set(found.values())
        found |= {commune: larger for commune, larger in of_commune.items() if larger in met}
    return found


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
