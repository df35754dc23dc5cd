"""The communes of Val-d’Estuaire Métropole: an invented territory, set at sea, where no real one lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TERRITORY = "Val-d’Estuaire Métropole"
SIREN = "000101006"  # of the EPCI; passes Luhn, and no real number starts with 000
POPULATION = 412_300
TILES = 16  # how often the « region » scale repeats the pattern
TILE_WIDTH, TILE_HEIGHT = 38.0, 34.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class DemoCommune:
    """A commune of the demo; ``seeds`` are kilometres east and north of Port-Sablier's bridge.

    The first seed is the middle of the town. A commune astride the river has one seed on each bank.
    """

    code: str
    name: str
    postal_codes: tuple[str, ...]
    population: int
    seeds: tuple[Point, ...]
    former_names: tuple[str, ...] = ()
    epci: str = SIREN

    def as_extra(self) -> dict[str, Any]:
        """The commune as ``territory`` takes an instance's own communes."""
        return {
            "code": self.code,
            "name": self.name,
            "postal_codes": list(self.postal_codes),
            "population": self.population,
            "epci": self.epci,
            "former_names": list(self.former_names),
        }


# name, postal codes, population, seeds, former names
_ROWS: tuple[tuple[str, str, int, tuple[Point, ...], str], ...] = (
    ("Port-Sablier", "00100 00105", 151_300, ((-0.4, 1.5), (0.3, -1.7)), ""),
    ("Corderive", "00110", 48_300, ((-1.4, 5.1),), ""),
    ("Brumelac", "00120", 36_700, ((2.4, -5.0),), ""),
    ("Saint-Ormel", "00130", 29_800, ((4.9, 4.7),), ""),
    ("Vaurenne", "00140", 23_400, ((6.4, -1.9),), ""),
    ("Vaurenne-le-Petit", "00140", 3_100, ((10.3, -5.3),), ""),
    ("Quaisne-la-Tour", "00150", 17_900, ((-5.9, 3.3),), ""),
    ("Marlandes", "00160", 15_600, ((-4.2, -5.6),), ""),
    ("Le Fresquoy", "00170", 11_200, ((2.3, 9.4),), ""),
    ("Tissandre", "00180", 12_400, ((8.9, 9.0),), ""),
    ("Rochelande", "00190", 9_800, ((-12.6, 4.3),), ""),
    ("Sainte-Ysaure", "00200", 7_300, ((-6.4, 9.8),), ""),
    ("Hautegrève", "00210", 6_400, ((-13.2, 11.3),), ""),
    ("Bellavoine", "00220", 8_200, ((-1.9, -10.9),), ""),
    ("Les Deux-Écluses", "00230", 5_600, ((12.3, 6.2), (12.9, 1.9)), "Écluse-Haute|Écluse-Basse"),
    ("Chantoiseau-sur-Saudrelle", "00240", 4_300, ((18.4, 9.2),), ""),
    ("Grand-Varech", "00250", 5_900, ((-12.4, -9.0),), ""),
    ("Pierremoire", "00230", 2_700, ((18.3, -1.3),), ""),
    ("Ombreval", "00180", 2_200, ((14.0, 14.0),), ""),
    ("Villefanelle", "00170", 3_600, ((4.9, 14.9),), ""),
    ("La Tourbière-aux-Moines", "00260", 1_900, ((-7.4, -13.6),), ""),
    ("Noirsable", "00220", 1_750, ((3.9, -13.7),), ""),
    ("Cressonval", "00270", 2_050, ((11.6, -11.9),), ""),
    ("L’Isle-aux-Joncs", "00195", 900, ((-20.5, -3.4),), ""),
)
_TOWN = 3
# What tells the repeated communes of the « region » scale from one another.
_SUFFIXES = (
    "en-Marais", "en-Bocage", "des-Dunes", "d’Amont", "d’Aval", "les-Vignes", "la-Forêt", "sur-Lande",
    "le-Vieux", "le-Neuf", "les-Étangs", "en-Plaine", "la-Combe", "les-Moulins", "du-Phare",
)  # fmt: skip


def communes(scale: str) -> tuple[DemoCommune, ...]:
    """The communes of a scale: 3 for ``town``, 24 for ``metropolis``, 384 for ``region``."""
    first = tuple(_commune(rank, row) for rank, row in enumerate(_ROWS))
    if scale == "town":
        return first[:_TOWN]
    if scale == "metropolis":
        return first
    return first + tuple(
        _repeated(one, tile, rank) for tile in range(1, TILES) for rank, one in enumerate(first)
    )


def _commune(rank: int, row: tuple[str, str, int, tuple[Point, ...], str]) -> DemoCommune:
    name, postal_codes, population, seeds, former = row
    codes = tuple(postal_codes.split())
    return DemoCommune(
        f"{101 + rank:05d}", name, codes, population, seeds, tuple(filter(None, former.split("|")))
    )


def tile_origin(tile: int) -> Point:
    """Where a repetition's origin lies, in kilometres: four rows of four, the first on the coast."""
    column, row = divmod(tile, 4)
    return column * TILE_WIDTH, (row + 1) // 2 * TILE_HEIGHT * (-1 if row % 2 else 1)


def _repeated(one: DemoCommune, tile: int, rank: int) -> DemoCommune:
    east, north = tile_origin(tile)
    suffix = _SUFFIXES[tile - 1]
    return DemoCommune(
        code=f"{101 + tile * len(_ROWS) + rank:05d}",
        name=f"{one.name}-{suffix}",
        postal_codes=tuple(f"{245 + tile * 35 + (int(code) - 100) // 5:05d}" for code in one.postal_codes),
        population=one.population * (30 - tile) // 60,
        seeds=tuple((east + x, north + y) for x, y in one.seeds),
        epci="",
    )
