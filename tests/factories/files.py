"""Small invented files of places, in the layouts that people send."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

SIRET = "00012345500008"
LIBRARY: dict[str, Any] = {
    "id": "m1",
    "pivot": SIRET,
    "nom": "Médiathèque des Deux-Rives",
    "commune": "Bègles",
    "code_postal": "33130",
    "code_insee": "33039",
    "adresse": "12 quai des Chanvres",
    "latitude": 44.808,
    "longitude": -0.547,
    "telephone": "02 61 91 00 01",
    "courriels": "contact@deux-rives.example",
    "horaires": "Mo-Fr 09:00-12:00",
    "date_maj": "2026-10-01",
    "services": "Aide aux démarches administratives|Accès internet et matériel informatique",
    "publics_specifiquement_adresses": "Jeunes|Seniors",
    "frais_a_charge": "Gratuit",
}
WORKSHOP: dict[str, Any] = {
    **LIBRARY,
    "id": "m2",
    "pivot": "",
    "nom": "Atelier Le Rouet",
    "adresse": "3 rue du Métier",
    "latitude": 44.801,
    "longitude": -0.56,
    "telephone": "02 61 91 00 02",
    "courriels": "bonjour@rouet.example",
}


def national_csv(path: Path, *rows: dict[str, Any], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """A CSV file of the national layout."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(LIBRARY), delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def national_json(path: Path, *rows: dict[str, Any]) -> Path:
    """A JSON file of the national layout."""
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return path
