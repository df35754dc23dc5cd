"""An invented content with all that one may hold: two maps, absent values, a long table, points."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import shapely

from fabrique.kernels.cartography import (
    Certainty,
    Frame,
    basemap,
    bivariate,
    choropleth,
    classify,
    simplified,
)
from fabrique.observe.content import Absent, Cell, Column, Content, Figure, Map, Source, Table

AT = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)
CODES = tuple(f"001{rank:02}" for rank in range(1, 41))
NAMES = {code: f"L'Isle-aux-Joncs {rank}" for rank, code in enumerate(CODES, 1)}
SHAPES = {
    code: {"type": "Point", "coordinates": [-3 + rank / 50, 47.0]} for rank, code in enumerate(CODES[:-1])
}


def maps() -> tuple[Map, Map]:
    shapes = [shapely.box(-3 + at / 50, 47, -2.98 + at / 50, 47.2) for at in range(len(CODES))]
    base = basemap(simplified(CODES, shapes))
    values = np.arange(len(CODES), dtype=float)
    doubt = [(Certainty.ROBUST, Certainty.PROBABLE, Certainty.CONTESTED)[at % 3] for at in range(len(CODES))]
    one = choropleth(base, classify(values), Frame("indice", "Fragilité", "", NAMES), certainty=doubt)
    need, access = (classify(some, number=3) for some in (values, values[::-1]))
    both = bivariate(
        base, need, access, Frame("deux", "Besoin et accès", "", NAMES), axes=("besoin", "accès")
    )
    source = "Chiffres inventés, 2026"
    return (
        Map.of(one, key="indice", table="zones", source=source),
        Map.of(both, key="deux", table="zones", source=source),
    )


def zones() -> Table:
    columns = (
        Column("id", "Code", meaning="Code officiel.", fits=False),
        Column("nom", "Commune", meaning="Nom de la commune."),
        Column("population", "Population", "personnes", 0, "Habitants. Inventé, 2026."),
        Column("part", "Part des 65 ans et plus", "%", 1, "Part. Inventé, 2026."),
        Column("vers", "=Surtout", meaning="Pourquoi."),
    )
    gaps: dict[int, Cell] = {0: Absent.SECRET, 1: Absent.MISSING, 2: Absent.HIDDEN}
    rows = tuple(
        (code, NAMES[code], 1000 * rank + 234, gaps.get(rank, 12.25 + rank), "=1+1" if rank else None)
        for rank, code in enumerate(CODES)
    )
    return Table("zones", "Chaque commune", columns, rows, "commune", "Chiffres inventés.")


def points() -> Table:
    columns = (
        Column("nom", "Site"),
        Column("lat", "Latitude", digits=4),
        Column("lon", "Longitude", digits=4),
    )
    return Table(
        "sites", "Les sites", columns, (("Place d’Armes", 47.1, -2.9), ("Sans place", Absent.MISSING, None))
    )


def content(*tables: Table) -> Content:
    return Content(
        kind="portrait",
        subject="val",
        title="Portrait de territoire : Val-d’Estuaire",
        territory="Val-d’Estuaire",
        made_on="2026-11-30",
        reading=(
            "Le territoire compte 412 300 habitants.",
            "Trois communes sont fragiles <quoi qu’on choisisse>.",
        ),
        figures=(Figure("Habitants", "412 300", "chiffres de 2026", "population"),
                 Figure("Sûrement parmi les 4 plus fragiles", "3 communes")),
        maps=maps(),
        tables=tables or (zones(),),
        sources=(Source("Recensement", "INSEE", "2022", "Licence Ouverte 2.0", "https://insee.example/rp",
                        "Deux communes sont à vérifier."),),
        method=("Les nombres s’additionnent.", "Rien n’est moyenné."),
        subtitle="Où le numérique laisse des habitants de côté",
    )  # fmt: skip
