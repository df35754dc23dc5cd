"""The sheets of the invented places, before they become records: read from ``data/`` and repeated."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from fabrique.demo.communes import TILES, DemoCommune
from fabrique.demo.numbering import EPCI_RANK

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A place as the data files describe it. Lists are words of ``vocabulary``, separated by blanks."""

    key: str
    name: str
    commune: str
    types: str
    do: str = ""
    hours: str = ""
    summary: str = ""
    text: str = ""
    address: str = ""
    qpv: str = ""
    source: str = "metropole"
    org: str = ""
    network: str = ""
    for_: str = ""
    care: str = ""
    fees: str = "gratuit"
    fees_detail: str = ""
    programmes: str = ""
    labels: str = ""
    other: str = ""
    come: str = "venir telephone"
    help: str = "individuel"
    itinerance: str = ""
    wheelchair: bool | None = None
    languages: str = ""
    directions: str = ""
    bring: str = ""
    contact: str = ""
    access: bool = False
    booking: bool = False
    missing: str = ""
    edge: bool = False
    withdrawn: bool = False
    age: int = 100


@dataclass(frozen=True, slots=True)
class Copy:
    """The same place as another source knows it, or so it seems; ``verdict`` is what a person decided of the
    two: ``undone`` (they had merged), ``refused`` (they were waiting), or nothing."""

    of: str
    key: str
    source: str
    name: str
    age: int
    verdict: str = ""
    keep: str = "phone address position pivot"
    hours: str = ""
    address: str = ""


def load(name: str) -> dict[str, Any]:
    """A data file."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def sheet(row: Mapping[str, Any]) -> Sheet:
    """A sheet from a table of a data file; an unknown key is a TypeError."""
    return Sheet(**{("for_" if name == "for" else name): value for name, value in row.items()})


@lru_cache(maxsize=2)
def written(name: str) -> tuple[Sheet, ...]:
    """The sheets written one by one in a data file."""
    return tuple(sheet(row) for row in load(name)["place"])


@lru_cache(maxsize=1)
def organisation_ranks() -> tuple[dict[str, int], dict[str, str]]:
    """The rank of each organisation's SIREN, the Métropole's first, and the sheets that are a head office."""
    rows = load("organisations.toml")["organisation"]
    ranks = {row["key"]: EPCI_RANK + position for position, row in enumerate(rows)}
    return ranks, {row["seat"]: row["key"] for row in rows if "seat" in row}


def copies() -> tuple[Copy, ...]:
    """Places known to two sources, and places that only look alike."""
    return tuple(Copy(**row) for row in load("town.toml")["copy"])


def repeated(sheets: Sequence[Sheet], members: Sequence[DemoCommune]) -> list[Sheet]:
    """The sheets again for each repetition of the pattern, in the communes of the same rank."""
    first = members[:24]
    rank_of = {one.name: rank for rank, one in enumerate(first)}
    found: list[Sheet] = []
    for tile in range(1, TILES):
        tail = members[tile * 24].name.removeprefix(first[0].name)
        for one in (each for each in sheets if not each.withdrawn):
            commune = members[tile * 24 + rank_of[one.commune]].name
            near = one.name.replace(one.commune, commune)
            name = near if near != one.name else f"{one.name} {tail.strip('-').replace('-', ' ')}"
            found.append(replace(one, key=f"{one.key}-{tile}", name=name, commune=commune, org=""))
    return found
