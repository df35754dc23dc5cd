"""Invented records for the tests of linkage. Corderive, Valmont and their people do not exist."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fabrique.kernels.linkage import Record

HALL = Record(
    id="a-1",
    source="a",
    name="Mairie de Corderive",
    address="2 place de la Fontaine",
    postal_code="61910",
    commune_code="61901",
    latitude=48.5001,
    longitude=0.1001,
    phone="+33261910001",
    emails=("mairie@corderive.example",),
    websites=("https://www.corderive.example",),
    typologies=("MUNI",),
)
FRANCE_SERVICES = Record(
    id="a-2",
    source="a",
    name="France services Corderive",
    address="14 avenue du Général Leclerc",
    postal_code="61910",
    commune_code="61901",
    latitude=48.5040,
    longitude=0.1060,
    phone="+33261910010",
    emails=("franceservices@corderive.example",),
    typologies=("RFS",),
)
ASSOCIATION = Record(
    id="a-3",
    source="a",
    name="Association La Fabrique buissonnière",
    address="27 rue des Tilleuls",
    postal_code="61910",
    commune_code="61901",
    latitude=48.5100,
    longitude=0.1100,
    phone="+33261910020",
    emails=("contact@fabrique-buissonniere.example",),
    websites=("https://fabrique-buissonniere.example/",),
    typologies=("ASSO",),
)


def seen(record: Record, id_: str, source: str = "b", **changes: Any) -> Record:
    """The same record in another source, changed."""
    return replace(record, id=id_, source=source, **changes)
