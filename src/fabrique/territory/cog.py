"""The official geographic code: communes, EPCI, départements, regions, and what became of former communes.

Shipped as one compact file (``data/``, INSEE and La Poste through ``@etalab/decoupage-administratif``), read
once per process on first use. No Django, no network. An instance lays its own communes over it, see
:meth:`Cog.extended` and :func:`use_extras`.
"""

from __future__ import annotations

import gc
import gzip
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

VINTAGE = 2026
FILE = Path(__file__).parent / "data" / f"cog-{VINTAGE}.tsv.gz"


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of today. ``population`` is None where nobody lives all year; ``epci`` may be ""."""

    code: str
    name: str
    postal_codes: tuple[str, ...]
    population: int | None
    epci: str
    departement: str
    region: str
    former_names: tuple[str, ...] = ()


class FormerKind(StrEnum):
    """What a code that is no longer, or not quite, a commune stands for."""

    DELEGATED = "D"
    ASSOCIATED = "A"
    MERGED = "F"
    ARRONDISSEMENT = "M"


@dataclass(frozen=True, slots=True)
class FormerCommune:
    """A delegated, associated or merged commune, or a municipal arrondissement: ``commune`` is today's code.

    ``name`` is "" when the code alone is known. Only arrondissements have postal codes of their own.
    """

    code: str
    name: str
    kind: FormerKind
    commune: str
    postal_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Epci:
    """A grouping of communes with its own taxes; ``type`` is CC, CA, CU, METRO or MET69."""

    siren: str
    name: str
    type: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Departement:
    """A département or an overseas collectivity; ``chief_town`` is a commune code."""

    code: str
    name: str
    region: str
    chief_town: str


@dataclass(frozen=True, slots=True)
class Region:
    code: str
    name: str


def departement_of(code: str) -> str:
    """The département of a commune code: three digits overseas (971 to 989), else two characters."""
    return code[:3] if code[:2] in {"97", "98"} else code[:2]


def departements_of_postal_code(postal_code: str) -> tuple[str, ...]:
    """The départements that a postal code's first digits announce ("20…" is both of Corsica's)."""
    if postal_code.startswith("20"):
        return ("2A", "2B")
    if postal_code.startswith("97150"):
        return ("978", "971")
    if postal_code.startswith("97133"):
        return ("977", "971")
    return (departement_of(postal_code),) if len(postal_code) == 5 else ()


class Cog:
    """An immutable set of communes with its indexes. Compared and hashed by identity."""

    def __init__(
        self,
        communes: Iterable[Commune],
        formers: Iterable[FormerCommune],
        epcis: Iterable[Epci],
        departements: Iterable[Departement],
        regions: Iterable[Region],
    ) -> None:
        self._communes = {row.code: row for row in communes}
        self._departements = {row.code: row for row in departements}
        self._regions = {row.code: row for row in regions}
        self._epcis = {row.siren: row for row in epcis}
        self.formers = tuple(formers)
        self._former = {row.code: row for row in self.formers}
        self._by_postal: dict[str, list[Commune]] = {}
        self._by_departement: dict[str, list[str]] = {}
        for row in self._communes.values():
            self._by_departement.setdefault(row.departement, []).append(row.code)
            for postal in row.postal_codes:
                self._by_postal.setdefault(postal, []).append(row)

    def __iter__(self) -> Iterator[Commune]:
        return iter(self._communes.values())

    def __len__(self) -> int:
        return len(self._communes)

    def __contains__(self, code: object) -> bool:
        return code in self._communes

    def commune(self, code: str) -> Commune | None:
        """Today's commune of a code, be it a former commune's or an arrondissement's; None if unknown."""
        if found := self._communes.get(code):
            return found
        former = self._former.get(code)
        return self._communes.get(former.commune) if former else None

    def former(self, code: str) -> FormerCommune | None:
        """The former commune or arrondissement that bears this code, if today's commune is another one."""
        return None if code in self._communes else self._former.get(code)

    def by_postal_code(self, postal_code: str) -> tuple[Commune, ...]:
        """The communes served by a postal code, the most populous first; empty for an unknown one."""
        rows = self._by_postal.get(postal_code, ())
        return tuple(sorted(rows, key=lambda row: (-(row.population or 0), row.code)))

    def epci(self, siren: str) -> Epci | None:
        return self._epcis.get(siren)

    def departement(self, code: str) -> Departement | None:
        return self._departements.get(code)

    def region(self, code: str) -> Region | None:
        return self._regions.get(code)

    @property
    def epcis(self) -> tuple[Epci, ...]:
        return tuple(self._epcis.values())

    @property
    def departements(self) -> tuple[Departement, ...]:
        return tuple(self._departements.values())

    @property
    def regions(self) -> tuple[Region, ...]:
        return tuple(self._regions.values())

    def members_of(self, code: str) -> tuple[str, ...]:
        """The commune codes of an EPCI (SIREN), a département, a region ("reg-75") or a commune, sorted.

        A former commune gives today's. Empty when nothing bears this code.
        """
        if code.startswith("reg-"):
            inside = [row.code for row in self._departements.values() if row.region == code[4:]]
            return tuple(sorted(c for one in inside for c in self._by_departement.get(one, ())))
        if epci := self._epcis.get(code):
            return tuple(sorted(epci.members))
        if code in self._departements:
            return tuple(sorted(self._by_departement.get(code, ())))
        found = self.commune(code)
        return (found.code,) if found else ()

    def extended(self, extra: Iterable[Mapping[str, Any]]) -> Cog:
        """A new set with an instance's own communes (:func:`commune_from`) laid over this one.

        An ``epci`` that the code does not know is made of those that name it, as ``epci_name``.
        """
        rows = list(extra)
        added = [commune_from(row) for row in rows]
        epcis = dict(self._epcis)
        named = {str(row.get("epci") or ""): str(row.get("epci_name") or "") for row in rows}
        for siren in {row.epci for row in added if row.epci}:
            known = epcis.get(siren) or Epci(siren, named[siren], "", ())
            members = {*known.members, *(row.code for row in added if row.epci == siren)}
            epcis[siren] = Epci(siren, known.name, known.type, tuple(sorted(members)))
        departements = dict(self._departements)
        for row in added:
            departements.setdefault(row.departement, Departement(row.departement, "", row.region, ""))
        communes = {**self._communes, **{row.code: row for row in added}}
        return Cog(
            communes.values(), self.formers, epcis.values(), departements.values(), self._regions.values()
        )


