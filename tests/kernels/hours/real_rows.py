"""Rows with opening hours in the published files, read in place."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
RAW = ROOT.parent / "shared" / "data" / "directory" / "raw"
VECTORS = RAW.parent / "test-vectors"

# Every column of the files that holds hours as free text.
FREE_TEXT = (
    ("angers.json", "HORAIRE"),
    ("conumm.json", "HORAIRE"),
    ("bus-france-services-charente.json", "horaires"),
    ("corse.json", "Horaires"),
    ("haute-vienne.json", "horaires"),
    ("hub-lo.json", "c_horaire_ouverture"),
    ("hub-lo.json", "c_autres_horaires"),
    ("le-havre.json", "horaires"),
    ("mulhouse.json", "jours_horaires_ouverture"),
    ("paca.json", "horaires_grand_public"),
    ("paca.json", "horaires_ouverture_brut"),
    ("paca.json", "horaires_ouverture_osm"),
)
_FRENCH = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_HALVES = {"matin": "am", "après-midi": "pm"}


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in row.items():
        flat.update(_flat(value) if isinstance(value, dict) else {key: value})
    return flat


def rows(name: str) -> list[dict[str, Any]]:
    """Rows of a published file, nested objects flattened."""
    text = (RAW / name).read_text(encoding="utf-8-sig")
    if name.endswith(".csv"):
        delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
        return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
    data = json.loads(text)
    if isinstance(data, dict):
        data = next(value for value in data.values() if isinstance(value, list))
    return [_flat(row) for row in data]


def free_texts() -> Iterator[tuple[str, str, str]]:
    """(file, column, text) of every row with free-text hours."""
    cache: dict[str, list[dict[str, Any]]] = {}
    for name, column in FREE_TEXT:
        for row in cache.setdefault(name, rows(name)):
            value = row.get(column)
            if isinstance(value, str) and value.strip():
                yield name, column, value


def france_services_weeks() -> Iterator[tuple[dict[tuple[str, str | None], str], str]]:
    """One column per day, and the remark, of every France services row."""
    for row in rows("france-services-20240801.csv"):
        cells: dict[tuple[str, str | None], str] = {
            (code, None): row.get(f"h_{day}") or "" for code, day in zip(_CODES, _FRENCH, strict=True)
        }
        yield cells, row["commentaire"] or ""


def half_day_weeks() -> Iterator[dict[tuple[str, str | None], str]]:
    """One column per half-day of every row of mednum-bfc."""
    for row in rows("mednum-bfc.csv"):
        cells: dict[tuple[str, str | None], str] = {}
        for key, value in row.items():
            day, _, half = (key or "").partition(" ")
            if day in _FRENCH and half in _HALVES:
                cells[(_CODES[_FRENCH.index(day)], _HALVES[half])] = value or ""
        yield cells