def commune_from(row: Mapping[str, Any]) -> Commune:
    """A commune described by an instance: ``code``, ``name``, and, if known, the other fields of Commune.

    Raises ValueError when the code is not five characters or the name is missing.
    """
    code, name = str(row.get("code", "")).strip().upper(), str(row.get("name", "")).strip()
    if len(code) != 5 or not code.isalnum() or not name:
        raise ValueError(f"commune {code or '?'} : il faut un code de cinq caractères et un nom")
    return Commune(
        code=code,
        name=name,
        postal_codes=tuple(str(one) for one in row.get("postal_codes") or ()),
        population=row.get("population"),
        epci=str(row.get("epci") or ""),
        departement=str(row.get("departement") or departement_of(code)),
        region=str(row.get("region") or ""),
        former_names=tuple(str(one) for one in row.get("former_names") or ()),
    )


def _rows(block: str) -> list[list[str]]:
    return [line.split("\t") for line in block.split("\n")]


def _read(text: str) -> Cog:
    regions, departements, epcis, communes, formers = text.split("\n\n")
    region_of = {row[0]: row[2] for row in _rows(departements)}
    postal: dict[str, tuple[str, ...]] = {"": ()}
    present: list[Commune] = []
    members: dict[str, list[str]] = {}
    for code, name, postals, population, siren in _rows(communes):
        departement = departement_of(code)
        if postals not in postal:
            postal[postals] = tuple(postals.split(" "))
        count = int(population) if population else None
        region = region_of[departement]
        present.append(Commune(code, name, postal[postals], count, siren, departement, region))
        members.setdefault(siren, []).append(code)
    return Cog(
        present,
        [
            FormerCommune(code, name, FormerKind(kind), commune, tuple(postals.split()))
            for code, name, kind, commune, postals in _rows(formers)
        ],
        [Epci(siren, name, kind, tuple(members.get(siren, ()))) for siren, name, kind in _rows(epcis)],
        [Departement(*row) for row in _rows(departements)],
        [Region(*row) for row in _rows(regions)],
    )


@lru_cache(maxsize=1)
def national_cog() -> Cog:
    """The COG as shipped, read at the first call; the collector is held meanwhile, or it costs a third."""
    text = gzip.decompress(FILE.read_bytes()).decode()
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _read(text)
    finally:
        if collecting:
            gc.enable()


@dataclass(slots=True)
class _Active:
    """``laid``: the last set with communes of its own, that of ``laid_key``: it takes long to make."""

    key: tuple[str, ...] = ()
    cog: Cog | None = None
    laid_key: tuple[str, ...] = ()
    laid: Cog | None = None


_active = _Active()


def use_extras(extra: Iterable[Mapping[str, Any]]) -> None:
    """Lay an instance's own communes over the COG for this process; an empty list takes them off."""
    rows = list(extra)
    key = tuple(repr(sorted(row.items())) for row in rows)
    if key == _active.key:
        return
    if rows and key != _active.laid_key:
        _active.laid, _active.laid_key = national_cog().extended(rows), key
    _active.cog, _active.key = (_active.laid if rows else None), key


def cog() -> Cog:
    """The COG of this process: the national one, and the instance's own communes if it has declared some."""
    return _active.cog or national_cog()
